// One part alone, as a client of any Kubernetes API: controllers, dns, proxy.
// SPDX-License-Identifier: Apache-2.0
#include <prometheus/gauge.h>

#include <future>
#include <optional>

#include "base/log.h"
#include "client/api_requests.h"
#include "client/https_carrier.h"
#include "client/kubeconfig.h"
#include "cmd/seamark/commands.h"
#include "cmd/seamark/configs.h"
#include "cmd/seamark/connection.h"
#include "cmd/seamark/elected_controllers.h"
#include "cmd/seamark/loops.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {

Result<Connection> connectTo(const Options& options, net::EventLoop& loop, const char* userAgent,
                             client::Metrics* metrics) {
  TRY(auto access, client::findClusterAccess(options.kubeconfig, client::processEnvironment()));
  client::HttpsCarrier::Options carrierOptions;
  carrierOptions.userAgent = userAgent;
  carrierOptions.metrics = metrics;
  TRY(auto carrier, client::HttpsCarrier::make(loop, access, carrierOptions));
  return Connection{std::move(access), std::move(carrier)};
}

namespace {

constexpr Duration kReviewTimeout = std::chrono::seconds(10);
constexpr Duration kReleasePatience = std::chrono::seconds(2);
constexpr const char* kControllersAgent = "kube-controller-manager";

// Null when the port is not wanted.
Result<std::unique_ptr<SecurePort>> openControllersPort(const Options& options, net::EventLoop& loop,
                                                        const Connection& connection,
                                                        const ElectedControllers& elected,
                                                        client::Metrics& metrics) {
  if (options.controllersSecurePort == 0) return nullptr;
  TRY(const auto config, securePortConfig(options));
  TRY(auto api,
      client::ApiRequests::make(loop, connection.access, kControllersAgent, kReviewTimeout, &metrics));
  std::vector<HealthCheck> checks{
      {.name = "ping", .onlyReady = false, .good = [] { return true; }},
      {.name = "leaderElection", .onlyReady = false, .good = [&elected] { return elected.healthy(); }},
      {.name = "informer-sync", .onlyReady = true, .good = [&elected] { return elected.synced(); }}};
  return SecurePort::open(loop, config, std::move(checks), metrics, std::move(api));
}

// Runs until told to stop, then lets the Lease go.
void runElected(net::EventLoop& loop, ElectedControllers& elected) {
  notifySystemd("READY=1");
  waitForStop();
  notifySystemd("STOPPING=1");
  const auto released = std::make_shared<std::promise<void>>();
  loop.runAndWait([&] { elected.release([released] { released->set_value(); }); });
  released->get_future().wait_for(kReleasePatience);
}

}  // namespace

int runControllers(const Options& options) {
  if (const auto known = controllers::Controllers::check(options.controllers); !known)
    return fail(known.error(), kUsage);
  SystemClock clock;
  SystemRandom random;
  client::Metrics metrics;
  metrics.gauge("process_start_time_seconds", "When the process started")
      .Set(std::chrono::duration<double>(clock.now().time_since_epoch()).count());
  Loops loops(clock);
  auto lease = leaderElectionConfig(options);
  if (!lease) return fail(lease.error(), kUsage);
  const auto signer = tokenSigner(options);
  if (!signer) return fail(signer.error(), kUsage);
  lease->identity = hostName() + "_" + newUid(random);
  auto connection = connectTo(options, loops.control, kControllersAgent, &metrics);
  if (!connection) return fail(connection.error(), kFailed);
  auto config = controllersConfig(options, connection->access.connection.caPem);
  if (!config) return fail(config.error(), kUsage);
  config->metrics = &metrics;
  config->signToken = *signer;
  std::unique_ptr<ElectedControllers> elected;
  loops.control.runAndWait([&] {
    elected = std::make_unique<ElectedControllers>(
        *connection->carrier, random, *config, options.leaderElect ? std::optional(*lease) : std::nullopt);
  });
  auto port = openControllersPort(options, loops.control, *connection, *elected, metrics);
  if (port) {
    log::info("seamark controllers is ready",
              {{"api", connection->access.connection.host}, {"port", *port ? (*port)->port() : 0}});
    runElected(loops.control, *elected);
    port->reset();
  }
  endOn(loops.control, elected, connection->carrier);
  return port ? kGood : fail(port.error(), kFailed);
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
