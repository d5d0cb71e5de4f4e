// Rows of rbac/cluster_role.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/cluster_role.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ClusterRole>::type() {
  static constexpr Field kFields[] = {
      field<&ClusterRole::metadata, ClusterRole>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&ClusterRole::rules>("rules", 2,
                                 {.keepZero = true, .merge = Merge::Atomic, .doc = "The rights."}),
      field<&ClusterRole::aggregationRule>("aggregationRule", 3,
                                           {.doc = "Builds rules from other ClusterRoles."}),
  };
  static const Type kType =
      withTypeMeta(structType<ClusterRole>("ClusterRole", "io.k8s.api.rbac.v1.ClusterRole", kFields,
                                           "Rights in the whole cluster, or for use in any namespace."));
  return kType;
}

template <>
const Kind& kindOf<ClusterRole>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "rbac.authorization.k8s.io";
    k.version = "v1";
    k.kind = "ClusterRole";
    k.list = "ClusterRoleList";
    k.plural = "clusterroles";
    k.singular = "clusterrole";
    k.namespaced = false;
    k.strictFieldLabels = true;
    k.type = &typeOf<ClusterRole>;
    k.make = &makeObject<ClusterRole>;
    k.clone = &cloneObject<ClusterRole>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<ClusterRole>();
    k.selectableFields = clusterRoleSelectableFields();
    k.rules = clusterRoleRules();
    k.table = clusterRoleTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
