// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/node_authorizer.h"

#include <algorithm>
#include <array>

#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

// Nothing else of a kubelet's rules is about kinds that are served here.
struct NodeRule {
  std::string_view group;
  std::string_view resource;  // with its subresource
  std::array<std::string_view, 5> verbs;
};

constexpr NodeRule kRules[] = {
    {"authentication.k8s.io", "tokenreviews", {"create"}},
    {"authorization.k8s.io", "localsubjectaccessreviews", {"create"}},
    {"authorization.k8s.io", "subjectaccessreviews", {"create"}},
    {"", "services", {"get", "list", "watch"}},
    {"", "endpoints", {"get"}},
    {"", "events", {"create", "patch", "update"}},
    {"events.k8s.io", "events", {"create", "patch", "update"}},
};

constexpr std::string_view kNoRelation = "no relationship found between node '";

std::string noRelation(std::string_view node) {
  return std::string(kNoRelation) + std::string(node) + "' and this object";
}

bool isOneOf(std::string_view verb, std::initializer_list<std::string_view> verbs) {
  return std::ranges::find(verbs, verb) != verbs.end();
}

bool refuse(std::string* why, std::string text) {
  if (why) *why = "node: " + std::move(text);
  return false;
}

// Whether a Pod of the namespace that is bound to the node satisfies `uses`.
template <class Uses>
bool anyPodOf(std::string_view node, std::string_view ns, const store::World& world, Uses uses) {
  const auto& pods = world.of(api::kindOf<api::Pod>());
  const std::string prefix = std::string(ns) + "/";
  for (auto at = pods.begin(prefix); at && at.key().starts_with(prefix); at.next()) {
    const api::ObjectPtr object = at.value()->object();
    const auto& pod = api::as<api::Pod>(*object);
    if (pod.spec.nodeName == node && uses(pod)) return true;
  }
  return false;
}

// A Secret or ConfigMap: read, by name, and only what a Pod of this node uses.
template <class Uses>
bool mayReadUsed(std::string_view node, const RequestInfo& request, const store::World& world, Uses uses,
                 std::string* why) {
  if (!isOneOf(request.verb, {"get", "list", "watch"}))
    return refuse(why, "can only read resources of this type");
  if (!request.subresource.empty()) return refuse(why, "cannot read subresource");
  if (request.ns.empty()) return refuse(why, "can only read namespaced object of this type");
  if (request.name.empty()) return refuse(why, "No Object name found");
  if (anyPodOf(node, request.ns, world, uses)) return true;
  return refuse(why, noRelation(node));
}

bool mayUseNodes(std::string_view node, const RequestInfo& request, std::string* why) {
  if (request.subresource == "status") return isOneOf(request.verb, {"update", "patch"});
  if (!request.subresource.empty()) return false;
  if (isOneOf(request.verb, {"create", "update", "patch"})) return true;
  if (!isOneOf(request.verb, {"get", "list", "watch"})) return false;
  if (request.name == node) return true;
  const std::string what = request.name.empty() ? "all nodes" : "'" + request.name + "'";
  return refuse(why, "node '" + std::string(node) + "' cannot read " + what + ", only its own Node object");
}

bool mayUsePods(std::string_view node, const RequestInfo& request, const store::World& world,
                std::string* why) {
  if (request.subresource == "status") return isOneOf(request.verb, {"update", "patch"});
  if (request.subresource == "eviction") return request.verb == "create";
  if (!request.subresource.empty()) return false;
  if (isOneOf(request.verb, {"create", "delete"})) return true;
  if (isOneOf(request.verb, {"list", "watch"})) {
    if (request.nodeName == node) return true;
    return refuse(why, "can only list/watch pods with spec.nodeName field selector");
  }
  if (request.verb != "get") return false;
  const api::EncodedPtr* found =
      world.of(api::kindOf<api::Pod>()).find(api::objectKey(request.ns, request.name));
  if (found && api::as<api::Pod>(*(*found)->object()).spec.nodeName == node) return true;
  return refuse(why, noRelation(node));
}

// Leases of nodes: its own.
bool mayUseLeases(std::string_view node, const RequestInfo& request, std::string* why) {
  if (!isOneOf(request.verb, {"get", "create", "update", "patch", "delete"}))
    return refuse(why, "can only get, create, update, patch, or delete a node lease");
  if (request.ns != "kube-node-lease")
    return refuse(why, "can only access leases in the \"kube-node-lease\" system namespace");
  if (request.verb == "create" || request.name == node) return true;
  return refuse(why, "can only access node lease with the same name as the requesting node");
}

bool mayUseServiceAccounts(std::string_view node, const RequestInfo& request, const store::World& world,
                           std::string* why) {
  const bool reads = request.verb == "get" && request.subresource.empty();
  if (!reads && (request.verb != "create" || request.subresource != "token"))
    return refuse(why, "can only create tokens for individual service accounts");
  const auto runsAsIt = [&](const api::Pod& pod) { return pod.spec.serviceAccountName == request.name; };
  return anyPodOf(node, request.ns, world, runsAsIt) || refuse(why, noRelation(node));
}

}  // namespace

std::string_view nodeNameOf(const UserInfo& user) {
  constexpr std::string_view kPrefix = "system:node:";
  if (!user.name.starts_with(kPrefix)) return {};
  if (std::ranges::find(user.groups, "system:nodes") == user.groups.end()) return {};
  return std::string_view(user.name).substr(kPrefix.size());
}

bool nodeMay(std::string_view node, const RequestInfo& request, const store::World& world, std::string* why) {
  if (!request.isResource) return false;
  if (request.group.empty()) {
    if (request.resource == "secrets") {
      const auto uses = [&](const api::Pod& pod) { return podUsesSecret(pod, request.name); };
      return mayReadUsed(node, request, world, uses, why);
    }
    if (request.resource == "configmaps") {
      const auto uses = [&](const api::Pod& pod) { return podUsesConfigMap(pod, request.name); };
      return mayReadUsed(node, request, world, uses, why);
    }
    if (request.resource == "nodes") return mayUseNodes(node, request, why);
    if (request.resource == "pods") return mayUsePods(node, request, world, why);
    if (request.resource == "serviceaccounts") return mayUseServiceAccounts(node, request, world, why);
  }
  if (request.group == "coordination.k8s.io" && request.resource == "leases")
    return mayUseLeases(node, request, why);
  return std::ranges::any_of(kRules, [&](const NodeRule& rule) {
    return rule.group == request.group && rule.resource == request.resource && request.subresource.empty() &&
           std::ranges::find(rule.verbs, request.verb) != rule.verbs.end() && !request.verb.empty();
  });
}

}  // namespace seamark::apiserver
