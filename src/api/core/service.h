// core/v1 Service.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// A port of a Service.
struct ServicePort {
  std::string name;
  std::string protocol;
  std::optional<std::string> appProtocol;
  int32_t port = 0;
  IntOrString targetPort;
  int32_t nodePort = 0;
  bool operator==(const ServicePort&) const = default;
};

// How affinity by client address works.
struct ClientIPConfig {
  std::optional<int32_t> timeoutSeconds;
  bool operator==(const ClientIPConfig&) const = default;
};

// How session affinity works.
struct SessionAffinityConfig {
  std::optional<ClientIPConfig> clientIP;
  bool operator==(const SessionAffinityConfig&) const = default;
};

// What a Service offers, and how.
struct ServiceSpec {
  std::vector<ServicePort> ports;
  std::map<std::string, std::string> selector;
  std::string clusterIP;
  std::vector<std::string> clusterIPs;
  std::string type;
  std::vector<std::string> externalIPs;
  std::string sessionAffinity;
  std::string loadBalancerIP;
  std::vector<std::string> loadBalancerSourceRanges;
  std::string externalName;
  std::string externalTrafficPolicy;
  int32_t healthCheckNodePort = 0;
  bool publishNotReadyAddresses = false;
  std::optional<SessionAffinityConfig> sessionAffinityConfig;
  std::vector<std::string> ipFamilies;
  std::optional<std::string> ipFamilyPolicy;
  std::optional<bool> allocateLoadBalancerNodePorts;
  std::optional<std::string> loadBalancerClass;
  std::optional<std::string> internalTrafficPolicy;
  std::optional<std::string> trafficDistribution;
  bool operator==(const ServiceSpec&) const = default;
};

// A port of a load balancer.
struct PortStatus {
  int32_t port = 0;
  std::string protocol;
  std::optional<std::string> error;
  bool operator==(const PortStatus&) const = default;
};

// An address of a load balancer.
struct LoadBalancerIngress {
  std::string ip;
  std::string hostname;
  std::optional<std::string> ipMode;
  std::vector<PortStatus> ports;
  bool operator==(const LoadBalancerIngress&) const = default;
};

// The state of a load balancer.
struct LoadBalancerStatus {
  std::vector<LoadBalancerIngress> ingress;
  bool operator==(const LoadBalancerStatus&) const = default;
};

// The state of a Service.
struct ServiceStatus {
  LoadBalancerStatus loadBalancer;
  std::vector<Condition> conditions;
  bool operator==(const ServiceStatus&) const = default;
};

// A name and an address for a set of Pods.
struct Service : Object {
  ServiceSpec spec;
  ServiceStatus status;
  bool operator==(const Service&) const = default;
};

template <>
struct Schema<ServicePort> {
  static const Type& type();
};
template <>
struct Schema<ClientIPConfig> {
  static const Type& type();
};
template <>
struct Schema<SessionAffinityConfig> {
  static const Type& type();
};
template <>
struct Schema<ServiceSpec> {
  static const Type& type();
};
template <>
struct Schema<PortStatus> {
  static const Type& type();
};
template <>
struct Schema<LoadBalancerIngress> {
  static const Type& type();
};
template <>
struct Schema<LoadBalancerStatus> {
  static const Type& type();
};
template <>
struct Schema<ServiceStatus> {
  static const Type& type();
};
template <>
struct Schema<Service> {
  static const Type& type();
};

template <>
const Kind& kindOf<Service>();

}  // namespace seamark::api
