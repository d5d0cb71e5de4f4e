// Columns and cells of role bindings.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/binding_cells.h"

#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Role", "The role that is bound."),
    kAgeColumn,
    textColumn("Users", "The users that it is bound to.", 1),
    textColumn("Groups", "The groups that it is bound to.", 1),
    textColumn("ServiceAccounts", "The service accounts that it is bound to, as namespace/name.", 1),
};

std::string subjectsText(const std::vector<Subject>& subjects, std::string_view kind) {
  std::vector<std::string> names;
  for (const Subject& subject : subjects) {
    if (subject.kind != kind) continue;
    names.push_back(kind == "ServiceAccount" ? subject.namespace_ + "/" + subject.name : subject.name);
  }
  return joined(names, ", ");
}

}  // namespace

std::span<const Column> bindingColumns() {
  return kColumns;
}

std::vector<std::string> bindingCells(const Object& object, const RoleRef& role,
                                      const std::vector<Subject>& subjects, WallTime now) {
  return {textCell(object.metadata.name),
          textCell(role.kind + "/" + role.name),
          ageCell(object, now),
          textCell(subjectsText(subjects, "User")),
          textCell(subjectsText(subjects, "Group")),
          textCell(subjectsText(subjects, "ServiceAccount"))};
}

}  // namespace seamark::api
