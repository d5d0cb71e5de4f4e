// Comparing JSON with what was recorded from Kubernetes: placeholders, and the little that tests need to
// follow a recording. Only for tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace seamark::api {

namespace json = boost::json;

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// ${pad:N} is N letters, ${ns} the namespace.
inline std::string expanded(std::string text) {
  text = replaced(std::move(text), "${ns}", "space");
  for (size_t at = 0; (at = text.find("${pad:", at)) != std::string::npos;) {
    const size_t end = text.find('}', at);
    const size_t count = std::strtoull(text.c_str() + at + 6, nullptr, 10);
    text.replace(at, end - at + 1, std::string(count, 'x'));
  }
  return text;
}

// `recorded` may hold placeholders such as <clusterIP:1>, which stand for anything.
inline bool textMatches(std::string_view recorded, std::string_view ours) {
  size_t from = 0;
  bool anchored = true;
  while (true) {
    const size_t open = recorded.find('<', from);
    size_t close = open == std::string_view::npos ? open : recorded.find('>', open);
    const bool placeholder = close != std::string_view::npos;
    const std::string_view literal = recorded.substr(from, placeholder ? open - from : recorded.npos);
    const size_t at = ours.find(literal);
    if (at == std::string_view::npos || (anchored && at != 0)) return false;
    if (!placeholder) return anchored ? ours == literal : ours.ends_with(literal);
    ours.remove_prefix(at + literal.size());
    from = close + 1;
    anchored = false;
  }
}

inline bool isPlaceholder(const json::value& value) {
  return value.is_string() && value.get_string().starts_with('<') && value.get_string().ends_with('>');
}

inline bool matches(const json::value& recorded, const json::value& ours) {
  if (isPlaceholder(recorded)) return true;
  if (recorded.is_string() && ours.is_string()) {
    return textMatches(std::string_view(recorded.get_string()), std::string_view(ours.get_string()));
  }
  if (recorded.is_array() && ours.is_array()) {
    return recorded.get_array().size() == ours.get_array().size() &&
           std::equal(recorded.get_array().begin(), recorded.get_array().end(), ours.get_array().begin(),
                      matches);
  }
  if (recorded.is_object() && ours.is_object()) {
    if (recorded.get_object().size() != ours.get_object().size()) return false;
    for (const auto& member : recorded.get_object()) {
      const json::value* other = ours.get_object().if_contains(member.key());
      if (other == nullptr || !matches(member.value(), *other)) return false;
    }
    return true;
  }
  return recorded == ours;
}

// RFC 7396.
inline void mergePatch(json::value& target, const json::value& patch) {
  if (!patch.is_object()) {
    target = patch;
    return;
  }
  if (!target.is_object()) target = json::object();
  for (const auto& member : patch.get_object()) {
    if (member.value().is_null()) {
      target.get_object().erase(member.key());
    } else {
      mergePatch(target.get_object()[member.key()], member.value());
    }
  }
}

}  // namespace seamark::api
