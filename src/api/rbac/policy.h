// The parts of RBAC objects: rules, subjects, references.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/meta/label_selector.h"
#include "api/schema.h"

namespace seamark::api {

// What may be done with what.
struct PolicyRule {
  std::vector<std::string> verbs;
  std::vector<std::string> apiGroups;
  std::vector<std::string> resources;
  std::vector<std::string> resourceNames;
  std::vector<std::string> nonResourceURLs;
  bool operator==(const PolicyRule&) const = default;
};

// Who gets a role.
struct Subject {
  std::string kind;
  std::string apiGroup;
  std::string name;
  std::string namespace_;
  bool operator==(const Subject&) const = default;
};

// The role that is given.
struct RoleRef {
  std::string apiGroup;
  std::string kind;
  std::string name;
  bool operator==(const RoleRef&) const = default;
};

// Which ClusterRoles make up another.
struct AggregationRule {
  std::vector<MetaLabelSelector> clusterRoleSelectors;
  bool operator==(const AggregationRule&) const = default;
};

template <>
struct Schema<PolicyRule> {
  static const Type& type();
};
template <>
struct Schema<Subject> {
  static const Type& type();
};
template <>
struct Schema<RoleRef> {
  static const Type& type();
};
template <>
struct Schema<AggregationRule> {
  static const Type& type();
};

}  // namespace seamark::api
