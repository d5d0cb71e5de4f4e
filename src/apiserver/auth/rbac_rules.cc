// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/rbac_rules.h"

#include <algorithm>

#include "api/field_error.h"

namespace seamark::apiserver {
namespace {

using Texts = std::vector<std::string>;

bool has(const Texts& texts, std::string_view wanted) {
  return std::find(texts.begin(), texts.end(), wanted) != texts.end();
}

bool hasOrAll(const Texts& texts, std::string_view wanted) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const auto& text) { return text == "*" || text == wanted; });
}

// "pods", "pods/status", "*" or "*/status" against a resource and subresource.
bool resourceMatches(std::string_view pattern, std::string_view resource, std::string_view subresource) {
  if (pattern == "*") return true;
  const size_t slash = pattern.find('/');
  if (slash == std::string_view::npos) return subresource.empty() && pattern == resource;
  if (subresource.empty() || pattern.substr(slash + 1) != subresource) return false;
  const std::string_view head = pattern.substr(0, slash);
  return head == "*" || head == resource;
}

bool urlMatches(std::string_view pattern, std::string_view path) {
  if (pattern == "*" || pattern == path) return true;
  if (!pattern.ends_with('*')) return false;
  while (pattern.ends_with('*')) pattern.remove_suffix(1);
  return path.starts_with(pattern);
}

bool resourceCovered(const Texts& held, const std::string& wanted) {
  if (has(held, "*") || has(held, wanted)) return true;
  const size_t slash = wanted.find('/');
  return slash != std::string::npos && has(held, "*" + wanted.substr(slash));
}

// Whether `held` covers `part`, which has one value in each list at most.
bool covers(const api::PolicyRule& held, const api::PolicyRule& part) {
  if (!hasOrAll(held.verbs, part.verbs.front())) return false;
  if (!part.nonResourceURLs.empty()) {
    return std::any_of(held.nonResourceURLs.begin(), held.nonResourceURLs.end(),
                       [&](const auto& url) { return urlMatches(url, part.nonResourceURLs.front()); });
  }
  if (part.apiGroups.empty() || part.resources.empty()) return false;
  if (!hasOrAll(held.apiGroups, part.apiGroups.front())) return false;
  if (!resourceCovered(held.resources, part.resources.front())) return false;
  return held.resourceNames.empty() ||
         (!part.resourceNames.empty() && has(held.resourceNames, part.resourceNames.front()));
}

// Every combination of one group, resource, name and verb; URLs apart.
PolicyRules breakDown(const PolicyRules& rules) {
  PolicyRules parts;
  for (const api::PolicyRule& rule : rules) {
    for (const std::string& group : rule.apiGroups)
      for (const std::string& resource : rule.resources)
        for (const std::string& verb : rule.verbs) {
          api::PolicyRule part{{verb}, {group}, {resource}, {}, {}};
          if (rule.resourceNames.empty()) parts.push_back(part);
          for (const std::string& name : rule.resourceNames) {
            part.resourceNames = {name};
            parts.push_back(part);
          }
        }
    for (const std::string& url : rule.nonResourceURLs)
      for (const std::string& verb : rule.verbs) parts.push_back({{verb}, {}, {}, {}, {url}});
  }
  return parts;
}

// One rule for all that differ in their verb only.
PolicyRules merged(const PolicyRules& parts) {
  PolicyRules rules;
  for (const api::PolicyRule& part : parts) {
    const auto same = std::find_if(rules.begin(), rules.end(), [&](const api::PolicyRule& rule) {
      return rule.apiGroups == part.apiGroups && rule.resources == part.resources &&
             rule.resourceNames == part.resourceNames && rule.nonResourceURLs == part.nonResourceURLs;
    });
    if (same == rules.end())
      rules.push_back(part);
    else if (!has(same->verbs, part.verbs.front()))
      same->verbs.push_back(part.verbs.front());
  }
  return rules;
}

void addList(std::string& text, std::string_view name, const Texts& values) {
  if (values.empty()) return;
  if (text.size() > 1) text += ", ";
  text += std::string(name) + ":[";
  for (size_t i = 0; i < values.size(); ++i) text += (i ? " " : "") + api::goQuoted(values[i]);
  text += "]";
}

}  // namespace

bool ruleAllows(const api::PolicyRule& rule, const RequestInfo& request) {
  if (!hasOrAll(rule.verbs, request.verb)) return false;
  if (!request.isResource)
    return std::any_of(rule.nonResourceURLs.begin(), rule.nonResourceURLs.end(),
                       [&](const auto& url) { return urlMatches(url, request.path); });
  if (!hasOrAll(rule.apiGroups, request.group)) return false;
  const bool matches = std::any_of(rule.resources.begin(), rule.resources.end(), [&](const auto& pattern) {
    return resourceMatches(pattern, request.resource, request.subresource);
  });
  return matches && (rule.resourceNames.empty() || has(rule.resourceNames, request.name));
}

std::string compactText(const api::PolicyRule& rule) {
  std::string text = "{";
  addList(text, "APIGroups", rule.apiGroups);
  addList(text, "Resources", rule.resources);
  addList(text, "NonResourceURLs", rule.nonResourceURLs);
  addList(text, "ResourceNames", rule.resourceNames);
  addList(text, "Verbs", rule.verbs);
  return text + "}";
}

PolicyRules uncovered(const PolicyRules& held, const PolicyRules& wanted) {
  PolicyRules missing;
  for (const api::PolicyRule& part : breakDown(wanted)) {
    const bool covered =
        std::any_of(held.begin(), held.end(), [&](const auto& rule) { return covers(rule, part); });
    if (!covered) missing.push_back(part);
  }
  PolicyRules rules = merged(missing);
  std::sort(rules.begin(), rules.end(),
            [](const auto& a, const auto& b) { return compactText(a) < compactText(b); });
  return rules;
}

}  // namespace seamark::apiserver
