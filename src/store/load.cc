// Folding rows into a World.
// SPDX-License-Identifier: Apache-2.0
#include "store/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>

#include "api/codec.h"

namespace seamark::store {
namespace {

class Fold {
 public:
  explicit Fold(size_t kinds) : current_(kinds) {}

  Result<> add(const Row& row) {
    TRY(api::EncodedPtr object, decode(row));
    api::EncodedPtr previous;
    auto& current = current_[row.kind->index];
    auto [it, added] = current.try_emplace(std::string(row.key));
    previous = std::move(it->second);
    if (row.type == EventType::Deleted)
      current.erase(it);
    else
      it->second = object;
    events_.push_back(
        {Event{row.type, row.revision, std::string(row.key), std::move(object), std::move(previous)},
         row.value.size()});
    return {};
  }

  Loaded finish(const Extent& extent) {
    Loaded loaded;
    loaded.compacted = extent.compacted;
    loaded.world.revision = extent.newest;
    for (auto& current : current_) loaded.world.collections.push_back(collection(current));
    for (auto& event : events_) {
      if (event.first.revision > extent.compacted) {
        loaded.events.push_back(std::move(event));
        continue;
      }
      if (event.first.previous) loaded.doomed.push_back(event.first.previous->revision());
      if (event.first.type == EventType::Deleted) loaded.doomed.push_back(event.first.revision);
    }
    return loaded;
  }

 private:
  using Current = std::unordered_map<std::string, api::EncodedPtr>;

  static Result<api::EncodedPtr> decode(const Row& row) {
    std::shared_ptr<api::Object> object = row.kind->make();
    if (auto decoded = api::decodeJson(row.kind->type(), row.value, object.get()); !decoded)
      return Failure(failure(fmt::format("row {} ({} {}) is malformed: {}", row.revision, row.kind->plural,
                                         row.key, decoded.error().message)));
    // As after every decode: what an older version wrote gets the defaults of this one.
    if (row.kind->rules.setDefaults) row.kind->rules.setDefaults(*object);
    object->metadata.resourceVersion = std::to_string(row.revision);
    return std::make_shared<const api::EncodedObject>(*row.kind, std::move(object), row.revision);
  }

  static Collection collection(Current& current) {
    std::vector<std::pair<std::string, api::EncodedPtr>> sorted;
    sorted.reserve(current.size());
    for (auto& [key, object] : current) sorted.emplace_back(key, std::move(object));
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return Collection::fromSorted(std::move(sorted));
  }

  std::vector<Current> current_;  // by Kind::index
  std::vector<std::pair<Event, size_t>> events_;
};

}  // namespace

Result<Loaded> loadAll(Backend& backend, std::span<const api::Kind* const> kinds) {
  Fold fold(kinds.size());
  TRY(const Extent extent, backend.load([&fold](const Row& row) { return fold.add(row); }));
  return fold.finish(extent);
}

}  // namespace seamark::store
