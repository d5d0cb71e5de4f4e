// Rows of authentication/token.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/authentication/token.h"

namespace seamark::api {

const Type& Schema<UserInfo>::type() {
  static constexpr Field kFields[] = {
      field<&UserInfo::username>("username", 1, {.doc = "The name."}),
      field<&UserInfo::uid>("uid", 2, {.doc = "An id that outlives the name."}),
      field<&UserInfo::groups>("groups", 3, {.merge = Merge::Atomic, .doc = "The groups."}),
      field<&UserInfo::extra>("extra", 4,
                              {.goType = "map[string]v1.ExtraValue", .doc = "Further facts by key."}),
  };
  static const Type kType =
      structType<UserInfo>("UserInfo", "io.k8s.api.authentication.v1.UserInfo", kFields, "A user.");
  return kType;
}

const Type& Schema<BoundObjectReference>::type() {
  static constexpr Field kFields[] = {
      field<&BoundObjectReference::kind>("kind", 1, {.doc = "Pod, Secret or Node."}),
      field<&BoundObjectReference::apiVersion>("apiVersion", 2,
                                               {.doc = "The API version of what is referred to."}),
      field<&BoundObjectReference::name>("name", 3, {.doc = "Its name."}),
      field<&BoundObjectReference::uid>("uid", 4,
                                        {.goType = "types.UID", .doc = "The uid of what is referred to."}),
  };
  static const Type kType = structType<BoundObjectReference>(
      "BoundObjectReference", "io.k8s.api.authentication.v1.BoundObjectReference", kFields,
      "The object that a token lives and dies with.");
  return kType;
}

const Type& Schema<TokenRequestSpec>::type() {
  static constexpr Field kFields[] = {
      field<&TokenRequestSpec::audiences>(
          "audiences", 1, {.keepZero = true, .merge = Merge::Atomic, .doc = "Who the token is for."}),
      field<&TokenRequestSpec::expirationSeconds>(
          "expirationSeconds", 4, {.keepZero = true, .doc = "How long it shall be good; at least 600."}),
      field<&TokenRequestSpec::boundObjectRef>("boundObjectRef", 3,
                                               {.keepZero = true, .doc = "The object that it is bound to."}),
      field<&TokenRequestSpec::attestations>(
          "attestations", 5,
          {.goType = "map[string]v1.AttestationValue", .doc = "Facts that the token shall state."}),
  };
  static const Type kType = structType<TokenRequestSpec>(
      "TokenRequestSpec", "io.k8s.api.authentication.v1.TokenRequestSpec", kFields, "What token is wanted.");
  return kType;
}

const Type& Schema<TokenRequestStatus>::type() {
  static constexpr Field kFields[] = {
      field<&TokenRequestStatus::token>("token", 1, {.keepZero = true, .doc = "The token itself."}),
      field<&TokenRequestStatus::expirationTimestamp>("expirationTimestamp", 2, {.doc = "When it ends."}),
  };
  static const Type kType = structType<TokenRequestStatus>(
      "TokenRequestStatus", "io.k8s.api.authentication.v1.TokenRequestStatus", kFields, "The token.");
  return kType;
}

const Type& Schema<TokenRequest>::type() {
  static constexpr Field kFields[] = {
      field<&TokenRequest::metadata, TokenRequest>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&TokenRequest::spec>("spec", 2, {.doc = "The desired state."}),
      field<&TokenRequest::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType =
      withTypeMeta(structType<TokenRequest>("TokenRequest", "io.k8s.api.authentication.v1.TokenRequest",
                                            kFields, "Asks for a token of a ServiceAccount."));
  return kType;
}

const Type& Schema<TokenReviewSpec>::type() {
  static constexpr Field kFields[] = {
      field<&TokenReviewSpec::token>("token", 1, {.required = true, .doc = "The token."}),
      field<&TokenReviewSpec::audiences>(
          "audiences", 2, {.merge = Merge::Atomic, .doc = "Who is asking; the API server when empty."}),
  };
  static const Type kType = structType<TokenReviewSpec>(
      "TokenReviewSpec", "io.k8s.api.authentication.v1.TokenReviewSpec", kFields, "The token in question.");
  return kType;
}

const Type& Schema<TokenReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&TokenReviewStatus::authenticated>("authenticated", 1, {.doc = "Whether it is good."}),
      field<&TokenReviewStatus::user>("user", 2, {.doc = "Whose it is."}),
      field<&TokenReviewStatus::audiences>(
          "audiences", 4, {.merge = Merge::Atomic, .doc = "The audiences that it is good for."}),
      field<&TokenReviewStatus::error>("error", 3, {.doc = "Why it is not."}),
  };
  static const Type kType = structType<TokenReviewStatus>(
      "TokenReviewStatus", "io.k8s.api.authentication.v1.TokenReviewStatus", kFields, "Whose token it is.");
  return kType;
}

const Type& Schema<TokenReview>::type() {
  static constexpr Field kFields[] = {
      field<&TokenReview::metadata, TokenReview>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&TokenReview::spec>("spec", 2, {.required = true, .doc = "The desired state."}),
      field<&TokenReview::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(structType<TokenReview>(
      "TokenReview", "io.k8s.api.authentication.v1.TokenReview", kFields, "Asks whose token it is."));
  return kType;
}

const Type& Schema<SelfSubjectReviewStatus>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectReviewStatus::userInfo>("userInfo", 1, {.doc = "The user as the server sees it."}),
  };
  static const Type kType = structType<SelfSubjectReviewStatus>(
      "SelfSubjectReviewStatus", "io.k8s.api.authentication.v1.SelfSubjectReviewStatus", kFields,
      "Who is asking.");
  return kType;
}

const Type& Schema<SelfSubjectReview>::type() {
  static constexpr Field kFields[] = {
      field<&SelfSubjectReview::metadata, SelfSubjectReview>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&SelfSubjectReview::status>("status", 2, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(
      structType<SelfSubjectReview>("SelfSubjectReview", "io.k8s.api.authentication.v1.SelfSubjectReview",
                                    kFields, "Asks who oneself is."));
  return kType;
}

}  // namespace seamark::api
