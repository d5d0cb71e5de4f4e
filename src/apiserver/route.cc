// SPDX-License-Identifier: Apache-2.0
#include "apiserver/route.h"

#include <algorithm>
#include <array>
#include <optional>

#include "api/kinds.h"
#include "api/selector.h"
#include "apiserver/empty_list.h"

namespace seamark::apiserver {
namespace {

// Resources that are questions: a POST is answered and nothing is stored.
struct ReviewResource {
  std::string_view group;
  std::string_view resource;
  bool namespaced;
};
constexpr std::array<ReviewResource, 6> kReviews{{
    {"authentication.k8s.io", "tokenreviews", false},
    {"authentication.k8s.io", "selfsubjectreviews", false},
    {"authorization.k8s.io", "selfsubjectaccessreviews", false},
    {"authorization.k8s.io", "subjectaccessreviews", false},
    {"authorization.k8s.io", "selfsubjectrulesreviews", false},
    {"authorization.k8s.io", "localsubjectaccessreviews", true},
}};

// Subresources of core kinds that are no form of their object: acts, streams, and what is passed on.
struct SpecialSubresource {
  std::string_view resource, name;
  Target target;
  std::string_view methods;
};
constexpr std::string_view kProxied = "GET POST PUT PATCH DELETE HEAD OPTIONS";
constexpr std::array<SpecialSubresource, 9> kSpecial{{
    {"pods", "binding", Target::Binding, "POST"},
    {"pods", "eviction", Target::Eviction, "POST"},
    {"pods", "log", Target::Log, "GET"},
    {"pods", "attach", Target::Connect, "GET POST"},
    {"pods", "exec", Target::Connect, "GET POST"},
    {"pods", "portforward", Target::Connect, "GET POST"},
    {"pods", "proxy", Target::Proxy, kProxied},
    {"services", "proxy", Target::Proxy, kProxied},
    {"nodes", "proxy", Target::Proxy, kProxied},
}};

const SpecialSubresource* findSpecial(const RequestInfo& info) {
  if (!info.group.empty()) return nullptr;
  for (const SpecialSubresource& special : kSpecial)
    if (special.resource == info.resource && special.name == info.subresource) return &special;
  return nullptr;
}

// `methods` are words.
bool hasMethod(std::string_view methods, std::string_view method) {
  const size_t at = methods.find(method);
  return !method.empty() && at != std::string_view::npos && (at == 0 || methods[at - 1] == ' ') &&
         (at + method.size() == methods.size() || methods[at + method.size()] == ' ');
}

std::vector<std::string_view> splitPath(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty() && path.front() == '/') {
    path.remove_prefix(1);
    const size_t end = path.find('/');
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
  }
  while (!parts.empty() && parts.back().empty()) parts.pop_back();  // slashes at the end change nothing
  return parts;
}

const std::string* queryValue(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

bool asksWatch(const Query& query) {
  const std::string* watch = queryValue(query, "watch");
  return watch && *watch != "false" && *watch != "False" && *watch != "0";
}

std::string verbOf(std::string_view method, bool named, bool watching) {
  if (method == "GET" || method == "HEAD") return named ? "get" : watching ? "watch" : "list";
  if (method == "POST") return "create";
  if (method == "PUT") return "update";
  if (method == "PATCH") return "patch";
  if (method == "DELETE") return named ? "delete" : "deletecollection";
  return {};
}

// What `field` (with its '=') must be by the field selector of a list or watch: metadata.name names the object
// that is asked for, so that resourceNames can allow it; spec.nodeName the node whose Pods are.
std::string wantedByFieldSelector(const Query& query, std::string_view field) {
  const std::string* selector = queryValue(query, "fieldSelector");
  if (!selector) return {};
  std::string_view rest = *selector;
  while (!rest.empty()) {
    const size_t end = rest.find(',');
    std::string_view term = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!term.starts_with(field)) continue;
    term.remove_prefix(field.size());
    if (term.starts_with('=')) term.remove_prefix(1);
    return std::string(term);
  }
  return {};
}

// The parts after the version: [watch/][namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE]].
struct ResourceParts {
  bool watchPrefix = false;
  bool tooLong = false;
  bool inNamespace = false;   // namespaces/NS/ stands before it, NS may be empty
  bool hasEmptyPart = false;  // where no name may be left out
  bool withoutVerb = false;   // `watch` or `proxy` with nothing behind it
};

ResourceParts readResource(std::vector<std::string_view> parts, RequestInfo& info) {
  ResourceParts seen;
  seen.withoutVerb = parts.size() == 1 && (parts[0] == "watch" || parts[0] == "proxy");
  if (!parts.empty() && parts[0] == "watch") {
    seen.watchPrefix = true;
    parts.erase(parts.begin());
  }
  if (parts.size() > 1 && parts[0] == "namespaces") {
    info.ns = parts[1];
    // namespaces/NS/status and /finalize are of the Namespace itself.
    seen.inNamespace = parts.size() > 2 && parts[2] != "status" && parts[2] != "finalize";
    if (seen.inNamespace) parts.erase(parts.begin(), parts.begin() + 2);
  }
  if (!parts.empty()) info.resource = parts[0];
  if (parts.size() > 1) info.name = parts[1];
  if (parts.size() > 2) info.subresource = parts[2];
  // What stands behind `proxy` is for whom the request is passed on to.
  if (info.subresource == "proxy" && parts.size() > 3) parts.resize(3);
  seen.hasEmptyPart = parts.empty() || parts[0].empty() || parts.back().empty();
  seen.tooLong = parts.size() > 3;
  return seen;
}

const ReviewResource* findReview(const RequestInfo& info) {
  if (info.version != "v1") return nullptr;
  for (const ReviewResource& review : kReviews)
    if (review.group == info.group && review.resource == info.resource) return &review;
  return nullptr;
}

// One that /apis can name: the core group stands below /api.
bool isNamedGroup(std::string_view group) {
  return !group.empty() && isServedGroup(group);
}

bool hasVerb(const api::Kind& kind, api::Verb verb) {
  return std::find(kind.verbs.begin(), kind.verbs.end(), verb) != kind.verbs.end();
}

const api::Subresource* findSubresource(const api::Kind& kind, std::string_view name) {
  for (const api::Subresource& subresource : kind.subresources)
    if (subresource.name == name) return &subresource;
  return nullptr;
}

Target collectionTarget(const api::Kind& kind, const RequestInfo& info, bool inNamespace,
                        std::string_view method) {
  const bool oneScope = !kind.namespaced || inNamespace;
  if (method == "GET") return info.verb == "watch" ? Target::Watch : Target::List;
  if (method == "POST" && oneScope && hasVerb(kind, api::Verb::Create)) return Target::Create;
  if (method == "DELETE" && oneScope && hasVerb(kind, api::Verb::DeleteCollection))
    return Target::DeleteCollection;
  return Target::MethodNotAllowed;
}

Target itemTarget(std::string_view method) {
  if (method == "GET") return Target::Get;
  if (method == "PUT") return Target::Update;
  if (method == "PATCH") return Target::Patch;
  if (method == "DELETE") return Target::Delete;
  return Target::MethodNotAllowed;
}

Target subresourceTarget(const api::Kind& kind, const RequestInfo& info, std::string_view method) {
  if (const SpecialSubresource* special = findSpecial(info))
    return hasMethod(special->methods, method) ? special->target : Target::MethodNotAllowed;
  const api::Subresource* subresource = findSubresource(kind, info.subresource);
  if (!subresource) return Target::NotFound;
  // Without a name it is a list to who may do it, and still a method here.
  const bool allowed =
      std::ranges::find(subresource->verbs, verbOf(method, true, false)) != subresource->verbs.end();
  if (!allowed || method == "HEAD") return Target::MethodNotAllowed;
  if (info.subresource == "token") return Target::TokenRequest;
  return itemTarget(method);
}

Target resourceTarget(const Route& route, const ResourceParts& parts, std::string_view method) {
  const RequestInfo& info = route.info;
  if (parts.tooLong || parts.hasEmptyPart) return Target::NotFound;
  if (const ReviewResource* review = findReview(info)) {
    if (!info.name.empty() || review->namespaced != parts.inNamespace) return Target::NotFound;
    return method == "POST" ? Target::Review : Target::MethodNotAllowed;
  }
  if (info.group.empty() && info.resource == "bindings" && parts.inNamespace && info.name.empty())
    return method == "POST" ? Target::Binding : Target::MethodNotAllowed;
  const api::Kind* kind = route.kind;
  if (!kind || !kind->served) return Target::NotFound;
  if (!kind->namespaced && parts.inNamespace) return Target::NotFound;
  if (kind->namespaced && !parts.inNamespace && !(info.name.empty() && info.subresource.empty()))
    return Target::NotFound;
  if (parts.watchPrefix && method != "GET") return Target::MethodNotAllowed;
  if ((info.name.empty() && info.subresource.empty()) || parts.watchPrefix)
    return collectionTarget(*kind, info, parts.inNamespace, method);
  return info.subresource.empty() ? itemTarget(method) : subresourceTarget(*kind, info, method);
}

// Only GET is known to the discovery documents; that of all groups takes POST and HEAD as well.
Target discoveryTarget(std::string_view method, Target target, bool ofGroups = false) {
  if (method == "GET" || ((method == "POST" || method == "HEAD") && ofGroups)) return target;
  return Target::MethodNotAllowed;
}

Route resourceRoute(std::string_view method, const std::vector<std::string_view>& parts, const Query& query) {
  Route route;
  RequestInfo& info = route.info;
  const bool core = parts[0] == "api";
  if (!core) info.group = parts[1];
  info.version = parts[core ? 1 : 2];
  const size_t head = core ? 2 : 3;
  info.isResource = true;
  const ResourceParts seen =
      readResource({parts.begin() + static_cast<std::ptrdiff_t>(head), parts.end()}, info);
  info.verb = verbOf(method, !info.name.empty(), asksWatch(query));
  if (seen.watchPrefix && method == "GET") info.verb = "watch";
  if (info.verb == "list" || info.verb == "watch" || info.verb == "deletecollection") {
    if (info.name.empty()) info.name = wantedByFieldSelector(query, "metadata.name=");
    info.nodeName = wantedByFieldSelector(query, "spec.nodeName=");
  }
  route.kind = api::findKind(info.group, info.version, info.resource);
  // A name out of a field selector is for the authoriser only; the target is decided by the path.
  Route byPath = route;
  if (info.verb == "list" || (info.verb == "watch" && !seen.watchPrefix) || info.verb == "deletecollection")
    byPath.info.name.clear();
  if (method == "GET" && info.verb == "list" && isEmptyCollection(byPath.info))
    route.target = Target::EmptyList;
  else if (seen.withoutVerb)
    route.target = Target::NoRequestInfo;
  else if (!core && !isNamedGroup(info.group))
    route.target = Target::NoSuchPath;
  else if (!isServedVersion(info.group, info.version))
    route.target = Target::NotFound;
  else
    route.target = resourceTarget(byPath, seen, method);
  return route;
}

}  // namespace

