// SPDX-License-Identifier: Apache-2.0
#include "dns/dns.h"

#include <atomic>
#include <charconv>
#include <future>

#include "base/log.h"
#include "dns/forwarder.h"
#include "routing/feed.h"

namespace seamark::dns {

// The zone is built on the carrier's executor; everything here but `synced` lives there.
struct Dns::Impl {
  Executor& executor;
  std::unique_ptr<DnsServer> server;
  Zone zone;
  std::unique_ptr<routing::RoutingFeed> feed;
  std::atomic<bool> synced{false};

  explicit Impl(Executor& e) : executor(e) {}

  void take(const routing::RoutingBatch& batch) {
    if (batch.complete) zone = Zone{};
    for (const auto& [name, view] : batch.services) zone = withService(zone, name, view);
    for (const auto& [name, there] : batch.namespaces)
      zone.namespaces = there ? zone.namespaces.set(name, true) : zone.namespaces.erase(name);
    zone.synced = true;
    const auto now =
        std::chrono::duration_cast<std::chrono::seconds>(executor.clock().now().time_since_epoch());
    zone.serial = static_cast<uint32_t>(now.count());
    server->publish(std::make_shared<const Zone>(zone));
    if (!batch.fromSnapshot && !synced.exchange(true))
      log::info("DNS answers from the API's objects", {{"services", zone.services.size()}});
  }
};

namespace {

// Runs `task` on the executor and waits: the feed and its informers live there.
void runOn(Executor& executor, const std::function<void()>& task) {
  std::promise<void> done;
  executor.post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

Result<DnsServerConfig> serverConfig(const DnsConfig& config) {
  DnsServerConfig out;
  TRY(out.listen, parseHostPort(config.listen, 53));
  for (const auto& upstream : config.upstreams) {
    TRY(const auto address, parseHostPort(upstream, 53));
    out.upstreams.push_back(address);
  }
  if (config.upstreams.empty())
    for (auto& server : resolvConfServers("/etc/resolv.conf"))
      if (server.text() != out.listen.text()) out.upstreams.push_back(server);
  const auto domain = Name::parse(config.clusterDomain);
  if (!domain || domain->isRoot())
    return Failure(failure("\"" + config.clusterDomain +
                           "\" is not a domain; give --cluster-domain a name such as cluster.local"));
  out.zone.clusterZones = {*domain};
  out.zone.reverseZones = {*Name::parse("in-addr.arpa"), *Name::parse("ip6.arpa")};
  out.zone.ttl = config.ttl;
  return out;
}

}  // namespace

Result<net::SocketAddress> parseHostPort(const std::string& text, uint16_t defaultPort) {
  std::string host = text;
  uint16_t port = defaultPort;
  const size_t colon = text.rfind(':');
  const bool bracketed = text.starts_with('[');
  if (colon != std::string::npos && (bracketed ? text.rfind(']') + 1 == colon : text.find(':') == colon)) {
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + colon + 1, end, port);
    if (error != std::errc{} || at != end) return Failure(failure("\"" + text + "\" is not IP:PORT"));
    host = text.substr(0, colon);
  }
  if (bracketed && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  auto address = net::SocketAddress::parse(host, port);
  if (!address) return Failure(failure("\"" + text + "\" is not IP:PORT"));
  return address;
}

Result<std::unique_ptr<Dns>> Dns::start(client::Carrier& carrier, std::vector<net::EventLoop*> loops,
                                        Random& random, DnsConfig config) {
  TRY(auto forServer, serverConfig(config));
  std::unique_ptr<Dns> dns(new Dns);
  dns->impl_ = std::make_unique<Impl>(carrier.executor());
  TRY(dns->impl_->server, DnsServer::listen(std::move(loops), random, std::move(forServer)));
  runOn(carrier.executor(), [&, impl = dns->impl_.get()] {
    impl->feed = std::make_unique<routing::RoutingFeed>(
        carrier, routing::RoutingFeedOptions{.namespaces = true, .snapshotPath = config.snapshotPath},
        [impl](const routing::RoutingBatch& batch) { impl->take(batch); });
    impl->feed->start();
  });
  return dns;
}

Dns::~Dns() {
  if (impl_ && impl_->feed) runOn(impl_->executor, [this] { impl_->feed.reset(); });
}

bool Dns::synced() const {
  return impl_->synced;
}
uint16_t Dns::port() const {
  return impl_->server->port();
}
DnsCounters Dns::counters() const {
  return impl_->server->counters();
}

}  // namespace seamark::dns
