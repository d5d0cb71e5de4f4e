// SPDX-License-Identifier: Apache-2.0
#include "agent/health.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace seamark::agent {
namespace {

constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kMetricsText = "text/plain; version=0.0.4; charset=utf-8";

struct Place {
  std::string ip;
  uint16_t port;
};

// "127.0.0.1:10248", "[::1]:10248".
std::optional<Place> placeIn(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, port);
  if (error != std::errc() || stop != end) return std::nullopt;
  std::string ip = text.substr(0, colon);
  if (ip.starts_with('[') && ip.ends_with(']')) ip = ip.substr(1, ip.size() - 2);
  return Place{std::move(ip), port};
}

void answer(net::HttpResponder& to, int status, const char* type, std::string body) {
  std::vector<Bytes> chunks;
  chunks.emplace_back(std::move(body));
  to.respond(status, {{"Content-Type", type}, {"X-Content-Type-Options", "nosniff"}}, std::move(chunks));
}

void serve(const Agent& agent, const std::string& path, net::HttpResponder& to) {
  if (path == "/metrics") return answer(to, 200, kMetricsText, agent.metricsText());
  if (path == "/metrics/probes") return answer(to, 200, kMetricsText, agent.probeMetricsText());
  if (path != "/healthz") return answer(to, 404, kText, "404 page not found\n");
  if (agent.healthy()) return answer(to, 200, kText, "ok");
  answer(to, 503, kText, "the API has not taken the node's Lease for a while; see the agent's log\n");
}

}  // namespace

Result<std::unique_ptr<net::HttpServer>> serveHealth(net::EventLoop& loop, const std::string& address,
                                                     const Agent& agent) {
  const auto place = placeIn(address);
  if (!place)
    return Failure(failure(fmt::format("\"{}\" is not an address such as 127.0.0.1:10248", address)));
  return net::HttpServer::listen(
      {&loop}, place->ip, place->port, std::nullopt, {},
      [&agent](const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to) {
        serve(agent, request.path, *to);
      });
}

}  // namespace seamark::agent
