// SPDX-License-Identifier: Apache-2.0
#include "apiserver/openapi_endpoints.h"

#include <array>
#include <span>

#include "api/openapi/openapi.h"
#include "apiserver/answer.h"
#include "apiserver/health.h"
#include "apiserver/negotiate.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kV2Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

struct Form {
  std::string_view subtype;  // of application/
  bool protobuf;
};
// The type with an @ is one that clients asked for by mistake for long, and is still taken.
constexpr std::array<Form, 3> kV2Forms{{{"json", false},
                                        {"com.github.proto-openapi.spec.v2@v1.0+protobuf", true},
                                        {"com.github.proto-openapi.spec.v2.v1.0+protobuf", true}}};
// Of the documents of one group there is JSON only, also for who asks for protobuf: clients look at what they get.
constexpr std::array<Form, 3> kV3Forms{{{"json", false},
                                        {"com.github.proto-openapi.spec.v3@v1.0+protobuf", false},
                                        {"com.github.proto-openapi.spec.v3.v1.0+protobuf", false}}};

// The first form that the client takes. Null: none.
const Form* wantedForm(const std::vector<AcceptedType>& accepted, std::span<const Form> forms) {
  for (const AcceptedType& wanted : accepted) {
    if (wanted.type != "application" && wanted.type != "*") continue;
    for (const Form& form : forms)
      if (wanted.subtype == form.subtype || wanted.subtype == "*") return &form;
  }
  return nullptr;
}

std::vector<AcceptedType> acceptedOf(const RequestContext& context) {
  const std::string* accept = context.request.headers.find("accept");
  return acceptedTypes(accept && !accept->empty() ? std::string_view(*accept) : "*/*");
}

// An answer without a body, and with the headers of all.
void answerEmpty(RequestContext& context, int httpStatus, net::Headers headers = {}) {
  headers.add("audit-id", context.auditId);
  headers.add("cache-control", "no-cache, private");
  context.responder->respond(httpStatus, std::move(headers), {});
}

// `text` lives for ever. 304 when the client has it already.
void answerKept(RequestContext& context, std::string_view type, std::string_view text,
                const std::string& hash) {
  const std::string etag = "\"" + hash + "\"";
  const std::string* known = context.request.headers.find("if-none-match");
  const bool unchanged = known && *known == etag;
  net::Headers headers = answerHeaders(context, type);
  headers.add("etag", etag);
  headers.add("vary", "Accept");
  if (unchanged) return context.responder->respond(304, std::move(headers), {});
  // Compressed by the common rule; its headers are these.
  answerWithHeaders(context, 200, std::move(headers), {Bytes::literal(text)});
}

void serveV2(RequestContext& context) {
  const Form* form = wantedForm(acceptedOf(context), kV2Forms);
  if (!form) return answerEmpty(context, 406, {{"vary", "Accept"}});
  const api::OpenApiDocument& document = api::openApiV2();
  if (form->protobuf) return answerKept(context, kV2Protobuf, api::openApiV2Protobuf(), document.hash);
  answerKept(context, "application/json", document.json, document.hash);
}

void serveV3(RequestContext& context, std::string_view path) {
  const api::OpenApiDocument* document = api::openApiV3(path);
  if (!document) return answerEmpty(context, 404);
  const std::vector<AcceptedType> accepted = acceptedOf(context);
  if (accepted.empty()) return answerEmpty(context, 200);  // upstream's loop over them never answers
  if (!wantedForm(accepted, kV3Forms)) return answerEmpty(context, 406, {{"vary", "Accept"}});
  const std::string* hash = context.parameter("hash");
  if (hash && !hash->empty() && *hash != document->hash)
    return answerEmpty(context, 301,
                       {{"location", "/openapi/v3/" + std::string(path) + "?hash=" + document->hash}});
  answerKept(context, "application/json", document->json, document->hash);
}

}  // namespace

void serveOpenApi(RequestContext& context) {
  std::string_view path = context.request.path;
  if (path == "/openapi/v2") return serveV2(context);
  if (path == "/openapi/v3")
    return answerBody(context, 200, "text/plain; charset=utf-8", {Bytes::literal(api::openApiV3Index())});
  constexpr std::string_view kV3 = "/openapi/v3/";
  if (path.starts_with(kV3)) return serveV3(context, path.substr(kV3.size()));
  answerText(context, 404, "404 page not found\n");
}

}  // namespace seamark::apiserver
