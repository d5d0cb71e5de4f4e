// The contract of store.h, on every store.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <thread>

#include "base/simulated_executor.h"
#include "store/engine.h"
#include "store/memory_backend.h"
#include "store/sqlite_backend.h"
#include "store/widget_test_kind.h"

namespace seamark::store {
namespace {

using testing::ElementsAre;

struct Form {
  const char* name;
  bool onDisk;
  Threading threading;
};

class StoreContract : public testing::TestWithParam<Form> {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "seamark-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    directory_ = name;
    open();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }
  void open(Retention retention = {}) {
    store_.reset();
    std::unique_ptr<Backend> backend = std::make_unique<MemoryBackend>();
    if (GetParam().onDisk) {
      auto opened = openSqliteBackend(directory_, kTestKinds);
      ASSERT_TRUE(opened) << opened.error().message;
      backend = std::move(*opened);
    }
    auto engine =
        Engine::open(std::move(backend), clock_,
                     {.kinds = kTestKinds, .retention = retention, .threading = GetParam().threading});
    ASSERT_TRUE(engine) << engine.error().message;
    store_ = std::move(*engine);
  }
  Outcome commit(Transaction transaction) { return commitAndWait(*store_, std::move(transaction)); }
  Outcome commit(Write write) { return commitAndWait(*store_, std::move(write)); }
  Revision revisionOf(Write write) { return commit(std::move(write)).committed.revision; }
  std::string read(const Collection& collection, const std::string& name) {
    const auto* found = collection.find("ns/" + name);
    return found ? dataOf(*found) : "-";
  }
  std::string read(const std::string& name) { return read(store_->world()->of(kWidgets), name); }
  Result<> compact(Revision revision) {
    std::promise<Result<>> done;
    store_->compact(revision, [&](Result<> result) { done.set_value(std::move(result)); });
    return done.get_future().get();
  }

