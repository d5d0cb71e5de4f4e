// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/escalation.h"

#include "api/field_error.h"
#include "api/kinds.h"
#include "api/rbac/cluster_role.h"
#include "api/rbac/cluster_role_binding.h"
#include "api/rbac/role.h"
#include "api/rbac/role_binding.h"

namespace seamark::apiserver {
namespace {

const PolicyRules kFullAuthority{{{"*"}, {"*"}, {"*"}, {}, {}}, {{"*"}, {}, {}, {}, {"*"}}};

std::string notHeld(const UserInfo& user, const PolicyRules& missing) {
  std::string text = "user " + api::goQuoted(user.name) + " (groups=[";
  for (size_t i = 0; i < user.groups.size(); ++i) text += (i ? " " : "") + api::goQuoted(user.groups[i]);
  text += "]) is attempting to grant RBAC permissions not currently held:";
  for (const api::PolicyRule& rule : missing) text += "\n" + compactText(rule);
  return text;
}

bool mayDo(const Authorizer& authorizer, const UserInfo& user, std::string verb, std::string_view resource,
           const std::string& ns, const std::string& name) {
  RequestInfo request;
  request.isResource = true;
  request.verb = std::move(verb);
  request.group = "rbac.authorization.k8s.io";
  request.version = "v1";
  request.resource = resource;
  request.ns = ns;
  request.name = name;
  return authorizer.allows(user, request);
}

bool holds(const Authorizer& authorizer, const UserInfo& user, const PolicyRules& wanted) {
  return uncovered(authorizer.rulesOf(user, ""), wanted).empty();
}

// What the garbage collector changes so that an object can go needs no rights of its own.
bool onlyForCollection(const api::Kind& kind, const api::Object& next, const api::Object& old) {
  const std::shared_ptr<api::Object> same = kind.clone(next);
  same->metadata.ownerReferences = old.metadata.ownerReferences;
  same->metadata.finalizers = old.metadata.finalizers;
  same->metadata.managedFields = old.metadata.managedFields;
  return kind.type().equal(same.get(), &old);
}

Result<> checkRules(const Authorizer& authorizer, const UserInfo& user, const api::Kind& kind,
                    const api::ObjectMeta& metadata, const PolicyRules& wanted) {
  const PolicyRules missing = uncovered(authorizer.rulesOf(user, metadata.namespace_), wanted);
  if (missing.empty()) return {};
  return Failure(forbidden(kind.resource(), metadata.name, notHeld(user, missing)));
}

bool aggregates(const api::Object* role) {
  if (!role) return false;
  const auto& rule = api::as<api::ClusterRole>(*role).aggregationRule;
  return rule && !rule->clusterRoleSelectors.empty();
}

Result<> checkBinding(const Authorizer& authorizer, const store::World& world, const UserInfo& user,
                      const api::Kind& kind, const api::ObjectMeta& metadata, const api::RoleRef& role) {
  const std::string& ns = metadata.namespace_;
  const std::string_view roles = role.kind == "ClusterRole" ? "clusterroles" : "roles";
  if (mayDo(authorizer, user, "bind", roles, ns, role.name)) return {};
  const auto wanted = authorizer.rulesOfRole(world, role.kind, ns, role.name);
  // Upstream names the binding's resource and the role's name.
  if (!wanted) return Failure(notFound(kind.resource(), role.name));
  const PolicyRules missing = uncovered(authorizer.rulesOf(user, ns), *wanted);
  if (missing.empty()) return {};
  return Failure(forbidden(kind.resource(), metadata.name, notHeld(user, missing)));
}

template <class Binding>
Result<> checkBindingOf(const Authorizer& authorizer, const store::World& world, const UserInfo& user,
                        const api::Kind& kind, const api::Object& next) {
  const auto& binding = api::as<Binding>(next);
  return checkBinding(authorizer, world, user, kind, binding.metadata, binding.roleRef);
}

}  // namespace

Result<> checkEscalation(const Authorizer& authorizer, const store::World& world, const UserInfo& user,
                         const api::Kind& kind, const api::Object& next, const api::Object* old) {
  if (kind.group != "rbac.authorization.k8s.io" || isMaster(user)) return {};
  if (old && onlyForCollection(kind, next, *old)) return {};
  if (&kind == &api::kindOf<api::RoleBinding>())
    return checkBindingOf<api::RoleBinding>(authorizer, world, user, kind, next);
  if (&kind == &api::kindOf<api::ClusterRoleBinding>())
    return checkBindingOf<api::ClusterRoleBinding>(authorizer, world, user, kind, next);
  const api::ObjectMeta& metadata = next.metadata;
  // Who creates has no name to be allowed by yet.
  if (mayDo(authorizer, user, "escalate", kind.plural, metadata.namespace_, old ? metadata.name : ""))
    return {};
  if (&kind == &api::kindOf<api::Role>())
    return checkRules(authorizer, user, kind, metadata, api::as<api::Role>(next).rules);
  CHECKED(checkRules(authorizer, user, kind, metadata, api::as<api::ClusterRole>(next).rules));
  // An aggregated role can come to hold anything, so who makes or changes one must hold everything.
  if (!(aggregates(&next) || aggregates(old)) || holds(authorizer, user, kFullAuthority)) return {};
  return Failure(forbidden(kind.resource(), metadata.name,
                           "must have cluster-admin privileges to use the aggregationRule"));
}

}  // namespace seamark::apiserver
