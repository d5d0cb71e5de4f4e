// Backend: where a store with one owner keeps its history. The engine (engine.h) decides, orders, publishes
// and forgets; a backend only makes rows durable and gives them back. One thread at a time calls it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "store/store.h"

namespace seamark::store {

// One committed write as it is kept: the state of the store is the fold of all rows in order of revision.
struct Row {
  Revision revision = 0;
  EventType type = EventType::Added;
  const api::Kind* kind = nullptr;
  std::string_view key;
  std::string_view
      value;  // the object as JSON, metadata.resourceVersion included; of a deletion: its last state
  bool asWritten = false;  // by this very build, and not touched since: load() only
};

// What one durable transaction does: all of it or nothing.
struct Changes {
  std::vector<Row> rows;            // to append, in order of revision
  std::vector<Revision> forgotten;  // rows that nobody needs any more
  Revision compacted = 0;           // from now on history starts after this revision
  bool empty() const { return rows.empty() && forgotten.empty(); }
};

// What a backend holds: history after `compacted`, up to `newest`, the last revision that was ever given.
struct Extent {
  Revision compacted = 0;
  Revision newest = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;

  // Calls `row` for every kept row of a known kind in order of revision. A failure of `row` ends it with that
  // failure.
  virtual Result<Extent> load(const std::function<Result<>(const Row&)>& row) = 0;
  // Returns once `changes` are durable. After a failure none of them is, and the next call may try again.
  virtual Result<> commit(const Changes& changes) = 0;
  // After the writers of the last commits have been answered; `busy`: others wait already. What need not delay an answer
  // is done here.
  virtual void settle(bool /*busy*/) {}
  // What to tell of a row that load() gave and that turned out to be wrong.
  virtual Status malformed(Revision revision, const std::string& why) = 0;
  // Not all that load() gave is what this build would have written.
  virtual void holdsOtherForms() {}
  // False: rows are not kept, so the engine need not encode objects.
  virtual bool keepsRows() const = 0;
};

}  // namespace seamark::store
