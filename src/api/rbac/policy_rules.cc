// Checks of policy rules, subjects and role references.
// SPDX-License-Identifier: Apache-2.0
#include "api/rbac/policy_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

constexpr std::string_view kGroup = "rbac.authorization.k8s.io";
constexpr std::array<std::string_view, 1> kGroups = {kGroup};
constexpr std::array<std::string_view, 1> kNoGroup = {""};

void validatePolicyRule(FieldErrors& errors, const Path& path, const PolicyRule& rule, bool namespaced) {
  if (!rule.nonResourceURLs.empty()) {
    const Path urls = path.child("nonResourceURLs");
    if (namespaced) {
      errors.push_back(invalid(urls, shownJson(rule.nonResourceURLs),
                               "namespaced rules cannot apply to non-resource URLs"));
    }
    if (!rule.apiGroups.empty() || !rule.resources.empty() || !rule.resourceNames.empty()) {
      errors.push_back(invalid(urls, shownJson(rule.nonResourceURLs),
                               "rules cannot apply to both regular resources and non-resource URLs"));
    }
    return;
  }
  if (rule.apiGroups.empty()) {
    errors.push_back(required(path.child("apiGroups"), "resource rules must supply at least one api group"));
  }
  if (rule.resources.empty()) {
    errors.push_back(required(path.child("resources"), "resource rules must supply at least one resource"));
  }
}

void validateSubject(FieldErrors& errors, const Path& path, const Subject& subject, bool namespaced) {
  static constexpr std::array<std::string_view, 3> kKinds = {"ServiceAccount", "User", "Group"};
  const Path group = path.child("apiGroup");
  if (subject.kind == "ServiceAccount") {
    if (!subject.name.empty()) {
      addProblems(errors, path.child("name"), subject.name, dns1123SubdomainProblems(subject.name));
    }
    if (!subject.apiGroup.empty()) errors.push_back(notSupported(group, subject.apiGroup, kNoGroup));
    if (!namespaced && subject.namespace_.empty()) errors.push_back(required(path.child("namespace")));
  } else if (subject.kind == "User" || subject.kind == "Group") {
    if (subject.apiGroup != kGroup) errors.push_back(notSupported(group, subject.apiGroup, kGroups));
  } else {
    errors.push_back(notSupported(path.child("kind"), subject.kind, kKinds));
  }
}

void validateSameRole(FieldErrors& errors, const RoleRef& next, const RoleRef& old) {
  if (next == old) return;
  errors.push_back(invalid(Path("roleRef"),
                           fmt::format(R"({{"APIGroup":{},"Kind":{},"Name":{}}})", shownJson(next.apiGroup),
                                       shownJson(next.kind), shownJson(next.name)),
                           "field is immutable"));
}

}  // namespace

void validatePolicyRules(FieldErrors& errors, const std::vector<PolicyRule>& rules, bool namespaced) {
  const Path path("rules");
  for (size_t i = 0; i < rules.size(); ++i) validatePolicyRule(errors, path.index(i), rules[i], namespaced);
}

void validateVerbs(FieldErrors& errors, const std::vector<PolicyRule>& rules) {
  const Path path("rules");
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].verbs.empty()) errors.push_back(required(path.index(i).child("verbs")));
  }
}

void defaultBinding(std::vector<Subject>& subjects, RoleRef& role) {
  if (role.apiGroup.empty()) role.apiGroup = kGroup;
  for (Subject& subject : subjects) {
    const bool isPerson = subject.kind == "User" || subject.kind == "Group";
    if (isPerson && subject.apiGroup.empty()) subject.apiGroup = kGroup;
  }
}

void validateBinding(FieldErrors& errors, const std::vector<Subject>& subjects, const RoleRef& role,
                     std::span<const std::string_view> roleKinds, bool namespaced, const RoleRef* old) {
  const Path roleRef("roleRef");
  const Path path("subjects");
  if (role.apiGroup != kGroup)
    errors.push_back(notSupported(roleRef.child("apiGroup"), role.apiGroup, kGroups));
  if (std::find(roleKinds.begin(), roleKinds.end(), role.kind) == roleKinds.end()) {
    errors.push_back(notSupported(roleRef.child("kind"), role.kind, roleKinds));
  }
  if (old && role.name.empty()) errors.push_back(required(roleRef.child("name")));
  addProblems(errors, roleRef.child("name"), role.name, pathSegmentProblems(role.name));
  for (size_t i = 0; i < subjects.size(); ++i) {
    validateSubject(errors, path.index(i), subjects[i], namespaced);
  }
  if (old) validateSameRole(errors, role, *old);
  // What is merely missing comes last.
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (subjects[i].name.empty()) errors.push_back(required(path.index(i).child("name")));
  }
  if (!old && role.name.empty()) errors.push_back(required(roleRef.child("name")));
}

}  // namespace seamark::api
