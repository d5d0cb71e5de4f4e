// The tables of the roles that are there from the start. Rules, their order and their names are those of
// Kubernetes: clients compare them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace seamark::apiserver {

inline constexpr std::string_view kGroup = "rbac.authorization.k8s.io";
inline constexpr std::string_view kRead = "get,list,watch";
inline constexpr std::string_view kReadWrite = "create,delete,deletecollection,get,list,patch,update,watch";
inline constexpr std::string_view kWrite = "create,delete,deletecollection,patch,update";
inline constexpr std::string_view kEventWrite = "create,patch,update";
inline constexpr std::string_view kCoreAndEvents = ",events.k8s.io";

// Lists are written with commas; a list of groups that begins with one has the core group first.
struct RuleRow {
  std::string_view verbs, groups, resources, names = {}, urls = {};
};

// A rule about paths.
constexpr RuleRow paths(std::string_view verbs, std::string_view urls) {
  return {verbs, {}, {}, {}, urls};
}

struct RoleRow {
  std::string_view name;
  std::vector<RuleRow> rules;
  std::string_view aggregateTo = {};  // label rbac.authorization.k8s.io/aggregate-to-X
  std::string_view aggregates = {};   // the role's rules are those of all roles so labelled
};

struct NamespacedRoleRow {
  std::string_view ns;
  std::string_view name;
  std::vector<RuleRow> rules;
};

const std::vector<RoleRow>& userRoles();
const std::vector<RoleRow>& componentRoles();
const std::vector<RoleRow>& controllerRoles();
const std::vector<NamespacedRoleRow>& namespacedRoles();

}  // namespace seamark::apiserver
