// Folding a backend's rows into the state of a store and its history.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <span>

#include "store/backend.h"

namespace seamark::store {

struct Loaded {
  World world;
  Revision compacted = 0;
  std::deque<Event> events;     // in order of revision
  std::deque<Revision> doomed;  // rows that are forgotten, but whose deletion was cut short
};

// Reads and decodes everything. Fails as the backend does; or when a row cannot be decoded, with a Status
// that names it.
Result<Loaded> loadAll(Backend& backend, std::span<const api::Kind* const> kinds);

}  // namespace seamark::store
