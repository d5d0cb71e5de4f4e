// When a probe is made and what follows from its results, on a simulated clock.
// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/worker.h"

#include <gtest/gtest.h>

#include "agent/probe/scripted_prober.h"
#include "base/simulated_executor.h"

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;

constexpr const char* kPort = "3306";

class Worker : public testing::Test {
 protected:
  void make(ProbeKind kind,
            api::Probe probe = {
                .timeoutSeconds = 1, .periodSeconds = 10, .successThreshold = 1, .failureThreshold = 3}) {
    worker_ = std::make_unique<ProbeWorker>(
        executor_, prober_, kind, probe, ProbeTarget(TcpTarget{"127.0.0.1", 3306}),
        ProbeWorker::Callbacks{
            .onChange = [this] { ++changes_; },
            .onProbed = [this](const ProbeResult& result, Duration) { results_.push_back(result.outcome); }});
    if (kind != ProbeKind::Startup) worker_->setStarted(true);
  }
  void run(const std::string& id = "run-1") {
    worker_->run({.id = id, .running = true, .startedAt = executor_.steady()});
    executor_.runReady();
  }
  void stopRun() { worker_->run({.id = "run-1", .running = false}); }
  void answer(Outcome outcome) { prober_.answers[kPort] = outcome; }

  SimulatedExecutor executor_;
  ScriptedProber prober_{executor_};
  std::unique_ptr<ProbeWorker> worker_;
  int changes_ = 0;
  std::vector<Outcome> results_;
};

TEST_F(Worker, ReadinessBeginsBadAndFollowsItsThresholds) {
  make(ProbeKind::Readiness,
       {.timeoutSeconds = 1, .periodSeconds = 10, .successThreshold = 2, .failureThreshold = 3});
  EXPECT_FALSE(worker_->good());
  run();
  executor_.advance(0s);
  EXPECT_FALSE(worker_->good()) << "one success of two";
  executor_.advance(10s);
  EXPECT_TRUE(worker_->good());
  answer(Outcome::Failure);
  executor_.advance(20s);
  EXPECT_TRUE(worker_->good()) << "two failures of three";
  executor_.advance(10s);
  EXPECT_FALSE(worker_->good());
  EXPECT_EQ(changes_, 2);
}

TEST_F(Worker, AFailureInBetweenStartsTheCountAnew) {
  make(ProbeKind::Readiness);
  run();
  executor_.advance(0s);
  for (int i = 0; i < 6; ++i) {
    answer(i % 3 == 2 ? Outcome::Success : Outcome::Failure);
    executor_.advance(10s);
    EXPECT_TRUE(worker_->good());
  }
}

TEST_F(Worker, TheInitialDelayIsKeptAndThenThePeriod) {
  make(ProbeKind::Liveness, {.initialDelaySeconds = 7, .timeoutSeconds = 1, .periodSeconds = 5});
  EXPECT_TRUE(worker_->good()) << "liveness begins good";
  run();
  executor_.advance(6s);
  EXPECT_EQ(prober_.probes, 0u);
  executor_.advance(1s);
  EXPECT_EQ(prober_.probes, 1u);
  executor_.advance(15s);
  EXPECT_EQ(prober_.probes, 4u);
}

TEST_F(Worker, ASlowProbeDoesNotShiftThePeriod) {
  prober_.takes = 3s;
  make(ProbeKind::Readiness,
       {.timeoutSeconds = 5, .periodSeconds = 2, .successThreshold = 1, .failureThreshold = 1});
  run();
  executor_.advance(20s);
  for (size_t i = 1; i < prober_.moments.size(); ++i)
    EXPECT_EQ(prober_.moments[i] - prober_.moments[i - 1], 4s) << "every second moment passes meanwhile";
}

TEST_F(Worker, AProbeThatCannotBeMadeIsTriedThreeTimesAndSaysNothing) {
  make(ProbeKind::Readiness);
  run();
  executor_.advance(0s);
  ASSERT_TRUE(worker_->good());
  answer(Outcome::Unknown);
  executor_.advance(100s);
  EXPECT_TRUE(worker_->good());
  EXPECT_EQ(prober_.probes, 1u + 10 * 3);
  EXPECT_EQ(results_.back(), Outcome::Unknown);
}

TEST_F(Worker, StartupIsDoneOnceItSucceeded) {
  answer(Outcome::Failure);
  make(ProbeKind::Startup);
  run();
  executor_.advance(100s);
  EXPECT_FALSE(worker_->good());
  answer(Outcome::Success);
  executor_.advance(10s);
  ASSERT_TRUE(worker_->good());
  worker_->setStarted(true);
  const size_t until = prober_.probes;
  executor_.advance(100s);
  EXPECT_EQ(prober_.probes, until);
}

TEST_F(Worker, ReadinessWaitsForStartupAndIsAskedAtOnceThen) {
  make(ProbeKind::Readiness);
  worker_->setStarted(false);
  run();
  executor_.advance(50s);
  EXPECT_EQ(prober_.probes, 0u);
  worker_->setStarted(true);
  executor_.advance(0s);
  EXPECT_EQ(prober_.probes, 1u);
}

TEST_F(Worker, AProcessThatEndedIsNotReadyAndNotProbed) {
  make(ProbeKind::Readiness);
  run();
  executor_.advance(5s);
  ASSERT_TRUE(worker_->good());
  stopRun();
  EXPECT_FALSE(worker_->good());
  const size_t until = prober_.probes;
  executor_.advance(50s);
  EXPECT_EQ(prober_.probes, until);
  run("run-2");
  executor_.advance(0s);
  EXPECT_TRUE(worker_->good());
}

TEST_F(Worker, AResultOfAnEarlierRunDoesNotCount) {
  prober_.takes = 1s;
  make(ProbeKind::Readiness);
  run();
  executor_.advance(500ms);
  stopRun();
  executor_.advance(5s);
  EXPECT_FALSE(worker_->good());
  EXPECT_TRUE(results_.empty());
}

TEST_F(Worker, WhatWasKnownOfThisRunHoldsUntilAProbeSaysOtherwise) {
  answer(Outcome::Failure);
  make(ProbeKind::Readiness);
  worker_->run({.id = "run-1", .running = true, .startedAt = executor_.steady()}, true, 4s);
  executor_.advance(3s);
  EXPECT_EQ(prober_.probes, 0u) << "its first probe is put off";
  EXPECT_TRUE(worker_->good());
  executor_.advance(21s);
  EXPECT_FALSE(worker_->good());
}

TEST_F(Worker, AfterStopNothingIsAskedAndTheJudgementStays) {
  make(ProbeKind::Liveness);
  run();
  executor_.advance(0s);
  worker_->stop();
  answer(Outcome::Failure);
  executor_.advance(100s);
  EXPECT_TRUE(worker_->good());
  EXPECT_EQ(prober_.probes, 1u);
}

}  // namespace
}  // namespace seamark::agent
