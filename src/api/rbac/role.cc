// Rows of rbac/role.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/role.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<Role>::type() {
  static constexpr Field kFields[] = {
      field<&Role::metadata, Role>("metadata", 1,
                                   {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Role::rules>("rules", 2, {.keepZero = true, .merge = Merge::Atomic, .doc = "The rights."}),
  };
  static const Type kType = withTypeMeta(
      structType<Role>("Role", "io.k8s.api.rbac.v1.Role", kFields, "Rights within a namespace."));
  return kType;
}

template <>
const Kind& kindOf<Role>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "rbac.authorization.k8s.io";
    k.version = "v1";
    k.kind = "Role";
    k.list = "RoleList";
    k.plural = "roles";
    k.singular = "role";
    k.strictFieldLabels = true;
    k.type = &typeOf<Role>;
    k.make = &makeObject<Role>;
    k.clone = &cloneObject<Role>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<Role>();
    k.selectableFields = roleSelectableFields();
    k.rules = roleRules();
    k.table = roleTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
