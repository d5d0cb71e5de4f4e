// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/host_prober.h"

#include <utility>

namespace seamark::agent {

HostProber::HostProber(net::EventLoop& loop, Bounds bounds)
    : loop_(loop), bounds_(bounds), names_(loop), commands_(loop, bounds.commands) {}

HostProber::~HostProber() {
  for (const auto& [id, probe] : probes_) loop_.cancel(probe.timer);
}

void HostProber::probe(const ProbeTarget& target, Duration timeout, Then then) {
  if (const auto* command = std::get_if<ExecTarget>(&target))
    return commands_.probe(*command, timeout, std::move(then));
  std::unique_ptr<NetworkProbe> made;
  if (const auto* grpc = std::get_if<GrpcTarget>(&target))
    made = makeNetworkProbe(loop_, *grpc, timeout);
  else if (const auto* http = std::get_if<HttpTarget>(&target))
    made = makeNetworkProbe(loop_, *http, timeout);
  else
    made = makeNetworkProbe(loop_, std::get<TcpTarget>(target), timeout);
  begin(std::move(made), timeout, std::move(then));
}

void HostProber::begin(std::unique_ptr<NetworkProbe> probe, Duration timeout, Then then) {
  const uint64_t id = ++lastId_;
  probes_.emplace(id, UnderWay{.probe = std::move(probe), .timeout = timeout, .then = std::move(then)});
  if (probes_.size() - waiting_.size() > bounds_.connections) return waiting_.push_back(id);
  launch(id);
}

void HostProber::launch(uint64_t id) {
  UnderWay& one = probes_.at(id);
  one.timer = loop_.after(one.timeout, [this, id] {
    const UnderWay& late = probes_.at(id);
    finish(id, late.probe->late(late.timeout));
  });
  // Probes come and go while a name is looked up; the prober itself outlives its look-ups.
  names_.resolve(one.probe->host(), [this, id](const Result<std::string>& ip) {
    const auto it = probes_.find(id);
    if (it == probes_.end()) return;
    NetworkProbe& probe = *it->second.probe;
    if (!ip) {
      loop_.post([this, watch = std::weak_ptr(alive_), id, result = probe.unresolved(ip.error().message)] {
        if (watch.lock()) finish(id, result);
      });
      return;
    }
    probe.start(*ip, [this, id](ProbeResult result) { finish(id, std::move(result)); });
  });
}

// The probe is calling; it goes when its call is over.
void HostProber::finish(uint64_t id, ProbeResult result) {
  auto node = probes_.extract(id);
  if (node.empty()) return;
  loop_.cancel(node.mapped().timer);
  loop_.post([kept = std::shared_ptr<NetworkProbe>(std::move(node.mapped().probe))] {});
  if (!waiting_.empty()) {
    const uint64_t next = waiting_.front();
    waiting_.pop_front();
    launch(next);
  }
  node.mapped().then(std::move(result));
}

}  // namespace seamark::agent
