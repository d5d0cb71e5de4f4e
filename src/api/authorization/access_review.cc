// Rows of authorization/access_review.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/authorization/access_review.h"

namespace seamark::api {

const Type& Schema<FieldSelectorAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&FieldSelectorAttributes::rawSelector>("rawSelector", 1),
      field<&FieldSelectorAttributes::requirements>("requirements", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<FieldSelectorAttributes>(
      "FieldSelectorAttributes", "io.k8s.api.authorization.v1.FieldSelectorAttributes", kFields, "");
  return kType;
}

const Type& Schema<LabelSelectorAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&LabelSelectorAttributes::rawSelector>("rawSelector", 1),
      field<&LabelSelectorAttributes::requirements>("requirements", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<LabelSelectorAttributes>(
      "LabelSelectorAttributes", "io.k8s.api.authorization.v1.LabelSelectorAttributes", kFields, "");
  return kType;
}

const Type& Schema<ResourceAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceAttributes::namespace_>("namespace", 1),
      field<&ResourceAttributes::verb>("verb", 2),
      field<&ResourceAttributes::group>("group", 3),
      field<&ResourceAttributes::version>("version", 4),
      field<&ResourceAttributes::resource>("resource", 5),
      field<&ResourceAttributes::subresource>("subresource", 6),
      field<&ResourceAttributes::name>("name", 7),
      field<&ResourceAttributes::fieldSelector>("fieldSelector", 8),
      field<&ResourceAttributes::labelSelector>("labelSelector", 9),
  };
  static const Type kType = structType<ResourceAttributes>(
      "ResourceAttributes", "io.k8s.api.authorization.v1.ResourceAttributes", kFields, "");
  return kType;
}

const Type& Schema<NonResourceAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&NonResourceAttributes::path>("path", 1),
      field<&NonResourceAttributes::verb>("verb", 2),
  };
  static const Type kType = structType<NonResourceAttributes>(
      "NonResourceAttributes", "io.k8s.api.authorization.v1.NonResourceAttributes", kFields, "");
  return kType;
}

const Type& Schema<SubjectAccessReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectAccessReviewSpec::resourceAttributes>("resourceAttributes", 1),
      field<&SubjectAccessReviewSpec::nonResourceAttributes>("nonResourceAttributes", 2),
      field<&SubjectAccessReviewSpec::user>("user", 3),
      field<&SubjectAccessReviewSpec::groups>("groups", 4, {.merge = Merge::Atomic}),
      field<&SubjectAccessReviewSpec::extra>("extra", 5, {.goType = "map[string]v1.ExtraValue"}),
      field<&SubjectAccessReviewSpec::uid>("uid", 6),
  };
  static const Type kType = structType<SubjectAccessReviewSpec>(
      "SubjectAccessReviewSpec", "io.k8s.api.authorization.v1.SubjectAccessReviewSpec", kFields, "");
  return kType;
}

const Type& Schema<SubjectAccessReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectAccessReviewStatus::allowed>("allowed", 1, {.required = true, .keepZero = true}),
      field<&SubjectAccessReviewStatus::denied>("denied", 4),
      field<&SubjectAccessReviewStatus::reason>("reason", 2),
      field<&SubjectAccessReviewStatus::evaluationError>("evaluationError", 3),
  };
  static const Type kType = structType<SubjectAccessReviewStatus>(
      "SubjectAccessReviewStatus", "io.k8s.api.authorization.v1.SubjectAccessReviewStatus", kFields, "");
  return kType;
}

const Type& Schema<SelfSubjectAccessReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectAccessReviewSpec::resourceAttributes>("resourceAttributes", 1),
      field<&SelfSubjectAccessReviewSpec::nonResourceAttributes>("nonResourceAttributes", 2),
  };
  static const Type kType = structType<SelfSubjectAccessReviewSpec>(
      "SelfSubjectAccessReviewSpec", "io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec", kFields, "");
  return kType;
}

const Type& Schema<SubjectAccessReview>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectAccessReview::metadata, SubjectAccessReview>("metadata", 1),
      field<&SubjectAccessReview::spec>("spec", 2, {.required = true}),
      field<&SubjectAccessReview::status>("status", 3),
  };
  static const Type kType = withTypeMeta(structType<SubjectAccessReview>(
      "SubjectAccessReview", "io.k8s.api.authorization.v1.SubjectAccessReview", kFields, ""));
  return kType;
}

const Type& Schema<SelfSubjectAccessReview>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectAccessReview::metadata, SelfSubjectAccessReview>("metadata", 1),
      field<&SelfSubjectAccessReview::spec>("spec", 2, {.required = true}),
      field<&SelfSubjectAccessReview::status>("status", 3),
  };
  static const Type kType = withTypeMeta(structType<SelfSubjectAccessReview>(
      "SelfSubjectAccessReview", "io.k8s.api.authorization.v1.SelfSubjectAccessReview", kFields, ""));
  return kType;
}

const Type& Schema<LocalSubjectAccessReview>::type() {
  static constexpr Field kFields[] = {
      field<&LocalSubjectAccessReview::metadata, LocalSubjectAccessReview>("metadata", 1),
      field<&LocalSubjectAccessReview::spec>("spec", 2, {.required = true}),
      field<&LocalSubjectAccessReview::status>("status", 3),
  };
  static const Type kType = withTypeMeta(structType<LocalSubjectAccessReview>(
      "LocalSubjectAccessReview", "io.k8s.api.authorization.v1.LocalSubjectAccessReview", kFields, ""));
  return kType;
}

}  // namespace seamark::api
