// Rows of authentication/token.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/authentication/token.h"

namespace seamark::api {

const Type& Schema<UserInfo>::type() {
  static constexpr Field kFields[] = {
      field<&UserInfo::username>("username", 1),
      field<&UserInfo::uid>("uid", 2),
      field<&UserInfo::groups>("groups", 3, {.merge = Merge::Atomic}),
      field<&UserInfo::extra>("extra", 4, {.goType = "map[string]v1.ExtraValue"}),
  };
  static const Type kType =
      structType<UserInfo>("UserInfo", "io.k8s.api.authentication.v1.UserInfo", kFields, "");
  return kType;
}

const Type& Schema<BoundObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&BoundObjectReference::kind>("kind", 1),
      field<&BoundObjectReference::apiVersion>("apiVersion", 2),
      field<&BoundObjectReference::name>("name", 3),
      field<&BoundObjectReference::uid>("uid", 4, {.goType = "types.UID"}),
  };
  static const Type kType = structType<BoundObjectReference>(
      "BoundObjectReference", "io.k8s.api.authentication.v1.BoundObjectReference", kFields, "");
  return kType;
}

const Type& Schema<TokenRequestSpec>::type() {
  static constexpr Field kFields[] = {
      field<&TokenRequestSpec::audiences>("audiences", 1, {.keepZero = true, .merge = Merge::Atomic}),
      field<&TokenRequestSpec::expirationSeconds>("expirationSeconds", 4, {.keepZero = true}),
      field<&TokenRequestSpec::boundObjectRef>("boundObjectRef", 3, {.keepZero = true}),
      field<&TokenRequestSpec::attestations>("attestations", 5, {.goType = "map[string]v1.AttestationValue"}),
  };
  static const Type kType = structType<TokenRequestSpec>(
      "TokenRequestSpec", "io.k8s.api.authentication.v1.TokenRequestSpec", kFields, "");
  return kType;
}

const Type& Schema<TokenRequestStatus>::type() {
  static constexpr Field kFields[] = {
      field<&TokenRequestStatus::token>("token", 1, {.keepZero = true}),
      field<&TokenRequestStatus::expirationTimestamp>("expirationTimestamp", 2),
  };
  static const Type kType = structType<TokenRequestStatus>(
      "TokenRequestStatus", "io.k8s.api.authentication.v1.TokenRequestStatus", kFields, "");
  return kType;
}

const Type& Schema<TokenRequest>::type() {
  static constexpr Field kFields[] = {
      field<&TokenRequest::metadata, TokenRequest>("metadata", 1),
      field<&TokenRequest::spec>("spec", 2),
      field<&TokenRequest::status>("status", 3),
  };
  static const Type kType = withTypeMeta(
      structType<TokenRequest>("TokenRequest", "io.k8s.api.authentication.v1.TokenRequest", kFields, ""));
  return kType;
}

const Type& Schema<TokenReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&TokenReviewSpec::token>("token", 1, {.required = true}),
      field<&TokenReviewSpec::audiences>("audiences", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<TokenReviewSpec>(
      "TokenReviewSpec", "io.k8s.api.authentication.v1.TokenReviewSpec", kFields, "");
  return kType;
}

const Type& Schema<TokenReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&TokenReviewStatus::authenticated>("authenticated", 1),
      field<&TokenReviewStatus::user>("user", 2),
      field<&TokenReviewStatus::audiences>("audiences", 4, {.merge = Merge::Atomic}),
      field<&TokenReviewStatus::error>("error", 3),
  };
  static const Type kType = structType<TokenReviewStatus>(
      "TokenReviewStatus", "io.k8s.api.authentication.v1.TokenReviewStatus", kFields, "");
  return kType;
}

const Type& Schema<TokenReview>::type() {
  static constexpr Field kFields[] = {
      field<&TokenReview::metadata, TokenReview>("metadata", 1),
      field<&TokenReview::spec>("spec", 2, {.required = true}),
      field<&TokenReview::status>("status", 3),
  };
  static const Type kType = withTypeMeta(
      structType<TokenReview>("TokenReview", "io.k8s.api.authentication.v1.TokenReview", kFields, ""));
  return kType;
}

const Type& Schema<SelfSubjectReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectReviewStatus::userInfo>("userInfo", 1),
  };
  static const Type kType = structType<SelfSubjectReviewStatus>(
      "SelfSubjectReviewStatus", "io.k8s.api.authentication.v1.SelfSubjectReviewStatus", kFields, "");
  return kType;
}

const Type& Schema<SelfSubjectReview>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectReview::metadata, SelfSubjectReview>("metadata", 1),
      field<&SelfSubjectReview::status>("status", 2),
  };
  static const Type kType = withTypeMeta(structType<SelfSubjectReview>(
      "SelfSubjectReview", "io.k8s.api.authentication.v1.SelfSubjectReview", kFields, ""));
  return kType;
}

}  // namespace seamark::api
