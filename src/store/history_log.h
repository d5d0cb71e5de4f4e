// HistoryLog: the kept events of every kind in memory, from which watches start and old collections are
// rebuilt. Not thread-safe: the engine guards it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "store/store.h"

namespace seamark::store {

class HistoryLog {
 public:
  HistoryLog(size_t kinds, Retention retention, Revision compacted)
      : retention_(retention), compacted_(compacted), events_(kinds) {}

  // `event.revision` is above every other; `bytes` is what it counts for against Retention::bytes.
  void append(size_t kind, Event event, size_t bytes, SteadyTime now);

  // History up to and including this revision is forgotten.
  Revision compacted() const { return compacted_; }
  size_t size() const { return order_.size(); }

  // store.h: Store::history and Store::collectionAt.
  Result<std::vector<Event>> after(size_t kind, Revision revision) const;
  Result<Collection> collectionAt(size_t kind, Revision revision, const Collection& newest) const;

  // Forgets what Retention no longer keeps, or everything up to `revision`, and appends to `rows` the
  // revisions of the rows that nothing needs any more: those that a forgotten event replaced, and deletions.
  void trim(SteadyTime now, std::deque<Revision>& rows);
  void forget(Revision upTo, std::deque<Revision>& rows);

  // A version that was superseded long ago takes less room as a difference from another one of the same object
  // (api::EncodedObject::packed()): `base` is one for all the versions that are kept, as long as they are much alike.
  struct Cold {
    size_t kind;
    Revision supersededAt;
    api::EncodedPtr version, base;
  };
  // Whether there are more than `events` of before `before` that lookAtNext() has not looked at.
  bool hasCold(SteadyTime before, size_t events = 0) const;
  // Looks at the oldest of them: what it superseded, unless that is nothing, or is to be a base.
  std::optional<Cold> lookAtNext();
  void replace(const Cold& cold, const api::EncodedPtr& packed);

 private:
  struct Entry {  // one event in the order of all kinds
    Revision revision;
    SteadyTime committed;
    uint32_t bytes;
    uint16_t kind;
  };
  void forgetOldest(std::deque<Revision>& rows);
  Event* find(size_t kind, Revision revision);
  api::EncodedPtr baseOf(const Event& superseding);

  Retention retention_;
  Revision compacted_;
  size_t bytes_ = 0;
  std::deque<Entry> order_;
  size_t looked_ = 0;                      // events of order_ that lookAtNext() has gone past
  std::vector<std::deque<Event>> events_;  // by Kind::index
};

}  // namespace seamark::store
