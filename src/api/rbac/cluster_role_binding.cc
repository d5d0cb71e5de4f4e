// Rows of rbac/cluster_role_binding.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/cluster_role_binding.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ClusterRoleBinding>::type() {
  static constexpr Field kFields[] = {
      field<&ClusterRoleBinding::metadata, ClusterRoleBinding>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&ClusterRoleBinding::subjects>("subjects", 2, {.merge = Merge::Atomic, .doc = "Who gets it."}),
      field<&ClusterRoleBinding::roleRef>("roleRef", 3,
                                          {.required = true, .doc = "The role; never changes."}),
  };
  static const Type kType = withTypeMeta(
      structType<ClusterRoleBinding>("ClusterRoleBinding", "io.k8s.api.rbac.v1.ClusterRoleBinding", kFields,
                                     "Gives a ClusterRole to subjects in the whole cluster."));
  return kType;
}

template <>
const Kind& kindOf<ClusterRoleBinding>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "rbac.authorization.k8s.io";
    k.version = "v1";
    k.kind = "ClusterRoleBinding";
    k.list = "ClusterRoleBindingList";
    k.plural = "clusterrolebindings";
    k.singular = "clusterrolebinding";
    k.namespaced = false;
    k.strictFieldLabels = true;
    k.type = &typeOf<ClusterRoleBinding>;
    k.make = &makeObject<ClusterRoleBinding>;
    k.clone = &cloneObject<ClusterRoleBinding>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<ClusterRoleBinding>();
    k.selectableFields = clusterRoleBindingSelectableFields();
    k.rules = clusterRoleBindingRules();
    k.table = clusterRoleBindingTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
