// SPDX-License-Identifier: Apache-2.0
#include "apiserver/plain_endpoints.h"

#include <algorithm>
#include <array>
#include <span>

#include "api/codec.h"
#include "api/openapi/discovery.h"
#include "api/openapi/sha256.h"
#include "apiserver/answer.h"
#include "apiserver/auth/service_account_tokens.h"
#include "apiserver/health.h"
#include "apiserver/metrics.h"
#include "apiserver/negotiate.h"
#include "apiserver/openapi_endpoints.h"

namespace seamark::apiserver {
namespace {

// What clients take for the version of the API; our own build is told by `seamark version`.
constexpr std::string_view kVersion =
    R"({
  "major": "1",
  "minor": "37",
  "emulationMajor": "1",
  "emulationMinor": "37",
  "minCompatibilityMajor": "1",
  "minCompatibilityMinor": "36",
  "gitVersion": "v1.37.2",
  "gitCommit": "seamark",
  "gitTreeState": "clean",
  "buildDate": "2026-01-01T00:00:00Z",
  "goVersion": "go1.26",
  "compiler": "gc",
  "platform": "linux/amd64"
})";

std::string_view acceptOf(const net::HttpRequest& request) {
  const std::string* accept = request.headers.find("accept");
  return accept ? std::string_view(*accept) : std::string_view();
}

void answerBare(RequestContext& context, int code, std::string reason, std::string message) {
  Status status;
  status.code = code;
  status.reason = std::move(reason);
  status.message = std::move(message);
  status.details.emplace();
  answerStatus(context, status);
}

void answerMethodNotAllowed(RequestContext& context) {
  answerBare(context, 405, "MethodNotAllowed",
             "the server does not allow this method on the requested resource");
}

void answerNotFound(RequestContext& context) {
  answerBare(context, 404, "NotFound", "the server could not find the requested resource");
}

// What upstream's router serves beside the API, and so answers otherwise for than for paths that it does not know.
constexpr std::string_view kVersionPath = "/version";
constexpr std::string_view kKeysPath = "/openid/v1/jwks";
constexpr std::string_view kConfigurationPath = "/.well-known/openid-configuration";

std::string_view routedPath(std::string_view path) {
  for (const std::string_view routed : {kVersionPath, kKeysPath, kConfigurationPath})
    if (path.starts_with(routed) && (path.size() == routed.size() || path[routed.size()] == '/'))
      return routed;
  return {};
}

// The list of paths at / and /index.html.
std::string pathList() {
  std::vector<std::string> paths{"/.well-known/openid-configuration",
                                 "/api",
                                 "/api/v1",
                                 "/apis",
                                 "/apis/",
                                 "/metrics",
                                 "/openapi/v2",
                                 "/openapi/v3",
                                 "/openapi/v3/",
                                 "/openid/v1/jwks",
                                 "/version"};
  for (const std::string_view group : api::apiGroups()) {
    paths.push_back("/apis/" + std::string(group));
    paths.push_back("/apis/" + std::string(group) + "/v1");
  }
  for (std::string& path : healthPaths()) paths.push_back(std::move(path));
  std::sort(paths.begin(), paths.end());
  std::string json = "{\n  \"paths\": [";
  for (size_t i = 0; i < paths.size(); ++i) json += (i ? ",\n    \"" : "\n    \"") + paths[i] + "\"";
  return json + "\n  ]\n}";
}

void answerDocument(RequestContext& context, const api::DiscoveryDocument& document) {
  if (context.accept.media == MediaType::Protobuf)
    return answerBody(context, 200, contentType(MediaType::Protobuf),
                      {Bytes(api::protobufEnvelope(document.apiVersion.empty() ? "v1" : document.apiVersion,
                                                   document.kind, document.protobuf))});
  answerJson(context, 200, document.json);
}

// The aggregated form has an ETag, so that clients ask for it again at little cost.
void answerAggregated(RequestContext& context, const api::DiscoveryDocument& document,
                      const std::string& etag) {
  const bool protobuf = context.accept.media == MediaType::Protobuf;
  const std::string type =
      std::string(contentType(context.accept.media)) + ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  net::Headers headers;
  headers.add("audit-id", context.auditId);
  headers.add("cache-control", "public");
  headers.add("content-type", type);
  headers.add("etag", "\"" + etag + "\"");
  headers.add("vary", "Accept");
  const std::string* known = context.request.headers.find("if-none-match");
  if (known && *known == "\"" + etag + "\"") return context.responder->respond(304, std::move(headers), {});
  std::string body = protobuf ? api::protobufEnvelope(document.apiVersion, document.kind, document.protobuf)
                              : document.json + "\n";
  context.responder->respond(200, std::move(headers), {Bytes(std::move(body))});
}

