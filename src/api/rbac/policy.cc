// Rows of rbac/policy.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/policy.h"

namespace seamark::api {

const Type& Schema<PolicyRule>::type() {
  static constexpr Field kFields[] = {
      field<&PolicyRule::verbs>(
          "verbs", 1,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "What may be done; * is all."}),
      field<&PolicyRule::apiGroups>("apiGroups", 2,
                                    {.merge = Merge::Atomic, .doc = "The API groups; * is all."}),
      field<&PolicyRule::resources>(
          "resources", 3,
          {.merge = Merge::Atomic, .doc = "The resources, also resource/subresource; * is all."}),
      field<&PolicyRule::resourceNames>(
          "resourceNames", 4, {.merge = Merge::Atomic, .doc = "Only these objects; all when empty."}),
      field<&PolicyRule::nonResourceURLs>(
          "nonResourceURLs", 5,
          {.merge = Merge::Atomic, .doc = "Paths that are no resources; a * may end one."}),
  };
  static const Type kType = structType<PolicyRule>("PolicyRule", "io.k8s.api.rbac.v1.PolicyRule", kFields,
                                                   "What may be done with what.");
  return kType;
}

const Type& Schema<Subject>::type() {
  static constexpr Field kFields[] = {
      field<&Subject::kind>("kind", 1,
                            {.required = true, .keepZero = true, .doc = "User, Group or ServiceAccount."}),
      field<&Subject::apiGroup>("apiGroup", 2, {.doc = "The API group of the kind."}),
      field<&Subject::name>("name", 3, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&Subject::namespace_>("namespace", 4, {.doc = "The namespace of a ServiceAccount."}),
  };
  static const Type kType = structType<Subject>("Subject", "io.k8s.api.rbac.v1.Subject", kFields,
                                                "Who gets a role.", Merge::Atomic);
  return kType;
}

const Type& Schema<RoleRef>::type() {
  static constexpr Field kFields[] = {
      field<&RoleRef::apiGroup>(
          "apiGroup", 1, {.keepZero = true, .doc = "The API group of what is referred to; empty: core."}),
      field<&RoleRef::kind>("kind", 2, {.required = true, .keepZero = true, .doc = "Role or ClusterRole."}),
      field<&RoleRef::name>("name", 3, {.required = true, .keepZero = true, .doc = "Its name."}),
  };
  static const Type kType = structType<RoleRef>("RoleRef", "io.k8s.api.rbac.v1.RoleRef", kFields,
                                                "The role that is given.", Merge::Atomic);
  return kType;
}

const Type& Schema<AggregationRule>::type() {
  static constexpr Field kFields[] = {
      field<&AggregationRule::clusterRoleSelectors>(
          "clusterRoleSelectors", 1,
          {.merge = Merge::Atomic, .doc = "Selects them; their rules are joined."}),
  };
  static const Type kType =
      structType<AggregationRule>("AggregationRule", "io.k8s.api.rbac.v1.AggregationRule", kFields,
                                  "Which ClusterRoles make up another.");
  return kType;
}

}  // namespace seamark::api
