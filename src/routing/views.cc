// API objects to views.
// SPDX-License-Identifier: Apache-2.0
#include "routing/views.h"

#include <algorithm>
#include <limits>

namespace seamark::routing {

namespace {

constexpr std::string_view kServiceNameLabel = "kubernetes.io/service-name";
constexpr std::string_view kHeadlessLabel = "service.kubernetes.io/headless";
constexpr std::string_view kProxyNameLabel = "service.kubernetes.io/service-proxy-name";
constexpr std::string_view kZoneLabel = "topology.kubernetes.io/zone";
constexpr std::string_view kLastChangeAnnotation = "endpoints.kubernetes.io/last-change-trigger-time";
constexpr std::string_view kAutoscalerTaint = "ToBeDeletedByClusterAutoscaler";
constexpr std::chrono::seconds kDefaultAffinity{10800};

using Labels = std::map<std::string, std::string>;

const std::string* valueOf(const Labels& labels, std::string_view key) {
  const auto it = labels.find(std::string(key));
  return it == labels.end() ? nullptr : &it->second;
}

uint16_t portNumber(int32_t number) {
  return number > 0 && number <= std::numeric_limits<uint16_t>::max() ? static_cast<uint16_t>(number) : 0;
}

ServiceType typeNamed(std::string_view name) {
  if (name == "NodePort") return ServiceType::NodePort;
  if (name == "LoadBalancer") return ServiceType::LoadBalancer;
  if (name == "ExternalName") return ServiceType::ExternalName;
  return ServiceType::ClusterIP;
}

std::vector<IpAddress> addressesOf(const std::vector<std::string>& texts) {
  std::vector<IpAddress> addresses;
  for (const std::string& text : texts)
    if (const auto address = IpAddress::parseLenient(text)) addresses.push_back(*address);
  return addresses;
}

std::vector<Cidr> rangesOf(const std::vector<std::string>& texts) {
  std::vector<Cidr> ranges;
  for (const std::string& text : texts) {
    const size_t from = text.find_first_not_of(" \t"), to = text.find_last_not_of(" \t");
    if (from == std::string::npos) continue;
    if (const auto range = Cidr::parseLenient(std::string_view(text).substr(from, to - from + 1)))
      ranges.push_back(*range);
  }
  return ranges;
}

std::vector<ServicePort> portsOf(const api::ServiceSpec& spec, ServiceType type) {
  std::vector<ServicePort> ports;
  const bool nodePorts = type == ServiceType::NodePort || type == ServiceType::LoadBalancer;
  for (const api::ServicePort& p : spec.ports) {
    const auto protocol = protocolNamed(p.protocol);
    if (!protocol) continue;
    ports.push_back({p.name, *protocol, portNumber(p.port), nodePorts ? portNumber(p.nodePort) : uint16_t{0},
                     p.appProtocol.value_or("")});
  }
  return ports;
}

std::optional<std::chrono::seconds> affinityOf(const api::ServiceSpec& spec) {
  if (spec.sessionAffinity != "ClientIP") return std::nullopt;
  if (spec.sessionAffinityConfig && spec.sessionAffinityConfig->clientIP &&
      spec.sessionAffinityConfig->clientIP->timeoutSeconds)
    return std::chrono::seconds(*spec.sessionAffinityConfig->clientIP->timeoutSeconds);
  return kDefaultAffinity;
}

std::optional<int64_t> triggerTime(const api::ObjectMeta& metadata) {
  const std::string* text = valueOf(metadata.annotations, kLastChangeAnnotation);
  const auto time = text ? api::Time::parse(*text) : std::nullopt;
  if (!time || !time->seconds) return std::nullopt;
  return *time->seconds * 1000 + time->nanos / 1'000'000;
}

SliceEndpoint endpointOf(const api::Endpoint& e, const IpAddress& address) {
  SliceEndpoint view;
  view.address = address;
  view.ready = e.conditions.ready.value_or(true);
  view.serving = e.conditions.serving.value_or(view.ready);
  view.terminating = e.conditions.terminating.value_or(false);
  view.nodeName = e.nodeName.value_or("");
  view.zone = e.zone.value_or("");
  view.hostname = e.hostname.value_or("");
  if (e.hints) {
    for (const api::ForZone& zone : e.hints->forZones) view.forZones.push_back(zone.name);
    for (const api::ForNode& node : e.hints->forNodes) view.forNodes.push_back(node.name);
  }
  return view;
}

void addAddresses(const api::Node& node, std::string_view type, std::vector<IpAddress>& into) {
  for (const api::NodeAddress& a : node.status.addresses)
    if (a.type == type)
      if (const auto address = IpAddress::parseLenient(a.address)) into.push_back(*address);
}

}  // namespace

ServiceView viewOf(const api::Service& service) {
  const api::ServiceSpec& spec = service.spec;
  ServiceView view;
  view.name = {service.metadata.namespace_, service.metadata.name};
  view.type = typeNamed(spec.type);
  view.headless = view.type != ServiceType::ExternalName && spec.clusterIP == "None";
  view.leftToAnotherProxy = valueOf(service.metadata.labels, kProxyNameLabel) != nullptr;
  if (view.type == ServiceType::ExternalName) {
    view.externalName = spec.externalName;
  } else {
    view.clusterIPs = addressesOf(spec.clusterIPs);
    if (view.clusterIPs.empty()) view.clusterIPs = addressesOf({spec.clusterIP});
  }
  for (const std::string& name : spec.ipFamilies)
    if (const auto family = api::familyNamed(name)) view.ipFamilies.push_back(*family);
  view.ports = portsOf(spec, view.type);
  view.externalIPs = addressesOf(spec.externalIPs);
  for (const api::LoadBalancerIngress& ingress : service.status.loadBalancer.ingress) {
    const auto address = IpAddress::parseLenient(ingress.ip);
    if (view.type == ServiceType::LoadBalancer && address)
      view.ingress.push_back({*address, ingress.ipMode == std::optional<std::string>("Proxy")});
  }
  view.loadBalancerSourceRanges = rangesOf(spec.loadBalancerSourceRanges);
  view.internalLocal = spec.internalTrafficPolicy == std::optional<std::string>("Local");
  view.externalLocal = spec.externalTrafficPolicy == "Local";
  view.clientIpAffinity = affinityOf(spec);
  view.healthCheckNodePort = portNumber(spec.healthCheckNodePort);
  view.publishNotReadyAddresses = spec.publishNotReadyAddresses;
  return view;
}

std::optional<OwnedSlice> viewOf(const api::EndpointSlice& slice) {
  const auto family = api::familyNamed(slice.addressType);
  const std::string* owner = valueOf(slice.metadata.labels, kServiceNameLabel);
  if (!family || !owner || owner->empty()) return std::nullopt;
  OwnedSlice owned;
  owned.service = {slice.metadata.namespace_, *owner};
  SliceView& view = owned.slice;
  view.name = slice.metadata.name;
  view.family = *family;
  view.forHeadless = valueOf(slice.metadata.labels, kHeadlessLabel) != nullptr;
  view.lastChangeTriggerMs = triggerTime(slice.metadata);
  for (const api::EndpointSlicePort& port : slice.ports) {
    const auto protocol = protocolNamed(port.protocol.value_or(""));
    const uint16_t number = portNumber(port.port.value_or(0));
    if (port.name && protocol && number != 0)
      view.ports.push_back({*port.name, *protocol, number, port.appProtocol.value_or("")});
  }
  for (const api::Endpoint& endpoint : slice.endpoints) {
    if (endpoint.addresses.empty()) continue;
    const auto address = IpAddress::parseLenient(endpoint.addresses.front());
    if (address && address->family() == *family) view.endpoints.push_back(endpointOf(endpoint, *address));
  }
  return owned;
}

NodeView viewOf(const api::Node& node) {
  NodeView view;
  view.name = node.metadata.name;
  if (const std::string* zone = valueOf(node.metadata.labels, kZoneLabel)) view.zone = *zone;
  addAddresses(node, "InternalIP", view.addresses);
  addAddresses(node, "ExternalIP", view.addresses);
  view.known = true;
  view.beingDeleted = node.metadata.deletionTimestamp.has_value() ||
                      std::any_of(node.spec.taints.begin(), node.spec.taints.end(),
                                  [](const api::Taint& taint) { return taint.key == kAutoscalerTaint; });
  return view;
}

}  // namespace seamark::routing
