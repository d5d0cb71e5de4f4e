// SPDX-License-Identifier: Apache-2.0
#include "apiserver/bootstrap/default_roles.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "apiserver/bootstrap/default_policy.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kSystem = "kube-system";
constexpr std::string_view kController = "system:controller:";

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find(',', at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

api::PolicyRule ruleOf(const RuleRow& row) {
  api::PolicyRule rule;
  rule.verbs = split(row.verbs);
  if (!row.urls.empty()) {
    rule.nonResourceURLs = split(row.urls);
    return rule;
  }
  rule.apiGroups = split(row.groups);
  rule.resources = split(row.resources);
  if (!row.names.empty()) rule.resourceNames = split(row.names);
  return rule;
}

void markDefault(api::ObjectMeta& meta, std::string_view name, std::string_view ns = {}) {
  meta.name = name;
  meta.namespace_ = ns;
  meta.labels["kubernetes.io/bootstrapping"] = "rbac-defaults";
  meta.annotations["rbac.authorization.kubernetes.io/autoupdate"] = "true";
}

std::string aggregationLabel(std::string_view to) {
  return std::string(kGroup) + "/aggregate-to-" + std::string(to);
}

api::ClusterRole roleOf(const RoleRow& row) {
  api::ClusterRole role;
  markDefault(role.metadata, row.name);
  for (const RuleRow& rule : row.rules) role.rules.push_back(ruleOf(rule));
  if (!row.aggregateTo.empty()) role.metadata.labels[aggregationLabel(row.aggregateTo)] = "true";
  if (row.aggregates.empty()) return role;
  api::MetaLabelSelector selector;
  selector.matchLabels[aggregationLabel(row.aggregates)] = "true";
  role.aggregationRule.emplace();
  role.aggregationRule->clusterRoleSelectors.push_back(std::move(selector));
  return role;
}

api::ClusterRoleBinding bind(std::string_view name, std::vector<api::Subject> subjects) {
  api::ClusterRoleBinding binding;
  markDefault(binding.metadata, name);
  binding.roleRef = {std::string(kGroup), "ClusterRole", std::string(name)};
  binding.subjects = std::move(subjects);
  return binding;
}

api::RoleBinding bindIn(std::string_view ns, std::string_view name, std::string_view role,
                        std::vector<api::Subject> subjects) {
  api::RoleBinding binding;
  markDefault(binding.metadata, name, ns);
  binding.roleRef = {std::string(kGroup), "Role", std::string(role)};
  binding.subjects = std::move(subjects);
  return binding;
}

api::Subject group(std::string_view name) {
  return {"Group", std::string(kGroup), std::string(name), ""};
}
api::Subject user(std::string_view name) {
  return {"User", std::string(kGroup), std::string(name), ""};
}
api::Subject account(std::string_view name) {
  return {"ServiceAccount", "", std::string(name), std::string(kSystem)};
}

}  // namespace

std::vector<api::ClusterRole> defaultClusterRoles() {
  std::vector<api::ClusterRole> roles;
  for (const std::span<const RoleRow> rows : {userRoles(), componentRoles(), controllerRoles()})
    for (const RoleRow& row : rows) roles.push_back(roleOf(row));
  return roles;
}

std::vector<api::ClusterRoleBinding> defaultClusterRoleBindings() {
  const api::Subject everybody = group("system:authenticated");
  const api::Subject accounts = group("system:serviceaccounts");
  std::vector<api::ClusterRoleBinding> bindings{
      bind("cluster-admin", {group("system:masters")}),
      bind("system:discovery", {everybody}),
      bind("system:basic-user", {everybody}),
      bind("system:public-info-viewer", {everybody, group("system:unauthenticated")}),
      bind("system:monitoring", {group("system:monitoring")}),
      bind("system:service-account-issuer-discovery", {accounts}),
      bind("system:cluster-trust-bundle-discovery", {accounts}),
      bind("system:node", {}),  // nodes get what they may from the Node authorizer
      bind("system:node-proxier", {user("system:kube-proxy")}),
      bind("system:kube-dns", {account("kube-dns")}),
      bind("system:kube-controller-manager", {user("system:kube-controller-manager")}),
      bind("system:kube-scheduler", {user("system:kube-scheduler")}),
      bind("system:volume-scheduler", {user("system:kube-scheduler")}),
  };
  for (const RoleRow& row : controllerRoles())
    bindings.push_back(bind(row.name, {account(row.name.substr(kController.size()))}));
  return bindings;
}

std::vector<api::Role> defaultRoles() {
  std::vector<api::Role> roles;
  for (const NamespacedRoleRow& row : namespacedRoles()) {
    api::Role& role = roles.emplace_back();
    markDefault(role.metadata, row.name, row.ns);
    for (const RuleRow& rule : row.rules) role.rules.push_back(ruleOf(rule));
  }
  return roles;
}

std::vector<api::RoleBinding> defaultRoleBindings() {
  const api::Subject manager = user("system:kube-controller-manager");
  const api::Subject scheduler = user("system:kube-scheduler");
  constexpr std::string_view kManagerLock = "system::leader-locking-kube-controller-manager";
  constexpr std::string_view kSchedulerLock = "system::leader-locking-kube-scheduler";
  std::vector<api::RoleBinding> bindings{
      bindIn(kSystem, "system::extension-apiserver-authentication-reader",
             "extension-apiserver-authentication-reader", {manager, scheduler}),
      bindIn(kSystem, kManagerLock, kManagerLock,
             {manager, account("kube-controller-manager"), account("leader-election-controller")}),
      bindIn(kSystem, kSchedulerLock, kSchedulerLock, {scheduler, account("kube-scheduler")}),
  };
  for (const NamespacedRoleRow& row : namespacedRoles())
    if (row.name.starts_with(kController))
      bindings.push_back(bindIn(row.ns, row.name, row.name, {account(row.name.substr(kController.size()))}));
  return bindings;
}

}  // namespace seamark::apiserver
