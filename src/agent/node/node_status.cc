// SPDX-License-Identifier: Apache-2.0
#include "agent/node/node_status.h"

#include <fmt/format.h>

#include <algorithm>

namespace seamark::agent {
namespace {

// The Kubernetes whose agent this stands in for; clients read the skew of versions from it.
constexpr const char* kVersion = "v1.37.2";
constexpr const char* kRuntime = "seamark://";  // no containers are run
constexpr const char* kMostPods = "10000";
// The kubelet's thresholds.
constexpr uint64_t kLeastMemory = 100 << 20;
constexpr uint64_t kLeastPercent = 10;

struct Said {
  const char* type;
  bool holds;
  const char* reason;
  std::string message;
};

std::vector<Said> conditionsOf(const NodeFacts& facts) {
  const HostFacts& host = facts.host;
  const bool memory = host.memoryBytes > 0 && host.memoryFreeBytes < kLeastMemory;
  const bool disk = host.diskFreeBytes < host.diskBytes / 100 * kLeastPercent;
  const bool processes =
      host.processesMost > 0 && host.processes > host.processesMost / 100 * (100 - kLeastPercent);
  const bool ready = facts.notReady.empty();
  return {
      {"MemoryPressure", memory, memory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
       memory ? "less than 100 MiB of memory can be had" : "there is enough memory"},
      {"DiskPressure", disk, disk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
       disk ? "less than a tenth of the root file system is free" : "the root file system has room"},
      {"PIDPressure", processes, processes ? "KubeletHasInsufficientPID" : "KubeletHasSufficientPID",
       processes ? "less than a tenth of the process numbers is free" : "there are enough process numbers"},
      {"Ready", ready, ready ? "SeamarkReady" : "SeamarkNotReady",
       ready ? "the seamark agent is running" : facts.notReady}};
}

void setCondition(api::NodeStatus& status, const Said& said, api::Time now) {
  auto it = std::ranges::find(status.conditions, said.type, &api::NodeCondition::type);
  if (it == status.conditions.end()) {
    status.conditions.push_back({.type = said.type});
    it = status.conditions.end() - 1;
  }
  const char* const word = said.holds ? "True" : "False";
  if (it->status != word) it->lastTransitionTime = now;
  it->status = word;
  it->lastHeartbeatTime = now;
  it->reason = said.reason;
  it->message = said.message;
}

api::Quantity kibibytes(uint64_t bytes) {
  return {fmt::format("{}Ki", bytes / 1024)};
}

}  // namespace

api::NodeStatus nodeStatusOf(const api::NodeStatus& before, const NodeFacts& facts, api::Time now) {
  api::NodeStatus status = before;
  const HostFacts& host = facts.host;
  status.nodeInfo.machineID = host.machineID;
  status.nodeInfo.systemUUID = host.systemUUID;
  status.nodeInfo.bootID = host.bootID;
  status.nodeInfo.kernelVersion = host.kernelVersion;
  status.nodeInfo.osImage = host.osImage;
  status.nodeInfo.architecture = host.architecture;
  status.nodeInfo.operatingSystem = "linux";
  status.nodeInfo.kubeletVersion = kVersion;
  status.nodeInfo.containerRuntimeVersion = kRuntime;
  status.capacity = {{"cpu", {std::to_string(host.processors)}},
                     {"memory", kibibytes(host.memoryBytes)},
                     {"pods", {kMostPods}}};
  status.allocatable = status.capacity;
  status.addresses.clear();
  for (const std::string& address : facts.addresses) status.addresses.push_back({"InternalIP", address});
  status.addresses.push_back({"Hostname", facts.name});
  for (const Said& said : conditionsOf(facts)) setCondition(status, said, now);
  return status;
}

bool saysSomethingElse(const api::NodeStatus& a, const api::NodeStatus& b) {
  const auto timeless = [](api::NodeStatus status) {
    for (api::NodeCondition& condition : status.conditions)
      condition.lastHeartbeatTime = condition.lastTransitionTime = {};
    // A server may write an amount in other words: 8Gi for 8388608Ki.
    for (auto* amounts : {&status.capacity, &status.allocatable})
      for (auto& [name, amount] : *amounts) amount = amount.roundedUpToMilli();
    return status;
  };
  return timeless(a) != timeless(b);
}

}  // namespace seamark::agent
