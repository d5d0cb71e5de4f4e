// One part alone, as a client of any Kubernetes API: controllers, dns, proxy.
// SPDX-License-Identifier: Apache-2.0
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

int runControllers(const Options& options) {
  SystemClock clock;
  SystemRandom random;
  Loops loops(clock);
  auto connection = connectTo(options, loops.control, "kube-controller-manager");
  if (!connection) return fail(connection.error(), kFailed);
  const auto config = controllersConfig(options, connection->access.connection.caPem);
  if (!config) return fail(config.error(), kUsage);
  std::unique_ptr<controllers::Controllers> controllers;
  std::unique_ptr<client::LeaderElection> election;
  const auto begin = [&] {
    controllers = std::make_unique<controllers::Controllers>(*connection->carrier, random, *config);
    controllers->start();
  };
  loops.control.runAndWait([&] {
    if (!options.leaderElect) return begin();
    client::LeaderElectionConfig lease{.name = "kube-controller-manager",
                                       .identity = hostName() + "_" + newUid(random)};
    election = std::make_unique<client::LeaderElection>(*connection->carrier, lease, begin,
                                                        [&] { controllers.reset(); });
    election->start();
  });
  log::info("seamark controllers is ready", {{"api", connection->access.connection.host}});
  notifySystemd("READY=1");
  waitForStop();
  notifySystemd("STOPPING=1");
  endOn(loops.control, controllers, election, connection->carrier);
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
