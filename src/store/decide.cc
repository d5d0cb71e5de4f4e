// Deciding a group commit.
// SPDX-License-Identifier: Apache-2.0
#include "store/decide.h"

#include <tuple>

#include "base/assert.h"

namespace seamark::store {
namespace {

// The collections that a transaction has changed, as they were before it.
struct Undo {
  struct Before {
    size_t kind;
    Collection collection;
    Revision changed;
  };
  Revision revision;
  size_t events;
  std::vector<Before> collections;
};

api::EncodedPtr encoded(const api::Kind& kind, std::shared_ptr<api::Object> object, Revision revision) {
  object->metadata.resourceVersion = std::to_string(revision);
  return std::make_shared<api::EncodedObject>(kind, std::move(object), revision);
}

}  // namespace

Outcome Draft::decide(Transaction& transaction) {
  Outcome outcome;
  Undo undo{world_.revision, events_.size(), {}};
  for (size_t i = 0; i < transaction.writes.size(); ++i) {
    Write& write = transaction.writes[i];
    SM_ASSERT(write.kind && write.kind->index < world_.collections.size());
    Collection& collection = world_.collections[write.kind->index];
    const api::EncodedPtr* current = collection.find(write.key);
    if (!holds(write, current)) {
      outcome.what = Outcome::What::Mismatch;
      outcome.committed = {};
      outcome.mismatch = {i, current ? *current : nullptr};
      // Written last, restored first: a collection changed twice ends as it began.
      for (auto it = undo.collections.rbegin(); it != undo.collections.rend(); ++it)
        std::tie(world_.collections[it->kind], world_.changed[it->kind]) =
            std::tie(it->collection, it->changed);
      world_.revision = undo.revision;
      events_.resize(undo.events);
      return outcome;
    }
    undo.collections.push_back({write.kind->index, collection, world_.changed[write.kind->index]});
    outcome.committed.objects.push_back(apply(write, current));
  }
  outcome.what = Outcome::What::Committed;
  outcome.committed.revision = world_.revision;
  return outcome;
}

bool Draft::holds(const Write& write, const api::EncodedPtr* current) const {
  switch (write.expect.what) {
    case Expect::What::Absent:
      return !current && write.next;
    case Expect::What::Revision:
      return current && (*current)->revision() == write.expect.revision;
    case Expect::What::Anything:
      return true;
  }
  return false;
}

api::EncodedPtr Draft::apply(Write& write, const api::EncodedPtr* current) {
  Collection& collection = world_.collections[write.kind->index];
  api::EncodedPtr before = current ? *current : nullptr;
  if (!write.next && !before) return nullptr;
  Event event{EventType::Added, ++world_.revision, collection.sharedKey(write.key), nullptr, before};
  if (write.next) {
    event.type = before ? EventType::Modified : EventType::Added;
    event.object = encoded(*write.kind, std::move(write.next), event.revision);
    collection = collection.set(event.key, event.object);
  } else {
    event.type = EventType::Deleted;
    auto last = write.last ? std::move(write.last) : write.kind->clone(*before->object());
    event.object = encoded(*write.kind, std::move(last), event.revision);
    collection = collection.erase(write.key);
  }
  world_.changed[write.kind->index] = event.revision;
  api::EncodedPtr object = event.object;
  events_.push_back(std::move(event));
  return object;
}

BatchPtr Draft::finish() {
  auto batch = std::make_shared<Batch>();
  batch->events = std::move(events_);
  batch->world = std::make_shared<const World>(std::move(world_));
  return batch;
}

}  // namespace seamark::store
