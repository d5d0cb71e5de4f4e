// The kept events of every kind.
// SPDX-License-Identifier: Apache-2.0
#include "store/history_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"

namespace seamark::store {
namespace {

auto firstAfter(const std::deque<Event>& events, Revision revision) {
  return std::upper_bound(events.begin(), events.end(), revision,
                          [](Revision r, const Event& event) { return r < event.revision; });
}

}  // namespace

void HistoryLog::append(size_t kind, Event event, size_t bytes, SteadyTime now) {
  SM_ASSERT(order_.empty() || event.revision > order_.back().revision);
  order_.push_back({event.revision, now, static_cast<uint32_t>(bytes), static_cast<uint16_t>(kind)});
  bytes_ += bytes;
  events_[kind].push_back(std::move(event));
}

Result<std::vector<Event>> HistoryLog::after(size_t kind, Revision revision) const {
  if (revision < compacted_)
    return Failure(expired(fmt::format("too old resource version: {} ({})", revision, compacted_)));
  const auto& events = events_[kind];
  return std::vector<Event>(firstAfter(events, revision), events.end());
}

Result<Collection> HistoryLog::collectionAt(size_t kind, Revision revision, const Collection& newest) const {
  if (revision < compacted_) return Failure(expired("The resourceVersion for the provided list is too old."));
  Collection at = newest;
  const auto& events = events_[kind];
  const auto first = firstAfter(events, revision);
  for (auto it = events.end(); it != first;) {
    --it;
    at = it->previous ? at.set(it->key, it->previous) : at.erase(it->key);
  }
  return at;
}

void HistoryLog::trim(SteadyTime now, std::deque<Revision>& rows) {
  while (!order_.empty() && (order_.size() > retention_.events || bytes_ > retention_.bytes ||
                             now - order_.front().committed > retention_.age))
    forgetOldest(rows);
}

void HistoryLog::forget(Revision upTo, std::deque<Revision>& rows) {
  while (!order_.empty() && order_.front().revision <= upTo) forgetOldest(rows);
  compacted_ = std::max(compacted_, upTo);
}

void HistoryLog::forgetOldest(std::deque<Revision>& rows) {
  const Entry entry = order_.front();
  order_.pop_front();
  if (looked_ > 0) --looked_;
  bytes_ -= entry.bytes;
  compacted_ = entry.revision;
  auto& events = events_[entry.kind];
  SM_ASSERT(!events.empty() && events.front().revision == entry.revision);
  const Event& event = events.front();
  if (event.previous) rows.push_back(event.previous->revision());
  if (event.type == EventType::Deleted) rows.push_back(event.revision);
  events.pop_front();
}

Event* HistoryLog::find(size_t kind, Revision revision) {
  auto& events = events_[kind];
  const auto it = std::lower_bound(events.begin(), events.end(), revision,
                                   [](const Event& event, Revision r) { return event.revision < r; });
  return it != events.end() && it->revision == revision ? &*it : nullptr;
}

// The base of the version before, or that version itself where it is one; and to start with the version after.
api::EncodedPtr HistoryLog::baseOf(const Event& superseding) {
  const Event* written = find(superseding.object->kind().index, superseding.previous->revision());
  if (!written || !written->previous) return superseding.object;
  return written->previous->base() ? written->previous->base() : written->previous;
}

bool HistoryLog::hasCold(SteadyTime before, size_t events) const {
  return looked_ + events < order_.size() && order_[looked_ + events].committed < before;
}

std::optional<HistoryLog::Cold> HistoryLog::lookAtNext() {
  const Entry& entry = order_[looked_++];
  const Event& event = *find(entry.kind, entry.revision);
  if (!event.previous || event.previous->base()) return std::nullopt;
  const api::EncodedPtr base = baseOf(event);
  if (base == event.previous) return std::nullopt;
  return Cold{entry.kind, entry.revision, event.previous, base};
}

void HistoryLog::replace(const Cold& cold, const api::EncodedPtr& packed) {
  if (Event* superseding = find(cold.kind, cold.supersededAt)) superseding->previous = packed;
  Event* written = find(cold.kind, cold.version->revision());
  if (written && written->object == cold.version) written->object = packed;
}

}  // namespace seamark::store
