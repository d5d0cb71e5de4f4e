// SelectorIndex: which selectors match these labels, without looking at all of them. A selector is filed
// under one of its pairs (all of a selector's pairs must be there, so one of them must); the rarest pair is
// taken.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/selector.h"

namespace seamark::controllers {

class SelectorIndex {
 public:
  // Files `key` ("namespace/name") with its selector, in place of what was filed before. An empty selector
  // selects nothing.
  void set(const std::string& key, const std::string& ns, const api::Labels& selector);
  void erase(const std::string& key);
  // The keys of the namespace whose whole selector is among `labels`, in order.
  std::vector<std::string> match(const std::string& ns, const api::Labels& labels) const;

 private:
  struct Entry {
    std::string bucket;
    api::Labels selector;
  };
  std::unordered_map<std::string, Entry> entries_;
  std::unordered_map<std::string, std::set<std::string>> buckets_;
};

// Whether every pair of `selector` is among `labels`.
bool selects(const api::Labels& selector, const api::Labels& labels);
// The name of a bucket: one label pair in one namespace. '\0' stands in no label.
std::string labelPair(const std::string& ns, const std::string& label, const std::string& value);

}  // namespace seamark::controllers
