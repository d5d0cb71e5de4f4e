// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <thread>

namespace seamark::net {
namespace {

using namespace std::chrono_literals;

struct EventLoopTest : testing::Test {
  SystemClock clock;
  EventLoop loop{clock, "test"};
};

TEST_F(EventLoopTest, RunsTasksInTheOrderOfPosting) {
  std::vector<int> seen;
  for (int i = 0; i < 1000; ++i) loop.post([&seen, i] { seen.push_back(i); });
  loop.runAndWait([] {});
  ASSERT_EQ(seen.size(), 1000u);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(seen[static_cast<size_t>(i)], i);
}

TEST_F(EventLoopTest, TakesTasksFromManyThreads) {
  std::atomic<int> count = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 5000; ++i) loop.post([&] { ++count; });
    });
  for (auto& thread : threads) thread.join();
  loop.runAndWait([] {});
  EXPECT_EQ(count, 20'000);
}

TEST_F(EventLoopTest, TimersFireInOrderAndCanBeCancelled) {
  std::promise<std::vector<int>> done;
  std::vector<int> fired;
  loop.runAndWait([&] {
    EXPECT_TRUE(loop.onThisThread());
    loop.after(30ms, [&] { done.set_value(fired); });
    const auto never = loop.after(10ms, [&] { fired.push_back(-1); });
    loop.after(20ms, [&] { fired.push_back(2); });
    loop.after(5ms, [&, never] {
      fired.push_back(1);
      loop.cancel(never);
    });
  });
  EXPECT_EQ(done.get_future().get(), (std::vector<int>{1, 2}));
}

TEST_F(EventLoopTest, WatchesAreLevelTriggeredUntilUnwatched) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  std::promise<void> read;
  int calls = 0;
  uint64_t watch = 0;
  loop.runAndWait([&] {
    watch = loop.watchReadable(pair[0], [&] {
      char byte = 0;
      EXPECT_EQ(::read(pair[0], &byte, 1), 1);  // one of three: it is called again for the others
      if (++calls < 3) return;
      loop.unwatch(watch);
      read.set_value();
    });
  });
  ASSERT_EQ(write(pair[1], "abc", 3), 3);
  read.get_future().wait();
  EXPECT_EQ(calls, 3);
  std::promise<void> writable;
  loop.runAndWait([&] {
    watch = loop.watchWritable(pair[0], [&] {
      loop.unwatch(watch);
      writable.set_value();
    });
  });
  writable.get_future().wait();
  loop.runAndWait([&] { EXPECT_EQ(calls, 3); });
  close(pair[0]);
  close(pair[1]);
}

TEST(EventLoopEnd, DestroysWhatWaitsWithoutRunningIt) {
  SystemClock clock;
  auto held = std::make_shared<int>(1);
  bool ran = false;
  {
    EventLoop loop(clock, "end");
    loop.runAndWait([&] { loop.after(1h, [held, &ran] { ran = true; }); });
    // Blocks the loop until the destructor has asked it to stop; what is posted behind it never runs.
    loop.post([&loop, held, &ran] { loop.post([held, &ran] { (void)ran; }); });
  }
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace seamark::net
