// SPDX-License-Identifier: Apache-2.0
#include "apiserver/openapi_endpoints.h"

#include "api/openapi/openapi.h"
#include "apiserver/answer.h"
#include "apiserver/health.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kV2Protobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

bool accepts(const RequestContext& context, std::string_view part) {
  const std::string* accept = context.request.headers.find("accept");
  return accept && accept->find(part) != std::string::npos;
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
  const api::OpenApiDocument& document = api::openApiV2();
  if (accepts(context, "openapi.spec.v2"))
    return answerKept(context, kV2Protobuf, api::openApiV2Protobuf(), document.hash);
  answerKept(context, "application/json", document.json, document.hash);
}

void serveV3(RequestContext& context, std::string_view path) {
  const api::OpenApiDocument* document = api::openApiV3(path);
  if (!document) return context.responder->respond(404, {}, {});
  const std::string* hash = context.parameter("hash");
  if (hash && *hash != document->hash) {
    net::Headers headers;
    headers.add("location", "/openapi/v3/" + std::string(path) + "?hash=" + document->hash);
    return context.responder->respond(301, std::move(headers), {});
  }
  answerKept(context, "application/json", document->json, document->hash);
}

}  // namespace

void serveOpenApi(RequestContext& context) {
  std::string_view path = context.request.path;
  if (path == "/openapi/v2") return serveV2(context);
  if (path == "/openapi/v3" || path == "/openapi/v3/") {
    const std::string& index = api::openApiV3Index();
    return answerKept(context, "text/plain; charset=utf-8", index, api::openApiV2().hash);
  }
  constexpr std::string_view kV3 = "/openapi/v3/";
  if (path.starts_with(kV3)) return serveV3(context, path.substr(kV3.size()));
  answerText(context, 404, "404 page not found\n");
}

}  // namespace seamark::apiserver
