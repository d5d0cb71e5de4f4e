// SPDX-License-Identifier: Apache-2.0
#include "apiserver/bootstrap/default_roles.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace seamark::apiserver {
namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";
constexpr std::string_view kRead = "get,list,watch";
constexpr std::string_view kReadWrite = "create,delete,deletecollection,get,list,patch,update,watch";
constexpr std::string_view kWrite = "create,delete,deletecollection,patch,update";
constexpr std::string_view kEventWrite = "create,patch,update";
constexpr std::string_view kCoreAndEvents = ",events.k8s.io";
constexpr std::string_view kSliceVerbs = "create,delete,get,list,update,watch";

// Lists are written with commas; a list of groups that begins with one has the core group first. `urls` alone
// makes a rule about paths.
struct RuleRow {
  std::string_view verbs, groups, resources, urls = {};
};

struct RoleRow {
  std::string_view name;
  std::vector<RuleRow> rules;
  std::string_view aggregateTo = {};  // label rbac.authorization.k8s.io/aggregate-to-X
  std::string_view aggregates = {};   // the role's rules are those of all roles so labelled
};

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
  } else {
    rule.apiGroups = split(row.groups);
    rule.resources = split(row.resources);
  }
  return rule;
}

void markDefault(api::ObjectMeta& meta, std::string_view name) {
  meta.name = name;
  meta.labels["kubernetes.io/bootstrapping"] = "rbac-defaults";
  meta.annotations["rbac.authorization.kubernetes.io/autoupdate"] = "true";
}

std::string aggregationLabel(std::string_view to) {
  return std::string(kGroup) + "/aggregate-to-" + std::string(to);
}

const std::vector<RoleRow>& userRoles() {
  static const std::vector<RoleRow> kRows{
      {"cluster-admin", {{"*", "*", "*"}, {"*", "", "", "*"}}},
      {"system:discovery",
       {{"get", "", "",
         "/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/"}}},
      {"system:basic-user",
       {{"create", "authorization.k8s.io", "selfsubjectaccessreviews,selfsubjectrulesreviews"},
        {"create", "authentication.k8s.io", "selfsubjectreviews"}}},
      {"system:public-info-viewer", {{"get", "", "", "/healthz,/livez,/readyz,/version,/version/"}}},
      {"system:monitoring",
       {{"get", "", "", "/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*"}}},
      {"system:service-account-issuer-discovery",
       {{"get", "", "",
         "/.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/"
         "jwks/"}}},
      {"admin", {}, {}, "admin"},
      {"edit", {}, "admin", "edit"},
      {"view", {}, "edit", "view"},
      {"system:aggregate-to-admin",
       {{"create", "authorization.k8s.io", "localsubjectaccessreviews"},
        {kReadWrite, kGroup, "rolebindings,roles"}},
       "admin"},
      {"system:aggregate-to-edit",
       {{kRead, "", "pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy"},
        {"impersonate", "", "serviceaccounts"},
        {kWrite, "", "pods,pods/attach,pods/exec,pods/portforward,pods/proxy"},
        {"create", "", "pods/eviction"},
        {kWrite, "",
         "configmaps,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/"
         "scale,secrets,serviceaccounts,"
         "services,services/proxy"},
        {"create", "", "serviceaccounts/token"},
        {kWrite, kCoreAndEvents, "events"},
        {kWrite, "apps",
         "daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/"
         "scale,statefulsets,"
         "statefulsets/scale"},
        {kWrite, "autoscaling", "horizontalpodautoscalers"},
        {kWrite, "batch", "cronjobs,jobs"},
        {kWrite, "extensions",
         "daemonsets,deployments,deployments/rollback,deployments/"
         "scale,ingresses,networkpolicies,replicasets,"
         "replicasets/scale,replicationcontrollers/scale"},
        {kWrite, "policy", "poddisruptionbudgets"},
        {kWrite, "networking.k8s.io", "ingresses,networkpolicies"},
        {kReadWrite, "coordination.k8s.io", "leases"},
        {kWrite, "resource.k8s.io", "resourceclaims,resourceclaimtemplates"}},
       "edit"},
      {"system:aggregate-to-view",
       {{kRead, "",
         "configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/"
         "status,pods,replicationcontrollers,"
         "replicationcontrollers/scale,serviceaccounts,services,services/status"},
        {kRead, "",
         "bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,"
         "resourcequotas,resourcequotas/status"},
        {kRead, "", "namespaces"},
        {kRead, "discovery.k8s.io", "endpointslices"},
        {kRead, "apps",
         "controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/"
         "status,replicasets,"
         "replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status"},
        {kRead, "autoscaling", "horizontalpodautoscalers,horizontalpodautoscalers/status"},
        {kRead, "batch", "cronjobs,cronjobs/status,jobs,jobs/status"},
        {kRead, "extensions",
         "daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/"
         "status,"
         "networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale"},
        {kRead, "policy", "poddisruptionbudgets,poddisruptionbudgets/status"},
        {kRead, "networking.k8s.io", "ingresses,ingresses/status,networkpolicies"},
        {kRead, "resource.k8s.io", "resourceclaims,resourceclaims/status,resourceclaimtemplates"}},
       "view"},
  };
  return kRows;
}