  SimulatedExecutor clock_;
  std::string directory_;
  std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, StartsEmptyAtRevisionOne) {
  EXPECT_EQ(store_->world()->revision, 1);
  EXPECT_EQ(store_->world()->collections.size(), kTestKinds.size());
}

TEST_P(StoreContract, EachWriteHasItsOwnRevisionAndShowsIt) {
  const Outcome a = commit(put("a", "1"));
  ASSERT_EQ(a.what, Outcome::What::Committed);
  EXPECT_EQ(a.committed.revision, 2);
  EXPECT_EQ(a.committed.objects[0]->object()->metadata.resourceVersion, "2");
  EXPECT_EQ(revisionOf(put("a", "2")), 3);
  EXPECT_EQ(read("a"), "2");
  EXPECT_EQ(store_->world()->revision, 3);
}

TEST_P(StoreContract, AbsentIsExpected) {
  EXPECT_EQ(commit(put("a", "1", Expect::absent())).what, Outcome::What::Committed);
  const Outcome again = commit(put("a", "2", Expect::absent()));
  ASSERT_EQ(again.what, Outcome::What::Mismatch);
  EXPECT_EQ(dataOf(again.mismatch.current), "1");
  EXPECT_EQ(read("a"), "1");
}

TEST_P(StoreContract, RevisionIsExpected) {
  const Revision first = revisionOf(put("a", "1"));
  EXPECT_EQ(commit(put("a", "2", Expect::at(first))).what, Outcome::What::Committed);
  EXPECT_EQ(commit(put("a", "3", Expect::at(first))).what, Outcome::What::Mismatch);
  const Outcome absent = commit(put("b", "1", Expect::at(first)));
  ASSERT_EQ(absent.what, Outcome::What::Mismatch);
  EXPECT_EQ(absent.mismatch.current, nullptr);
}

TEST_P(StoreContract, DeletesShowTheLastStateWithTheirOwnRevision) {
  commit(put("a", "1"));
  const Outcome deleted = commit(remove("a"));
  ASSERT_EQ(deleted.what, Outcome::What::Committed);
  EXPECT_EQ(deleted.committed.revision, 3);
  EXPECT_EQ(dataOf(deleted.committed.objects[0]), "1");
  EXPECT_EQ(deleted.committed.objects[0]->object()->metadata.resourceVersion, "3");
  EXPECT_EQ(read("a"), "-");
  Write write = remove("b");
  commit(put("b", "1"));
  write.last = widget("b", "last words");
  EXPECT_EQ(dataOf(commit(std::move(write)).committed.objects[0]), "last words");
}

TEST_P(StoreContract, DeletingWhatIsAbsent) {
  const Outcome anything = commit(remove("a"));
  ASSERT_EQ(anything.what, Outcome::What::Committed);
  EXPECT_THAT(anything.committed.objects, ElementsAre(nullptr));
  EXPECT_EQ(store_->world()->revision, 1);
  EXPECT_EQ(commit(remove("a", Expect::at(1))).what, Outcome::What::Mismatch);
  EXPECT_EQ(commit(remove("a", Expect::absent())).what, Outcome::What::Mismatch);
}

TEST_P(StoreContract, ATransactionIsAllOrNothing) {
  commit(put("c", "1"));
  Transaction refused;
  refused.writes.push_back(put("a", "1"));
  refused.writes.push_back(put("c", "2"));
  refused.writes.push_back(put("g", "1", Expect::anything(), kGadgets));
  refused.writes.push_back(put("c", "3"));
  refused.writes.push_back(put("c", "4", Expect::absent()));
  const Outcome outcome = commit(std::move(refused));
  ASSERT_EQ(outcome.what, Outcome::What::Mismatch);
  EXPECT_EQ(outcome.mismatch.write, 4u);
  EXPECT_EQ(read("a"), "-");
  EXPECT_EQ(read("c"), "1");
  EXPECT_TRUE(store_->world()->of(kGadgets).empty());
  EXPECT_EQ(store_->world()->revision, 2);

  Transaction taken;
  taken.writes.push_back(put("a", "1", Expect::absent()));
  taken.writes.push_back(put("g", "1", Expect::absent(), kGadgets));
  const Outcome both = commit(std::move(taken));
  ASSERT_EQ(both.what, Outcome::What::Committed);
  EXPECT_EQ(both.committed.objects[0]->revision(), 3);
  EXPECT_EQ(both.committed.objects[1]->revision(), 4);
}

TEST_P(StoreContract, AWorldNeverChanges) {
  commit(put("a", "1"));
  const WorldPtr before = store_->world();
  commit(put("a", "2"));
  commit(put("b", "1"));
  EXPECT_EQ(read(before->of(kWidgets), "a"), "1");
  EXPECT_EQ(before->of(kWidgets).size(), 1u);
}

TEST_P(StoreContract, ObserversSeeEveryBatchInOrderFromTheWorldTheyGot) {
  commit(put("a", "0"));
  std::vector<std::string> seen;  // guarded by the store: observers are called one at a time
  auto [subscription, world] = store_->subscribe([&](const BatchPtr& batch) {
    for (const Event& event : batch->events)
      seen.push_back(event.key.str() + "=" + dataOf(event.object) + "@" + std::to_string(event.revision));
    EXPECT_EQ(batch->world->revision, batch->events.back().revision);
  });
  EXPECT_EQ(world->revision, 2);
  commit(put("a", "1"));
  commit(remove("a"));
  store_->unsubscribe(subscription);
  commit(put("a", "2"));
  EXPECT_THAT(seen, ElementsAre("ns/a=1@3", "ns/a=1@4"));
}

TEST_P(StoreContract, HistoryIsOfOneKindAfterARevision) {
  commit(put("a", "1"));
  commit(put("g", "1", Expect::anything(), kGadgets));
  commit(put("a", "2"));
  commit(remove("a"));
  auto history = store_->history(kWidgets, 2);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 2u);
  EXPECT_EQ((*history)[0].type, EventType::Modified);
  EXPECT_EQ(dataOf((*history)[0].previous), "1");
  EXPECT_EQ((*history)[1].type, EventType::Deleted);
  EXPECT_EQ((*history)[1].revision, 5);
  EXPECT_TRUE(store_->history(kWidgets, 5)->empty());
}

TEST_P(StoreContract, CollectionsAsTheyWere) {
  commit(put("a", "1"));
  commit(put("b", "1"));
  commit(put("a", "2"));
  commit(remove("b"));
  auto at3 = store_->collectionAt(kWidgets, 3);
  ASSERT_TRUE(at3);
  EXPECT_EQ(read(*at3, "a"), "1");
  EXPECT_EQ(read(*at3, "b"), "1");
  auto at2 = store_->collectionAt(kWidgets, 2);
  EXPECT_EQ(read(*at2, "b"), "-");
  EXPECT_EQ(read(*store_->collectionAt(kWidgets, 99), "a"), "2");
}

