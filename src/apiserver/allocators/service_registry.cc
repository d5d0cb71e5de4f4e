// SPDX-License-Identifier: Apache-2.0
#include "apiserver/allocators/service_registry.h"

#include <algorithm>
#include <map>
#include <set>

#include "api/field_error.h"

namespace seamark::apiserver {
namespace {

Holder holderOf(const api::Service& service) {
  return {service.metadata.namespace_, service.metadata.name, service.metadata.uid};
}

Status invalidService(const api::Service& service, api::FieldErrors errors) {
  return api::invalidObject("", "Service", service.metadata.name, errors);
}

// `spec.clusterIPs: Invalid value: ["10.96.0.7"]: failed to allocate IP 10.96.0.7: …`
Status addressRefused(const api::Service& service, const std::string& why) {
  std::string shown = "[";
  for (const std::string& ip : service.spec.clusterIPs)
    shown += (shown.size() > 1 ? "," : "") + api::goQuoted(ip);
  return invalidService(service, {api::invalid(api::Path("spec").child("clusterIPs"), shown + "]", why)});
}

Status portRefused(const api::Service& service, size_t index, int32_t port, const std::string& why) {
  const api::Path path = api::Path("spec").child("ports").index(index).child("nodePort");
  return invalidService(service, {api::invalidNumber(path, port, why)});
}

std::set<int32_t> nodePortsOf(const api::Service& service) {
  std::set<int32_t> ports;
  for (const api::ServicePort& port : service.spec.ports)
    if (port.nodePort != 0) ports.insert(port.nodePort);
  return ports;
}

// With the port that its health is asked at.
std::set<int32_t> allPortsOf(const api::Service& service) {
  std::set<int32_t> ports = nodePortsOf(service);
  if (service.spec.healthCheckNodePort != 0) ports.insert(service.spec.healthCheckNodePort);
  return ports;
}

std::set<std::string> addressesOf(const api::Service& service) {
  if (!api::needsClusterIP(service)) return {};
  return {service.spec.clusterIPs.begin(), service.spec.clusterIPs.end()};
}

int32_t requestedFor(int32_t port, const std::vector<api::ServicePort>& ports) {
  for (const api::ServicePort& candidate : ports)
    if (candidate.port == port && candidate.nodePort != 0) return candidate.nodePort;
  return 0;
}

}  // namespace

ServiceRegistry::ServiceRegistry(ServiceRanges ranges) : ranges_(std::move(ranges)) {
  for (const api::Cidr& cidr : ranges_.clusterIps) families_.configured.push_back(cidr.family());
}

// Reserves an address for every family from the `from`-th on: the one that is asked for, or any.
Result<> ServiceRegistry::reserveClusterIps(Reservation& reservation, api::Service& next, size_t from) const {
  const Holder holder = holderOf(next);
  std::vector<std::string>& ips = next.spec.clusterIPs;
  const size_t count = next.spec.ipFamilies.size();
  if (ips.size() < count) ips.resize(count);
  for (size_t i = from; i < count; ++i) {
    if (!ips[i].empty()) {
      const auto address = api::IpAddress::parseLenient(ips[i]);
      if (!address) continue;  // validation refuses it
      if (const auto taken = reserveAddress(reservation, holder, *address); !taken)
        return Failure(
            addressRefused(next, "failed to allocate IP " + ips[i] + ": " + taken.error().message));
    }
  }
  for (size_t i = from; i < count; ++i) {
    if (!ips[i].empty()) continue;
    const auto family = api::familyNamed(next.spec.ipFamilies[i]);
    if (!family) continue;
    const auto address = reserveAnyAddress(reservation, holder, *family);
    if (!address) return Failure(addressRefused(next, "failed to allocate IP: " + address.error().message));
    ips[i] = address->text();
  }
  if (!ips.empty()) next.spec.clusterIP = ips.front();
  return {};
}

// Ports of one number share a node port, whatever their protocol.
Result<> ServiceRegistry::createPorts(Reservation& reservation, api::Service& next) const {
  const Holder holder = holderOf(next);
  std::map<int32_t, int32_t> givenTo;
  std::vector<api::ServicePort>& ports = next.spec.ports;
  for (size_t i = 0; i < ports.size(); ++i) {
    api::ServicePort& port = ports[i];
    if (port.nodePort == 0 && !api::allocatesNodePorts(next)) continue;
    int32_t& given = givenTo[port.port];
    if (given == 0) {
      const int32_t wanted = requestedFor(port.port, ports);
      if (wanted != 0) {
        if (const auto taken = reservePort(reservation, ranges_.nodePorts, holder, wanted); !taken)
          return Failure(portRefused(next, i, wanted, taken.error().message));
        given = wanted;
      } else {
        const auto any = reserveAnyPort(reservation, ranges_.nodePorts, holder);
        if (!any) return Failure(internalError("failed to allocate a nodePort: " + any.error().message));
        given = *any;
      }
      port.nodePort = given;
    } else if (port.nodePort == 0) {
      port.nodePort = given;
    } else if (port.nodePort != given) {
      if (const auto taken = reservePort(reservation, ranges_.nodePorts, holder, port.nodePort); !taken)
        return Failure(portRefused(next, i, port.nodePort, taken.error().message));
    }
  }
  return {};
}

// A port that is new in an update gets a number of its own.
Result<> ServiceRegistry::updatePorts(Reservation& reservation, api::Service& next,
                                      const api::Service& old) const {
  const Holder holder = holderOf(next);
  std::set<int32_t> held = nodePortsOf(old);
  std::set<std::pair<std::string, int32_t>> seen;
  std::vector<api::ServicePort>& ports = next.spec.ports;
  for (size_t i = 0; i < ports.size(); ++i) {
    api::ServicePort& port = ports[i];
    if (port.nodePort == 0 && !api::allocatesNodePorts(next)) continue;
    if (port.nodePort == 0) {
      const auto any = reserveAnyPort(reservation, ranges_.nodePorts, holder);
      if (!any) return Failure(internalError("failed to allocate a nodePort: " + any.error().message));
      port.nodePort = *any;
    } else if (!held.contains(port.nodePort)) {
      if (const auto taken = reservePort(reservation, ranges_.nodePorts, holder, port.nodePort); !taken)
        return Failure(portRefused(next, i, port.nodePort, taken.error().message));
      held.insert(port.nodePort);
    }
    if (!seen.emplace(port.protocol, port.nodePort).second)
      return Failure(
          failure("duplicate nodePort: {" + port.protocol + " " + std::to_string(port.nodePort) + "}"));
  }
  return {};
}

Result<> ServiceRegistry::reserveHealthPort(Reservation& reservation, api::Service& next) const {
  const Holder holder = holderOf(next);
  int32_t& port = next.spec.healthCheckNodePort;
  if (port != 0) {
    if (const auto taken = reservePort(reservation, ranges_.nodePorts, holder, port); !taken)
      return Failure(internalError("failed to allocate requested HealthCheck NodePort " +
                                   std::to_string(port) + ": " + taken.error().message));
    return {};
  }
  const auto any = reserveAnyPort(reservation, ranges_.nodePorts, holder);
  if (!any)
    return Failure(internalError("failed to allocate a HealthCheck NodePort 0: " + any.error().message));
  port = *any;
  return {};
}

Result<> ServiceRegistry::beginCreate(Reservation& reservation, api::Service& next) const {
  api::normalizeClusterIPs(next, nullptr);
  if (auto errors = api::computeFamilies(next, nullptr, families_); !errors.empty())
    return Failure(invalidService(next, std::move(errors)));
  if (api::needsClusterIP(next)) CHECKED(reserveClusterIps(reservation, next, 0));
  if (api::needsNodePort(next)) CHECKED(createPorts(reservation, next));
  if (api::needsHealthCheckNodePort(next)) CHECKED(reserveHealthPort(reservation, next));
  return {};
}

Result<> ServiceRegistry::beginUpdate(Reservation& reservation, api::Service& next,
                                      const api::Service& old) const {
  api::keepAllocatedValues(next, old);
  api::normalizeClusterIPs(next, &old);
  if (auto errors = api::computeFamilies(next, &old, families_); !errors.empty())
    return Failure(invalidService(next, std::move(errors)));
  if (api::needsClusterIP(next)) {
    // Other changes of addresses are refused by validation; nothing is reserved for them.
    const bool fromExternalName = old.spec.type == "ExternalName";
    const bool secondFamily =
        api::needsClusterIP(old) && old.spec.clusterIPs.size() == 1 && next.spec.ipFamilies.size() == 2;
    if (fromExternalName || secondFamily)
      CHECKED(reserveClusterIps(reservation, next, fromExternalName ? 0 : 1));
  }
  if (api::needsNodePort(next)) CHECKED(updatePorts(reservation, next, old));
  if (api::needsHealthCheckNodePort(next) && !api::needsHealthCheckNodePort(old))
    CHECKED(reserveHealthPort(reservation, next));
  return {};
}

void ServiceRegistry::release(Reservation& reservation, const api::Service* next,
                              const api::Service& old) const {
  const Holder holder = holderOf(old);
  const std::set<std::string> keptAddresses = next ? addressesOf(*next) : std::set<std::string>();
  for (const std::string& address : addressesOf(old))
    if (!keptAddresses.contains(address)) releaseAddress(reservation, holder, address);
  const std::set<int32_t> keptPorts = next ? allPortsOf(*next) : std::set<int32_t>();
  for (const int32_t port : allPortsOf(old))
    if (!keptPorts.contains(port)) releasePort(reservation, holder, port);
}

}  // namespace seamark::apiserver
