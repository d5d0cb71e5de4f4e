// networking.k8s.io/v1 Ingress.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/core/references.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// A port of a Service, by name or number.
struct ServiceBackendPort {
  std::string name;
  int32_t number = 0;
  bool operator==(const ServiceBackendPort&) const = default;
};

// A Service that answers.
struct IngressServiceBackend {
  std::string name;
  ServiceBackendPort port;
  bool operator==(const IngressServiceBackend&) const = default;
};

// Who answers.
struct IngressBackend {
  std::optional<IngressServiceBackend> service;
  std::optional<TypedLocalObjectReference> resource;
  bool operator==(const IngressBackend&) const = default;
};

// A certificate for hosts.
struct IngressTLS {
  std::vector<std::string> hosts;
  std::string secretName;
  bool operator==(const IngressTLS&) const = default;
};

// A path and who answers it.
struct HTTPIngressPath {
  std::string path;
  std::optional<std::string> pathType;
  IngressBackend backend;
  bool operator==(const HTTPIngressPath&) const = default;
};

// Paths of a host.
struct HTTPIngressRuleValue {
  std::vector<HTTPIngressPath> paths;
  bool operator==(const HTTPIngressRuleValue&) const = default;
};

// What a rule does.
struct IngressRuleValue {
  std::optional<HTTPIngressRuleValue> http;
  bool operator==(const IngressRuleValue&) const = default;
};

// A host and its paths.
struct IngressRule {
  std::string host;
  IngressRuleValue ingressRuleValue;
  bool operator==(const IngressRule&) const = default;
};

// What an Ingress offers.
struct IngressSpec {
  std::optional<std::string> ingressClassName;
  std::optional<IngressBackend> defaultBackend;
  std::vector<IngressTLS> tls;
  std::vector<IngressRule> rules;
  bool operator==(const IngressSpec&) const = default;
};

// A port of a load balancer.
struct IngressPortStatus {
  int32_t port = 0;
  std::string protocol;
  std::optional<std::string> error;
  bool operator==(const IngressPortStatus&) const = default;
};

// An address of a load balancer.
struct IngressLoadBalancerIngress {
  std::string ip;
  std::string hostname;
  std::vector<IngressPortStatus> ports;
  bool operator==(const IngressLoadBalancerIngress&) const = default;
};

// The state of a load balancer.
struct IngressLoadBalancerStatus {
  std::vector<IngressLoadBalancerIngress> ingress;
  bool operator==(const IngressLoadBalancerStatus&) const = default;
};

// The state of an Ingress.
struct IngressStatus {
  IngressLoadBalancerStatus loadBalancer;
  bool operator==(const IngressStatus&) const = default;
};

// Rules that lead HTTP from outside to Services.
struct Ingress : Object {
  IngressSpec spec;
  IngressStatus status;
  bool operator==(const Ingress&) const = default;
};

template <>
struct Schema<ServiceBackendPort> {
  static const Type& type();
};
template <>
struct Schema<IngressServiceBackend> {
  static const Type& type();
};
template <>
struct Schema<IngressBackend> {
  static const Type& type();
};
template <>
struct Schema<IngressTLS> {
  static const Type& type();
};
template <>
struct Schema<HTTPIngressPath> {
  static const Type& type();
};
template <>
struct Schema<HTTPIngressRuleValue> {
  static const Type& type();
};
template <>
struct Schema<IngressRuleValue> {
  static const Type& type();
};
template <>
struct Schema<IngressRule> {
  static const Type& type();
};
template <>
struct Schema<IngressSpec> {
  static const Type& type();
};
template <>
struct Schema<IngressPortStatus> {
  static const Type& type();
};
template <>
struct Schema<IngressLoadBalancerIngress> {
  static const Type& type();
};
template <>
struct Schema<IngressLoadBalancerStatus> {
  static const Type& type();
};
template <>
struct Schema<IngressStatus> {
  static const Type& type();
};
template <>
struct Schema<Ingress> {
  static const Type& type();
};

template <>
const Kind& kindOf<Ingress>();

}  // namespace seamark::api