bool isServedGroup(std::string_view group) {
  if (group == "authentication.k8s.io" || group == "authorization.k8s.io") return true;
  const auto kinds = api::kinds();
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](const api::Kind* kind) { return kind->served && kind->group == group; });
}

bool isServedVersion(std::string_view group, std::string_view version) {
  return isServedGroup(group) && version == "v1";
}

Route findRoute(std::string_view method, std::string_view path, const Query& query) {
  const std::vector<std::string_view> parts = splitPath(path);
  Route route;
  route.info.path = path;
  route.info.verb = method == "HEAD" ? "head" : verbOf(method, true, false);
  if (route.info.verb.empty()) {
    route.info.verb.resize(method.size());
    std::transform(method.begin(), method.end(), route.info.verb.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  }
  if (method == "POST") route.info.verb = "post";
  if (method == "PUT") route.info.verb = "put";
  if (parts.empty() || (parts[0] != "api" && parts[0] != "apis")) {
    route.target = Target::Plain;
    return route;
  }
  const bool core = parts[0] == "api";
  const size_t head = core ? 2 : 3;
  if (parts.size() > head) return resourceRoute(method, parts, query);
  if (parts.size() == 1) {
    // Of the slashes behind /apis one counts for nothing, more make another path of it.
    route.target = !core && path.ends_with("//") ? Target::NoSuchPath
                                                 : discoveryTarget(method, Target::GroupList, !core);
  } else if (core) {
    route.target = parts[1] == "v1" ? discoveryTarget(method, Target::ResourceList) : Target::NotFound;
  } else if (!isNamedGroup(parts[1]) && parts[1] != "apiregistration.k8s.io") {
    route.target = Target::NoSuchPath;
  } else if (parts.size() == 2) {
    route.target = discoveryTarget(method, Target::Group);
  } else {
    route.target = isServedVersion(parts[1], parts[2]) || parts[1] == "apiregistration.k8s.io"
                       ? discoveryTarget(method, Target::ResourceList)
                       : Target::NotFound;
  }
  return route;
}

}  // namespace seamark::apiserver
