// ServiceView: one Service with its EndpointSlices, as DNS and the proxy read it. An immutable value; whoever
// holds one may read it on any thread. Nothing is decided here: selection.h says who may answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ip.h"

namespace seamark::routing {

using api::Cidr;
using api::IpAddress;
using api::IpFamily;

// The numbers are those of the IP header.
enum class Protocol : uint8_t { Tcp = 6, Udp = 17, Sctp = 132 };

std::string_view protocolName(Protocol protocol);              // "TCP"
std::optional<Protocol> protocolNamed(std::string_view name);  // "" is TCP; nullopt: unknown
std::string_view lowerProtocolName(Protocol protocol);         // "tcp", as DNS and nft spell it

struct ServiceName {
  std::string ns;
  std::string name;
  std::string text() const { return ns + "/" + name; }
  auto operator<=>(const ServiceName&) const = default;
};

// An endpoint of a slice. Missing conditions are already filled in (ready: true, serving: as ready,
// terminating: false). Only the first address of an endpoint counts.
struct SliceEndpoint {
  IpAddress address;
  bool ready = true;
  bool serving = true;
  bool terminating = false;
  std::string nodeName;  // empty: unknown
  std::string zone;
  std::string hostname;
  std::vector<std::string> forZones;  // hints
  std::vector<std::string> forNodes;
  bool operator==(const SliceEndpoint&) const = default;
};

struct SlicePort {
  std::string name;
  Protocol protocol = Protocol::Tcp;
  uint16_t number = 0;
  std::string appProtocol;
  bool operator==(const SlicePort&) const = default;
};

// What is kept of an EndpointSlice. Ports without a name or number, and slices of type FQDN, are left out.
struct SliceView {
  std::string name;
  IpFamily family = IpFamily::V4;
  bool forHeadless = false;  // labelled service.kubernetes.io/headless: DNS reads it, the proxy does not
  std::vector<SlicePort> ports;
  std::vector<SliceEndpoint> endpoints;
  std::optional<int64_t> lastChangeTriggerMs;  // endpoints.kubernetes.io/last-change-trigger-time, since 1970
  bool operator==(const SliceView&) const = default;
};

using SlicePtr = std::shared_ptr<const SliceView>;

struct ServicePort {
  std::string name;
  Protocol protocol = Protocol::Tcp;
  uint16_t port = 0;
  uint16_t nodePort = 0;  // 0: none
  std::string appProtocol;
  bool operator==(const ServicePort&) const = default;
};

struct IngressAddress {
  IpAddress address;
  bool proxied = false;  // ipMode Proxy: packets go to the balancer itself
  bool operator==(const IngressAddress&) const = default;
};

enum class ServiceType : uint8_t { ClusterIP, NodePort, LoadBalancer, ExternalName };

struct ServiceView {
  ServiceName name;
  ServiceType type = ServiceType::ClusterIP;
  bool headless = false;              // clusterIP: None
  bool leftToAnotherProxy = false;    // labelled service.kubernetes.io/service-proxy-name
  std::string externalName;           // ExternalName only
  std::vector<IpAddress> clusterIPs;  // empty: headless, ExternalName, or not allocated yet
  std::vector<IpFamily> ipFamilies;
  std::vector<ServicePort> ports;
  std::vector<IpAddress> externalIPs;
  std::vector<IngressAddress> ingress;
  std::vector<Cidr> loadBalancerSourceRanges;
  bool internalLocal = false;                            // internalTrafficPolicy: Local
  bool externalLocal = false;                            // externalTrafficPolicy: Local
  std::optional<std::chrono::seconds> clientIpAffinity;  // sessionAffinity: ClientIP, and how long
  uint16_t healthCheckNodePort = 0;
  bool publishNotReadyAddresses = false;  // its effect is already in the endpoints' `ready`
  std::vector<SlicePtr> slices;           // by name

  bool externallyReachable() const;
};

using ServicePtr = std::shared_ptr<const ServiceView>;

// The facts about this host that routing depends on.
struct NodeView {
  std::string name;
  std::string zone;                  // label topology.kubernetes.io/zone, or empty
  std::vector<IpAddress> addresses;  // status.addresses: InternalIP first, then ExternalIP; in their order
  bool known = false;                // the Node object has been seen
  bool beingDeleted = false;  // deletionTimestamp, or the autoscaler's ToBeDeletedByClusterAutoscaler taint
  bool operator==(const NodeView&) const = default;
};

}  // namespace seamark::routing
