// SPDX-License-Identifier: Apache-2.0
#include "agent/node/node_agent.h"

#include <algorithm>
#include <utility>

#include "agent/node/node_status.h"
#include "api/coordination/lease.h"
#include "api/core/node.h"
#include "base/log.h"

namespace seamark::agent {
namespace {

constexpr const char* kLeaseNamespace = "kube-node-lease";

std::shared_ptr<api::Node> newNode(const NodeAgentConfig& config) {
  auto node = std::make_shared<api::Node>();
  node->metadata.name = config.nodeName;
  node->metadata.labels = config.labels;
  node->metadata.labels.insert({{"kubernetes.io/hostname", config.nodeName},
                                {"kubernetes.io/os", "linux"},
                                {"kubernetes.io/arch", config.facts().architecture}});
  node->spec.taints = config.taints;
  return node;
}

}  // namespace

struct NodeAgent::Impl : std::enable_shared_from_this<NodeAgent::Impl> {
  using Step = void (Impl::*)();

  client::Carrier& carrier;
  NodeAgentConfig config;
  Duration retry;
  Executor::Timer timer = Executor::Timer::None;
  std::shared_ptr<const api::Lease> lease;  // as written last
  bool registered = false;
  std::string leaving;
  std::function<void()> left;
  SteadyTime renewedAt{}, statusAt{};

  Impl(client::Carrier& c, NodeAgentConfig given)
      : carrier(c), config(std::move(given)), retry(config.retryInterval) {}

  SteadyTime now() const { return carrier.executor().clock().steady(); }

  // A callback that does nothing once the agent has gone.
  template <class F>
  auto guarded(F f) {
    return [weak = weak_from_this(), f = std::move(f)](auto result) {
      if (const auto self = weak.lock()) f(*self, std::move(result));
    };
  }

  void schedule(Duration delay, Step step) {
    carrier.executor().cancel(timer);
    timer = carrier.executor().after(delay, [weak = weak_from_this(), step] {
      if (const auto self = weak.lock()) (self.get()->*step)();
    });
  }

  void again(const Status& why, Step step) {
    log::warning("The node could not be registered or its lease not renewed",
                 {{"node", config.nodeName}, {"error", why.message}});
    schedule(retry, step);
    retry = std::min(retry * 2, config.renewInterval);
  }

  // ---- the Node ----

  // A registered node's Lease must not wait for its status.
  void nodeFailed(const Status& why) {
    if (!registered) return again(why, &Impl::findNode);
    log::warning("The node's status could not be written",
                 {{"node", config.nodeName}, {"error", why.message}});
    statusDone();
  }

  void findNode() {
    carrier.get(api::kindOf<api::Node>(), "", config.nodeName,
                guarded([](Impl& self, Result<client::ObjectPtr> found) {
                  if (found) return self.foundNode(api::as<api::Node>(**found));
                  if (!found.error().is("NotFound")) return self.nodeFailed(found.error());
                  self.createNode();
                }));
  }

  void createNode() {
    carrier.create(api::kindOf<api::Node>(), newNode(config),
                   guarded([](Impl& self, Result<client::ObjectPtr> made) {
                     if (!made) return self.nodeFailed(made.error());
                     self.foundNode(api::as<api::Node>(**made));
                   }));
  }

  void foundNode(const api::Node& found) {
    if (config.onRegistered) config.onRegistered(found.metadata.uid);
    auto node = std::make_shared<api::Node>(found);
    const NodeFacts facts{config.nodeName, config.addresses, config.facts(), leaving};
    node->status = nodeStatusOf(found.status, facts, api::Time::of(carrier.executor().clock().now()));
    const bool due = !registered || now() - statusAt >= config.statusInterval;
    if (!due && !saysSomethingElse(node->status, found.status)) return statusDone();
    carrier.update(api::kindOf<api::Node>(), node, "status",
                   guarded([](Impl& self, Result<client::ObjectPtr> written) {
                     if (!written) return self.nodeFailed(written.error());
                     self.statusAt = self.now();
                     self.statusDone();
                   }));
  }

  // At first the Lease follows; later the next beat does.
  void statusDone() {
    if (const auto then = std::exchange(left, nullptr)) then();
    registered ? schedule(config.renewInterval, &Impl::renew) : renew();
  }

  // ---- the Lease ----

  void renew() {
    if (!lease) return findLease();
    write(std::make_shared<api::Lease>(*lease), true);
  }

  void findLease() {
    carrier.get(api::kindOf<api::Lease>(), kLeaseNamespace, config.nodeName,
                guarded([](Impl& self, Result<client::ObjectPtr> found) {
                  if (found)
                    return self.write(std::make_shared<api::Lease>(api::as<api::Lease>(**found)), true);
                  if (!found.error().is("NotFound")) return self.again(found.error(), &Impl::findLease);
                  auto fresh = std::make_shared<api::Lease>();
                  fresh->metadata.namespace_ = kLeaseNamespace;
                  fresh->metadata.name = self.config.nodeName;
                  self.write(std::move(fresh), false);
                }));
  }

  void write(std::shared_ptr<api::Lease> next, bool exists) {
    next->spec.holderIdentity = config.nodeName;
    next->spec.leaseDurationSeconds =
        static_cast<int32_t>(std::chrono::duration_cast<std::chrono::seconds>(config.leaseDuration).count());
    next->spec.renewTime = api::MicroTime::of(carrier.executor().clock().now());
    const auto then = guarded([](Impl& self, Result<client::ObjectPtr> written) {
      if (!written) {
        self.lease.reset();
        return self.again(written.error(), &Impl::findLease);
      }
      self.lease = std::static_pointer_cast<const api::Lease>(*written);
      self.renewed();
    });
    if (exists)
      carrier.update(api::kindOf<api::Lease>(), std::move(next), "", then);
    else
      carrier.create(api::kindOf<api::Lease>(), std::move(next), then);
  }

  // Each beat looks at the Node too: somebody may have said something else about it, or deleted it.
  void renewed() {
    retry = config.retryInterval;
    renewedAt = now();
    if (std::exchange(registered, true)) return findNode();
    schedule(config.renewInterval, &Impl::renew);
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

SteadyTime NodeAgent::renewedAt() const {
  return impl_->renewedAt;
}

void NodeAgent::leave(const std::string& why, std::function<void()> then) {
  impl_->leaving = why;
  impl_->left = std::move(then);
  impl_->schedule(Duration::zero(), &Impl::findNode);
}

}  // namespace seamark::agent
