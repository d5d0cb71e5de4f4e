// SPDX-License-Identifier: Apache-2.0
#include "controllers/selector_index.h"

#include <algorithm>

namespace seamark::controllers {

bool selects(const api::Labels& selector, const api::Labels& labels) {
  return std::all_of(selector.begin(), selector.end(), [&](const auto& pair) {
    auto it = labels.find(pair.first);
    return it != labels.end() && it->second == pair.second;
  });
}

std::string labelPair(const std::string& ns, const std::string& label, const std::string& value) {
  std::string name;
  name.reserve(ns.size() + label.size() + value.size() + 2);
  name.append(ns).push_back('\0');
  name.append(label).push_back('=');
  return name.append(value);
}

void SelectorIndex::set(const std::string& key, const std::string& ns, const api::Labels& selector) {
  if (auto it = entries_.find(key); it != entries_.end() && it->second.selector == selector) return;
  erase(key);
  if (selector.empty()) return;
  std::string rarest;
  size_t fewest = SIZE_MAX;
  for (const auto& [label, value] : selector) {
    std::string bucket = labelPair(ns, label, value);
    auto it = buckets_.find(bucket);
    const size_t size = it == buckets_.end() ? 0 : it->second.size();
    if (size >= fewest) continue;
    fewest = size;
    rarest = std::move(bucket);
  }
  buckets_[rarest].insert(key);
  entries_.emplace(key, Entry{std::move(rarest), selector});
}

void SelectorIndex::erase(const std::string& key) {
  auto it = entries_.find(key);
  if (it == entries_.end()) return;
  auto bucket = buckets_.find(it->second.bucket);
  bucket->second.erase(key);
  if (bucket->second.empty()) buckets_.erase(bucket);
  entries_.erase(it);
}

std::vector<std::string> SelectorIndex::match(const std::string& ns, const api::Labels& labels) const {
  std::vector<std::string> found;
  for (const auto& [label, value] : labels) {
    auto bucket = buckets_.find(labelPair(ns, label, value));
    if (bucket == buckets_.end()) continue;
    for (const std::string& key : bucket->second)
      if (selects(entries_.at(key).selector, labels)) found.push_back(key);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace seamark::controllers
