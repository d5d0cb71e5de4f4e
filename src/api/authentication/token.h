// authentication.k8s.io/v1: tokens and who they stand for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// A user.
struct UserInfo {
  std::string username;
  std::string uid;
  std::vector<std::string> groups;
  std::map<std::string, StringItems> extra;
  bool operator==(const UserInfo&) const = default;
};

// The object that a token lives and dies with.
struct BoundObjectReference {
  std::string kind;
  std::string apiVersion;
  std::string name;
  std::string uid;
  bool operator==(const BoundObjectReference&) const = default;
};

// What token is wanted.
struct TokenRequestSpec {
  std::vector<std::string> audiences;
  std::optional<int64_t> expirationSeconds;
  std::optional<BoundObjectReference> boundObjectRef;
  std::map<std::string, std::vector<std::string>> attestations;
  bool operator==(const TokenRequestSpec&) const = default;
};

// The token.
struct TokenRequestStatus {
  std::string token;
  Time expirationTimestamp;
  bool operator==(const TokenRequestStatus&) const = default;
};

// Asks for a token of a ServiceAccount.
struct TokenRequest : Object {
  TokenRequestSpec spec;
  TokenRequestStatus status;
  bool operator==(const TokenRequest&) const = default;
};

// The token in question.
struct TokenReviewSpec {
  std::string token;
  std::vector<std::string> audiences;
  bool operator==(const TokenReviewSpec&) const = default;
};

// Whose token it is.
struct TokenReviewStatus {
  bool authenticated = false;
  UserInfo user;
  std::vector<std::string> audiences;
  std::string error;
  bool operator==(const TokenReviewStatus&) const = default;
};

// Asks whose token it is.
struct TokenReview : Object {
  TokenReviewSpec spec;
  TokenReviewStatus status;
  bool operator==(const TokenReview&) const = default;
};

// Who is asking.
struct SelfSubjectReviewStatus {
  UserInfo userInfo;
  bool operator==(const SelfSubjectReviewStatus&) const = default;
};

// Asks who oneself is.
struct SelfSubjectReview : Object {
  SelfSubjectReviewStatus status;
  bool operator==(const SelfSubjectReview&) const = default;
};

template <>
struct Schema<UserInfo> {
  static const Type& type();
};
template <>
struct Schema<BoundObjectReference> {
  static const Type& type();
};
template <>
struct Schema<TokenRequestSpec> {
  static const Type& type();
};
template <>
struct Schema<TokenRequestStatus> {
  static const Type& type();
};
template <>
struct Schema<TokenRequest> {
  static const Type& type();
};
template <>
struct Schema<TokenReviewSpec> {
  static const Type& type();
};
template <>
struct Schema<TokenReviewStatus> {
  static const Type& type();
};
template <>
struct Schema<TokenReview> {
  static const Type& type();
};
template <>
struct Schema<SelfSubjectReviewStatus> {
  static const Type& type();
};
template <>
struct Schema<SelfSubjectReview> {
  static const Type& type();
};

}  // namespace seamark::api
