// Watcher: one watch as a WatchLoop sees it: what it is about, how far it has come, and where it delivers to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/selection.h"
#include "apiserver/key_range.h"
#include "apiserver/watch_event.h"
#include "base/result.h"
#include "store/store.h"

namespace seamark::apiserver {

// What a watch is about.
struct WatchScope {
  const api::Kind* kind = nullptr;
  std::string ns;  // empty: all
  api::LabelSelector labels;
  api::FieldSelector fields;
  std::string name;  // one object, when a path says so; a field selector does the same
};

// Where it starts.
struct WatchStart {
  // Events after this version; nothing: from the newest on.
  std::optional<store::Revision> after;
  // First everything that is there as Added. `after` is then the least version that "there" may mean.
  bool initial = false;
};

class Watcher {
 public:
  explicit Watcher(WatchScope scope);
  virtual ~Watcher() = default;
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // ---- called by the loop, in order ----
  virtual void takeInitial(const SharedText& key, const api::EncodedPtr& object) = 0;
  virtual void take(Seen seen, const WatchEventPtr& event) = 0;
  // All initial objects have been taken, and the state is as new as was asked for.
  virtual void synced(store::Revision revision) = 0;
  // Nothing up to `revision` is still to come.
  virtual void bookmark(store::Revision revision) = 0;
  // The last call: success, or why it cannot go on.
  virtual void end(const Result<>& why) = 0;
  // True: offer nothing more until WatchLoop::resume().
  virtual bool full() const = 0;
  // After a series of calls.
  virtual void flush() {}

  const WatchScope& scope() const { return scope_; }
  const KeyRange& range() const { return range_; }
  // Whether the selectors take this object (already in the form of the scope's kind).
  bool matches(const api::EncodedPtr& object) const;
  // The same of what this watcher alone looks at.
  bool matchesInitial(const api::EncodedObject& object) const {
    return selectsEverything_ || api::select(scope_.labels, scope_.fields, object);
  }
  Seen see(const store::Event& event) const;

 private:
  friend class WatchLoop;
  enum class State : uint8_t {
    Initial,  // goes through a snapshot
    Backlog,  // goes through what the store remembers
    Log,      // reads the loop's log: behind, or blocked by a slow client
    Live,     // has everything; gets events as they come
    Ended
  };

  WatchScope scope_;
  KeyRange range_;
  bool selectsEverything_;
  State state_ = State::Log;
  store::Revision after_ = 0;  // what is not later has been delivered, or is not wanted
  store::Collection items_;
  store::Collection::Iterator next_;
  std::vector<store::Event> backlog_;
  size_t backlogNext_ = 0;
  std::optional<store::Revision> syncedAt_;  // synced() is due at this version
};

}  // namespace seamark::apiserver
