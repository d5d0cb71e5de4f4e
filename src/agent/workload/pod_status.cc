// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/pod_status.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace seamark::agent {
namespace {

constexpr const char* kContainersNotReady = "ContainersNotReady";

struct Verdict {
  bool good = true;
  std::string reason, message;
};

template <class List>
auto* named(List& list, const std::string& type) {
  const auto it = std::ranges::find(list, type, &api::PodCondition::type);
  return it == list.end() ? nullptr : &*it;
}

// ---- containers ----

api::ContainerStateTerminated endOf(const api::ContainerStatus& before, const ProcessState& process,
                                    api::Time now) {
  api::ContainerStateTerminated end;
  end.exitCode = process.exitCode.value_or(0);
  end.reason = end.exitCode == 0 ? "Completed" : "Error";
  end.message = process.message;
  end.startedAt = before.state.running->startedAt;
  end.finishedAt = now;
  end.containerID = before.containerID;
  return end;
}

api::ContainerState waiting(std::string reason, std::string message) {
  return {.waiting = api::ContainerStateWaiting{std::move(reason), std::move(message)}};
}

// A run that is another than the one before is a restart, whoever made it.
void noteRun(api::ContainerStatus& status, const ProcessState& process, api::Time now) {
  const std::string id = containerIdOf(process);
  if (!status.containerID.empty() && status.containerID != id) {
    ++status.restartCount;
    if (status.state.running) status.lastState.terminated = endOf(status, {}, now);
  }
  if (!status.state.running || status.containerID != id) {
    const api::Time started = process.startedAt ? api::Time::of(*process.startedAt) : now;
    status.state = {.running = api::ContainerStateRunning{started}};
  }
  status.containerID = id;
}

api::ContainerStatus containerStatus(const api::Container& container, const api::ContainerStatus* before,
                                     const ContainerFacts& facts, api::Time now) {
  api::ContainerStatus status = before ? *before : api::ContainerStatus{};
  status.name = container.name;
  status.image = container.image;
  if (before && !facts.process) return status;  // an agent that has just begun does not know better
  const bool running = facts.process && facts.process->running;
  if (running) {
    noteRun(status, *facts.process, now);
  } else if (!facts.process) {
    status.state = waiting("ContainerCreating", "");
  } else {
    if (status.state.running) status.lastState.terminated = endOf(status, *facts.process, now);
    status.state = waiting(facts.process->reason, facts.process->message);
  }
  status.started = running && facts.started;
  status.ready = running && facts.started && facts.passes;
  return status;
}

std::vector<api::ContainerStatus> containerStatuses(const api::Pod& pod, const PodFacts& facts,
                                                    api::Time now) {
  std::vector<api::ContainerStatus> statuses;
  for (size_t i = 0; i < pod.spec.containers.size(); ++i) {
    const api::Container& container = pod.spec.containers[i];
    const auto& known = pod.status.containerStatuses;
    const auto before = std::ranges::find(known, container.name, &api::ContainerStatus::name);
    statuses.push_back(
        containerStatus(container, before == known.end() ? nullptr : &*before, facts.containers[i], now));
  }
  return statuses;
}

// ---- the Pod ----

// A Pod is Pending until each container has run once, then Running for as long as it is there.
std::string phaseOf(const std::vector<api::ContainerStatus>& containers) {
  const bool allRanOnce = std::ranges::all_of(
      containers, [](const auto& c) { return c.state.running || c.lastState.terminated; });
  return allRanOnce ? "Running" : "Pending";
}

Verdict containersReady(const std::vector<api::ContainerStatus>& containers) {
  std::vector<std::string> unready;
  for (const api::ContainerStatus& container : containers)
    if (!container.ready) unready.push_back(container.name);
  if (unready.empty()) return {};
  return {false, kContainersNotReady,
          fmt::format("containers with unready status: [{}]", fmt::join(unready, " "))};
}

Verdict podReady(const api::Pod& pod, const PodFacts& facts, const Verdict& containers) {
  if (!facts.leaving.empty()) return {false, "NodeShutdown", facts.leaving};
  if (!containers.good) return containers;
  std::vector<std::string> missing;
  for (const api::PodReadinessGate& gate : pod.spec.readinessGates) {
    const auto* const condition = named(pod.status.conditions, gate.conditionType);
    if (!condition)
      missing.push_back(fmt::format("corresponding condition of pod readiness gate \"{}\" does not exist.",
                                    gate.conditionType));
    else if (condition->status != "True")
      missing.push_back(fmt::format("the status of pod readiness gate \"{}\" is not \"True\", but {}",
                                    gate.conditionType, condition->status));
  }
  if (missing.empty()) return {};
  return {false, "ReadinessGatesNotReady", fmt::format("{}", fmt::join(missing, ", "))};
}

void setCondition(api::PodStatus& status, const char* type, const Verdict& verdict, int64_t generation,
                  api::Time now) {
  auto* condition = named(status.conditions, type);
  if (!condition) {
    status.conditions.push_back({.type = type});
    condition = &status.conditions.back();
  }
  const char* const word = verdict.good ? "True" : "False";
  if (condition->status != word) condition->lastTransitionTime = now;
  condition->status = word;
  condition->reason = verdict.reason;
  condition->message = verdict.message;
  condition->observedGeneration = generation;
}

void setAddresses(api::PodStatus& status, const std::vector<std::string>& hostIPs) {
  status.hostIPs.clear();
  status.podIPs.clear();
  for (const std::string& ip : hostIPs) {
    status.hostIPs.push_back({ip});
    status.podIPs.push_back({ip});
  }
  status.hostIP = status.podIP = hostIPs.empty() ? "" : hostIPs.front();
}

}  // namespace

std::string containerIdOf(const ProcessState& process) {
  return "seamark://" + process.id;
}

api::PodStatus statusOf(const api::Pod& pod, const PodFacts& facts, api::Time now) {
  api::PodStatus status = pod.status;
  const int64_t generation = pod.metadata.generation;
  status.observedGeneration = generation;
  if (!status.startTime) status.startTime = now;
  setAddresses(status, facts.hostIPs);
  status.containerStatuses = containerStatuses(pod, facts, now);
  status.phase = phaseOf(status.containerStatuses);
  const Verdict containers = containersReady(status.containerStatuses);
  setCondition(status, "PodReadyToStartContainers", {}, generation, now);
  setCondition(status, "Initialized", {}, generation, now);
  setCondition(status, "Ready", podReady(pod, facts, containers), generation, now);
  setCondition(status, "ContainersReady", containers, generation, now);
  setCondition(status, "PodScheduled", {}, generation, now);
  return status;
}

}  // namespace seamark::agent
