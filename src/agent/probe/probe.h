// A probe as data: what is to be asked, and what the answer was. How it is asked: prober.h; when, and what
// follows from the answers: worker.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/core/container.h"
#include "base/result.h"
#include "net/http_client.h"

namespace seamark::agent {

enum class ProbeKind : uint8_t { Startup, Readiness, Liveness };
inline constexpr ProbeKind kProbeKinds[] = {ProbeKind::Startup, ProbeKind::Readiness, ProbeKind::Liveness};
std::string_view probeKindName(ProbeKind kind);  // "Readiness", as Events and metrics say it

// Warning counts as success and is told in an Event. Unknown: the probe itself could not be made; it says
// nothing about the container.
enum class Outcome : uint8_t { Success, Warning, Failure, Unknown };

struct ProbeResult {
  Outcome outcome;
  std::string output;  // of the server or the command, or what went wrong; at most kProbeOutput bytes
  bool operator==(const ProbeResult&) const = default;
};

// How much of an answer is read (the kubelet's bound).
inline constexpr size_t kProbeOutput = 10 * 1024;

struct HttpTarget {
  bool tls = false;
  net::HttpVersion version = net::HttpVersion::Http1;
  std::string host;
  uint16_t port = 0;
  std::string path;  // with the query; begins with a slash
  std::vector<api::HTTPHeader> headers;

  std::string url() const;  // "http://10.0.0.1:8080/healthz"
  bool operator==(const HttpTarget&) const = default;
};

struct TcpTarget {
  std::string host;
  uint16_t port = 0;
  bool operator==(const TcpTarget&) const = default;
};

struct GrpcTarget {
  bool tls = false;
  std::string host;
  uint16_t port = 0;
  std::string service;
  bool operator==(const GrpcTarget&) const = default;
};

struct ExecTarget {
  std::vector<std::string> command;
  bool operator==(const ExecTarget&) const = default;
};

using ProbeTarget = std::variant<HttpTarget, TcpTarget, GrpcTarget, ExecTarget>;

// What `probe` of `container` asks in a Pod with this address. The error says which port or action is wrong.
Result<ProbeTarget> targetOf(const api::Probe& probe, const api::Container& container,
                             const std::string& podIP);

// "[fd00::1]:80": host and port as they stand in URLs and messages.
std::string hostAndPort(const std::string& host, uint16_t port);

}  // namespace seamark::agent
