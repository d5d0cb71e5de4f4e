// HealthServers.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/health.h"

#include <fmt/format.h>

#include <charconv>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

#include "api/scalars.h"
#include "base/log.h"
#include "net/event_loop.h"
#include "net/http_server.h"

namespace seamark::proxy {

namespace {

using net::Headers;
using net::HttpRequest;
using net::HttpResponder;

// "0.0.0.0:10256", "[::]:10256".
std::optional<std::pair<std::string, uint16_t>> hostAndPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  if (host.size() > 1 && host.front() == '[') host = host.substr(1, host.size() - 2);
  return std::pair(std::string(host), port);
}

void answer(HttpResponder& to, int status, std::string_view type, std::string body, Headers extra = {}) {
  extra.add("Content-Type", std::string(type));
  extra.add("X-Content-Type-Options", "nosniff");
  std::vector<Bytes> chunks;
  chunks.emplace_back(std::move(body));
  to.respond(status, std::move(extra), std::move(chunks));
}
constexpr std::string_view kJson = "application/json", kText = "text/plain; charset=utf-8";

std::string timeText(WallTime t) {
  return api::MicroTime::of(t).text();
}

}  // namespace

struct HealthServers::Impl {
  struct CheckServer {
    uint16_t port;
    std::unique_ptr<net::HttpServer> server;
  };

  const Clock& clock;
  Config config;
  std::shared_ptr<Metrics> metrics;
  std::mutex mutex;  // guards `state`, which is replaced whole
  std::shared_ptr<const HealthState> state = std::make_shared<const HealthState>();
  net::EventLoop loop;
  std::map<ServiceName, CheckServer> checks;
  std::unique_ptr<net::HttpServer> healthz, metricsServer;

  Impl(const Clock& c, Config configuration, std::shared_ptr<Metrics> m)
      : clock(c), config(std::move(configuration)), metrics(std::move(m)), loop(c, "proxy-health") {}

  std::shared_ptr<const HealthState> current() {
    const std::lock_guard lock(mutex);
    return state;
  }

  std::unique_ptr<net::HttpServer> listen(const std::string& host, uint16_t port, net::HttpHandler handler) {
    auto server = net::HttpServer::listen({&loop}, host, port, std::nullopt, {}, std::move(handler));
    if (server) return std::move(*server);
    log::warning("Cannot listen for health checks", {{"port", port}, {"error", server.error().message}});
    return nullptr;
  }

  void answerHealth(const HttpRequest& request, HttpResponder& to) {
    const bool livez = request.path == "/livez";
    if (!livez && request.path != "/healthz") return answer(to, 404, kText, "404 page not found\n");
    const auto now = current();
    const bool good = now->healthy && (livez || now->nodeEligible);
    const std::string updated = timeText(now->lastUpdated);
    const std::string family = fmt::format(R"({{"lastUpdated": "{}","healthy": {}}})", updated, now->healthy);
    std::string body =
        fmt::format(R"({{"lastUpdated": "{}","currentTime": "{}",)", updated, timeText(clock.now()));
    if (!livez) body += fmt::format(R"("nodeEligible": {},)", now->nodeEligible);
    body += fmt::format(R"("healthy": {},"status": {{"IPv4": {},"IPv6": {}}}}})", good, family, family);
    metrics->healthAnswered(livez, good ? 200 : 503);
    answer(to, good ? 200 : 503, kJson, std::move(body));
  }

  void answerCheck(const ServiceName& name, HttpResponder& to) {
    const auto now = current();
    const auto it = now->checks.find(name);
    const size_t local = it == now->checks.end() ? 0 : it->second.localReady;
    std::string body = fmt::format(
        "{{\n\t\"service\": {{\n\t\t\"namespace\": \"{}\",\n\t\t\"name\": \"{}\"\n\t}},\n"
        "\t\"localEndpoints\": {},\n\t\"serviceProxyHealthy\": {}\n}}",
        name.ns, name.name, local, now->healthy);
    Headers headers;
    headers.add("X-Load-Balancing-Endpoint-Weight", std::to_string(local));
    answer(to, local > 0 && now->healthy ? 200 : 503, kJson, std::move(body), std::move(headers));
  }

  void answerMetrics(const HttpRequest& request, HttpResponder& to) {
    if (request.path == "/metrics")
      return answer(to, 200, "text/plain; version=0.0.4; charset=utf-8", metrics->text());
    if (request.path == "/healthz") return answer(to, 200, kText, "ok");
    if (request.path == "/proxyMode") return answer(to, 200, kText, config.proxyMode);
    answer(to, 404, kText, "404 page not found\n");
  }

  void openFixed() {
    const auto open = [&](std::unique_ptr<net::HttpServer>& server, const std::string& address,
                          auto handler) {
      const auto where = hostAndPort(address);
      if (server || !where) return;
      server = listen(where->first, where->second, std::move(handler));
    };
    open(healthz, config.healthzBindAddress,
         [this](HttpRequest request, std::shared_ptr<HttpResponder> to) { answerHealth(request, *to); });
    open(metricsServer, config.metricsBindAddress,
         [this](HttpRequest request, std::shared_ptr<HttpResponder> to) { answerMetrics(request, *to); });
  }

  void openChecks(const std::map<ServiceName, HealthCheck>& wanted) {
    std::erase_if(checks, [&](const auto& held) {
      const auto it = wanted.find(held.first);
      return it == wanted.end() || it->second.port != held.second.port;
    });
    for (const auto& [name, check] : wanted) {
      if (checks.contains(name)) continue;
      const auto handler = [this, service = name](HttpRequest, std::shared_ptr<HttpResponder> to) {
        answerCheck(service, *to);
      };
      auto server = listen("::", check.port, handler);
      if (!server) server = listen("0.0.0.0", check.port, handler);  // a host without IPv6
      if (server) checks.emplace(name, CheckServer{check.port, std::move(server)});
    }
  }
};

HealthServers::HealthServers(const Clock& clock, Config config, std::shared_ptr<Metrics> metrics)
    : impl_(std::make_unique<Impl>(clock, std::move(config), std::move(metrics))) {}

HealthServers::~HealthServers() {
  impl_->checks.clear();
  impl_->healthz.reset();
  impl_->metricsServer.reset();
}

void HealthServers::start() {
  impl_->openFixed();
}

void HealthServers::publish(HealthState state) {
  auto next = std::make_shared<const HealthState>(std::move(state));
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->state = next;
  }
  impl_->openFixed();
  impl_->openChecks(next->checks);
}

}  // namespace seamark::proxy
