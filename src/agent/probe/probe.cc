// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/probe.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace seamark::agent {
namespace {

std::optional<int32_t> portNamed(const api::Container& container, const std::string& name) {
  for (const api::ContainerPort& port : container.ports)
    if (port.name == name) return port.containerPort;
  int32_t number = 0;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

Result<uint16_t> portOf(const api::IntOrString& port, const api::Container& container) {
  const auto number = port.isString ? portNamed(container, port.string) : std::optional(port.number);
  if (!number)
    return Failure(failure(fmt::format("container {} has no port named {}", container.name, port.string)));
  if (*number < 1 || *number > 65535)
    return Failure(failure(fmt::format("invalid port number: {}", *number)));
  return static_cast<uint16_t>(*number);
}

Result<ProbeTarget> httpTarget(const api::HTTPGetAction& action, const api::Container& container,
                               const std::string& podIP) {
  HttpTarget target;
  TRY(target.port, portOf(action.port, container));
  target.tls = action.scheme == "HTTPS";
  target.version = action.protocol == "HTTP2" ? net::HttpVersion::Http2 : net::HttpVersion::Http1;
  target.host = action.host.empty() ? podIP : action.host;
  target.path = action.path.starts_with('/') ? action.path : "/" + action.path;
  target.headers = action.httpHeaders;
  return target;
}

Result<ProbeTarget> tcpTarget(const api::TCPSocketAction& action, const api::Container& container,
                              const std::string& podIP) {
  TRY(const uint16_t port, portOf(action.port, container));
  return TcpTarget{.host = action.host.empty() ? podIP : action.host, .port = port};
}

}  // namespace

std::string_view probeKindName(ProbeKind kind) {
  switch (kind) {
    case ProbeKind::Startup:
      return "Startup";
    case ProbeKind::Readiness:
      return "Readiness";
    case ProbeKind::Liveness:
      return "Liveness";
  }
  std::unreachable();
}

std::string hostAndPort(const std::string& host, uint16_t port) {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

std::string HttpTarget::url() const {
  return fmt::format("{}://{}{}", tls ? "https" : "http", hostAndPort(host, port), path);
}

Result<ProbeTarget> targetOf(const api::Probe& probe, const api::Container& container,
                             const std::string& podIP) {
  const api::ProbeHandler& handler = probe.probeHandler;
  if (handler.exec) return ExecTarget{handler.exec->command};
  if (handler.httpGet) return httpTarget(*handler.httpGet, container, podIP);
  if (handler.tcpSocket) return tcpTarget(*handler.tcpSocket, container, podIP);
  if (!handler.grpc) return Failure(failure("missing probe handler for container " + container.name));
  TRY(const uint16_t port, portOf(api::IntOrString::of(handler.grpc->port), container));
  return GrpcTarget{.tls = handler.grpc->mode == "TLS",
                    .host = podIP,
                    .port = port,
                    .service = handler.grpc->service.value_or("")};
}

}  // namespace seamark::agent