const std::vector<RoleRow>& componentRoles() {
  static const std::vector<RoleRow> kRows{
      {"system:node-proxier",
       {{"list,watch", "", "endpoints,services"},
        {kRead, "", "nodes"},
        {kEventWrite, kCoreAndEvents, "events"},
        {"list,watch", "networking.k8s.io", "servicecidrs"},
        {"list,watch", "discovery.k8s.io", "endpointslices"}}},
      {"system:kube-dns", {{"list,watch", "", "endpoints,services"}}},
      {"system:auth-delegator",
       {{"create", "authentication.k8s.io", "tokenreviews"},
        {"create", "authorization.k8s.io", "subjectaccessreviews"}}},
      {"system:kube-controller-manager",
       {{kEventWrite, kCoreAndEvents, "events"},
        {"create,get,list,update,watch", "coordination.k8s.io", "leases"},
        {"create,delete,get,list,update,watch", "",
         "configmaps,endpoints,namespaces,secrets,serviceaccounts"},
        {"create", "", "serviceaccounts/token"},
        {"create", "authentication.k8s.io", "tokenreviews"},
        {"create", "authorization.k8s.io", "subjectaccessreviews"},
        {"list,watch", "*", "*"}}},
      {"system:kube-scheduler",
       {{kEventWrite, kCoreAndEvents, "events"},
        {"create,get,list,update,watch", "coordination.k8s.io", "leases"},
        {kRead, "", "nodes"},
        {"delete,get,list,watch", "", "pods"},
        {"create", "", "bindings,pods/binding"},
        {"patch,update", "", "pods/status"},
        {kRead, "", "namespaces,services"}}},
      {"system:controller:endpoint-controller",
       {{kRead, "", "pods,services"},
        {kSliceVerbs, "", "endpoints"},
        {"create", "", "endpoints/restricted"},
        {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:endpointslice-controller",
       {{kRead, "", "nodes,pods,services"},
        {"update", "", "services/finalizers"},
        {kSliceVerbs, "discovery.k8s.io", "endpointslices"},
        {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:endpointslicemirroring-controller",
       {{kRead, "", "endpoints,services"},
        {"update", "", "services/finalizers"},
        {"update", "", "endpoints/finalizers"},
        {kSliceVerbs, "discovery.k8s.io", "endpointslices"},
        {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:service-controller",
       {{kRead, "", "services"},
        {"patch,update", "", "services/status"},
        {"list,watch", "", "nodes"},
        {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:service-cidrs-controller",
       {{"get,list,patch,update,watch", "networking.k8s.io", "servicecidrs"},
        {"patch,update", "networking.k8s.io", "servicecidrs/finalizers"},
        {"patch,update", "networking.k8s.io", "servicecidrs/status"},
        {kRead, "networking.k8s.io", "ipaddresses"},
        {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:namespace-controller",
       {{"delete,get,list,watch", "", "namespaces"},
        {"update", "", "namespaces/finalize,namespaces/status"},
        {"delete,deletecollection,get,list", "*", "*"}}},
      {"system:controller:generic-garbage-collector",
       {{kEventWrite, kCoreAndEvents, "events"}, {"delete,get,list,patch,update,watch", "*", "*"}}},
      {"system:controller:node-controller",
       {{"delete,get,list,patch,update", "", "nodes"},
        {"patch,update", "", "nodes/status"},
        {"patch,update", "", "pods/status"},
        {"delete,get,list", "", "pods"},
        {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:service-account-controller",
       {{"create", "", "serviceaccounts"}, {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:root-ca-cert-publisher",
       {{"create,update", "", "configmaps"}, {kEventWrite, kCoreAndEvents, "events"}}},
      {"system:controller:clusterrole-aggregation-controller",
       {{"escalate,get,list,patch,update,watch", kGroup, "clusterroles"}}},
      {"system:controller:pod-garbage-collector",
       {{"delete,list,watch", "", "pods"}, {"get,list", "", "nodes"}, {"patch", "", "pods/status"}}},
  };
  return kRows;
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

api::ClusterRoleBinding bind(std::string_view name, std::string_view role,
                             std::vector<api::Subject> subjects) {
  api::ClusterRoleBinding binding;
  markDefault(binding.metadata, name);
  binding.roleRef = {std::string(kGroup), "ClusterRole", std::string(role)};
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
  return {"ServiceAccount", "", std::string(name), "kube-system"};
}

}  // namespace

std::vector<api::ClusterRole> defaultClusterRoles() {
  std::vector<api::ClusterRole> roles;
  for (const RoleRow& row : userRoles()) roles.push_back(roleOf(row));
  for (const RoleRow& row : componentRoles()) roles.push_back(roleOf(row));
  return roles;
}

std::vector<api::ClusterRoleBinding> defaultClusterRoleBindings() {
  const api::Subject everybody = group("system:authenticated");
  std::vector<api::ClusterRoleBinding> bindings{
      bind("cluster-admin", "cluster-admin", {group("system:masters")}),
      bind("system:discovery", "system:discovery", {everybody}),
      bind("system:basic-user", "system:basic-user", {everybody}),
      bind("system:public-info-viewer", "system:public-info-viewer",
           {everybody, group("system:unauthenticated")}),
      bind("system:monitoring", "system:monitoring", {group("system:monitoring")}),
      bind("system:service-account-issuer-discovery", "system:service-account-issuer-discovery",
           {group("system:serviceaccounts")}),
      bind("system:node-proxier", "system:node-proxier", {user("system:kube-proxy")}),
      bind("system:kube-dns", "system:kube-dns", {account("kube-dns")}),
      bind("system:kube-controller-manager", "system:kube-controller-manager",
           {user("system:kube-controller-manager")}),
      bind("system:kube-scheduler", "system:kube-scheduler", {user("system:kube-scheduler")}),
  };
  constexpr std::string_view kController = "system:controller:";
  for (const RoleRow& row : componentRoles())
    if (row.name.starts_with(kController))
      bindings.push_back(bind(row.name, row.name, {account(row.name.substr(kController.size()))}));
  return bindings;
}

}  // namespace seamark::apiserver