TEST_P(StoreContract, CompactionForgetsHistoryAndNothingElse) {
  commit(put("a", "1"));
  commit(put("a", "2"));
  commit(remove("a"));
  commit(put("b", "1"));
  commit(put("b", "2"));
  ASSERT_TRUE(compact(4));
  auto tooOld = store_->history(kWidgets, 3);
  ASSERT_FALSE(tooOld);
  EXPECT_EQ(tooOld.error().code, 410);
  EXPECT_EQ(tooOld.error().reason, "Expired");
  EXPECT_EQ(tooOld.error().message, "too old resource version: 3 (4)");
  auto list = store_->collectionAt(kWidgets, 3);
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().message, "The resourceVersion for the provided list is too old.");
  EXPECT_EQ(store_->history(kWidgets, 4)->size(), 2u);
  EXPECT_EQ(read("b"), "2");
  ASSERT_TRUE(compact(1'000'000));  // at most up to the newest
  EXPECT_EQ(revisionOf(put("c", "1")), 7);
  EXPECT_EQ(store_->history(kWidgets, 6)->size(), 1u);
}

TEST_P(StoreContract, RetentionByCount) {
  open({.events = 3});
  for (int i = 0; i < 10; ++i) commit(put("a", std::to_string(i)));
  const Revision newest = store_->world()->revision;
  EXPECT_TRUE(store_->history(kWidgets, newest - 3));
  EXPECT_FALSE(store_->history(kWidgets, newest - 4));
}

// Readers and writers at once: what was acknowledged is in the World that is read after it, every batch
// follows the one before, and compare-and-set loses no increment.
TEST_P(StoreContract, ManyThreads) {
  commit(put("counter", "0"));
  std::atomic<Revision> last{store_->world()->revision};
  auto [subscription, world] = store_->subscribe([&](const BatchPtr& batch) {
    for (const Event& event : batch->events) EXPECT_EQ(event.revision, last.fetch_add(1) + 1);
  });
  constexpr int kThreads = 4, kIncrements = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this] {
      for (int done = 0; done < kIncrements;) {
        const api::EncodedPtr current = *store_->world()->of(kWidgets).find("ns/counter");
        const Outcome outcome = commitAndWait(
            *store_,
            put("counter", std::to_string(std::stoi(dataOf(current)) + 1), Expect::at(current->revision())));
        if (outcome.what != Outcome::What::Committed) continue;
        EXPECT_GE(store_->world()->revision, outcome.committed.revision);
        ++done;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  store_->unsubscribe(subscription);
  EXPECT_EQ(read("counter"), std::to_string(kThreads * kIncrements));
}

// Random writes; then every old collection and every stretch of history agrees with a model.
TEST_P(StoreContract, RandomHistoryAgreesWithAModel) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::map<Revision, std::map<std::string, std::string>> model{{1, {}}};
  auto state = model[1];
  for (int i = 0; i < 200; ++i) {
    const std::string name(1, static_cast<char>('a' + random() % 8));
    const bool deletes = random() % 4 == 0;
    const Outcome outcome = commit(deletes ? remove(name) : put(name, std::to_string(i)));
    ASSERT_EQ(outcome.what, Outcome::What::Committed);
    if (deletes)
      state.erase("ns/" + name);
    else
      state["ns/" + name] = std::to_string(i);
    model[outcome.committed.revision] = state;
  }
  if (GetParam().onDisk) open();  // and so it is after a restart
  ASSERT_EQ(store_->world()->revision, model.rbegin()->first);
  for (const auto& [revision, expected] : model) {
    auto collection = store_->collectionAt(kWidgets, revision);
    ASSERT_TRUE(collection);
    std::map<std::string, std::string> actual;
    for (auto it = collection->begin(); it; it.next()) actual[std::string(it.key())] = dataOf(it.value());
    ASSERT_EQ(actual, expected) << "at " << revision;
    auto replayed = *collection;
    const auto history = store_->history(kWidgets, revision);  // g++ 12 would let it go before the loop
    for (const Event& event : *history)
      replayed = event.type == EventType::Deleted ? replayed.erase(event.key)
                                                  : replayed.set(event.key, event.object);
    ASSERT_EQ(replayed.size(), state.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(Form{"Memory", false, Threading::Caller},
                                         Form{"MemoryOwnThread", false, Threading::OwnThread},
                                         Form{"Sqlite", true, Threading::OwnThread}),
                         [](const auto& form) { return form.param.name; });

}  // namespace
}  // namespace seamark::store
