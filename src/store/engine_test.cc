// The engine over backends that wait, fail and count.
// SPDX-License-Identifier: Apache-2.0
#include "store/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <semaphore>

#include "base/simulated_executor.h"
#include "store/widget_test_kind.h"

namespace seamark::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Keeps rows in memory; each commit may be made to wait or to fail.
struct Disk {
  std::map<Revision, std::string> rows;
  std::vector<size_t> commits;  // rows of each
  Revision compacted = 0;
  bool full = false;
  std::counting_semaphore<> started{0}, mayGoOn{0};
  bool waits = false;
};

class FakeBackend final : public Backend {
 public:
  explicit FakeBackend(Disk& disk) : disk_(disk) {}
  Result<Extent> load(const std::function<Result<>(const Row&)>&) override { return Extent{}; }
  Result<> commit(const Changes& changes) override {
    disk_.started.release();
    if (disk_.waits) disk_.mayGoOn.acquire();
    if (disk_.full) return Failure(failure("the disk of x is full"));
    disk_.commits.push_back(changes.rows.size());
    for (const Row& row : changes.rows) disk_.rows.emplace(row.revision, row.key);
    for (const Revision revision : changes.forgotten) EXPECT_EQ(disk_.rows.erase(revision), 1u) << revision;
    disk_.compacted = changes.compacted;
    return {};
  }
  Status malformed(Revision, const std::string& why) override { return failure(why); }
  bool keepsRows() const override { return true; }

 private:
  Disk& disk_;
};

class EngineTest : public testing::Test {
 protected:
  std::unique_ptr<Engine> open(EngineOptions options) {
    options.kinds = kTestKinds;
    return std::move(*Engine::open(std::make_unique<FakeBackend>(disk_), clock_, options));
  }
  std::unique_ptr<Engine> openOnCaller(Retention retention = {}) {
    return open({.retention = retention, .threading = Threading::Caller});
  }
  static Transaction one(Write write) {
    Transaction transaction;
    transaction.writes.push_back(std::move(write));
    return transaction;
  }

  SimulatedExecutor clock_;
  Disk disk_;
};

TEST_F(EngineTest, WhatWaitsIsCommittedTogether) {
  disk_.waits = true;
  auto engine = open({});
  std::latch answered(11);
  const auto then = [&](const Outcome& outcome) {
    EXPECT_EQ(outcome.what, Outcome::What::Committed);
    answered.count_down();
  };
  engine->commit(one(put("first", "1")), then);
  disk_.started.acquire();  // the first is being written
  for (int i = 0; i < 10; ++i) engine->commit(one(put("w" + std::to_string(i), "1")), then);
  EXPECT_TRUE(engine->world()->of(kWidgets).empty());  // not before it is durable
  disk_.mayGoOn.release(2);
  answered.wait();
  EXPECT_THAT(disk_.commits, ElementsAre(1, 10));
}

TEST_F(EngineTest, LaterWritesOfABatchSeeEarlierOnes) {
  disk_.waits = true;
  auto engine = open({});
  std::latch answered(3);
  std::vector<Outcome::What> outcomes;
  const auto then = [&](const Outcome& outcome) {
    outcomes.push_back(outcome.what);
    answered.count_down();
  };
  engine->commit(one(put("x", "1")), then);
  disk_.started.acquire();
  engine->commit(one(put("a", "1", Expect::absent())), then);
  engine->commit(one(put("a", "2", Expect::absent())), then);
  disk_.mayGoOn.release(2);
  answered.wait();
  EXPECT_THAT(outcomes,
              ElementsAre(Outcome::What::Committed, Outcome::What::Committed, Outcome::What::Mismatch));
}

TEST_F(EngineTest, AStoreThatIsNeverIdlePacksAlong) {
  auto engine = openOnCaller();
  const auto text = [](int i) { return std::string(500, 'x') + std::to_string(i); };
  for (int i = 0; i < 2000; ++i) commitAndWait(*engine, put("a", text(i)));
  clock_.advance(std::chrono::seconds(6));
  for (int i = 2000; i < 2600; ++i) commitAndWait(*engine, put("a", text(i)));
  const auto events = *engine->history(kWidgets, 1);
  int packed = 0;
  for (int i = 0; i < 2600; ++i) {
    const api::EncodedPtr& object = events[static_cast<size_t>(i)].object;
    packed += object->base() ? 1 : 0;
    ASSERT_EQ(dataOf(object), text(i));
  }
  EXPECT_GT(packed, 1100);
  EXPECT_LE(packed, 1200) << "two for each of the 600";
}

