// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/authorizer.h"

#include <algorithm>
#include <array>

#include "api/field_error.h"
#include "api/kinds.h"
#include "api/rbac/cluster_role.h"
#include "api/rbac/cluster_role_binding.h"
#include "api/rbac/role.h"
#include "api/rbac/role_binding.h"
#include "apiserver/auth/node_authorizer.h"
#include "base/text_map.h"

namespace seamark::apiserver {
namespace {

// One role that a binding gives to a subject. Points into objects that Policy keeps.
struct Grant {
  const PolicyRules* rules;  // null: there is no such role
  const api::RoleRef* role;
  const api::ObjectMeta* binding;
};

using Grants = std::vector<Grant>;
using GrantTable = TextMap<Grants>;

// The grants of one namespace, or of the whole cluster, by who gets them.
struct Scope {
  GrantTable users;
  GrantTable groups;
};
using ScopeTable = TextMap<Scope>;

void addGrant(Scope& scope, const api::Subject& subject, std::string_view bindingNamespace,
              const Grant& grant) {
  if (subject.kind == "User") scope.users[subject.name].push_back(grant);
  if (subject.kind == "Group") scope.groups[subject.name].push_back(grant);
  if (subject.kind == "ServiceAccount") {
    const std::string ns(subject.namespace_.empty() ? bindingNamespace : subject.namespace_);
    scope.users["system:serviceaccount:" + ns + ":" + subject.name].push_back(grant);
  }
}

const Grants* find(const GrantTable& table, std::string_view name) {
  const auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

// Calls `visit(grant, "User"|"Group"|"ServiceAccount", name)` until it says true; tells whether one did.
template <class Visit>
bool visitGrants(const Scope& scope, const UserInfo& user, Visit visit) {
  if (const Grants* grants = find(scope.users, user.name))
    for (const Grant& grant : *grants)
      if (visit(grant, "User", user.name)) return true;
  for (const std::string& group : user.groups)
    if (const Grants* grants = find(scope.groups, group))
      for (const Grant& grant : *grants)
        if (visit(grant, "Group", group)) return true;
  return false;
}

std::string subjectText(std::string_view kind, const std::string& name) {
  constexpr std::string_view kAccount = "system:serviceaccount:";
  if (kind != "User" || !name.starts_with(kAccount)) return std::string(kind) + " " + api::goQuoted(name);
  const std::string_view rest = std::string_view(name).substr(kAccount.size());
  const size_t colon = rest.find(':');
  return "ServiceAccount " +
         api::goQuoted(std::string(rest.substr(colon + 1)) + "/" + std::string(rest.substr(0, colon)));
}

bool grants(const Grant& grant, const RequestInfo& request) {
  return grant.rules && std::any_of(grant.rules->begin(), grant.rules->end(),
                                    [&](const api::PolicyRule& rule) { return ruleAllows(rule, request); });
}

// What is wrong with the bindings of a user: roles that are not there, each said once.
class MissingRoles {
 public:
  void see(const Grant& grant) {
    if (grant.rules) return;
    const std::string kind = grant.role->kind == "ClusterRole" ? "clusterrole" : "role";
    std::string text = kind + ".rbac.authorization.k8s.io " + api::goQuoted(grant.role->name) + " not found";
    if (std::find(texts_.begin(), texts_.end(), text) == texts_.end()) texts_.push_back(std::move(text));
  }
  std::string text() const {
    if (texts_.size() < 2) return texts_.empty() ? "" : texts_.front();
    std::string all = "[";
    for (const std::string& one : texts_) all += (all.size() > 1 ? ", " : "") + one;
    return all + "]";
  }

 private:
  std::vector<std::string> texts_;
};

// The rules of a role, which keep it alive.
template <class Role>
std::shared_ptr<const PolicyRules> rulesIn(const api::ObjectPtr& role) {
  return {role, &api::as<Role>(*role).rules};
}

}  // namespace

struct Authorizer::Policy {
  explicit Policy(const store::World& world) : madeAt(changes(world)) {}

  // When what it was made from had changed. Not the World: that would keep every other object of its time.
  std::array<store::Revision, 4> madeAt;
  std::vector<std::shared_ptr<const void>> kept;  // what the grants point into
  Scope cluster;
  ScopeTable namespaces;

