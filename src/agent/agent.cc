// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <optional>
#include <utility>

#include "agent/metrics.h"
#include "agent/node/node_agent.h"
#include "agent/probe/host_prober.h"
#include "agent/workload/directory.h"
#include "agent/workload/host_processes.h"
#include "client/event_recorder.h"

namespace seamark::agent {
namespace {

constexpr const char* kComponent = "seamark-agent";
constexpr const char* kShutdown = "the node is shutting down";
// Four Leases missed: whatever the reason, this agent no longer tells the cluster anything.
constexpr Duration kSilence = std::chrono::seconds(40);

}  // namespace

struct Agent::Impl {
  client::Carrier& carrier;
  net::EventLoop& loop;
  const AgentConfig config;
  Metrics metrics;
  client::EventRecorder events;
  HostProber prober;
  HostProcesses processes;
  Workloads workloads;
  NodeAgent node;
  std::optional<ManifestDirectory> manifests;

  Impl(client::Carrier& c, net::EventLoop& l, Random& random, AgentConfig f)
      : carrier(c),
        loop(l),
        config(std::move(f)),
        metrics(config.nodeName, l.clock().now()),
        events(c, kComponent, config.nodeName),
        prober(l, {}),
        processes(l, {}),
        workloads(c, random, {l, prober, processes, metrics, config.addresses}, events,
                  {.nodeName = config.nodeName,
                   .adoption = config.adoption,
                   .execProbes = config.execProbes,
                   .soleKeeper = config.soleKeeper}),
        node(c, {.nodeName = config.nodeName,
                 .addresses = config.addresses,
                 .labels = config.labels,
                 .taints = config.taints,
                 .onRegistered = [this](const std::string& uid) { workloads.setNodeUid(uid); }}) {}

  void start() {
    node.start();
    workloads.start();
    if (config.manifests.empty()) return workloads.setManifests({});
    manifests.emplace(loop, config.manifests,
                      [this](const std::vector<ManifestFile>& files) { workloads.setManifests(files); });
    manifests->start();
  }
};

Agent::Agent(client::Carrier& carrier, net::EventLoop& loop, Random& random, AgentConfig config)
    : impl_(std::make_unique<Impl>(carrier, loop, random, std::move(config))) {}
Agent::~Agent() = default;

void Agent::start() {
  impl_->start();
}

bool Agent::registered() const {
  return impl_->node.registered();
}

bool Agent::healthy() const {
  const NodeAgent& node = impl_->node;
  return !node.registered() || impl_->loop.clock().steady() - node.renewedAt() < kSilence;
}

std::string Agent::metricsText() const {
  impl_->metrics.counted(impl_->workloads.counts());
  return impl_->metrics.text();
}

std::string Agent::probeMetricsText() const {
  return impl_->metrics.probesText();
}

void Agent::leave(std::function<void()> then) {
  impl_->workloads.leave(kShutdown, [this, then = std::move(then)] { impl_->node.leave(kShutdown, then); });
}

}  // namespace seamark::agent
