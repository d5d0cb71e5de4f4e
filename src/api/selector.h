// Label and field selectors. Grammar and messages: Kubernetes' labels and fields packages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/kind.h"
#include "base/result.h"

namespace seamark::api {

using Labels = std::map<std::string, std::string>;
// The same in any order.
using LabelPairs = std::vector<std::pair<std::string, std::string>>;

// k · !k · k=v · k==v · k!=v · k in (a,b) · k notin (a,b) · k>5 · k<5, joined by commas. Empty selects
// everything.
class LabelSelector {
 public:
  enum class Operator : uint8_t { Exists, DoesNotExist, Equals, NotEquals, In, NotIn, GreaterThan, LessThan };
  struct Requirement {
    std::string key;
    Operator op;
    std::vector<std::string> values;
    bool operator==(const Requirement&) const = default;
  };
  static Result<LabelSelector> parse(std::string_view text);  // 400 `unable to parse requirement: …`
  static LabelSelector ofLabels(const Labels& all);  // every pair must be there (a Service's spec.selector)
  bool matches(const Labels& labels) const;
  bool matchesPairs(const LabelPairs& labels) const;
  bool empty() const { return requirements_.empty(); }
  const std::vector<Requirement>& requirements() const { return requirements_; }

 private:
  std::vector<Requirement> requirements_;
};

// path=v · path==v · path!=v joined by commas. Which paths there are is the kind's.
class FieldSelector {
 public:
  struct Requirement {
    std::string path;
    bool equal;
    std::string value;
    bool operator==(const Requirement&) const = default;
  };
  static Result<FieldSelector> parse(std::string_view text, const Kind& kind);
  // The two halves of parse: 400 for what cannot be read, then 400 for a path that the kind does not have.
  static Result<FieldSelector> parseTerms(std::string_view text, const Kind& kind);
  Result<> checkPaths() const;
  bool matches(const Object& object) const;
  bool empty() const { return requirements_.empty(); }
  const std::vector<Requirement>& requirements() const { return requirements_; }
  // The value that metadata.name (or .namespace) must have, when an `=` says so; lets a list become a
  // look-up.
  const std::string* exactly(std::string_view path) const;

 private:
  std::vector<Requirement> requirements_;
  const Kind* kind_ = nullptr;
};

}  // namespace seamark::api