  bool isOf(const store::World& world) const { return madeAt == changes(world); }
  static std::array<store::Revision, 4> changes(const store::World& world) {
    const auto of = [&](const api::Kind& kind) { return world.changed[kind.index]; };
    return {of(api::kindOf<api::Role>()), of(api::kindOf<api::RoleBinding>()),
            of(api::kindOf<api::ClusterRole>()), of(api::kindOf<api::ClusterRoleBinding>())};
  }
  const Scope* scopeOf(std::string_view ns) const {
    const auto found = namespaces.find(ns);
    return found == namespaces.end() ? nullptr : &found->second;
  }
  // The grants of the cluster first, then those of the namespace.
  template <class Visit>
  bool visit(const UserInfo& user, std::string_view ns, Visit visitor) const {
    if (visitGrants(cluster, user, visitor)) return true;
    const Scope* scope = ns.empty() ? nullptr : scopeOf(ns);
    return scope && visitGrants(*scope, user, visitor);
  }
};

Authorizer::Authorizer(const store::Store& store) : store_(store) {}
Authorizer::~Authorizer() = default;

std::shared_ptr<const PolicyRules> Authorizer::rulesOfRole(const store::World& world, std::string_view kind,
                                                           std::string_view ns, std::string_view name) const {
  if (kind == "ClusterRole") {
    const api::EncodedPtr* role = world.of(api::kindOf<api::ClusterRole>()).find(name);
    return role ? rulesIn<api::ClusterRole>((*role)->object()) : nullptr;
  }
  const api::EncodedPtr* role = world.of(api::kindOf<api::Role>()).find(api::objectKey(ns, name));
  return role ? rulesIn<api::Role>((*role)->object()) : nullptr;
}

std::shared_ptr<const Authorizer::Policy> Authorizer::policy() const {
  store::WorldPtr world = store_.world();
  std::shared_ptr<const Policy> known = policy_.load();
  if (known && known->isOf(*world)) return known;
  auto made = std::make_shared<Policy>(*world);
  for (auto at = world->of(api::kindOf<api::ClusterRoleBinding>()).begin(); at; at.next()) {
    const api::ObjectPtr object = at.value()->object();
    const auto& binding = api::as<api::ClusterRoleBinding>(*object);
    const auto rules = rulesOfRole(*world, "ClusterRole", "", binding.roleRef.name);
    made->kept.insert(made->kept.end(), {object, rules});
    for (const api::Subject& subject : binding.subjects)
      addGrant(made->cluster, subject, "", {rules.get(), &binding.roleRef, &binding.metadata});
  }
  for (auto at = world->of(api::kindOf<api::RoleBinding>()).begin(); at; at.next()) {
    const api::ObjectPtr object = at.value()->object();
    const auto& binding = api::as<api::RoleBinding>(*object);
    const std::string& ns = binding.metadata.namespace_;
    const auto rules = rulesOfRole(*world, binding.roleRef.kind, ns, binding.roleRef.name);
    made->kept.insert(made->kept.end(), {object, rules});
    for (const api::Subject& subject : binding.subjects)
      addGrant(made->namespaces[ns], subject, ns, {rules.get(), &binding.roleRef, &binding.metadata});
  }
  policy_.store(made);
  return made;
}

bool Authorizer::allows(const UserInfo& user, const RequestInfo& request) const {
  if (isMaster(user)) return true;
  if (const auto node = nodeNameOf(user); !node.empty() && nodeMay(node, request, *store_.world(), nullptr))
    return true;
  return policy()->visit(user, request.ns, [&](const Grant& grant, std::string_view, const std::string&) {
    return grants(grant, request);
  });
}

Decision Authorizer::decide(const UserInfo& user, const RequestInfo& request) const {
  Decision decision;
  if (isMaster(user)) {
    decision.allowed = true;
    return decision;
  }
  const auto rules = policy();
  MissingRoles missing;
  rules->visit(user, request.ns, [&](const Grant& grant, std::string_view kind, const std::string& name) {
    missing.see(grant);
    if (!grants(grant, request)) return false;
    const bool cluster = grant.binding->namespace_.empty();
    const std::string binding = grant.binding->name + (cluster ? "" : "/" + grant.binding->namespace_);
    decision = {true, std::string("RBAC: allowed by ") + (cluster ? "ClusterRoleBinding " : "RoleBinding ") +
                          api::goQuoted(binding) + " of " + grant.role->kind + " " +
                          api::goQuoted(grant.role->name) + " to " + subjectText(kind, name)};
    return true;
  });
  if (decision.allowed) return decision;
  if (!missing.text().empty()) decision.reason = "RBAC: " + missing.text();
  const auto node = nodeNameOf(user);
  if (node.empty()) return decision;
  std::string why;
  decision.allowed = nodeMay(node, request, *store_.world(), &why);
  if (decision.allowed) decision.reason.clear();
  if (!decision.reason.empty() && !why.empty()) decision.reason += '\n';
  decision.reason += why;
  return decision;
}

PolicyRules Authorizer::rulesOf(const UserInfo& user, std::string_view ns, std::string* missing) const {
  PolicyRules rules;
  MissingRoles notThere;
  policy()->visit(user, ns, [&](const Grant& grant, std::string_view, const std::string&) {
    notThere.see(grant);
    if (grant.rules) rules.insert(rules.end(), grant.rules->begin(), grant.rules->end());
    return false;
  });
  if (missing) *missing = notThere.text();
  return rules;
}

bool isMaster(const UserInfo& user) {
  return std::find(user.groups.begin(), user.groups.end(), "system:masters") != user.groups.end();
}

Status forbiddenRequest(const UserInfo& user, const RequestInfo& request, const std::string& reason) {
  const std::string who = "User " + api::goQuoted(user.name) + " cannot " + request.verb;
  if (!request.isResource) {
    Status status = forbidden({}, "", "");
    status.message = "forbidden: " + who + " path " + api::goQuoted(request.path);
    if (!reason.empty()) status.message += ": " + reason;
    return status;
  }
  std::string why = who + " resource \"" + request.resource;
  if (!request.subresource.empty()) why += "/" + request.subresource;
  why += "\" in API group \"" + request.group + "\" ";
  why += request.ns.empty() ? "at the cluster scope" : "in the namespace \"" + request.ns + "\"";
  if (!reason.empty()) why += ": " + reason;
  return forbidden({request.group, request.resource}, request.name, why);
}

}  // namespace seamark::apiserver
