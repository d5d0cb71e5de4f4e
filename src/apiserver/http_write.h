// The HTTP rim of the writes: a RequestContext to a WriteRequest, and an outcome to an answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "apiserver/answer.h"
#include "apiserver/context.h"
#include "apiserver/write.h"

namespace seamark::apiserver {

WritePtr writeRequestOf(const ContextPtr& context, WriteOptions options);

// Answers `context` with what a write came to; takes the request's warnings along.
WriteThen answerWritten(ContextPtr context, WritePtr request);

// Answers what is wrong with a body; what it was warned of before goes along.
void refuseWrite(RequestContext& context, WriteRequest& request, const Status& why);

// The namespace of a body: filled from the URL, dropped for cluster-scoped kinds. 400 when they differ.
Result<> settleNamespace(const WriteRequest& request, api::ObjectMeta& meta);
Result<> settleNamespace(const std::string& ns, api::ObjectMeta& meta);  // `ns` empty: cluster scope
// 400 when the body names another object than the URL, or none.
Result<> checkName(const WriteRequest& request, const api::ObjectMeta& meta);

// 400 for an object that lives in a namespace when none was given.
Status noNamespace();

// 413 when the body was longer than the server takes.
Result<> checkBodySize(const net::HttpRequest& request);

}  // namespace seamark::apiserver
