// From what is known about an adopted Pod to its status: phase, conditions, containers. Pure: the status
// before decides what has changed since when, and remembers runs that ended.
// Source: the kubelet's rules of phases and conditions; a container whose process has ended counts as waiting
// for its next run, as under restartPolicy Always, because somebody else starts it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "agent/workload/process.h"
#include "api/core/pod.h"

namespace seamark::agent {

// One container now. Without a process to follow it counts as running.
struct ContainerFacts {
  std::optional<ProcessState> process;  // absent: nothing is known yet
  bool started = false;                 // its startup probe succeeded, or it has none
  bool passes = false;                  // readiness and liveness probes are content
};

struct PodFacts {
  std::vector<ContainerFacts> containers;  // in the order of the spec
  std::vector<std::string> hostIPs;        // the first is the Pod's
  std::string leaving;                     // why the node takes it out of service; empty: it does not
};

// "seamark://…": how a run is told in containerID.
std::string containerIdOf(const ProcessState& process);

// `pod` gives spec, generation and the status before.
api::PodStatus statusOf(const api::Pod& pod, const PodFacts& facts, api::Time now);

}  // namespace seamark::agent
