// Rows of authorization/rules_review.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/authorization/rules_review.h"

namespace seamark::api {

const Type& Schema<ResourceRule>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceRule::verbs>("verbs", 1, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&ResourceRule::apiGroups>("apiGroups", 2, {.merge = Merge::Atomic}),
      field<&ResourceRule::resources>("resources", 3, {.merge = Merge::Atomic}),
      field<&ResourceRule::resourceNames>("resourceNames", 4, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<ResourceRule>("ResourceRule", "io.k8s.api.authorization.v1.ResourceRule", kFields, "");
  return kType;
}

const Type& Schema<NonResourceRule>::type() {
  static constexpr Field kFields[] = {
      field<&NonResourceRule::verbs>("verbs", 1,
                                     {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&NonResourceRule::nonResourceURLs>("nonResourceURLs", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<NonResourceRule>(
      "NonResourceRule", "io.k8s.api.authorization.v1.NonResourceRule", kFields, "");
  return kType;
}

const Type& Schema<SelfSubjectRulesReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectRulesReviewSpec::namespace_>("namespace", 1),
  };
  static const Type kType = structType<SelfSubjectRulesReviewSpec>(
      "SelfSubjectRulesReviewSpec", "io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec", kFields, "");
  return kType;
}

const Type& Schema<SubjectRulesReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectRulesReviewStatus::resourceRules>(
          "resourceRules", 1, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&SubjectRulesReviewStatus::nonResourceRules>(
          "nonResourceRules", 2, {.required = true, .keepZero = true, .merge = Merge::Atomic}),
      field<&SubjectRulesReviewStatus::incomplete>("incomplete", 3, {.required = true, .keepZero = true}),
      field<&SubjectRulesReviewStatus::evaluationError>("evaluationError", 4),
  };
  static const Type kType = structType<SubjectRulesReviewStatus>(
      "SubjectRulesReviewStatus", "io.k8s.api.authorization.v1.SubjectRulesReviewStatus", kFields, "");
  return kType;
}

const Type& Schema<SelfSubjectRulesReview>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectRulesReview::metadata, SelfSubjectRulesReview>("metadata", 1),
      field<&SelfSubjectRulesReview::spec>("spec", 2, {.required = true}),
      field<&SelfSubjectRulesReview::status>("status", 3),
  };
  static const Type kType = withTypeMeta(structType<SelfSubjectRulesReview>(
      "SelfSubjectRulesReview", "io.k8s.api.authorization.v1.SelfSubjectRulesReview", kFields, ""));
  return kType;
}

}  // namespace seamark::api
