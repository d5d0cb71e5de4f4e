// Names, labels and keys: which characters they may hold, and what the API says when they do not.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr std::string_view kLabelText =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start "
    "and "
    "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kSubdomainText =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view kDns1035Text =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
    "character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
    "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view kQualifiedCharacters =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view kLabelValueText =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used "
    "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
constexpr std::string_view kConfigMapKeyText =
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
    "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

bool isLower(char c) {
  return c >= 'a' && c <= 'z';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isLowerOrDigit(char c) {
  return isLower(c) || isDigit(c);
}
bool isAlphanumeric(char c) {
  return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z');
}

// [a-z0-9]([-a-z0-9]*[a-z0-9])?
bool isLabel(std::string_view value) {
  return !value.empty() && isLowerOrDigit(value.front()) && isLowerOrDigit(value.back()) &&
         std::all_of(value.begin(), value.end(), [](char c) { return isLowerOrDigit(c) || c == '-'; });
}

bool isSubdomain(std::string_view value) {
  while (true) {
    const size_t dot = value.find('.');
    if (!isLabel(value.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    value.remove_prefix(dot + 1);
  }
}

// ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]
bool isQualifiedPart(std::string_view value) {
  return !value.empty() && isAlphanumeric(value.front()) && isAlphanumeric(value.back()) &&
         std::all_of(value.begin(), value.end(),
                     [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

std::string tooLongText(size_t max, std::string_view unit) {
  return fmt::format("must be no more than {} {}", max, unit);
}

// "web-" as a generateName is checked as if its dash were already followed by something.
std::string maskTrailingDash(std::string_view name) {
  if (name.size() > 1 && name.ends_with('-')) return std::string(name.substr(0, name.size() - 2)) + "a";
  return std::string(name);
}

Problems ipNameProblems(std::string_view name) {
  FieldErrors errors;
  validateCanonicalIp(errors, Path(), name);
  Problems problems;
  const size_t shown = fmt::format("Invalid value: {}: ", goQuoted(name)).size();
  for (const FieldError& error : errors) problems.push_back(error.message.substr(shown));
  return problems;
}

}  // namespace

Problems dns1123LabelProblems(std::string_view value) {
  Problems problems;
  if (value.size() > 63) problems.push_back(tooLongText(63, "characters"));
  if (!isLabel(value)) problems.emplace_back(isSubdomain(value) ? "must not contain dots" : kLabelText);
  return problems;
}

Problems dns1123SubdomainProblems(std::string_view value) {
  Problems problems;
  if (value.size() > 253) problems.push_back(tooLongText(253, "characters"));
  if (!isSubdomain(value)) problems.emplace_back(kSubdomainText);
  return problems;
}

Problems dns1035LabelProblems(std::string_view value) {
  Problems problems;
  if (value.size() > 63) problems.push_back(tooLongText(63, "characters"));
  if (!isLabel(value) || !isLower(value.front())) problems.emplace_back(kDns1035Text);
  return problems;
}

Problems qualifiedNameProblems(std::string_view value) {
  Problems problems;
  std::string_view name = value;
  if (const size_t slash = value.find('/'); slash != std::string_view::npos) {
    if (value.find('/', slash + 1) != std::string_view::npos) {
      problems.push_back(
          fmt::format("a valid label key {} with an optional DNS subdomain prefix and '/' (e.g. "
                      "'example.com/MyName')",
                      kQualifiedCharacters));
      return problems;
    }
    const std::string_view prefix = value.substr(0, slash);
    name = value.substr(slash + 1);
    if (prefix.empty()) {
      problems.emplace_back("prefix part must be non-empty");
    } else {
      for (const std::string& problem : dns1123SubdomainProblems(prefix)) {
        problems.push_back("prefix part " + problem);
      }
    }
  }
  if (name.empty()) {
    problems.emplace_back("name part must be non-empty");
  } else if (name.size() > 63) {
    problems.push_back("name part " + tooLongText(63, "bytes"));
  }
  if (!isQualifiedPart(name)) problems.push_back(fmt::format("name part {}", kQualifiedCharacters));
  return problems;
}

Problems labelValueProblems(std::string_view value) {
  Problems problems;
  if (value.size() > 63) problems.push_back(tooLongText(63, "bytes"));
  if (!value.empty() && !isQualifiedPart(value)) problems.emplace_back(kLabelValueText);
  return problems;
}

Problems configMapKeyProblems(std::string_view value) {
  Problems problems;
  if (value.size() > 253) problems.push_back(tooLongText(253, "characters"));
  const bool characters = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
  if (!characters) problems.emplace_back(kConfigMapKeyText);
  if (value == ".") {
    problems.emplace_back("must not be '.'");
  } else if (value == "..") {
    problems.emplace_back("must not be '..'");
  } else if (value.starts_with("..")) {
    problems.emplace_back("must not start with '..'");
  }
  return problems;
}

Problems portNameProblems(std::string_view value) {
  Problems problems;
  if (value.size() > 15) problems.push_back(tooLongText(15, "characters"));
  if (value.empty() ||
      !std::all_of(value.begin(), value.end(), [](char c) { return isLowerOrDigit(c) || c == '-'; })) {
    problems.emplace_back("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!std::any_of(value.begin(), value.end(), isLower)) {
    problems.emplace_back("must contain at least one letter (a-z)");
  }
  if (value.find("--") != std::string_view::npos)
    problems.emplace_back("must not contain consecutive hyphens");
  if (value.starts_with('-') || value.ends_with('-')) {
    problems.emplace_back("must not begin or end with a hyphen");
  }
  return problems;
}

Problems pathSegmentProblems(std::string_view value, bool prefix) {
  if (!prefix && value == ".") return {"may not be '.'"};
  if (!prefix && value == "..") return {"may not be '..'"};
  Problems problems;
  for (const char c : {'/', '%'}) {
    if (value.find(c) != std::string_view::npos) problems.push_back(fmt::format("may not contain '{}'", c));
  }
  return problems;
}

Problems fullyQualifiedProblems(std::string_view value) {
  if (value.ends_with('.')) value.remove_suffix(1);
  if (Problems problems = dns1123SubdomainProblems(value); !problems.empty()) return problems;
  if (value.find('.') == std::string_view::npos) {
    return {"should be a domain with at least two segments separated by dots"};
  }
  Problems problems;
  while (!value.empty()) {
    const size_t dot = value.find('.');
    const std::string_view label = value.substr(0, dot);
    if (label.size() > 63) problems = dns1123LabelProblems(label);
    if (dot == std::string_view::npos) break;
    value.remove_prefix(dot + 1);
  }
  return problems;
}

Problems nameProblems(NameRule rule, std::string_view name, bool prefix) {
  const std::string masked = prefix ? maskTrailingDash(name) : std::string(name);
  switch (rule) {
    case NameRule::Dns1123Subdomain:
      return dns1123SubdomainProblems(masked);
    case NameRule::Dns1123Label:
      return dns1123LabelProblems(masked);
    case NameRule::Dns1035Label:
      return dns1035LabelProblems(masked);
    case NameRule::IpAddress:
      return ipNameProblems(name);
    case NameRule::PathSegment:
      return pathSegmentProblems(name, prefix);
  }
  return {};
}

}  // namespace seamark::api
