// What people, and everybody, get.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/bootstrap/default_policy.h"

namespace seamark::apiserver {

namespace {

const RoleRow kUserRoles[] = {
    {"cluster-admin", {{"*", "*", "*"}, paths("*", "*")}},
    {"system:discovery",
     {paths("get",
            "/api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/")}},
    {"system:basic-user",
     {{"create", "authorization.k8s.io", "selfsubjectaccessreviews,selfsubjectrulesreviews"},
      {"create", "authentication.k8s.io", "selfsubjectreviews"}}},
    {"system:public-info-viewer", {paths("get", "/healthz,/livez,/readyz,/version,/version/")}},
    {"system:monitoring",
     {paths("get",
            "/flagz,/healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*,/statusz"),
      {"get", "", "nodes/metrics"}}},
    {"system:service-account-issuer-discovery",
     {paths("get",
            "/.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/"
            "v1/jwks/")}},
    {"system:cluster-trust-bundle-discovery", {{kRead, "certificates.k8s.io", "clustertrustbundles"}}},
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
       "scale,secrets,serviceaccounts,services,services/proxy"},
      {"create", "", "serviceaccounts/token"},
      {kWrite, kCoreAndEvents, "events"},
      {kWrite, "apps",
       "daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/"
       "scale,statefulsets,statefulsets/scale"},
      {kWrite, "autoscaling", "horizontalpodautoscalers"},
      {kWrite, "batch", "cronjobs,jobs"},
      {kWrite, "extensions",
       "daemonsets,deployments,deployments/rollback,deployments/"
       "scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale"},
      {kWrite, "policy", "poddisruptionbudgets"},
      {kWrite, "networking.k8s.io", "ingresses,networkpolicies"},
      {kReadWrite, "coordination.k8s.io", "leases"},
      {kWrite, "resource.k8s.io", "resourceclaims,resourceclaimtemplates"}},
     "edit"},
    {"system:aggregate-to-view",
     {{kRead, "",
       "configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/"
       "status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/"
       "status"},
      {kRead, "",
       "bindings,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/"
       "status,resourcequotas,resourcequotas/status"},
      {kRead, "", "namespaces"},
      {kRead, kCoreAndEvents, "events"},
      {kRead, "discovery.k8s.io", "endpointslices"},
      {kRead, "apps",
       "controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/"
       "status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/"
       "scale,statefulsets/status"},
      {kRead, "autoscaling", "horizontalpodautoscalers,horizontalpodautoscalers/status"},
      {kRead, "batch", "cronjobs,cronjobs/status,jobs,jobs/status"},
      {kRead, "extensions",
       "daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/"
       "status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/"
       "scale"},
      {kRead, "policy", "poddisruptionbudgets,poddisruptionbudgets/status"},
      {kRead, "networking.k8s.io", "ingresses,ingresses/status,networkpolicies"},
      {kRead, "resource.k8s.io", "resourceclaims,resourceclaims/status,resourceclaimtemplates"}},
     "view"},
};

}  // namespace

std::span<const RoleRow> userRoles() {
  return kUserRoles;
}

}  // namespace seamark::apiserver
