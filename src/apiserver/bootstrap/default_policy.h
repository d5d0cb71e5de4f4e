// The tables of the roles that are there from the start. Rules, their order and their names are those of
// Kubernetes: clients compare them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

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

inline constexpr RuleRow kWriteEvents{kEventWrite, kCoreAndEvents, "events"};

// A rule about paths.
constexpr RuleRow paths(std::string_view verbs, std::string_view urls) {
  return {verbs, {}, {}, {}, urls};
}

struct RoleRow {
  std::string_view name;
  std::initializer_list<RuleRow> rules;
  std::string_view aggregateTo = {};  // label rbac.authorization.k8s.io/aggregate-to-X
  std::string_view aggregates = {};   // the role's rules are those of all roles so labelled
};

struct NamespacedRoleRow {
  std::string_view ns;
  std::string_view name;
  std::initializer_list<RuleRow> rules;
};

std::span<const RoleRow> userRoles();
std::span<const RoleRow> componentRoles();
std::span<const RoleRow> controllerRoles();
std::span<const NamespacedRoleRow> namespacedRoles();

}  // namespace seamark::apiserver
