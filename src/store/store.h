// Store: the one truth and the one order. Revisions only grow; every committed write has its own;
// compare-and-set; whatever is acknowledged is durable.
//
// Shape: a World is an immutable snapshot of every collection (persistent maps that share structure). Writes
// queue to one store thread, which decides each against the newest World, commits everything that waits in
// one durable transaction (group commit), publishes the new World, tells the observers and then answers the
// writers. Readers take the current World: no lock, and never older than a write that was acknowledged
// before.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/encoded_object.h"
#include "base/persistent_map.h"
#include "base/result.h"
#include "base/shared_text.h"

namespace seamark::store {

using Revision = int64_t;  // > 0; shown as metadata.resourceVersion

// One kind's objects by key ("namespace/name"), in key order.
using Collection = PersistentMap<api::EncodedPtr>;

struct World {
  Revision revision = 0;                // of the newest write in it
  std::vector<Collection> collections;  // by Kind::index
  std::vector<Revision> changed;        // likewise: the newest write to the collection, or something after it
  const Collection& of(const api::Kind& kind) const { return collections[kind.index]; }
};
using WorldPtr = std::shared_ptr<const World>;

enum class EventType : uint8_t { Added, Modified, Deleted };

// One committed write. For Deleted, `object` is the last state with the deletion's own revision.
struct Event {
  EventType type;
  Revision revision;
  SharedText key;  // the collection's own
  api::EncodedPtr object;
  api::EncodedPtr previous;  // null for Added
};

// What one group commit did, in order, and the World after it.
struct Batch {
  std::vector<Event> events;
  WorldPtr world;
};
using BatchPtr = std::shared_ptr<const Batch>;

// What must hold of the key for a write to happen.
struct Expect {
  enum class What : uint8_t { Absent, Revision, Anything } what = What::Anything;
  store::Revision revision = 0;
  static Expect absent() { return {What::Absent, 0}; }
  static Expect at(store::Revision r) { return {What::Revision, r}; }
  static Expect anything() { return {}; }
};

// `next` null deletes (deleting what is absent is a mismatch unless Anything, then nothing happens). The
// store owns `next` from the call on, sets its metadata.resourceVersion and shares it. `last`: what a Deleted
// event shows, null for the state before.
struct Write {
  const api::Kind* kind = nullptr;
  std::string key;
  std::shared_ptr<api::Object> next;
  std::shared_ptr<api::Object> last;
  Expect expect;
};
// All of it happens or none.
struct Transaction {
  std::vector<Write> writes;
};

struct Committed {
  std::vector<api::EncodedPtr> objects;  // one a write; null for a delete of something absent
  Revision revision = 0;                 // of the last write
};
// Nothing was written because a write's expectation did not hold.
struct Mismatch {
  size_t write = 0;         // which of the transaction's
  api::EncodedPtr current;  // what is there; null: nothing
};
struct Outcome {
  enum class What : uint8_t { Committed, Mismatch, Failed } what = What::Failed;
  Committed committed;
  Mismatch mismatch;
  Status failure;  // Failed: the disk is full, the store is away …; the write did not happen
};

class Store {
 public:
  using Observer = std::function<void(const BatchPtr&)>;
  enum class Subscription : uint64_t {};

  virtual ~Store() = default;

  // The newest World. Any thread; never waits for a write (a lock is held while a pointer is copied).
  virtual WorldPtr world() const = 0;
  // Calls `then` once a World that holds every write acknowledged by anyone before this call can be read with
  // world(). At once for a store with one owner; a store shared between servers asks it. `then` runs on any
  // thread.
  virtual void barrier(std::function<void(Result<>)> then) = 0;
  // Any thread. `then` runs on the store thread: it must only post. The queue is bounded: when it is full the
  // outcome is Failed with 429 TooManyRequests, told on the calling thread.
  virtual void commit(Transaction transaction, std::function<void(Outcome)> then) = 0;
  // From the call on `observer` gets every batch, in order, on the store thread; the World returned is the
  // state just before the first. It must only post.
  virtual std::pair<Subscription, WorldPtr> subscribe(Observer observer) = 0;
  virtual void unsubscribe(Subscription subscription) = 0;  // returns after the last call of that observer
  // The kept events of `kind` after `after`, oldest first, also those of before a restart. Fails with 410
  // Expired
  // ("too old resource version: N (M)") when some of them are forgotten.
  virtual Result<std::vector<Event>> history(const api::Kind& kind, Revision after) const = 0;
  // The collection as it was at `revision`; 410 Expired when that is forgotten. A revision that is still to
  // come gives the newest.
  virtual Result<Collection> collectionAt(const api::Kind& kind, Revision revision) const = 0;
  // Forgets history up to and including `revision`, at most up to the newest. `then` runs on the store thread
  // once the disk has forgotten it too. The store also does so by itself (Retention).
  virtual void compact(Revision revision, std::function<void(Result<>)> then) = 0;
};

// How much history a store keeps by itself.
struct Retention {
  Duration age = std::chrono::minutes(5);  // what etcd's auto-compaction keeps for Kubernetes
  size_t events = 200'000;                 // in all collections together
  size_t bytes = size_t{256} << 20;        // of the events' objects as JSON; counted by stores on disk
};

}  // namespace seamark::store
