// The hub between real threads: writers on some, watchers on the loops of others. Nothing may be lost,
// repeated or swapped; the thread sanitizer watches.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/core/config_map.h"
#include "apiserver/watch_hub.h"
#include "net/event_loop.h"
#include "store/open.h"

namespace seamark::apiserver {
namespace {

store::Write write(int writer, int number) {
  auto object = std::make_shared<api::ConfigMap>();
  object->metadata.name = "w" + std::to_string(writer);
  object->metadata.namespace_ = "ns";
  object->data["n"] = std::to_string(number);
  return {&api::kindOf<api::ConfigMap>(), "ns/" + object->metadata.name, object, nullptr,
          store::Expect::anything()};
}

// One watcher: the events it got, and when the last write has come. Used on its loop only, but for `done`.
struct Reader {
  store::Revision last = 0;
  size_t events = 0;
  bool ordered = true;
  std::promise<void> done;
};

TEST(WatchThreads, EveryLoopSeesEveryWriteOnceAndInOrder) {
  constexpr int kWriters = 3, kWrites = 300, kReaders = 6;
  constexpr store::Revision kLast = 1 + kWriters * kWrites;
  const SystemClock clock;
  const auto store = store::openMemoryStore(clock);
  auto hub = std::make_unique<WatchHub>(*store);
  std::vector<std::unique_ptr<net::EventLoop>> loops;
  for (int i = 0; i < 2; ++i)
    loops.push_back(std::make_unique<net::EventLoop>(clock, "loop" + std::to_string(i)));

  std::vector<std::thread> writers;
  std::atomic<bool> go{false};
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      go.wait(false);
      for (int i = 0; i < kWrites; ++i) {
        store::Transaction transaction;
        transaction.writes.push_back(write(w, i));
        store->commit(std::move(transaction), [](const store::Outcome&) {});
      }
    });
  }
  std::vector<std::unique_ptr<Reader>> readers;
  const auto startReader = [&](int i) {
    auto& loop = *loops[static_cast<size_t>(i) % loops.size()];
    Reader* reader = readers.emplace_back(std::make_unique<Reader>()).get();
    TypedSink sink{
        .onEvents =
            [reader](std::vector<store::Event> events) {
              for (const auto& event : events) {
                reader->ordered = reader->ordered && event.revision > reader->last;
                reader->last = event.revision;
                ++reader->events;
              }
              if (reader->last == kLast) reader->done.set_value();
            },
        .onBookmark = [](store::Revision, bool) {},
        .onEnd = [](const Result<>& why) { ADD_FAILURE() << (why ? "ended" : why.error().message); }};
    loop.runAndWait(
        [&] { hub->watchTyped(loop, {.kind = &api::kindOf<api::ConfigMap>()}, {.after = 1}, sink); });
  };
  for (int i = 0; i < kReaders / 2; ++i) startReader(i);
  go = true;
  go.notify_all();
  for (int i = kReaders / 2; i < kReaders; ++i) startReader(i);  // these join while it rains
  for (auto& thread : writers) thread.join();
  for (auto& reader : readers) {
    reader->done.get_future().wait();
    EXPECT_TRUE(reader->ordered);
    EXPECT_EQ(reader->events, static_cast<size_t>(kLast - 1));
  }
  loops.clear();
  hub.reset();
}

}  // namespace
}  // namespace seamark::apiserver
