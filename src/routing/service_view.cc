// ServiceView's few functions.
// SPDX-License-Identifier: Apache-2.0
#include "routing/service_view.h"

#include <algorithm>

namespace seamark::routing {

std::string_view protocolName(Protocol protocol) {
  switch (protocol) {
    case Protocol::Tcp:
      return "TCP";
    case Protocol::Udp:
      return "UDP";
    case Protocol::Sctp:
      return "SCTP";
  }
  return "";
}

std::string_view lowerProtocolName(Protocol protocol) {
  switch (protocol) {
    case Protocol::Tcp:
      return "tcp";
    case Protocol::Udp:
      return "udp";
    case Protocol::Sctp:
      return "sctp";
  }
  return "";
}

std::optional<Protocol> protocolNamed(std::string_view name) {
  if (name.empty() || name == "TCP") return Protocol::Tcp;
  if (name == "UDP") return Protocol::Udp;
  if (name == "SCTP") return Protocol::Sctp;
  return std::nullopt;
}

bool ServiceView::externallyReachable() const {
  return !externalIPs.empty() ||
         std::any_of(ingress.begin(), ingress.end(), [](const IngressAddress& i) { return !i.proxied; }) ||
         std::any_of(ports.begin(), ports.end(), [](const ServicePort& p) { return p.nodePort != 0; });
}

}  // namespace seamark::routing
