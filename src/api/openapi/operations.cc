// Operations with their parameters, bodies and answers, in both versions' shapes. kubectl looks here for
// `fieldValidation` and `dryRun` before it sends them.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "api/meta/options.h"
#include "api/meta/status.h"
#include "api/openapi/parameters.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kAnswers[] = {"application/json", "application/yaml",
                                         "application/vnd.kubernetes.protobuf"};
constexpr std::string_view kStreams[] = {"application/json;stream=watch",
                                         "application/vnd.kubernetes.protobuf;stream=watch"};
constexpr std::string_view kPatches[] = {"application/apply-patch+yaml", "application/json-patch+json",
                                         "application/merge-patch+json",
                                         "application/strategic-merge-patch+json"};

// `discovery.k8s.io` is Discovery, `rbac.authorization.k8s.io` RbacAuthorization, "" Core.
std::string groupTitle(std::string_view group) {
  if (group.empty()) return "Core";
  if (group.ends_with(".k8s.io")) group.remove_suffix(7);
  std::string out;
  bool upper = true;
  for (char c : group) {
    if (c == '.') {
      upper = true;
      continue;
    }
    out += upper ? static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c) : c;
    upper = false;
  }
  return out;
}

std::string camel(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

// What an operation is, before it takes a version's shape.
struct Operation {
  std::string_view action;  // x-kubernetes-action
  std::string id;
  std::string description;
  std::vector<Parameter> parameters;
  json::object body;  // a schema reference; empty: none
  bool bodyIsPatch = false;
  bool bodyRequired = true;
  json::object answer;
  std::vector<std::string_view> codes;
  bool streams = false;
};

class Writer {
 public:
  Writer(const ServedResource& resource, OpenApiVersion version, Schemas& schemas)
      : resource_(resource), v2_(version == OpenApiVersion::V2), schemas_(schemas) {
    const std::string group(resource.group), v(resource.version);
    base_ = group.empty() ? "/api/" + v : "/apis/" + group + "/" + v;
    suffix_ = groupTitle(group) + camel(v);
    scoped_ = resource.namespaced ? "/namespaces/{namespace}/" : "/";
  }

  void append(json::object& paths) {
    const std::string collection = base_ + scoped_ + std::string(resource_.plural);
    const json::object self = bodyOf(resource_.type(), resource_.group, resource_.version, resource_.kind);
    json::object on = item(false);
    if (has("list")) on["get"] = shaped(list("list" + name()), kindOf());
    if (has("create")) on["post"] = shaped(create(self), kindOf());
    if (has("deletecollection")) on["delete"] = shaped(removeAll(), kindOf());
    paths[collection] = std::move(on);
    if (resource_.namespaced && has("list")) {
      json::object all = pathItem({kPretty}, {});
      all["get"] =
          shaped(list("list" + suffix_ + std::string(resource_.kind) + "ForAllNamespaces"), kindOf());
      paths[base_ + "/" + std::string(resource_.plural)] = std::move(all);
    }
    if (has("get")) paths[collection + "/{name}"] = oneObject(self);
    for (const ServedSubresource& sub : resource_.subresources) {
      const std::string path = collection + "/{name}/" + std::string(sub.name);
      if (sub.shape == SubresourceShape::Object)
        paths[path] = subresource(sub, self);
      else
        appendConnectPaths(resource_, sub, path, v2_, paths);
    }
  }

 private:
  bool has(std::string_view verb) const {
    return std::find(resource_.verbs.begin(), resource_.verbs.end(), verb) != resource_.verbs.end();
  }
  std::string name() const {
    return suffix_ + (resource_.namespaced ? "Namespaced" : "") + std::string(resource_.kind);
  }
  json::object kindOf() const {
    return {{"group", resource_.group}, {"kind", resource_.kind}, {"version", resource_.version}};
  }
  json::object bodyOf(const Type& type, std::string_view group, std::string_view version,
                      std::string_view kind) {
    return schemas_.kindReference(type, group, version, kind);
  }
  json::object statusOf() { return schemas_.reference(typeOf<WireStatus>()); }

  json::object pathItem(std::vector<Parameter> query, std::vector<Parameter> path) const {
    json::array parameters;
    for (const Parameter& parameter : path) parameters.push_back(parameterOf(parameter, "path", v2_));
    for (const Parameter& parameter : query) parameters.push_back(parameterOf(parameter, "query", v2_));
    return {{"parameters", std::move(parameters)}};
  }
  // The path of the collection, or of one object.
  json::object item(bool named, std::vector<Parameter> query = {kPretty}) const {
    std::vector<Parameter> path;
    if (named) path.push_back({"name", "string", "The object's name."});
    if (resource_.namespaced) path.push_back({"namespace", "string", "The object's namespace."});
    return pathItem(std::move(query), std::move(path));
  }

  Operation list(std::string id) {
    return {.action = "list",
            .id = std::move(id),
            .description = fmt::format("list or watch objects of kind {}", resource_.kind),
            .parameters = {std::begin(kListParameters), std::end(kListParameters)},
            .body = {},
            .answer = schemas_.listReference(resource_.type(), resource_),
            .codes = {"200"},
            .streams = true};
  }
  Operation create(const json::object& self) {
    return {.action = "post",
            .id = "create" + name(),
            .description = fmt::format("create an object of kind {}", resource_.kind),
            .parameters = {kDryRun, kFieldManager, kFieldValidation},
            .body = self,
            .answer = self,
            .codes = {"200", "201", "202"}};
  }
  Operation removeAll() {
    Operation out{.action = "deletecollection",
                  .id = "deleteCollection" + name(),
                  .description = fmt::format("delete a collection of {}", resource_.kind),
                  .body = schemas_.reference(typeOf<DeleteOptions>()),
                  .bodyRequired = false,
                  .answer = statusOf(),
                  .codes = {"200"}};
    for (const Parameter& parameter : kListParameters)
      if (parameter.name != "allowWatchBookmarks" && parameter.name != "watch")
        out.parameters.push_back(parameter);
    out.parameters.insert(out.parameters.end(), std::begin(kDeleteParameters), std::end(kDeleteParameters));
    std::sort(out.parameters.begin(), out.parameters.end(),
              [](const Parameter& a, const Parameter& b) { return a.name < b.name; });
    return out;
  }
  Operation read(std::string id, const json::object& answer, std::string_view what) {
    return {.action = "get",
            .id = std::move(id),
            .description = fmt::format("read {} the specified {}", what, resource_.kind),
            .body = {},
            .answer = answer,
            .codes = {"200"}};
  }
  Operation replace(std::string id, const json::object& body, std::string_view what) {
    return {.action = "put",
            .id = std::move(id),
            .description = fmt::format("replace {} the specified {}", what, resource_.kind),
            .parameters = {kDryRun, kFieldManager, kFieldValidation},
            .body = body,
            .answer = body,
            .codes = {"200", "201"}};
  }
  Operation patch(std::string id, const json::object& answer, std::string_view what) {
    return {.action = "patch",
            .id = std::move(id),
            .description = fmt::format("partially update {} the specified {}", what, resource_.kind),
            .parameters = {kDryRun, kFieldManager, kFieldValidation, kForce},
            .body = schemas_.patchReference(),
            .bodyIsPatch = true,
            .answer = answer,
            .codes = {"200", "201"}};
  }

  json::object oneObject(const json::object& self) {
    json::object on = item(true);
    if (has("get")) on["get"] = shaped(read("read" + name(), self, ""), kindOf());
    if (has("update")) on["put"] = shaped(replace("replace" + name(), self, ""), kindOf());
    if (has("delete")) {
      on["delete"] = shaped({.action = "delete",
                             .id = "delete" + name(),
                             .description = fmt::format("delete an object of kind {}", resource_.kind),
                             .parameters = {std::begin(kDeleteParameters), std::end(kDeleteParameters)},
                             .body = schemas_.reference(typeOf<DeleteOptions>()),
                             .bodyRequired = false,
                             .answer = statusOf(),
                             .codes = {"200", "202"}},
                            kindOf());
    }
    if (has("patch")) on["patch"] = shaped(patch("patch" + name(), self, ""), kindOf());
    return on;
  }

  json::object subresource(const ServedSubresource& sub, const json::object& self) {
    const std::string_view group = sub.group.empty() ? resource_.group : sub.group;
    const std::string_view version = sub.version.empty() ? resource_.version : sub.version;
    const json::object kind{{"group", group}, {"kind", sub.kind}, {"version", version}};
    const json::object body = sub.type != nullptr ? bodyOf(sub.type(), group, version, sub.kind) : self;
    const std::string what = fmt::format("{} of", sub.name);
    const std::string id = name() + camel(sub.name);
    // What all operations take stands at their path; here one operation is all.
    const bool isAct = sub.verbs.size() == 1 && sub.verbs[0] == "create";
    const std::vector<Parameter> options = {kDryRun, kFieldManager, kFieldValidation};
    json::object on = isAct ? item(true, {kDryRun, kFieldManager, kFieldValidation, kPretty}) : item(true);
    for (std::string_view verb : sub.verbs) {
      if (verb == "get") on["get"] = shaped(read("read" + id, body, what), kind);
      if (verb == "update") on["put"] = shaped(replace("replace" + id, body, what), kind);
      if (verb == "patch") on["patch"] = shaped(patch("patch" + id, body, what), kind);
      if (verb == "create") {
        on["post"] = shaped({.action = "post",
                             .id = "create" + id,
                             .description = fmt::format("create {} a {}", what, resource_.kind),
                             .parameters = isAct ? std::vector<Parameter>{} : options,
                             .body = body,
                             .answer = body,
                             .codes = {"200", "201", "202"}},
                            kind);
      }
    }
    return on;
  }

  json::object shaped(Operation operation, json::object kind) {
    json::object out;
    json::array parameters;
    if (v2_ && !operation.body.empty()) {
      json::object body{{"in", "body"}, {"name", "body"}, {"schema", operation.body}};
      if (operation.bodyRequired) body["required"] = true;
      parameters.push_back(std::move(body));
    }
    for (const Parameter& parameter : operation.parameters)
      parameters.push_back(parameterOf(parameter, "query", v2_));
    if (v2_) {
      out["consumes"] = operation.bodyIsPatch ? textsOf(kPatches) : json::array({"*/*"});
      out["produces"] = textsOf(kAnswers);
      if (operation.streams)
        for (std::string_view stream : kStreams) out["produces"].get_array().emplace_back(stream);
      out["schemes"] = json::array({"https"});
    } else if (!operation.body.empty()) {
      json::object content;
      for (std::string_view type : bodyTypes(operation))
        content[type] = json::object({{"schema", operation.body}});
      out["requestBody"] = json::object({{"content", std::move(content)}});
      if (operation.bodyRequired) out["requestBody"].get_object()["required"] = true;
    }
    out["description"] = std::move(operation.description);
    out["operationId"] = std::move(operation.id);
    if (!parameters.empty()) out["parameters"] = std::move(parameters);
    out["responses"] = responses(operation);
    out["tags"] = json::array({tag()});
    out["x-kubernetes-action"] = operation.action;
    out["x-kubernetes-group-version-kind"] = std::move(kind);
    return out;
  }

  template <size_t N>
  static json::array textsOf(const std::string_view (&texts)[N]) {
    json::array out;
    for (std::string_view text : texts) out.emplace_back(text);
    return out;
  }
  static std::vector<std::string_view> bodyTypes(const Operation& operation) {
    if (operation.bodyIsPatch) return {std::begin(kPatches), std::end(kPatches)};
    return {"*/*"};
  }
  std::string tag() const {
    std::string out = groupTitle(resource_.group);
    out[0] = static_cast<char>(out[0] + 32);
    return out + "_" + std::string(resource_.version);
  }

  json::object responses(const Operation& operation) const {
    json::object out;
    for (std::string_view code : operation.codes) {
      const std::string_view text = code == "200" ? "OK" : code == "201" ? "Created" : "Accepted";
      json::object response{{"description", text}};
      if (v2_) {
        response["schema"] = operation.answer;
      } else {
        json::object content;
        for (std::string_view type : kAnswers) content[type] = json::object({{"schema", operation.answer}});
        if (operation.streams)
          for (std::string_view type : kStreams) content[type] = json::object({{"schema", operation.answer}});
        response["content"] = std::move(content);
      }
      out[code] = std::move(response);
    }
    out["401"] = json::object({{"description", "Unauthorized"}});
    return out;
  }

  const ServedResource& resource_;
  bool v2_;
  Schemas& schemas_;
  std::string base_, suffix_, scoped_;
};

}  // namespace

void appendPaths(const ServedResource& resource, OpenApiVersion version, Schemas& schemas,
                 json::object& paths) {
  Writer(resource, version, schemas).append(paths);
}

void appendDiscoveryPath(const std::string& path, const std::string& operationId, const Type& answer,
                         OpenApiVersion version, Schemas& schemas, json::object& paths) {
  const bool v2 = version == OpenApiVersion::V2;
  const json::object schema = schemas.reference(answer);
  json::object ok{{"description", "OK"}};
  if (v2) {
    ok["schema"] = schema;
  } else {
    ok["content"] = json::object({{"application/json", json::object({{"schema", schema}})}});
  }
  json::object get{{"description", "tell what there is"}, {"operationId", operationId}};
  get["responses"] =
      json::object({{"200", std::move(ok)}, {"401", json::object({{"description", "Unauthorized"}})}});
  if (v2) {
    get["consumes"] = json::array({"application/json"});
    get["produces"] = json::array({"application/json"});
    get["schemes"] = json::array({"https"});
  }
  paths[path] = json::object({{"get", std::move(get)}});
}

}  // namespace seamark::api
