// Folding rows into a World.
// SPDX-License-Identifier: Apache-2.0
#include "store/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/codec.h"
#include "base/drop_room.h"

namespace seamark::store {
namespace {

// A row that has been read and is to become an event.
struct Item {
  Revision revision;
  EventType type;
  const api::Kind* kind;
  std::string key;
  std::string json;
  api::EncodedPtr object;
  std::string wrong;
  bool otherForm = false;  // than what this build would have written
};
// Rows that one thread takes at once.
using Chunk = std::vector<Item>;
constexpr size_t kChunk = 256;
constexpr unsigned kMaxThreads = 4;

// Makes sure that the row can be decoded, and gives it what this version would have written: an older one did
// not know all defaults. Nothing stays decoded.
void check(Item& item) {
  const api::Kind& kind = *item.kind;
  const std::shared_ptr<api::Object> object = kind.make();
  if (auto decoded = api::decodeJson(kind.type(), item.json, object.get()); !decoded) {
    item.wrong = fmt::format("row {} ({} {}) is malformed: {}", item.revision, kind.plural, item.key,
                             decoded.error().message);
    return;
  }
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  object->metadata.resourceVersion = std::to_string(item.revision);
  thread_local std::string today;
  today.clear();
  api::encodeJson(kind.type(), object.get(), today);
  item.otherForm = today != item.json;
  if (item.otherForm) item.json = today;
  item.object = std::make_shared<const api::EncodedObject>(kind, item.json, item.revision);
  dropRoom(item.json);
}

// Checks rows on threads of its own while more are being read.
class Checkers {
 public:
  ~Checkers() { finish(); }

  void take(Chunk& chunk) {
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(&chunk);
    }
    const unsigned wanted = std::clamp(std::thread::hardware_concurrency(), 2u, kMaxThreads) - 1;
    if (threads_.size() < wanted) threads_.emplace_back([this] { work(false); });
    wake_.notify_one();
  }
  // Works along until all is done.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    work(true);
    threads_.clear();  // joins
  }

 private:
  void work(bool leaves) {
    while (true) {
      std::unique_lock lock(mutex_);
      if (!leaves) wake_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      Chunk* chunk = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      for (Item& item : *chunk) check(item);
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Chunk*> waiting_;
  bool ended_ = false;
  std::vector<std::jthread> threads_;
};

// Rows in order of revision to the state after them.
class Fold {
 public:
  explicit Fold(size_t kinds) : byKind_(kinds) {}

  void add(Item&& item) {
    byKind_[item.object->kind().index].push_back(events_.size());
    events_.push_back({item.type, item.revision, SharedText(item.key), std::move(item.object), nullptr});
  }

  Loaded finish(const Extent& extent) {
    Loaded loaded;
    loaded.compacted = extent.compacted;
    loaded.world.revision = extent.newest;
    for (auto& places : byKind_) loaded.world.collections.push_back(collection(places));
    loaded.world.changed.assign(byKind_.size(), extent.newest);
    const auto kept = std::find_if(events_.begin(), events_.end(),
                                   [&](const Event& event) { return event.revision > extent.compacted; });
    for (auto event = events_.begin(); event != kept; ++event) {
      if (event->previous) loaded.doomed.push_back(event->previous->revision());
      if (event->type == EventType::Deleted) loaded.doomed.push_back(event->revision);
    }
    events_.erase(events_.begin(), kept);
    loaded.events = std::move(events_);
    return loaded;
  }

 private:
  // What the events of one kind come to, and each event's state before it. `places` are in order of revision.
  Collection collection(std::vector<size_t>& places) {
    std::sort(places.begin(), places.end(), [this](size_t a, size_t b) {
      const int order = events_[a].key.view().compare(events_[b].key);
      return order != 0 ? order < 0 : a < b;
    });
    std::vector<std::pair<SharedText, api::EncodedPtr>> there;
    there.reserve(places.size());
    for (size_t i = 0; i < places.size(); ++i) {
      const Event& event = events_[places[i]];
      const bool present = event.type != EventType::Deleted;
      if (i + 1 < places.size() && events_[places[i + 1]].key == event.key) {
        events_[places[i + 1]].key = event.key;  // one copy of it
        if (present) events_[places[i + 1]].previous = event.object;
      } else if (present) {
        there.emplace_back(event.key, event.object);
      }
    }
    places = {};
    return Collection::fromSorted(std::move(there));
  }

  std::deque<Event> events_;
  std::vector<std::vector<size_t>> byKind_;  // places in events_, by Kind::index
};

// Reads rows, has them checked unless that is needless, and folds them.
class Loading {
 public:
  Loading(Backend& backend, size_t kinds) : backend_(backend), fold_(kinds) {}

  Result<Loaded> run() {
    TRY(const Extent extent, backend_.load([this](const Row& row) {
      take(row);
      return Result<>();
    }));
    if (!chunks_.empty()) checkers_.take(chunks_.back());
    checkers_.finish();
    for (; !chunks_.empty(); chunks_.pop_front()) CHECKED(foldChunk(chunks_.front()));
    return fold_.finish(extent);
  }

 private:
  void take(const Row& row) {
    Item item{row.revision, row.type, row.kind, std::string(row.key), {}, nullptr, {}};
    if (row.asWritten) {
      item.object = std::make_shared<const api::EncodedObject>(*row.kind, row.value, row.revision);
      return fold_.add(std::move(item));
    }
    item.json = row.value;
    if (chunks_.empty() || chunks_.back().size() == kChunk) {
      if (!chunks_.empty()) checkers_.take(chunks_.back());
      chunks_.emplace_back().reserve(kChunk);
    }
    chunks_.back().push_back(std::move(item));
  }

  Result<> foldChunk(Chunk& chunk) {
    for (Item& item : chunk) {
      if (!item.wrong.empty()) return Failure(backend_.malformed(item.revision, item.wrong));
      if (item.otherForm) backend_.holdsOtherForms();
      fold_.add(std::move(item));
    }
    return {};
  }

  Backend& backend_;
  Fold fold_;
  std::deque<Chunk> chunks_;
  Checkers checkers_;  // ends before the chunks do
};

}  // namespace

Result<Loaded> loadAll(Backend& backend, std::span<const api::Kind* const> kinds) {
  return Loading(backend, kinds.size()).run();
}

}  // namespace seamark::store
