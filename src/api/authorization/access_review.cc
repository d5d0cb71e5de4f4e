// Rows of authorization/access_review.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/authorization/access_review.h"

namespace seamark::api {

const Type& Schema<FieldSelectorAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&FieldSelectorAttributes::rawSelector>("rawSelector", 1, {.doc = "As text."}),
      field<&FieldSelectorAttributes::requirements>("requirements", 2,
                                                    {.merge = Merge::Atomic, .doc = "Taken apart."}),
  };
  static const Type kType = structType<FieldSelectorAttributes>(
      "FieldSelectorAttributes", "io.k8s.api.authorization.v1.FieldSelectorAttributes", kFields,
      "The field selector of a request.");
  return kType;
}

const Type& Schema<LabelSelectorAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&LabelSelectorAttributes::rawSelector>("rawSelector", 1, {.doc = "As text."}),
      field<&LabelSelectorAttributes::requirements>("requirements", 2,
                                                    {.merge = Merge::Atomic, .doc = "Taken apart."}),
  };
  static const Type kType = structType<LabelSelectorAttributes>(
      "LabelSelectorAttributes", "io.k8s.api.authorization.v1.LabelSelectorAttributes", kFields,
      "The label selector of a request.");
  return kType;
}

const Type& Schema<ResourceAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceAttributes::namespace_>("namespace", 1, {.doc = "The namespace; empty: all, or none."}),
      field<&ResourceAttributes::verb>("verb", 2,
                                       {.doc = "What is to be done, such as get or list; * is all."}),
      field<&ResourceAttributes::group>("group", 3, {.doc = "The API group; * is all."}),
      field<&ResourceAttributes::version>("version", 4, {.doc = "The version; * is all."}),
      field<&ResourceAttributes::resource>("resource", 5, {.doc = "The resource; * is all."}),
      field<&ResourceAttributes::subresource>("subresource", 6, {.doc = "The subresource."}),
      field<&ResourceAttributes::name>("name", 7, {.doc = "The object; empty: all."}),
      field<&ResourceAttributes::fieldSelector>("fieldSelector", 8, {.doc = "Limits by field."}),
      field<&ResourceAttributes::labelSelector>("labelSelector", 9, {.doc = "Limits by label."}),
  };
  static const Type kType =
      structType<ResourceAttributes>("ResourceAttributes", "io.k8s.api.authorization.v1.ResourceAttributes",
                                     kFields, "A request for a resource.");
  return kType;
}

const Type& Schema<NonResourceAttributes>::type() {
  static constexpr Field kFields[] = {
      field<&NonResourceAttributes::path>("path", 1, {.doc = "The path."}),
      field<&NonResourceAttributes::verb>("verb", 2,
                                          {.doc = "What is to be done, such as get or list; * is all."}),
  };
  static const Type kType = structType<NonResourceAttributes>(
      "NonResourceAttributes", "io.k8s.api.authorization.v1.NonResourceAttributes", kFields,
      "A request for a path.");
  return kType;
}

const Type& Schema<SubjectAccessReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectAccessReviewSpec::resourceAttributes>("resourceAttributes", 1,
                                                          {.doc = "A request for a resource."}),
      field<&SubjectAccessReviewSpec::nonResourceAttributes>("nonResourceAttributes", 2,
                                                             {.doc = "A request for a path."}),
      field<&SubjectAccessReviewSpec::user>("user", 3, {.doc = "The user."}),
      field<&SubjectAccessReviewSpec::groups>("groups", 4,
                                              {.merge = Merge::Atomic, .doc = "The user's groups."}),
      field<&SubjectAccessReviewSpec::extra>(
          "extra", 5, {.goType = "map[string]v1.ExtraValue", .doc = "Further facts about the user."}),
      field<&SubjectAccessReviewSpec::uid>("uid", 6, {.doc = "The user's uid."}),
  };
  static const Type kType = structType<SubjectAccessReviewSpec>(
      "SubjectAccessReviewSpec", "io.k8s.api.authorization.v1.SubjectAccessReviewSpec", kFields,
      "Who wants to do what.");
  return kType;
}

const Type& Schema<SubjectAccessReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectAccessReviewStatus::allowed>(
          "allowed", 1, {.required = true, .keepZero = true, .doc = "Whether it is allowed."}),
      field<&SubjectAccessReviewStatus::denied>("denied", 4,
                                                {.doc = "Whether it is refused whatever others say."}),
      field<&SubjectAccessReviewStatus::reason>("reason", 2, {.doc = "Why."}),
      field<&SubjectAccessReviewStatus::evaluationError>("evaluationError", 3,
                                                         {.doc = "What went wrong in finding out."}),
  };
  static const Type kType = structType<SubjectAccessReviewStatus>(
      "SubjectAccessReviewStatus", "io.k8s.api.authorization.v1.SubjectAccessReviewStatus", kFields,
      "Whether it may be done.");
  return kType;
}

const Type& Schema<SelfSubjectAccessReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectAccessReviewSpec::resourceAttributes>("resourceAttributes", 1,
                                                              {.doc = "A request for a resource."}),
      field<&SelfSubjectAccessReviewSpec::nonResourceAttributes>("nonResourceAttributes", 2,
                                                                 {.doc = "A request for a path."}),
  };
  static const Type kType = structType<SelfSubjectAccessReviewSpec>(
      "SelfSubjectAccessReviewSpec", "io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec", kFields,
      "What is wanted.");
  return kType;
}

const Type& Schema<SubjectAccessReview>::type() {
  static constexpr Field kFields[] = {
      field<&SubjectAccessReview::metadata, SubjectAccessReview>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&SubjectAccessReview::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
      field<&SubjectAccessReview::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(structType<SubjectAccessReview>(
      "SubjectAccessReview", "io.k8s.api.authorization.v1.SubjectAccessReview", kFields,
      "Asks whether a user may do something."));
  return kType;
}

const Type& Schema<SelfSubjectAccessReview>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectAccessReview::metadata, SelfSubjectAccessReview>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&SelfSubjectAccessReview::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
      field<&SelfSubjectAccessReview::status>("status", 3,
                                              {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(structType<SelfSubjectAccessReview>(
      "SelfSubjectAccessReview", "io.k8s.api.authorization.v1.SelfSubjectAccessReview", kFields,
      "Asks whether oneself may do something."));
  return kType;
}

const Type& Schema<LocalSubjectAccessReview>::type() {
  static constexpr Field kFields[] = {
      field<&LocalSubjectAccessReview::metadata, LocalSubjectAccessReview>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&LocalSubjectAccessReview::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
      field<&LocalSubjectAccessReview::status>("status", 3,
                                               {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(structType<LocalSubjectAccessReview>(
      "LocalSubjectAccessReview", "io.k8s.api.authorization.v1.LocalSubjectAccessReview", kFields,
      "Asks whether a user may do something in a namespace."));
  return kType;
}

}  // namespace seamark::api
