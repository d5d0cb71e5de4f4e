// From what is known to a Pod's status.
// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/pod_status.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace seamark::agent {
namespace {

const api::Time kBefore{.seconds = 1'000}, kNow{.seconds = 2'000};

ProcessState runs(const std::string& id) {
  return {.running = true, .id = id, .startedAt = WallTime(std::chrono::seconds(1'500))};
}
ProcessState ended(int code = 0) {
  return {.exitCode = code, .reason = "NotRunning", .message = "it does not run"};
}

api::Pod pod(size_t containers = 1) {
  api::Pod made;
  made.metadata.generation = 4;
  for (size_t i = 0; i < containers; ++i) {
    made.spec.containers.emplace_back();
    made.spec.containers.back().name = "c" + std::to_string(i);
    made.spec.containers.back().image = "none";
  }
  return made;
}

PodFacts facts(std::vector<ContainerFacts> containers) {
  return {.containers = std::move(containers), .hostIPs = {"10.0.0.7", "fd00::7"}};
}

const api::PodCondition& condition(const api::PodStatus& status, const std::string& type) {
  const auto it = std::ranges::find(status.conditions, type, &api::PodCondition::type);
  if (it == status.conditions.end()) throw std::runtime_error("no condition " + type);
  return *it;
}

TEST(PodStatus, AContainerThatRunsAndPassesMakesAReadyPodWithTheHostsAddresses) {
  const auto status = statusOf(pod(), facts({{runs("a"), true, true}}), kNow);
  EXPECT_EQ(status.phase, "Running");
  EXPECT_EQ(status.hostIP, "10.0.0.7");
  EXPECT_EQ(status.podIP, "10.0.0.7");
  EXPECT_EQ(status.podIPs, (std::vector<api::PodIP>{{"10.0.0.7"}, {"fd00::7"}}));
  EXPECT_EQ(status.hostIPs.size(), 2u);
  EXPECT_EQ(status.startTime, kNow);
  for (const char* type :
       {"PodScheduled", "Initialized", "PodReadyToStartContainers", "ContainersReady", "Ready"})
    EXPECT_EQ(condition(status, type).status, "True") << type;
  EXPECT_EQ(condition(status, "Ready").observedGeneration, 4);
  const api::ContainerStatus& container = status.containerStatuses.at(0);
  EXPECT_TRUE(container.ready);
  EXPECT_EQ(container.started, true);
  EXPECT_EQ(container.containerID, "seamark://a");
  EXPECT_EQ(container.state.running->startedAt.seconds, 1'500);
  EXPECT_EQ(container.restartCount, 0);
}

TEST(PodStatus, NothingChangesWhenNothingIsNew) {
  api::Pod subject = pod();
  subject.status = statusOf(subject, facts({{runs("a"), true, true}}), kBefore);
  EXPECT_EQ(statusOf(subject, facts({{runs("a"), true, true}}), kNow), subject.status);
}

TEST(PodStatus, UnreadyContainersAreNamed) {
  const auto status = statusOf(pod(2), facts({{runs("a"), true, false}, {runs("b"), false, false}}), kNow);
  EXPECT_EQ(status.phase, "Running");
  EXPECT_EQ(condition(status, "Ready").status, "False");
  EXPECT_EQ(condition(status, "Ready").reason, "ContainersNotReady");
  EXPECT_EQ(condition(status, "ContainersReady").message, "containers with unready status: [c0 c1]");
  EXPECT_EQ(status.containerStatuses[1].started, false);
}

TEST(PodStatus, APodIsPendingUntilEachContainerHasRun) {
  EXPECT_EQ(statusOf(pod(), facts({{std::nullopt, true, true}}), kNow).phase, "Pending");
  const auto status = statusOf(pod(2), facts({{runs("a"), true, true}, {ended(), true, true}}), kNow);
  EXPECT_EQ(status.phase, "Pending");
  EXPECT_EQ(status.containerStatuses[1].state.waiting->reason, "NotRunning");
  EXPECT_FALSE(status.containerStatuses[1].ready);
}

TEST(PodStatus, AProcessThatEndsIsRememberedAndItsNextRunIsARestart) {
  api::Pod subject = pod();
  subject.status = statusOf(subject, facts({{runs("a"), true, true}}), kBefore);
  subject.status = statusOf(subject, facts({{ended(7), true, true}}), kNow);
  const api::ContainerStatus stopped = subject.status.containerStatuses[0];
  EXPECT_EQ(subject.status.phase, "Running");
  EXPECT_EQ(condition(subject.status, "Ready").status, "False");
  EXPECT_EQ(condition(subject.status, "Ready").lastTransitionTime, kNow);
  EXPECT_EQ(condition(subject.status, "PodScheduled").lastTransitionTime, kBefore);
  EXPECT_EQ(stopped.state.waiting->message, "it does not run");
  EXPECT_EQ(stopped.lastState.terminated->exitCode, 7);
  EXPECT_EQ(stopped.lastState.terminated->reason, "Error");
  EXPECT_EQ(stopped.lastState.terminated->finishedAt, kNow);
  EXPECT_EQ(stopped.restartCount, 0);
  subject.status = statusOf(subject, facts({{runs("b"), true, true}}), {.seconds = 3'000});
  EXPECT_EQ(subject.status.containerStatuses[0].restartCount, 1);
  EXPECT_EQ(subject.status.containerStatuses[0].containerID, "seamark://b");
  EXPECT_EQ(subject.status.containerStatuses[0].lastState.terminated->exitCode, 7);
}

TEST(PodStatus, ARestartThatWasNotSeenCountsToo) {
  api::Pod subject = pod();
  subject.status = statusOf(subject, facts({{runs("a"), true, true}}), kBefore);
  const auto status = statusOf(subject, facts({{runs("b"), true, true}}), kNow);
  EXPECT_EQ(status.containerStatuses[0].restartCount, 1);
  EXPECT_EQ(status.containerStatuses[0].lastState.terminated->containerID, "seamark://a");
}

TEST(PodStatus, ReadinessGatesAreWaitedFor) {
  api::Pod subject = pod();
  subject.spec.readinessGates = {{"example.com/loaded"}};
  auto status = statusOf(subject, facts({{runs("a"), true, true}}), kNow);
  EXPECT_EQ(condition(status, "ContainersReady").status, "True");
  EXPECT_EQ(condition(status, "Ready").reason, "ReadinessGatesNotReady");
  EXPECT_EQ(condition(status, "Ready").message,
            "corresponding condition of pod readiness gate \"example.com/loaded\" does not exist.");
  subject.status.conditions = {{.type = "example.com/loaded", .status = "False"}};
  status = statusOf(subject, facts({{runs("a"), true, true}}), kNow);
  EXPECT_EQ(condition(status, "Ready").message,
            "the status of pod readiness gate \"example.com/loaded\" is not \"True\", but False");
  subject.status.conditions[0].status = "True";
  status = statusOf(subject, facts({{runs("a"), true, true}}), kNow);
  EXPECT_EQ(condition(status, "Ready").status, "True");
  EXPECT_EQ(condition(status, "example.com/loaded").status, "True") << "others' conditions stay";
}

TEST(PodStatus, ANodeThatLeavesTakesItsPodsOutOfService) {
  PodFacts leaving = facts({{runs("a"), true, true}});
  leaving.leaving = "the node is shutting down";
  const auto status = statusOf(pod(), leaving, kNow);
  EXPECT_EQ(condition(status, "Ready").status, "False");
  EXPECT_EQ(condition(status, "ContainersReady").status, "True");
}

}  // namespace
}  // namespace seamark::agent
