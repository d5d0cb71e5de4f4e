// SPDX-License-Identifier: Apache-2.0
#include "client/work_queue.h"

#include <gmock/gmock.h>

#include "base/simulated_executor.h"

namespace seamark::client {
namespace {

using testing::ElementsAre;
using Verdict = WorkQueue::Verdict;

class WorkQueueTest : public testing::Test {
 protected:
  std::unique_ptr<WorkQueue> make(int concurrency, RetryPolicy retry = {}) {
    return std::make_unique<WorkQueue>(executor, "test", concurrency, retry,
                                       [this](const std::string& key, WorkQueue::Finish finish) {
                                         started.push_back(key);
                                         open.emplace_back(key, std::move(finish));
                                       });
  }
  void finish(Verdict verdict) {
    auto done = std::move(open.front().second);
    open.erase(open.begin());
    done(verdict);
    executor.runReady();
  }
  SimulatedExecutor executor;
  std::vector<std::string> started;
  std::vector<std::pair<std::string, WorkQueue::Finish>> open;
};

TEST_F(WorkQueueTest, KeysComeInOrderAndOnce) {
  auto queue = make(10);
  queue->add("b");
  queue->add("a");
  queue->add("b");
  EXPECT_TRUE(started.empty()) << "never inside add()";
  EXPECT_EQ(queue->depth(), 2u);
  executor.runReady();
  EXPECT_THAT(started, ElementsAre("b", "a"));
}

TEST_F(WorkQueueTest, AKeyIsNeverHandledTwiceAtOnceAndNoChangeIsLost) {
  auto queue = make(10);
  queue->add("a");
  executor.runReady();
  queue->add("a");
  queue->add("a");
  executor.runReady();
  EXPECT_THAT(started, ElementsAre("a"));
  finish(Verdict::Done);
  EXPECT_THAT(started, ElementsAre("a", "a"));
  finish(Verdict::Done);
  EXPECT_TRUE(queue->idle());
}

TEST_F(WorkQueueTest, NoMoreRunThanAllowed) {
  auto queue = make(2);
  for (const char* key : {"a", "b", "c"}) queue->add(key);
  executor.runReady();
  EXPECT_THAT(started, ElementsAre("a", "b"));
  finish(Verdict::Done);
  EXPECT_THAT(started, ElementsAre("a", "b", "c"));
}

TEST_F(WorkQueueTest, FailuresComeBackLaterAndLater) {
  auto queue = make(1, {.first = std::chrono::milliseconds(5), .longest = std::chrono::milliseconds(15)});
  queue->add("a");
  executor.runReady();
  for (int wait : {5, 10, 15, 15}) {
    const size_t before = started.size();
    finish(Verdict::Retry);
    executor.advance(std::chrono::milliseconds(wait - 1));
    EXPECT_EQ(started.size(), before) << wait;
    executor.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(started.size(), before + 1) << wait;
  }
  finish(Verdict::Done);
  queue->add("a");
  executor.runReady();
  const size_t before = started.size();
  finish(Verdict::Retry);
  executor.advance(std::chrono::milliseconds(5));
  EXPECT_EQ(started.size(), before + 1) << "success starts the back-off anew";
}

TEST_F(WorkQueueTest, AnAddDuringAFailedRunIsNotHeldBackByTheBackOff) {
  auto queue = make(1, {.first = std::chrono::seconds(10)});
  queue->add("a");
  executor.runReady();
  queue->add("a");
  finish(Verdict::Retry);
  EXPECT_EQ(started.size(), 2u);
}

TEST_F(WorkQueueTest, RetriesEnd) {
  auto queue = make(1, {.first = std::chrono::milliseconds(1), .retries = 2});
  queue->add("a");
  executor.runReady();
  for (int i = 0; i < 2; ++i) {
    finish(Verdict::Retry);
    executor.advance(std::chrono::seconds(1));
  }
  EXPECT_EQ(started.size(), 3u);
  finish(Verdict::Retry);
  executor.advance(std::chrono::hours(1));
  EXPECT_EQ(started.size(), 3u);
  EXPECT_TRUE(queue->idle());
}

TEST_F(WorkQueueTest, TheSoonerOfTwoDelaysCounts) {
  auto queue = make(1);
  queue->addAfter("a", std::chrono::seconds(10));
  queue->addAfter("a", std::chrono::seconds(1));
  queue->addAfter("a", std::chrono::seconds(20));
  EXPECT_FALSE(queue->idle());
  executor.advance(std::chrono::seconds(1));
  EXPECT_THAT(started, ElementsAre("a"));
  finish(Verdict::Done);
  executor.advance(std::chrono::minutes(1));
  EXPECT_EQ(started.size(), 1u);
}

TEST_F(WorkQueueTest, HeldItGathersAndStoppedItIsSilent) {
  auto queue = make(1);
  queue->hold();
  queue->add("a");
  executor.runReady();
  EXPECT_TRUE(started.empty());
  queue->release();
  executor.runReady();
  EXPECT_THAT(started, ElementsAre("a"));
  queue->add("b");
  queue->addAfter("c", std::chrono::seconds(1));
  queue->stop();
  finish(Verdict::Retry);
  executor.advance(std::chrono::hours(1));
  EXPECT_THAT(started, ElementsAre("a"));
}

TEST_F(WorkQueueTest, ItMayGoBeforeItsHandlersFinish) {
  auto queue = make(1);
  queue->add("a");
  executor.runReady();
  queue.reset();
  finish(Verdict::Done);
}

}  // namespace
}  // namespace seamark::client
