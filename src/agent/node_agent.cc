// SPDX-License-Identifier: Apache-2.0
#include "agent/node_agent.h"

#include <sys/utsname.h>

#include <algorithm>

#include "api/coordination/lease.h"
#include "api/core/node.h"
#include "base/log.h"

namespace seamark::agent {
namespace {

constexpr const char* kLeaseNamespace = "kube-node-lease";

std::shared_ptr<api::Node> newNode(const NodeAgentConfig& config) {
  auto node = std::make_shared<api::Node>();
  node->metadata.name = config.nodeName;
  node->metadata.labels = {{"kubernetes.io/hostname", config.nodeName}, {"kubernetes.io/os", "linux"}};
  return node;
}

// What a heartbeat of the kubelet says.
void describe(api::NodeStatus& status, const NodeAgentConfig& config, WallTime now) {
  utsname kernel{};
  uname(&kernel);
  status.nodeInfo.kernelVersion = kernel.release;
  status.nodeInfo.operatingSystem = "linux";
  status.nodeInfo.architecture = std::string_view(kernel.machine) == "x86_64" ? "amd64" : kernel.machine;
  status.addresses = {{"InternalIP", config.address}, {"Hostname", config.nodeName}};
  auto ready = std::ranges::find(status.conditions, "Ready", &api::NodeCondition::type);
  if (ready == status.conditions.end()) {
    status.conditions.push_back({.type = "Ready"});
    ready = status.conditions.end() - 1;
  }
  if (ready->status != "True") ready->lastTransitionTime = api::Time::of(now);
  ready->status = "True";
  ready->lastHeartbeatTime = api::Time::of(now);
  ready->reason = "SeamarkReady";
  ready->message = "the seamark agent is running";
}

}  // namespace

struct NodeAgent::Impl : std::enable_shared_from_this<NodeAgent::Impl> {
  Impl(client::Carrier& c, NodeAgentConfig given)
      : carrier(c), config(std::move(given)), retry(config.retryInterval) {}

  client::Carrier& carrier;
  NodeAgentConfig config;
  Duration retry;
  Executor::Timer timer = Executor::Timer::None;
  bool registered = false;

  // A callback that does nothing once the agent has gone.
  template <class F>
  auto guarded(F f) {
    return [weak = weak_from_this(), f = std::move(f)](auto result) {
      if (const auto self = weak.lock()) f(*self, std::move(result));
    };
  }

  void schedule(Duration delay, void (Impl::*step)()) {
    timer = carrier.executor().after(delay, [weak = weak_from_this(), step] {
      if (const auto self = weak.lock()) (self.get()->*step)();
    });
  }

  void again(const Status& why, void (Impl::*step)()) {
    log::warning("The node could not be registered or its lease not renewed",
                 {{"node", config.nodeName}, {"error", why.message}});
    schedule(retry, step);
    retry = std::min(retry * 2, config.renewInterval);
  }

  void findNode() {
    carrier.get(api::kindOf<api::Node>(), "", config.nodeName,
                guarded([](Impl& self, Result<client::ObjectPtr> found) {
                  if (found) return self.writeStatus(api::as<api::Node>(**found));
                  if (!found.error().is("NotFound")) return self.again(found.error(), &Impl::findNode);
                  self.createNode();
                }));
  }

  void createNode() {
    carrier.create(api::kindOf<api::Node>(), newNode(config),
                   guarded([](Impl& self, Result<client::ObjectPtr> made) {
                     if (!made) return self.again(made.error(), &Impl::findNode);
                     self.writeStatus(api::as<api::Node>(**made));
                   }));
  }

  void writeStatus(const api::Node& found) {
    auto node = std::make_shared<api::Node>(found);
    describe(node->status, config, carrier.executor().clock().now());
    carrier.update(api::kindOf<api::Node>(), node, "status",
                   guarded([](Impl& self, Result<client::ObjectPtr> written) {
                     if (!written) return self.again(written.error(), &Impl::findNode);
                     self.findLease();
                   }));
  }

  void findLease() {
    carrier.get(api::kindOf<api::Lease>(), kLeaseNamespace, config.nodeName,
                guarded([](Impl& self, Result<client::ObjectPtr> found) {
                  if (found)
                    return self.renew(std::make_shared<api::Lease>(api::as<api::Lease>(**found)), true);
                  if (!found.error().is("NotFound")) return self.again(found.error(), &Impl::findLease);
                  auto lease = std::make_shared<api::Lease>();
                  lease->metadata.namespace_ = kLeaseNamespace;
                  lease->metadata.name = self.config.nodeName;
                  self.renew(std::move(lease), false);
                }));
  }

  void renew(std::shared_ptr<api::Lease> lease, bool exists) {
    lease->spec.holderIdentity = config.nodeName;
    lease->spec.leaseDurationSeconds =
        static_cast<int32_t>(std::chrono::duration_cast<std::chrono::seconds>(config.leaseDuration).count());
    lease->spec.renewTime = api::MicroTime::of(carrier.executor().clock().now());
    const auto then = guarded([](Impl& self, Result<client::ObjectPtr> written) {
      if (!written) return self.again(written.error(), &Impl::findLease);
      self.retry = self.config.retryInterval;
      self.registered = true;
      self.schedule(self.config.renewInterval, &Impl::findLease);
    });
    if (exists)
      carrier.update(api::kindOf<api::Lease>(), std::move(lease), "", then);
    else
      carrier.create(api::kindOf<api::Lease>(), std::move(lease), then);
  }
};

NodeAgent::NodeAgent(client::Carrier& carrier, NodeAgentConfig config)
    : impl_(std::make_shared<Impl>(carrier, std::move(config))) {}

NodeAgent::~NodeAgent() {
  impl_->carrier.executor().cancel(impl_->timer);
}

void NodeAgent::start() {
  impl_->findNode();
}

bool NodeAgent::registered() const {
  return impl_->registered;
}

}  // namespace seamark::agent
