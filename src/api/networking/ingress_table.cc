// The columns of Ingress.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "api/networking/ingress.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Class", "The IngressClass whose controller serves it."),
    textColumn("Hosts", "The hosts that its rules name; the first three."),
    textColumn("Address", "Where the controller serves it."),
    textColumn("Ports", "80, and 443 when TLS is configured."),
    kAgeColumn,
};

std::string hostsText(const std::vector<IngressRule>& rules) {
  constexpr size_t kShown = 3;
  std::vector<std::string> hosts;
  bool more = false;
  for (const IngressRule& rule : rules) {
    if (hosts.size() == kShown) {
      more = true;  // upstream counts rules here, with a host or without
    } else if (!rule.host.empty()) {
      hosts.push_back(rule.host);
    }
  }
  if (hosts.empty()) return "*";
  return more ? fmt::format("{} + {} more...", joined(hosts), rules.size() - kShown) : joined(hosts);
}

std::string addressText(const Ingress& ingress) {
  std::set<std::string> addresses;
  for (const IngressLoadBalancerIngress& at : ingress.status.loadBalancer.ingress) {
    const std::string& address = at.ip.empty() ? at.hostname : at.ip;
    if (!address.empty()) addresses.insert(address);
  }
  return joined({addresses.begin(), addresses.end()});
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& ingress = as<Ingress>(object);
  return {textCell(ingress.metadata.name),
          textCell(ingress.spec.ingressClassName ? *ingress.spec.ingressClassName : std::string(kNone)),
          textCell(hostsText(ingress.spec.rules)),
          textCell(addressText(ingress)),
          textCell(ingress.spec.tls.empty() ? "80" : "80, 443"),
          ageCell(ingress, now)};
}

}  // namespace

TableSpec ingressTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
