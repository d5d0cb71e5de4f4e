// SPDX-License-Identifier: Apache-2.0
#include "controllers/mirroring/plan.h"

#include <algorithm>
#include <map>
#include <utility>

#include "api/ip.h"
#include "controllers/subsets.h"
#include "controllers/well_known.h"

namespace seamark::controllers::mirroring {

namespace {

// The endpoints of one slice: ports, then family.
using Groups = std::map<Ports, std::map<api::IpFamily, std::vector<api::Endpoint>>, PortsOrder>;

Ports portsOf(const api::EndpointSubset& subset) {
  Ports ports;
  for (const api::EndpointPort& port : subset.ports)
    ports.push_back(
        {.name = port.name, .protocol = port.protocol, .port = port.port, .appProtocol = port.appProtocol});
  return sortedPorts(std::move(ports));
}

api::Endpoint endpointOf(const api::EndpointAddress& address, const api::IpAddress& ip, bool ready) {
  api::Endpoint endpoint;
  endpoint.addresses = {ip.text()};
  endpoint.conditions.ready = ready;
  if (!address.hostname.empty()) endpoint.hostname = address.hostname;
  endpoint.targetRef = address.targetRef;
  endpoint.nodeName = address.nodeName;
  return endpoint;
}

// Ready addresses first; both families count together.
void addSubset(const api::EndpointSubset& subset, size_t most, Groups& groups, Plan& plan) {
  const Ports ports = portsOf(subset);
  size_t added = 0;
  const auto add = [&](const std::vector<api::EndpointAddress>& addresses, bool ready) {
    for (const api::EndpointAddress& address : addresses) {
      const auto ip = api::IpAddress::parseLenient(address.ip);
      if (!ip) {
        ++plan.invalid;
      } else if (added == most) {
        ++plan.skipped;
      } else {
        groups[ports][ip->family()].push_back(endpointOf(address, *ip, ready));
        ++added;
      }
    }
  };
  add(subset.addresses, true);
  add(subset.notReadyAddresses, false);
}

api::EndpointSlice wantedSlice(const api::Endpoints& endpoints, api::IpFamily family, const Ports& ports,
                               std::vector<api::Endpoint> members) {
  api::EndpointSlice slice = newSlice(endpoints, "Endpoints", std::string(api::familyName(family)));
  slice.metadata.labels = endpoints.metadata.labels;
  slice.metadata.labels[kServiceName] = endpoints.metadata.name;
  slice.metadata.labels[kSliceManagedBy] = kMirroringController;
  slice.metadata.annotations = endpoints.metadata.annotations;
  slice.metadata.annotations.erase(kTriggerTime);
  slice.metadata.annotations.erase(kLastApplied);
  slice.ports = ports;
  slice.endpoints = std::move(members);
  return slice;
}

bool saysTheSame(const api::EndpointSlice& slice, const api::EndpointSlice& wanted) {
  return slice.endpoints == wanted.endpoints && slice.metadata.labels == wanted.metadata.labels &&
         slice.metadata.annotations == wanted.metadata.annotations &&
         slice.metadata.ownerReferences == wanted.metadata.ownerReferences;
}

}  // namespace

bool isMirrored(const api::Endpoints& endpoints) {
  const auto& labels = endpoints.metadata.labels;
  const auto is = [&](const std::string& label, const std::string& value) {
    auto it = labels.find(label);
    return it != labels.end() && it->second == value;
  };
  return !endpoints.metadata.annotations.contains(kLeader) && !is(kSkipMirror, "true") &&
         !is(kEndpointsManagedBy, kEndpointsController);
}

Plan plan(const api::Service* service, const api::Endpoints* endpoints, const std::vector<SlicePtr>& existing,
          size_t maxPerSubset) {
  Plan plan;
  Groups groups;
  if (service && endpoints && service->spec.selector.empty() && isMirrored(*endpoints))
    for (const api::EndpointSubset& subset : repackSubsets(endpoints->subsets))
      addSubset(subset, maxPerSubset, groups, plan);
  std::vector<SlicePtr> rest = existing;
  std::vector<api::EndpointSlice> creates, updates;
  for (auto& [ports, families] : groups)
    for (auto& [family, members] : families) {
      api::EndpointSlice wanted = wantedSlice(*endpoints, family, ports, std::move(members));
      auto match = std::find_if(rest.begin(), rest.end(), [&](const SlicePtr& slice) {
        return slice->addressType == wanted.addressType && sortedPorts(slice->ports) == wanted.ports;
      });
      if (match == rest.end()) {
        creates.push_back(std::move(wanted));
        continue;
      }
      if (!saysTheSame(**match, wanted)) {
        wanted.metadata.name = (*match)->metadata.name;
        wanted.metadata.uid = (*match)->metadata.uid;
        wanted.metadata.resourceVersion = (*match)->metadata.resourceVersion;
        wanted.metadata.generateName.clear();  // upstream writes a new object under the old name
        wanted.metadata.finalizers = (*match)->metadata.finalizers;
        updates.push_back(std::move(wanted));
      }
      rest.erase(match);
    }
  reuseSlices(creates, rest, updates);
  plan.changes = changesOf(std::move(creates), std::move(updates), rest);
  return plan;
}

}  // namespace seamark::controllers::mirroring
