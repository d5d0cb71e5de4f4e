// Rows of authorization/rules_review.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/authorization/rules_review.h"

namespace seamark::api {

const Type& Schema<ResourceRule>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceRule::verbs>(
          "verbs", 1,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "What may be done; * is all."}),
      field<&ResourceRule::apiGroups>("apiGroups", 2,
                                      {.merge = Merge::Atomic, .doc = "The API groups; * is all."}),
      field<&ResourceRule::resources>("resources", 3,
                                      {.merge = Merge::Atomic, .doc = "The resources; * is all."}),
      field<&ResourceRule::resourceNames>(
          "resourceNames", 4, {.merge = Merge::Atomic, .doc = "Only these objects; all when empty."}),
  };
  static const Type kType = structType<ResourceRule>(
      "ResourceRule", "io.k8s.api.authorization.v1.ResourceRule", kFields, "Something that may be done.");
  return kType;
}

const Type& Schema<NonResourceRule>::type() {
  static constexpr Field kFields[] = {
      field<&NonResourceRule::verbs>(
          "verbs", 1,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "What may be done; * is all."}),
      field<&NonResourceRule::nonResourceURLs>("nonResourceURLs", 2,
                                               {.merge = Merge::Atomic, .doc = "The paths; * is all."}),
  };
  static const Type kType = structType<NonResourceRule>(
      "NonResourceRule", "io.k8s.api.authorization.v1.NonResourceRule", kFields, "Paths that may be used.");
  return kType;
}

const Type& Schema<SelfSubjectRulesReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectRulesReviewSpec::namespace_>("namespace", 1, {.doc = "The namespace."}),
  };
  static const Type kType = structType<SelfSubjectRulesReviewSpec>(
      "SelfSubjectRulesReviewSpec", "io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec", kFields,
      "Where.");
  return kType;
}

const Type& Schema<SubjectRulesReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectRulesReviewStatus::resourceRules>(
          "resourceRules", 1,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "With resources."}),
      field<&SubjectRulesReviewStatus::nonResourceRules>(
          "nonResourceRules", 2,
          {.required = true, .keepZero = true, .merge = Merge::Atomic, .doc = "With paths."}),
      field<&SubjectRulesReviewStatus::incomplete>(
          "incomplete", 3, {.required = true, .keepZero = true, .doc = "Whether there may be more."}),
      field<&SubjectRulesReviewStatus::evaluationError>("evaluationError", 4,
                                                        {.doc = "What went wrong in finding out."}),
  };
  static const Type kType = structType<SubjectRulesReviewStatus>(
      "SubjectRulesReviewStatus", "io.k8s.api.authorization.v1.SubjectRulesReviewStatus", kFields,
      "What may be done.");
  return kType;
}

const Type& Schema<SelfSubjectRulesReview>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectRulesReview::metadata, SelfSubjectRulesReview>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&SelfSubjectRulesReview::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
      field<&SelfSubjectRulesReview::status>("status", 3,
                                             {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(structType<SelfSubjectRulesReview>(
      "SelfSubjectRulesReview", "io.k8s.api.authorization.v1.SelfSubjectRulesReview", kFields,
      "Asks what oneself may do in a namespace."));
  return kType;
}

}  // namespace seamark::api
