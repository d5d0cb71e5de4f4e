// The documents whole.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/openapi.h"

#include <algorithm>
#include <map>

#include "api/meta/discovery.h"
#include "api/openapi/operations.h"
#include "api/openapi/schemas.h"
#include "api/openapi/served.h"
#include "api/openapi/sha256.h"
#include "api/openapi/v2_protobuf.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

json::object info() {
  return {{"title", "Kubernetes"}, {"version", "1.37"}};
}

std::string titled(std::string_view group) {
  std::string out;
  bool upper = true;
  for (char c : group.substr(0, group.find(".k8s.io"))) {
    if (c != '.') out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    upper = c == '.';
  }
  return out.empty() ? "Core" : out;
}

std::string rootOf(const ServedVersion& served) {
  return served.group.empty() ? "api/" + std::string(served.version)
                              : "apis/" + std::string(served.group) + "/" + std::string(served.version);
}

// What a document holds besides its head.
struct Contents {
  json::object paths;
  json::object schemas;
};

void appendVersion(const ServedVersion& served, OpenApiVersion version, Schemas& schemas,
                   json::object& paths) {
  appendDiscoveryPath("/" + rootOf(served) + "/", "get" + titled(served.group) + "V1APIResources",
                      typeOf<APIResourceList>(), version, schemas, paths);
  for (const ServedResource& resource : served.resources)
    if (resource.type != nullptr) appendPaths(resource, version, schemas, paths);
}

void appendGroup(const ServedVersion& served, OpenApiVersion version, Schemas& schemas, json::object& paths) {
  appendDiscoveryPath("/apis/" + std::string(served.group) + "/", "get" + titled(served.group) + "APIGroup",
                      typeOf<APIGroup>(), version, schemas, paths);
}

void appendRoots(OpenApiVersion version, Schemas& schemas, json::object& paths) {
  appendDiscoveryPath("/api/", "getCoreAPIVersions", typeOf<APIVersions>(), version, schemas, paths);
  appendDiscoveryPath("/apis/", "getAPIVersions", typeOf<APIGroupList>(), version, schemas, paths);
}

void sortByName(json::object& object) {
  std::vector<json::key_value_pair*> pairs;
  for (auto& pair : object) pairs.push_back(&pair);
  std::sort(pairs.begin(), pairs.end(), [](auto* a, auto* b) { return a->key() < b->key(); });
  json::object sorted;
  for (auto* pair : pairs) sorted.emplace(pair->key(), std::move(pair->value()));
  object = std::move(sorted);
}

OpenApiDocument finished(const json::object& document) {
  OpenApiDocument out{.json = json::serialize(document), .hash = {}};
  out.hash = sha256Hex(out.json);
  return out;
}

OpenApiDocument versionThree(Schemas& schemas, json::object paths) {
  sortByName(paths);
  json::object document;
  document["openapi"] = "3.0.0";
  document["info"] = info();
  document["paths"] = std::move(paths);
  document["components"] = json::object({{"schemas", schemas.take()}});
  return finished(document);
}

using Documents = std::map<std::string, OpenApiDocument, std::less<>>;

Documents makeVersionThree() {
  constexpr OpenApiVersion kV3 = OpenApiVersion::V3;
  Documents out;
  const auto single = [&](const std::string& name, const std::string& operationId, const Type& answer) {
    Schemas schemas(kV3);
    json::object paths;
    appendDiscoveryPath("/" + name + "/", operationId, answer, kV3, schemas, paths);
    out[name] = versionThree(schemas, std::move(paths));
  };
  single("api", "getCoreAPIVersions", typeOf<APIVersions>());
  single("apis", "getAPIVersions", typeOf<APIGroupList>());
  for (const ServedVersion& served : servedVersions()) {
    Schemas schemas(kV3);
    json::object paths;
    appendVersion(served, kV3, schemas, paths);
    out[rootOf(served)] = versionThree(schemas, std::move(paths));
    if (!served.group.empty())
      single("apis/" + std::string(served.group), "get" + titled(served.group) + "APIGroup",
             typeOf<APIGroup>());
  }
  Schemas none(kV3);
  json::object version;
  version["/version/"] = json::object(
      {{"get", json::object({{"description", "get the version of this server"},
                             {"operationId", "getCodeVersion"},
                             {"responses",
                              json::object({{"200", json::object({{"description", "OK"}})},
                                            {"401", json::object({{"description", "Unauthorized"}})}})}})}});
  out["version"] = versionThree(none, std::move(version));
  return out;
}

const Documents& documents() {
  static const Documents kDocuments = makeVersionThree();
  return kDocuments;
}

json::object makeVersionTwo() {
  constexpr OpenApiVersion kV2 = OpenApiVersion::V2;
  Schemas schemas(kV2);
  json::object paths;
  appendRoots(kV2, schemas, paths);
  for (const ServedVersion& served : servedVersions()) {
    if (!served.group.empty()) appendGroup(served, kV2, schemas, paths);
    appendVersion(served, kV2, schemas, paths);
  }
  sortByName(paths);
  json::object document;
  document["swagger"] = "2.0";
  document["info"] = info();
  document["paths"] = std::move(paths);
  document["definitions"] = schemas.take();
  return document;
}

// Both forms are made from one tree, which is then dropped.
struct VersionTwo {
  OpenApiDocument document;
  std::string protobuf;
};

const VersionTwo& versionTwo() {
  static const VersionTwo kBoth = [] {
    const json::object document = makeVersionTwo();
    return VersionTwo{.document = finished(document), .protobuf = openApiV2Message(document)};
  }();
  return kBoth;
}

}  // namespace

const std::string& openApiV3Index() {
  static const std::string kIndex = [] {
    json::object paths;
    for (const auto& [path, document] : documents())
      paths[path] = json::object({{"serverRelativeURL", "/openapi/v3/" + path + "?hash=" + document.hash}});
    return json::serialize(json::object({{"paths", std::move(paths)}}));
  }();
  return kIndex;
}

const OpenApiDocument* openApiV3(std::string_view path) {
  const auto at = documents().find(path);
  return at == documents().end() ? nullptr : &at->second;
}

const OpenApiDocument& openApiV2() {
  return versionTwo().document;
}
const std::string& openApiV2Protobuf() {
  return versionTwo().protobuf;
}

}  // namespace seamark::api
