// Rows of rbac/policy.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/policy.h"

namespace seamark::api {

const Type& Schema<PolicyRule>::type() {
  static constexpr Field kFields[] = {
      field<&PolicyRule::verbs>("verbs", 1, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&PolicyRule::apiGroups>("apiGroups", 2, {.merge = Merge::Atomic}),
      field<&PolicyRule::resources>("resources", 3, {.merge = Merge::Atomic}),
      field<&PolicyRule::resourceNames>("resourceNames", 4, {.merge = Merge::Atomic}),
      field<&PolicyRule::nonResourceURLs>("nonResourceURLs", 5, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<PolicyRule>("PolicyRule", "io.k8s.api.rbac.v1.PolicyRule", kFields, "");
  return kType;
}

const Type& Schema<Subject>::type() {
  static constexpr Field kFields[] = {
      field<&Subject::kind>("kind", 1, {.required = true, .keepZero = true}),
      field<&Subject::apiGroup>("apiGroup", 2),
      field<&Subject::name>("name", 3, {.required = true, .keepZero = true}),
      field<&Subject::namespace_>("namespace", 4),
  };
  static const Type kType =
      structType<Subject>("Subject", "io.k8s.api.rbac.v1.Subject", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<RoleRef>::type() {
  static constexpr Field kFields[] = {
      field<&RoleRef::apiGroup>("apiGroup", 1, {.keepZero = true}),
      field<&RoleRef::kind>("kind", 2, {.required = true, .keepZero = true}),
      field<&RoleRef::name>("name", 3, {.required = true, .keepZero = true}),
  };
  static const Type kType =
      structType<RoleRef>("RoleRef", "io.k8s.api.rbac.v1.RoleRef", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<AggregationRule>::type() {
  static constexpr Field kFields[] = {
      field<&AggregationRule::clusterRoleSelectors>("clusterRoleSelectors", 1, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<AggregationRule>("AggregationRule", "io.k8s.api.rbac.v1.AggregationRule", kFields, "");
  return kType;
}

}  // namespace seamark::api
