// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpointslice/ledger.h"

#include <algorithm>

namespace seamark::controllers::endpointslice {

namespace {
// One for each family: most Services have no more, and an index would only cost memory.
constexpr size_t kFew = 2;
}  // namespace

void Ledger::reset(const std::vector<SlicePtr>& slices) {
  *this = {};
  for (const SlicePtr& slice : slices) put(slice);
}

void Ledger::put(const SlicePtr& slice) {
  erase(slice->metadata.name);
  slices_.emplace(slice->metadata.name, slice);
  if (indexed_) return index(slice, true);
  if (slices_.size() <= kFew) return;
  indexed_ = true;
  for (const auto& [name, known] : slices_) index(known, true);
}

void Ledger::erase(const std::string& name) {
  const auto it = slices_.find(name);
  if (it == slices_.end()) return;
  if (indexed_) index(it->second, false);
  slices_.erase(it);
}

void Ledger::index(const SlicePtr& slice, bool add) {
  const std::string& name = slice->metadata.name;
  for (const api::Endpoint& endpoint : slice->endpoints) {
    if (!endpoint.targetRef) continue;
    if (add) {
      places_[endpoint.targetRef->name].push_back(name);
    } else if (auto it = places_.find(endpoint.targetRef->name); it != places_.end()) {
      std::erase(it->second, name);
      if (it->second.empty()) places_.erase(it);
    }
  }
}

bool Ledger::knows(const std::vector<SlicePtr>& slices) const {
  return slices.size() == slices_.size() && std::ranges::all_of(slices, [&](const SlicePtr& slice) {
           const auto it = slices_.find(slice->metadata.name);
           return it != slices_.end() && it->second->metadata.uid == slice->metadata.uid &&
                  it->second->metadata.resourceVersion == slice->metadata.resourceVersion;
         });
}

std::set<std::string> Ledger::holding(const std::set<std::string>& pods) const {
  std::set<std::string> names;
  if (!indexed_)
    for (const auto& [name, slice] : slices_) names.insert(name);
  else
    for (const std::string& pod : pods)
      if (const auto it = places_.find(pod); it != places_.end())
        names.insert(it->second.begin(), it->second.end());
  return names;
}

}  // namespace seamark::controllers::endpointslice
