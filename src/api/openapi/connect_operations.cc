// Operations of subresources that give text (log) or pass a connection on (exec, attach, portforward, proxy). They
// have neither bodies nor answers with a schema.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "api/openapi/operations.h"
#include "api/openapi/parameters.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

struct Method {
  std::string_view name, title, verb;
};
// A proxy takes two that no verb of discovery stands for.
constexpr Method kMethods[] = {{"delete", "Delete", "delete"}, {"get", "Get", "get"},
                               {"head", "Head", "get"},        {"options", "Options", "get"},
                               {"patch", "Patch", "patch"},    {"post", "Post", "create"},
                               {"put", "Put", "update"}};

std::vector<Parameter> queryOf(const ServedSubresource& sub) {
  if (sub.name == "log") return {std::begin(kLogParameters), std::end(kLogParameters)};
  if (sub.name == "portforward") return {kPorts};
  if (sub.name == "proxy") return {kProxyPath};
  std::vector<Parameter> out;
  if (sub.name == "exec") out.push_back(kCommand);
  out.insert(out.end(), std::begin(kAttachParameters), std::end(kAttachParameters));
  return out;
}

std::string capitalised(std::string_view text) {
  std::string out(text);
  out[0] = static_cast<char>(out[0] - 32);
  return out;
}

class ConnectWriter {
 public:
  ConnectWriter(const ServedResource& resource, const ServedSubresource& sub, bool v2)
      : resource_(resource), sub_(sub), v2_(v2) {}

  json::object at(bool withPath) const {
    json::object on;
    on["parameters"] = parameters(withPath);
    if (sub_.shape == SubresourceShape::Log) {
      on["get"] = log();
      return on;
    }
    for (const Method& method : kMethods) {
      const bool alone = method.name == "head" || method.name == "options";
      if (alone ? sub_.name == "proxy" : has(method.verb)) on[method.name] = connect(method, withPath);
    }
    return on;
  }

 private:
  bool has(std::string_view verb) const {
    return std::find(sub_.verbs.begin(), sub_.verbs.end(), verb) != sub_.verbs.end();
  }
  // Namespaced, Pod, Exec.
  std::string named() const {
    return (resource_.namespaced ? "Namespaced" : "") + std::string(resource_.kind) + capitalised(sub_.name);
  }

  json::array parameters(bool withPath) const {
    json::array out;
    out.push_back(parameterOf({"name", "string", "The object's name."}, "path", v2_));
    if (resource_.namespaced)
      out.push_back(parameterOf({"namespace", "string", "The object's namespace."}, "path", v2_));
    if (withPath) out.push_back(parameterOf(kProxyPath, "path", v2_));
    for (const Parameter& parameter : queryOf(sub_)) out.push_back(parameterOf(parameter, "query", v2_));
    return out;
  }

  json::object connect(const Method& method, bool withPath) const {
    return operation(
        "connect", fmt::format("connectCoreV1{}{}{}", method.title, named(), withPath ? "WithPath" : ""),
        fmt::format("connect {} requests to {} of {}", upper(method.name), sub_.name, resource_.kind),
        {"*/*"});
  }
  json::object log() const {
    return operation(
        "get", "readCoreV1" + named(), fmt::format("read {} of the specified {}", sub_.name, resource_.kind),
        {"text/plain", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf"});
  }
  static std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(c - 32);
    return out;
  }

  json::object operation(std::string_view action, const std::string& id, const std::string& description,
                         const std::vector<std::string_view>& produces) const {
    json::object out{{"description", description}, {"operationId", id}};
    json::object ok{{"description", "OK"}};
    const json::object text{{"type", "string"}};
    if (v2_) {
      out["consumes"] = json::array({"*/*"});
      out["produces"] = json::array(produces.begin(), produces.end());
      out["schemes"] = json::array({"https"});
      ok["schema"] = text;
    } else {
      json::object content;
      for (const std::string_view type : produces) content[type] = json::object({{"schema", text}});
      ok["content"] = std::move(content);
    }
    out["responses"] =
        json::object({{"200", std::move(ok)}, {"401", json::object({{"description", "Unauthorized"}})}});
    out["tags"] = json::array({"core_v1"});
    out["x-kubernetes-action"] = action;
    out["x-kubernetes-group-version-kind"] =
        json::object({{"group", ""}, {"kind", sub_.kind}, {"version", "v1"}});
    return out;
  }

  const ServedResource& resource_;
  const ServedSubresource& sub_;
  bool v2_;
};

}  // namespace

void appendConnectPaths(const ServedResource& resource, const ServedSubresource& subresource,
                        const std::string& path, bool v2, json::object& paths) {
  const ConnectWriter writer(resource, subresource, v2);
  paths[path] = writer.at(false);
  if (subresource.name == "proxy") paths[path + "/{path}"] = writer.at(true);
}

}  // namespace seamark::api
