// Looking a name up in the zone. The forms of names and what each finds: DNS specification 1.1, section 2,
// and what CoreDNS adds to it (endpoint names below cluster IP Services, ports without underscores).
// SPDX-License-Identifier: Apache-2.0
#include "dns/lookup.h"

#include <algorithm>

namespace seamark::dns {
namespace {

using routing::IpAddress;
using routing::ServiceName;
using routing::ServiceView;

struct Request {
  std::string_view endpoint, port, protocol, service, ns;
  bool portAsked = false;
};

std::string_view withoutUnderscore(std::string_view label) {
  return label.starts_with('_') ? label.substr(1) : label;
}

bool sameLabel(std::string_view lower, std::string_view name) {
  return std::ranges::equal(lower, name,
                            [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

// An empty part of the question matches every port.
bool matches(const Request& request, std::string_view portName, routing::Protocol protocol) {
  return (request.port.empty() || sameLabel(request.port, portName)) &&
         (request.protocol.empty() || request.protocol == routing::lowerProtocolName(protocol));
}

Name serviceName(const ServiceView& view, const Name& zoneName) {
  return Name::ofLabels({view.name.name, view.name.ns, "svc"}, zoneName).value_or(zoneName);
}

void findEndpoints(const ServiceEntry& entry, const Request& request, const Name& zoneName, Lookup& result) {
  for (const auto& endpoint : entry.endpoints) {
    if (!request.endpoint.empty() && !sameLabel(request.endpoint, endpoint.label)) continue;
    const auto owner =
        Name::ofLabels({endpoint.label, entry.view->name.name, entry.view->name.ns, "svc"}, zoneName);
    if (!owner) continue;
    if (endpoint.slice->ports.empty() && !request.portAsked) {
      result.found.push_back({endpoint.address, 0, false, *owner});
    }
    for (const auto& port : endpoint.slice->ports)
      if (matches(request, port.name, port.protocol))
        result.found.push_back({endpoint.address, port.number, true, *owner});
  }
}

void findClusterIPs(const ServiceView& view, const Request& request, const Name& zoneName, Lookup& result) {
  const Name owner = serviceName(view, zoneName);
  for (const auto& port : view.ports) {
    if (!matches(request, port.name, port.protocol)) continue;
    for (const auto& address : view.clusterIPs) result.found.push_back({address, port.port, true, owner});
  }
}

Lookup findService(const Zone& zone, const Request& request, const Name& zoneName) {
  Lookup result;
  const auto* entry = zone.services.find(std::string(request.ns) + "/" + std::string(request.service));
  if (!entry) return result;
  const ServiceView& view = *(*entry)->view;
  if (view.type == routing::ServiceType::ExternalName) {
    if (request.endpoint.empty() && !request.portAsked) result.alias = Name::parse(view.externalName);
    if (result.alias) result.what = Lookup::What::Found;
    return result;
  }
  if (view.headless || !request.endpoint.empty())
    findEndpoints(**entry, request, zoneName, result);
  else
    findClusterIPs(view, request, zoneName, result);
  if (!result.found.empty()) result.what = Lookup::What::Found;
  return result;
}

std::optional<IpAddress> podAddress(std::string_view label) {
  std::string text(label);
  if (std::ranges::count(text, '-') == 3 && text.find("--") == std::string::npos) {
    std::ranges::replace(text, '-', '.');
  } else {
    std::ranges::replace(text, '-', ':');
  }
  return IpAddress::parse(text);
}

Lookup findPod(const ZoneOptions& options, const std::vector<std::string_view>& labels,
               const Name& zoneName) {
  Lookup result;
  if (options.pods == PodNames::Disabled || labels.size() != 3) return result;
  const auto address = podAddress(labels[0]);
  if (!address) return result;
  result.what = Lookup::What::Found;
  result.found.push_back(
      {*address, 0, true, *Name::ofLabels(labels, zoneName)});  // SRV too: port 0, as CoreDNS
  return result;
}

std::optional<IpAddress> addressOfReverseV4(const std::vector<std::string_view>& labels) {
  if (labels.size() != 4) return std::nullopt;
  std::string text;
  for (auto label = labels.rbegin(); label != labels.rend(); ++label)
    text.append(text.empty() ? "" : ".").append(*label);
  return IpAddress::parse(text);
}

std::optional<IpAddress> addressOfReverseV6(const std::vector<std::string_view>& labels) {
  if (labels.size() != 32) return std::nullopt;
  std::string text;
  for (size_t i = 0; i < 32; ++i) {
    const auto label = labels[31 - i];
    if (label.size() != 1) return std::nullopt;
    if (i > 0 && i % 4 == 0) text += ':';
    text += label;
  }
  return IpAddress::parse(text);
}

}  // namespace

Lookup lookUp(const Zone& zone, const ZoneOptions& options, const std::vector<std::string_view>& labels,
              const Name& zoneName) {
  Lookup noData;
  noData.what = Lookup::What::NoData;
  if (labels.empty()) return noData;
  const bool pods = labels.back() == "pod";
  if (!pods && labels.back() != "svc") return {};
  if (labels.size() == 1) return noData;
  Request request{.ns = labels[labels.size() - 2]};
  if (!zone.namespaces.find(request.ns)) return {};
  if (labels.size() == 2) return noData;
  if (pods) return findPod(options, labels, zoneName);
  request.service = labels[labels.size() - 3];
  if (labels.size() == 4) request.endpoint = labels[0];
  if (labels.size() == 5) {
    request.port = withoutUnderscore(labels[0]);
    request.protocol = withoutUnderscore(labels[1]);
    request.portAsked = true;
  }
  if (labels.size() > 5) return {};
  return findService(zone, request, zoneName);
}

std::vector<Name> namesOfAddress(const Zone& zone, const Name& reverseName, const Name& clusterZone) {
  static const Name kV4 = *Name::parse("in-addr.arpa");
  static const Name kV6 = *Name::parse("ip6.arpa");
  std::optional<IpAddress> address;
  if (reverseName.isWithin(kV4)) address = addressOfReverseV4(reverseName.labelsBelow(kV4));
  if (reverseName.isWithin(kV6)) address = addressOfReverseV6(reverseName.labelsBelow(kV6));
  std::vector<Name> names;
  if (!address) return names;
  const auto* entry = zone.reverse.find(addressBytes(*address));
  if (!entry) return names;
  const auto add = [&](std::optional<Name> name) {
    if (name) names.push_back(std::move(*name));
  };
  if (!(*entry)->services.empty()) {
    const ServiceName& first = (*entry)->services.front();
    add(Name::ofLabels({first.name, first.ns, "svc"}, clusterZone));
    return names;
  }
  for (const auto& endpoint : (*entry)->endpoints)
    add(Name::ofLabels({endpoint.label, endpoint.service.name, endpoint.service.ns, "svc"}, clusterZone));
  return names;
}

}  // namespace seamark::dns
