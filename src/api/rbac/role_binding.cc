// Rows of rbac/role_binding.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/role_binding.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<RoleBinding>::type() {
  static constexpr Field kFields[] = {
      field<&RoleBinding::metadata, RoleBinding>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&RoleBinding::subjects>("subjects", 2, {.merge = Merge::Atomic, .doc = "Who gets it."}),
      field<&RoleBinding::roleRef>("roleRef", 3, {.required = true, .doc = "The role; never changes."}),
  };
  static const Type kType =
      withTypeMeta(structType<RoleBinding>("RoleBinding", "io.k8s.api.rbac.v1.RoleBinding", kFields,
                                           "Gives a role to subjects within a namespace."));
  return kType;
}

template <>
const Kind& kindOf<RoleBinding>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "rbac.authorization.k8s.io";
    k.version = "v1";
    k.kind = "RoleBinding";
    k.list = "RoleBindingList";
    k.plural = "rolebindings";
    k.singular = "rolebinding";
    k.strictFieldLabels = true;
    k.type = &typeOf<RoleBinding>;
    k.make = &makeObject<RoleBinding>;
    k.clone = &cloneObject<RoleBinding>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<RoleBinding>();
    k.selectableFields = roleBindingSelectableFields();
    k.rules = roleBindingRules();
    k.table = roleBindingTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
