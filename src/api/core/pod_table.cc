// The columns of Pod. The status is the most telling of what its containers say.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "api/core/pod.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Ready", "How many of its containers are ready, of how many."),
    textColumn("Status", "What its containers are doing, in one word."),
    textColumn("Restarts", "How often its containers were restarted, and when the last time was."),
    kAgeColumn,
    textColumn("IP", "Its first address.", 1),
    textColumn("Node", "The node that it runs on.", 1),
    textColumn("Nominated Node", "The node where room is being made for it.", 1),
    textColumn("Readiness Gates", "How many of its readiness gates are passed, of how many.", 1),
};

// What is gathered from the containers one after another.
struct Summary {
  std::string reason;
  size_t total = 0;
  size_t ready = 0;
  int64_t restarts = 0;
  Time lastRestart;
};

bool hasCondition(const PodStatus& status, std::string_view type) {
  return std::any_of(status.conditions.begin(), status.conditions.end(), [&](const PodCondition& condition) {
    return condition.type == type && condition.status == "True";
  });
}

void countRestarts(Summary& summary, const ContainerStatus& container) {
  summary.restarts += container.restartCount;
  const auto& terminated = container.lastState.terminated;
  if (terminated && summary.lastRestart < terminated->finishedAt) {
    summary.lastRestart = terminated->finishedAt;
  }
}

std::string terminatedText(const ContainerStateTerminated& state) {
  if (!state.reason.empty()) return state.reason;
  return state.signal != 0 ? fmt::format("Signal:{}", state.signal)
                           : fmt::format("ExitCode:{}", state.exitCode);
}

// Init containers that keep running beside the others (restartPolicy Always).
bool isSidecar(const PodSpec& spec, const std::string& name) {
  return std::any_of(spec.initContainers.begin(), spec.initContainers.end(), [&](const Container& container) {
    return container.name == name && container.restartPolicy == "Always";
  });
}

// True while the pod is still at its init containers; then the reason says at which and why.
bool summarizeInit(const Pod& pod, Summary& summary, Summary& sidecars) {
  for (size_t i = 0; i < pod.status.initContainerStatuses.size(); ++i) {
    const ContainerStatus& container = pod.status.initContainerStatuses[i];
    const bool sidecar = isSidecar(pod.spec, container.name);
    countRestarts(summary, container);
    if (sidecar) countRestarts(sidecars, container);
    const ContainerState& state = container.state;
    if (state.terminated && state.terminated->exitCode == 0) continue;
    if (sidecar && container.started.value_or(false)) {
      if (container.ready) ++summary.ready;
      continue;
    }
    if (state.terminated) {
      summary.reason = "Init:" + terminatedText(*state.terminated);
    } else if (state.waiting && !state.waiting->reason.empty() &&
               state.waiting->reason != "PodInitializing") {
      summary.reason = "Init:" + state.waiting->reason;
    } else {
      summary.reason = fmt::format("Init:{}/{}", i, pod.spec.initContainers.size());
    }
    return true;
  }
  return false;
}

void summarizeContainers(const Pod& pod, Summary& summary) {
  bool hasRunning = false;
  const auto& containers = pod.status.containerStatuses;
  // From the last: the first container's reason wins.
  for (auto container = containers.rbegin(); container != containers.rend(); ++container) {
    countRestarts(summary, *container);
    const ContainerState& state = container->state;
    if (state.waiting && !state.waiting->reason.empty()) {
      summary.reason = state.waiting->reason;
    } else if (state.terminated) {
      summary.reason = terminatedText(*state.terminated);
    } else if (container->ready && state.running) {
      hasRunning = true;
      ++summary.ready;
    }
  }
  if (summary.reason == "Completed" && hasRunning) {
    summary.reason = hasCondition(pod.status, "Ready") ? "Running" : "NotReady";
  }
}

Summary summarize(const Pod& pod) {
  Summary summary{.reason = pod.status.reason.empty() ? pod.status.phase : pod.status.reason};
  for (const PodCondition& condition : pod.status.conditions) {
    if (condition.type == "PodScheduled" && condition.reason == "SchedulingGated") {
      summary.reason = condition.reason;
    }
  }
  summary.total = pod.spec.containers.size();
  for (const Container& container : pod.spec.initContainers) {
    if (container.restartPolicy == "Always") ++summary.total;
  }
  Summary sidecars;
  if (!summarizeInit(pod, summary, sidecars) || hasCondition(pod.status, "Initialized")) {
    summary.restarts = sidecars.restarts;
    summary.lastRestart = sidecars.lastRestart;
    summarizeContainers(pod, summary);
  }
  const bool finished = pod.status.phase == "Failed" || pod.status.phase == "Succeeded";
  if (pod.metadata.deletionTimestamp && pod.status.reason == "NodeLost") {
    summary.reason = "Unknown";
  } else if (pod.metadata.deletionTimestamp && !finished) {
    summary.reason = "Terminating";
  }
  return summary;
}

std::string restartsText(const Summary& summary, WallTime now) {
  if (summary.restarts == 0 || summary.lastRestart.isZero()) return std::to_string(summary.restarts);
  return fmt::format("{} ({} ago)", summary.restarts, ageText(summary.lastRestart, now));
}

std::string gatesText(const Pod& pod) {
  if (pod.spec.readinessGates.empty()) return std::string(kNone);
  const auto passed = std::count_if(
      pod.spec.readinessGates.begin(), pod.spec.readinessGates.end(),
      [&](const PodReadinessGate& gate) { return hasCondition(pod.status, gate.conditionType); });
  return fmt::format("{}/{}", passed, pod.spec.readinessGates.size());
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& pod = as<Pod>(object);
  const Summary summary = summarize(pod);
  return {textCell(pod.metadata.name),
          textCell(fmt::format("{}/{}", summary.ready, summary.total)),
          textCell(summary.reason),
          textCell(restartsText(summary, now)),
          ageCell(pod, now),
          textCell(orElse(pod.status.podIPs.empty() ? pod.status.podIP : pod.status.podIPs[0].ip)),
          textCell(orElse(pod.spec.nodeName)),
          textCell(orElse(pod.status.nominatedNodeName)),
          textCell(gatesText(pod))};
}

// Clients may leave out rows of what is done.
std::string conditions(const Object& object) {
  const std::string& phase = as<Pod>(object).status.phase;
  const auto completed = [&](std::string_view message) {
    return fmt::format(R"([{{"type":"Completed","status":"True","reason":"{}","message":"{}"}}])", phase,
                       message);
  };
  if (phase == "Succeeded") return completed("The pod has completed successfully.");
  if (phase == "Failed") return completed("The pod failed.");
  return "";
}

}  // namespace

TableSpec podTable() {
  return {.columns = kColumns, .cells = cells, .conditions = conditions};
}

}  // namespace seamark::api
