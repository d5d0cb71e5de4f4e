// The spec of a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/core/affinity.h"
#include "api/core/container.h"
#include "api/core/references.h"
#include "api/core/resources.h"
#include "api/core/security_context.h"
#include "api/core/taint.h"
#include "api/core/volume.h"
#include "api/schema.h"

namespace seamark::api {

struct HostAlias {
  std::string ip;
  std::vector<std::string> hostnames;
  bool operator==(const HostAlias&) const = default;
};

struct PodDNSConfigOption {
  std::string name;
  std::optional<std::string> value;
  bool operator==(const PodDNSConfigOption&) const = default;
};

struct PodDNSConfig {
  std::vector<std::string> nameservers;
  std::vector<std::string> searches;
  std::vector<PodDNSConfigOption> options;
  bool operator==(const PodDNSConfig&) const = default;
};

struct PodReadinessGate {
  std::string conditionType;
  bool operator==(const PodReadinessGate&) const = default;
};

struct PodOS {
  std::string name;
  bool operator==(const PodOS&) const = default;
};

struct PodSchedulingGate {
  std::string name;
  bool operator==(const PodSchedulingGate&) const = default;
};

struct PodResourceClaim {
  std::string name;
  std::optional<std::string> resourceClaimName;
  std::optional<std::string> resourceClaimTemplateName;
  bool operator==(const PodResourceClaim&) const = default;
};

struct PodSchedulingGroup {
  std::optional<std::string> podGroupName;
  bool operator==(const PodSchedulingGroup&) const = default;
};

struct EvictionResponder {
  std::string name;
  std::optional<int32_t> priority;
  bool operator==(const EvictionResponder&) const = default;
};

// What a Pod runs, where and how.
struct PodSpec {
  std::vector<Volume> volumes;
  std::vector<Container> initContainers;
  std::vector<Container> containers;
  std::vector<EphemeralContainer> ephemeralContainers;
  std::string restartPolicy;
  std::optional<int64_t> terminationGracePeriodSeconds;
  std::optional<int64_t> activeDeadlineSeconds;
  std::string dnsPolicy;
  std::map<std::string, std::string> nodeSelector;
  std::string serviceAccountName;
  std::string serviceAccount;
  std::optional<bool> automountServiceAccountToken;
  std::string nodeName;
  bool hostNetwork = false;
  bool hostPID = false;
  bool hostIPC = false;
  std::optional<bool> shareProcessNamespace;
  Boxed<PodSecurityContext> securityContext;
  std::vector<LocalObjectReference> imagePullSecrets;
  std::string hostname;
  std::string subdomain;
  Boxed<Affinity> affinity;
  std::string schedulerName;
  std::vector<Toleration> tolerations;
  std::vector<HostAlias> hostAliases;
  std::string priorityClassName;
  std::optional<int32_t> priority;
  Boxed<PodDNSConfig> dnsConfig;
  std::vector<PodReadinessGate> readinessGates;
  std::optional<std::string> runtimeClassName;
  std::optional<bool> enableServiceLinks;
  std::optional<std::string> preemptionPolicy;
  std::map<std::string, Quantity> overhead;
  std::vector<TopologySpreadConstraint> topologySpreadConstraints;
  std::optional<bool> setHostnameAsFQDN;
  std::optional<PodOS> os;
  std::optional<bool> hostUsers;
  std::vector<PodSchedulingGate> schedulingGates;
  std::vector<PodResourceClaim> resourceClaims;
  Boxed<ResourceRequirements> resources;
  std::optional<std::string> hostnameOverride;
  std::optional<PodSchedulingGroup> schedulingGroup;
  std::vector<EvictionResponder> evictionResponders;
  bool operator==(const PodSpec&) const = default;
};

template <>
struct Schema<HostAlias> {
  static const Type& type();
};
template <>
struct Schema<PodDNSConfigOption> {
  static const Type& type();
};
template <>
struct Schema<PodDNSConfig> {
  static const Type& type();
};
template <>
struct Schema<PodReadinessGate> {
  static const Type& type();
};
template <>
struct Schema<PodOS> {
  static const Type& type();
};
template <>
struct Schema<PodSchedulingGate> {
  static const Type& type();
};
template <>
struct Schema<PodResourceClaim> {
  static const Type& type();
};
template <>
struct Schema<PodSchedulingGroup> {
  static const Type& type();
};
template <>
struct Schema<EvictionResponder> {
  static const Type& type();
};
template <>
struct Schema<PodSpec> {
  static const Type& type();
};

}  // namespace seamark::api
