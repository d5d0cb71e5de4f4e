// Answers: the headers that every answer has, Status bodies in the negotiated media type, compression.
// Every function here sends the whole answer of `context` and is called once a request, on its loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/context.h"

namespace seamark::apiserver {

// "application/json", "application/yaml", "application/vnd.kubernetes.protobuf".
std::string_view contentType(MediaType media);

// Audit-Id, Cache-Control, Content-Type, the Warnings of the context and the flow-control headers. Also for
// answers that are streamed (list, watch) with responder->start().
net::Headers answerHeaders(const RequestContext& context, std::string_view contentType);

// metav1.Status in the negotiated media type; `status.code` is the HTTP status. Adds Retry-After to 429 and
// to what names retryAfterSeconds.
void answerStatus(RequestContext& context, const Status& status);

// A body that is complete; compressed when the client takes gzip and it is large enough (128 KiB).
void answerBody(RequestContext& context, int httpStatus, std::string_view contentType,
                std::vector<Bytes> body);

// The same with headers that are the caller's, content-type among them.
void answerWithHeaders(RequestContext& context, int httpStatus, net::Headers headers,
                       std::vector<Bytes> body);

// The JSON text `json` (without newline) as the context wants it: JSON, pretty JSON or YAML. Protobuf callers
// use answerBody.
void answerJson(RequestContext& context, int httpStatus, std::string json);

// One object in the negotiated representation and media type, with its common headers.
void answerObject(RequestContext& context, int httpStatus, const api::EncodedPtr& object);

// A value that is no Kind's object (a review, a discovery document) with its kind and apiVersion.
void answerTyped(RequestContext& context, int httpStatus, const api::Type& type, std::string_view apiVersion,
                 std::string_view kind, const void* value);

// 201 with a Status that says Success and no more: what was created is not kept (a Binding, an Eviction).
void answerCreated(RequestContext& context);

// 200 with the Status that says what was removed.
void answerSuccess(RequestContext& context, const api::Kind& kind, const api::ObjectMeta& removed);

// JSON indented by two blanks, as ?pretty=true answers.
std::string prettyJson(std::string_view json);

}  // namespace seamark::apiserver
