// authorization.k8s.io/v1 SelfSubjectRulesReview: what may I do here?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Something that may be done.
struct ResourceRule {
  std::vector<std::string> verbs;
  std::vector<std::string> apiGroups;
  std::vector<std::string> resources;
  std::vector<std::string> resourceNames;
  bool operator==(const ResourceRule&) const = default;
};

// Paths that may be used.
struct NonResourceRule {
  std::vector<std::string> verbs;
  std::vector<std::string> nonResourceURLs;
  bool operator==(const NonResourceRule&) const = default;
};

// Where.
struct SelfSubjectRulesReviewSpec {
  std::string namespace_;
  bool operator==(const SelfSubjectRulesReviewSpec&) const = default;
};

// What may be done.
struct SubjectRulesReviewStatus {
  std::vector<ResourceRule> resourceRules;
  std::vector<NonResourceRule> nonResourceRules;
  bool incomplete = false;
  std::string evaluationError;
  bool operator==(const SubjectRulesReviewStatus&) const = default;
};

// Asks what oneself may do in a namespace.
struct SelfSubjectRulesReview : Object {
  SelfSubjectRulesReviewSpec spec;
  SubjectRulesReviewStatus status;
  bool operator==(const SelfSubjectRulesReview&) const = default;
};

template <>
struct Schema<ResourceRule> {
  static const Type& type();
};
template <>
struct Schema<NonResourceRule> {
  static const Type& type();
};
template <>
struct Schema<SelfSubjectRulesReviewSpec> {
  static const Type& type();
};
template <>
struct Schema<SubjectRulesReviewStatus> {
  static const Type& type();
};
template <>
struct Schema<SelfSubjectRulesReview> {
  static const Type& type();
};

}  // namespace seamark::api
