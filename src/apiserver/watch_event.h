// WatchEvent: one committed write on its way to everybody who watches. Its bytes are made once a
// representation and shared by all watchers on all loops.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apiserver/representation.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "store/store.h"

namespace seamark::apiserver {

// What a write means to one watcher: an object that begins to match its selectors is added, one that ceases
// to is deleted.
enum class Seen : uint8_t { Nothing, Added, Modified, Deleted };

// A frame of a watch stream: a line of JSON, or a protobuf message after its length (4 bytes, big-endian).
void appendWatchFrame(const Form& form, std::string_view type, const api::EncodedObject& object, WallTime now,
                      bool columns, std::string& out);
std::string bookmarkFrame(const Form& form, const api::Kind& kind, store::Revision revision,
                          bool initialEventsEnd, WallTime now, bool columns);
std::string errorFrame(const Form& form, const Status& status);

class WatchEvent;
using WatchEventPtr = std::shared_ptr<const WatchEvent>;

// Immutable but for its caches, which any thread may fill.
class WatchEvent : public std::enable_shared_from_this<WatchEvent> {
 public:
  explicit WatchEvent(store::Event event) : event_(std::move(event)) {}
  ~WatchEvent();
  WatchEvent(const WatchEvent&) = delete;
  WatchEvent& operator=(const WatchEvent&) = delete;

  const store::Event& event() const { return event_; }
  // The object that a watcher gets: the new state; or, when the object has left its selection, the state
  // before with the version of the change.
  api::EncodedPtr object(Seen seen) const;
  // `seen` is not Nothing. Shared: the view keeps this event alive.
  Bytes frame(const Form& form, Seen seen, const Clock& clock) const;
  // How many frames this process has made of events, for any number of watchers.
  static uint64_t framesMade();

 private:
  struct Cached {
    Form form;
    Seen seen;
    std::unique_ptr<const std::string> bytes;
  };
  std::string makeFrame(const Form& form, Seen seen, const Clock& clock) const;
  const std::string& rareFrame(const Form& form, Seen seen, const Clock& clock) const;

  store::Event event_;
  // Whole objects as JSON and protobuf, by how they are seen: what nearly every watcher wants.
  mutable std::array<std::atomic<const std::string*>, 6> frames_{};
  mutable std::mutex mutex_;  // the rest
  mutable std::vector<Cached> rare_;
  mutable api::EncodedPtr left_;
};

}  // namespace seamark::apiserver