constexpr std::array<std::string_view, 1> kJsonOnly{"application/json"};
constexpr std::array<std::string_view, 1> kKeySet{"application/jwk-set+json"};
constexpr std::array<std::string_view, 3> kObjectTypes{"application/json", "application/yaml",
                                                       "application/vnd.kubernetes.protobuf"};

// False: the client takes none of `types`, and has been told.
bool producesAny(RequestContext& context, std::span<const std::string_view> types) {
  const auto produced = checkProduced(acceptOf(context.request), types);
  if (!produced) answerStatus(context, produced.error());
  return produced.has_value();
}

}  // namespace

struct PlainEndpoints::Documents {
  api::DiscoveryDocument versions, groups;
  api::DiscoveryDocument aggregatedCore, aggregatedRest;
  std::string etagCore, etagRest;
};

PlainEndpoints::PlainEndpoints(const Health& health, std::string serverAddress)
    : health_(health), serverAddress_(std::move(serverAddress)), documents_(std::make_unique<Documents>()) {
  documents_->versions = api::apiVersions(serverAddress_);
  documents_->groups = api::apiGroupList();
  documents_->aggregatedCore = api::aggregatedDiscovery(true);
  documents_->aggregatedRest = api::aggregatedDiscovery(false);
  documents_->etagCore = api::sha256Hex(documents_->aggregatedCore.json);
  documents_->etagRest = api::sha256Hex(documents_->aggregatedRest.json);
}

PlainEndpoints::~PlainEndpoints() = default;

void PlainEndpoints::serveNoSuchPath(RequestContext& context) {
  answerText(context, 404, "404 page not found\n");
}

void PlainEndpoints::serveDiscovery(ContextPtr context, Target target) {
  std::string_view path = context->request.path;
  while (path.ends_with('/')) path.remove_suffix(1);
  const bool core = path.starts_with("/api") && !path.starts_with("/apis");
  const AnswerShape shape = target == Target::GroupList ? AnswerShape::GroupList
                            : target == Target::Group   ? AnswerShape::Group
                                                        : AnswerShape::Plain;
  // The router looks at /api, not at /apis.
  if (core && !producesAny(*context, kObjectTypes)) return;
  auto accept = negotiate(acceptOf(context->request), shape);
  if (!accept) return answerStatus(*context, accept.error());
  context->accept = *accept;
  if (target == Target::GroupList) {
    if (accept->aggregated)
      return answerAggregated(*context, core ? documents_->aggregatedCore : documents_->aggregatedRest,
                              core ? documents_->etagCore : documents_->etagRest);
    return answerDocument(*context, core ? documents_->versions : documents_->groups);
  }
  path.remove_prefix(core ? std::string_view("/api").size() : std::string_view("/apis/").size());
  const size_t slash = path.find('/');
  const std::string_view group = core ? std::string_view() : path.substr(0, slash);
  const auto document =
      target == Target::Group ? api::apiGroup(path) : api::apiResourceList(group, path.substr(slash + 1));
  if (!document) return serveNoSuchPath(*context);
  answerDocument(*context, *document);
}

// Slashes behind the path count for nothing, and what follows it is not there.
void PlainEndpoints::serveRouted(RequestContext& context, std::string_view routed) {
  std::string_view rest = std::string_view(context.request.path).substr(routed.size());
  if (rest.find_first_not_of('/') != std::string_view::npos) return answerNotFound(context);
  if (context.request.method != "GET") return answerMethodNotAllowed(context);
  if (!producesAny(context, routed == kKeysPath ? std::span(kKeySet) : std::span(kJsonOnly))) return;
  if (routed == kVersionPath) return answerBody(context, 200, kJsonOnly[0], {Bytes::literal(kVersion)});
  const ServiceAccountTokens& tokens = context.services.tokens;
  net::Headers headers;
  headers.add("audit-id", context.auditId);
  headers.add("cache-control", "public, max-age=3600");
  headers.add("content-type", std::string(routed == kKeysPath ? kKeySet[0] : kJsonOnly[0]));
  std::string body = routed == kKeysPath
                         ? tokens.jwks()
                         : tokens.openIdConfiguration("https://" + serverAddress_ + std::string(kKeysPath));
  answerWithHeaders(context, 200, std::move(headers), {Bytes(std::move(body))});
}

void PlainEndpoints::serve(ContextPtr context) {
  RequestContext& request = *context;
  const std::string& path = request.request.path;
  if (serveHealth(request, health_)) return;
  if (path.starts_with("/openapi/")) return serveOpenApi(request);
  if (const std::string_view routed = routedPath(path); !routed.empty()) return serveRouted(request, routed);
  if (path == "/metrics") {
    std::string text = request.services.metrics.text(*request.services.store.world());
    return answerBody(request, 200, "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
                      {Bytes(std::move(text))});
  }
  if (path == "/" || path == "/index.html")
    return answerBody(request, 200, "application/json", {Bytes(pathList())});
  serveNoSuchPath(request);
}

}  // namespace seamark::apiserver
