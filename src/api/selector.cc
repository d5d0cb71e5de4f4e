// Matching of label selectors; parsing and matching of field selectors.
// SPDX-License-Identifier: Apache-2.0
#include "api/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "api/field_error.h"

namespace seamark::api {
namespace {

std::optional<int64_t> integer(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// `found`: what the object has under the requirement's key; null: nothing.
bool satisfies(const LabelSelector::Requirement& requirement, const std::string* found) {
  using Operator = LabelSelector::Operator;
  const bool exists = found != nullptr;
  const auto isAmong = [&] {
    return std::find(requirement.values.begin(), requirement.values.end(), *found) !=
           requirement.values.end();
  };
  switch (requirement.op) {
    case Operator::Exists:
      return exists;
    case Operator::DoesNotExist:
      return !exists;
    case Operator::Equals:
    case Operator::In:
      return exists && isAmong();
    case Operator::NotEquals:
    case Operator::NotIn:
      return !exists || !isAmong();
    case Operator::GreaterThan:
    case Operator::LessThan:
      break;
  }
  if (!exists || requirement.values.size() != 1) return false;
  const auto value = integer(*found);
  const auto bound = integer(requirement.values[0]);
  if (!value || !bound) return false;
  return requirement.op == Operator::GreaterThan ? *value > *bound : *value < *bound;
}

// Terms are parted by commas that no backslash escapes.
std::vector<std::string_view> splitTerms(std::string_view text) {
  std::vector<std::string_view> terms;
  size_t start = 0;
  bool escaped = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (escaped) {
      escaped = false;
    } else if (text[i] == '\\') {
      escaped = true;
    } else if (text[i] == ',') {
      terms.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  terms.push_back(text.substr(start));
  return terms;
}

struct Term {
  std::string_view path;
  bool equal = true;
  std::string_view value;
};

std::optional<Term> splitTerm(std::string_view term) {
  const size_t at = term.find_first_of("!=");
  for (size_t i = at; i != std::string_view::npos; i = term.find_first_of("!=", i + 1)) {
    const std::string_view rest = term.substr(i);
    if (rest.starts_with("!=")) return Term{term.substr(0, i), false, rest.substr(2)};
    if (rest.starts_with("==")) return Term{term.substr(0, i), true, rest.substr(2)};
    if (rest.starts_with("=")) return Term{term.substr(0, i), true, rest.substr(1)};
  }
  return std::nullopt;
}

// \\, \, and \= stand for the character; neither ',' nor '=' may stand bare.
Result<std::string> unescaped(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == ',' || c == '=') {
      return Failure(
          badRequest(fmt::format("invalid field selector: unescaped character in value: {}", int{c})));
    }
    if (c != '\\') {
      out += c;
      continue;
    }
    const std::string_view escape = value.substr(i, 2);
    if (escape != "\\\\" && escape != "\\," && escape != "\\=") {
      return Failure(badRequest(fmt::format("invalid field selector: invalid escape sequence: {}", escape)));
    }
    out += value[++i];
  }
  return out;
}

bool isKnown(const Kind& kind, std::string_view path) {
  if (path == "metadata.name") return true;
  // Kinds with a list of their own name the namespace only where there is one.
  if (path == "metadata.namespace") return kind.namespaced || kind.strictFieldLabels;
  return std::any_of(kind.selectableFields.begin(), kind.selectableFields.end(),
                     [&](const SelectableField& field) { return field.path == path; });
}

Status unknownPath(const Kind& kind, std::string_view path) {
  if (kind.strictFieldLabels) {
    return badRequest(fmt::format(
        R"({} is not a known field selector: only "metadata.name", "metadata.namespace")", goQuoted(path)));
  }
  return badRequest(fmt::format("field label not supported: {}", path));
}

bool hasValue(const Kind& kind, const Object& object, const FieldSelector::Requirement& requirement) {
  if (requirement.path == "metadata.name") return object.metadata.name == requirement.value;
  if (requirement.path == "metadata.namespace") return object.metadata.namespace_ == requirement.value;
  for (const SelectableField& field : kind.selectableFields) {
    if (field.path == requirement.path) return field.value(object) == requirement.value;
  }
  return false;
}

}  // namespace

LabelSelector LabelSelector::ofLabels(const Labels& all) {
  LabelSelector selector;
  for (const auto& [key, value] : all) {
    selector.requirements_.push_back({.key = key, .op = Operator::Equals, .values = {value}});
  }
  return selector;
}

bool LabelSelector::matches(const Labels& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    const auto found = labels.find(requirement.key);
    return satisfies(requirement, found == labels.end() ? nullptr : &found->second);
  });
}

bool LabelSelector::matchesPairs(const LabelPairs& labels) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    const auto found = std::find_if(labels.begin(), labels.end(),
                                    [&](const auto& label) { return label.first == requirement.key; });
    return satisfies(requirement, found == labels.end() ? nullptr : &found->second);
  });
}

Result<FieldSelector> FieldSelector::parse(std::string_view text, const Kind& kind) {
  TRY(FieldSelector selector, parseTerms(text, kind));
  CHECKED(selector.checkPaths());
  return selector;
}

Result<FieldSelector> FieldSelector::parseTerms(std::string_view text, const Kind& kind) {
  FieldSelector selector;
  selector.kind_ = &kind;
  for (const std::string_view part : splitTerms(text)) {
    if (part.empty()) continue;
    const auto term = splitTerm(part);
    if (!term) {
      return Failure(badRequest(fmt::format("invalid selector: '{}'; can't understand '{}'", text, part)));
    }
    TRY(std::string value, unescaped(term->value));
    if (term->path.empty() && value.empty()) continue;  // nothing must be nothing
    selector.requirements_.push_back(
        {.path = std::string(term->path), .equal = term->equal, .value = std::move(value)});
  }
  return selector;
}

Result<> FieldSelector::checkPaths() const {
  for (const Requirement& requirement : requirements_) {
    if (!isKnown(*kind_, requirement.path)) return Failure(unknownPath(*kind_, requirement.path));
  }
  return {};
}

bool FieldSelector::matches(const Object& object) const {
  return std::all_of(requirements_.begin(), requirements_.end(), [&](const Requirement& requirement) {
    return hasValue(*kind_, object, requirement) == requirement.equal;
  });
}

const std::string* FieldSelector::exactly(std::string_view path) const {
  for (const Requirement& requirement : requirements_) {
    if (requirement.equal && requirement.path == path) return &requirement.value;
  }
  return nullptr;
}

}  // namespace seamark::api
