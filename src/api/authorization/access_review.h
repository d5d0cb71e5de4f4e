// authorization.k8s.io/v1: may somebody do something?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta.h"
#include "api/meta/label_selector.h"
#include "api/schema.h"

namespace seamark::api {

// The field selector of a request.
struct FieldSelectorAttributes {
  std::string rawSelector;
  std::vector<FieldSelectorRequirement> requirements;
  bool operator==(const FieldSelectorAttributes&) const = default;
};

// The label selector of a request.
struct LabelSelectorAttributes {
  std::string rawSelector;
  std::vector<LabelSelectorRequirement> requirements;
  bool operator==(const LabelSelectorAttributes&) const = default;
};

// A request for a resource.
struct ResourceAttributes {
  std::string namespace_;
  std::string verb;
  std::string group;
  std::string version;
  std::string resource;
  std::string subresource;
  std::string name;
  std::optional<FieldSelectorAttributes> fieldSelector;
  std::optional<LabelSelectorAttributes> labelSelector;
  bool operator==(const ResourceAttributes&) const = default;
};

// A request for a path.
struct NonResourceAttributes {
  std::string path;
  std::string verb;
  bool operator==(const NonResourceAttributes&) const = default;
};

// Who wants to do what.
struct SubjectAccessReviewSpec {
  std::optional<ResourceAttributes> resourceAttributes;
  std::optional<NonResourceAttributes> nonResourceAttributes;
  std::string user;
  std::vector<std::string> groups;
  std::map<std::string, StringItems> extra;
  std::string uid;
  bool operator==(const SubjectAccessReviewSpec&) const = default;
};

// Whether it may be done.
struct SubjectAccessReviewStatus {
  bool allowed = false;
  bool denied = false;
  std::string reason;
  std::string evaluationError;
  bool operator==(const SubjectAccessReviewStatus&) const = default;
};

// What is wanted.
struct SelfSubjectAccessReviewSpec {
  std::optional<ResourceAttributes> resourceAttributes;
  std::optional<NonResourceAttributes> nonResourceAttributes;
  bool operator==(const SelfSubjectAccessReviewSpec&) const = default;
};

// Asks whether a user may do something.
struct SubjectAccessReview : Object {
  SubjectAccessReviewSpec spec;
  SubjectAccessReviewStatus status;
  bool operator==(const SubjectAccessReview&) const = default;
};

// Asks whether oneself may do something.
struct SelfSubjectAccessReview : Object {
  SelfSubjectAccessReviewSpec spec;
  SubjectAccessReviewStatus status;
  bool operator==(const SelfSubjectAccessReview&) const = default;
};

// Asks whether a user may do something in a namespace.
struct LocalSubjectAccessReview : Object {
  SubjectAccessReviewSpec spec;
  SubjectAccessReviewStatus status;
  bool operator==(const LocalSubjectAccessReview&) const = default;
};

template <>
struct Schema<FieldSelectorAttributes> {
  static const Type& type();
};
template <>
struct Schema<LabelSelectorAttributes> {
  static const Type& type();
};
template <>
struct Schema<ResourceAttributes> {
  static const Type& type();
};
template <>
struct Schema<NonResourceAttributes> {
  static const Type& type();
};
template <>
struct Schema<SubjectAccessReviewSpec> {
  static const Type& type();
};
template <>
struct Schema<SubjectAccessReviewStatus> {
  static const Type& type();
};
template <>
struct Schema<SelfSubjectAccessReviewSpec> {
  static const Type& type();
};
template <>
struct Schema<SubjectAccessReview> {
  static const Type& type();
};
template <>
struct Schema<SelfSubjectAccessReview> {
  static const Type& type();
};
template <>
struct Schema<LocalSubjectAccessReview> {
  static const Type& type();
};

}  // namespace seamark::api