TEST_F(EngineTest, AFailedBatchIsAsIfItHadNeverBeen) {
  auto engine = openOnCaller();
  commitAndWait(*engine, put("a", "1"));
  bool observed = false;
  engine->subscribe([&](const BatchPtr&) { observed = true; });
  disk_.full = true;
  const Outcome outcome = commitAndWait(*engine, put("a", "2"));
  ASSERT_EQ(outcome.what, Outcome::What::Failed);
  EXPECT_EQ(outcome.failure.code, 500);
  EXPECT_EQ(outcome.failure.reason, "InternalError");
  EXPECT_EQ(outcome.failure.message, "Internal error occurred: the disk of x is full");
  EXPECT_EQ(dataOf(*engine->world()->of(kWidgets).find("ns/a")), "1");
  EXPECT_FALSE(observed);
  EXPECT_THAT(*engine->history(kWidgets, 2), IsEmpty());

  disk_.full = false;
  EXPECT_EQ(commitAndWait(*engine, put("a", "3")).committed.revision, 3);
  EXPECT_TRUE(observed);
}

TEST_F(EngineTest, AFullQueueRefuses) {
  disk_.waits = true;
  auto engine = open({.queue = 2});
  std::latch written(3);
  const auto then = [&](const Outcome& outcome) {
    EXPECT_EQ(outcome.what, Outcome::What::Committed);
    written.count_down();
  };
  engine->commit(one(put("a", "1")), then);
  disk_.started.acquire();
  engine->commit(one(put("b", "1")), then);
  engine->commit(one(put("c", "1")), then);
  Outcome refused;
  engine->commit(one(put("d", "1")), [&](Outcome outcome) { refused = std::move(outcome); });
  EXPECT_EQ(refused.failure.code, 429);
  EXPECT_EQ(refused.failure.details->retryAfterSeconds, 1);
  disk_.mayGoOn.release(2);
  written.wait();
}

TEST_F(EngineTest, WhatWaitsIsWrittenBeforeTheEnd) {
  disk_.waits = true;
  auto engine = open({});
  engine->commit(one(put("a", "1")), [](const Outcome&) {});
  engine->commit(one(put("b", "1")), [](const Outcome&) {});
  disk_.mayGoOn.release(2);
  engine.reset();
  EXPECT_THAT(disk_.rows, SizeIs(2));
}

TEST_F(EngineTest, CompactionDeletesExactlyTheRowsThatNobodyNeeds) {
  auto engine = openOnCaller();
  commitAndWait(*engine, put("a", "1"));  // 2
  commitAndWait(*engine, put("b", "1"));  // 3
  commitAndWait(*engine, put("a", "2"));  // 4
  commitAndWait(*engine, remove("b"));    // 5
  commitAndWait(*engine, put("a", "3"));  // 6
  engine->compact(4, [](const Result<>& result) { EXPECT_TRUE(result); });
  EXPECT_THAT(disk_.rows, ElementsAre(testing::Key(3), testing::Key(4), testing::Key(5), testing::Key(6)));
  EXPECT_EQ(disk_.compacted, 4);
  engine->compact(6, [](const Result<>& result) { EXPECT_TRUE(result); });
  EXPECT_THAT(disk_.rows, ElementsAre(testing::Key(6)));
}

TEST_F(EngineTest, HistoryAgesAway) {
  auto engine = openOnCaller({.age = std::chrono::minutes(5)});
  commitAndWait(*engine, put("a", "1"));
  clock_.advance(std::chrono::minutes(4));
  commitAndWait(*engine, put("a", "2"));
  EXPECT_TRUE(engine->history(kWidgets, 1));
  clock_.advance(std::chrono::minutes(2));
  commitAndWait(*engine, put("a", "3"));
  EXPECT_FALSE(engine->history(kWidgets, 1));
  EXPECT_TRUE(engine->history(kWidgets, 2));
}

// A store under constant load is never idle and must forget all the same.
TEST_F(EngineTest, RowsAreDeletedAlongTheWay) {
  auto engine = openOnCaller({.events = 100});
  for (int i = 0; i < 5000; ++i) commitAndWait(*engine, put("a", std::to_string(i)));
  EXPECT_LT(disk_.rows.size(), 1000u);
}

}  // namespace
}  // namespace seamark::store
