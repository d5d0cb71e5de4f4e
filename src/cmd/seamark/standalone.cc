// One part alone, as a client of any Kubernetes API: controllers, dns, proxy.
// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <optional>

#include "base/log.h"
#include "client/https_carrier.h"
#include "client/kubeconfig.h"
#include "client/leader_election.h"
#include "cmd/seamark/commands.h"
#include "cmd/seamark/configs.h"
#include "cmd/seamark/loops.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {
namespace {

struct Connection {
  client::ClusterAccess access;
  std::unique_ptr<client::HttpsCarrier> carrier;
};

Result<Connection> connectTo(const Options& options, net::EventLoop& loop, const char* userAgent) {
  TRY(auto access, client::findClusterAccess(options.kubeconfig, client::processEnvironment()));
  client::HttpsCarrier::Options carrierOptions;
  carrierOptions.userAgent = userAgent;
  TRY(auto carrier, client::HttpsCarrier::make(loop, access, carrierOptions));
  return Connection{std::move(access), std::move(carrier)};
}

// What lives on the control loop ends there, and before the loop does.
template <class... Parts>
void endOn(net::EventLoop& loop, Parts&... parts) {
  loop.runAndWait([&] { (parts.reset(), ...); });
}

}  // namespace

namespace {

// The controllers, running only while the Lease is ours. Lives on the control loop.
class ElectedControllers {
 public:
  ElectedControllers(client::Carrier& carrier, Random& random, controllers::ControllersConfig config,
                     bool elect)
      : carrier_(carrier), random_(random), config_(std::move(config)) {
    elect ? stand() : begin();
  }

  // Gives the Lease up, so that another process need not wait for it.
  void release(std::function<void()> then) {
    controllers_.reset();
    if (!election_ || !election_->leading()) return then();
    election_->release(std::move(then));
  }

 private:
  void stand() {
    client::LeaderElectionConfig lease;
    lease.identity = hostName() + "_" + newUid(random_);
    election_ = std::make_unique<client::LeaderElection>(
        carrier_, random_, lease, client::LeaderElection::Callbacks{[this] { begin(); }, [this] { lost(); }});
    election_->start();
  }
  void begin() {
    controllers_ = std::make_unique<controllers::Controllers>(carrier_, random_, config_);
    controllers_->start();
  }
  // Not inside the election's own call: it is replaced.
  void lost() {
    controllers_.reset();
    carrier_.executor().post([alive = std::weak_ptr(alive_), this] {
      if (alive.lock()) stand();
    });
  }

  client::Carrier& carrier_;
  Random& random_;
  controllers::ControllersConfig config_;
  std::unique_ptr<client::LeaderElection> election_;
  std::unique_ptr<controllers::Controllers> controllers_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

constexpr Duration kReleasePatience = std::chrono::seconds(2);

}  // namespace

int runControllers(const Options& options) {
  if (const auto known = controllers::Controllers::check(options.controllers); !known)
    return fail(known.error(), kUsage);
  SystemClock clock;
  SystemRandom random;
  Loops loops(clock);
  auto connection = connectTo(options, loops.control, "kube-controller-manager");
  if (!connection) return fail(connection.error(), kFailed);
  const auto config = controllersConfig(options, connection->access.connection.caPem);
  if (!config) return fail(config.error(), kUsage);
  std::unique_ptr<ElectedControllers> elected;
  loops.control.runAndWait([&] {
    elected =
        std::make_unique<ElectedControllers>(*connection->carrier, random, *config, options.leaderElect);
  });
  log::info("seamark controllers is ready", {{"api", connection->access.connection.host}});
  notifySystemd("READY=1");
  waitForStop();
  notifySystemd("STOPPING=1");
  const auto released = std::make_shared<std::promise<void>>();
  loops.control.runAndWait([&] { elected->release([released] { released->set_value(); }); });
  released->get_future().wait_for(kReleasePatience);
  endOn(loops.control, elected, connection->carrier);
  return kGood;
}

int runDns(const Options& options) {
  SystemClock clock;
  SystemRandom random;
  Loops loops(clock);
  auto connection = connectTo(options, loops.control, "seamark-dns");
  if (!connection) return fail(connection.error(), kFailed);
  auto dns = dns::Dns::start(*connection->carrier, loops.all(), random, dnsConfig(options));
  if (!dns) {
    endOn(loops.control, connection->carrier);
    return fail(dns.error(), kFailed);
  }
  log::info("seamark dns is ready", {{"listen", options.dnsListen}});
  notifySystemd("READY=1");
  waitForStop();
  notifySystemd("STOPPING=1");
  dns->reset();
  endOn(loops.control, connection->carrier);
  return kGood;
}

int runProxy(const Options& options) {
  const auto config = proxyConfig(options);
  if (!config) return fail(config.error(), kUsage);
  if (options.cleanup) {
    const auto cleaned = proxy::Proxy::cleanup();
    return cleaned ? kGood : fail(cleaned.error(), kFailed);
  }
  SystemClock clock;
  Loops loops(clock);
  auto connection = connectTo(options, loops.control, "kube-proxy");
  if (!connection) return fail(connection.error(), kFailed);
  std::unique_ptr<proxy::Proxy> proxy;
  std::optional<Status> why;
  loops.control.runAndWait([&] {
    auto made = proxy::Proxy::make(*connection->carrier, loops.control, *config);
    if (!made) {
      why = made.error();
      return;
    }
    proxy = std::move(*made);
    proxy->start();
  });
  if (!why) {
    log::info("seamark proxy is ready", {{"node", config->nodeName}});
    notifySystemd("READY=1");
    waitForStop();
    notifySystemd("STOPPING=1");
  }
  endOn(loops.control, proxy, connection->carrier);
  return why ? fail(*why, kFailed) : kGood;
}

}  // namespace seamark::cmd
