// What a Service's address and port fields become before they are allocated and stored. Pure functions; the
// server's allocators call them around allocation, in this order:
//   update: keepAllocatedValues, normalizeClusterIPs, computeFamilies, then allocation;
//   create: normalizeClusterIPs, computeFamilies, then allocation;
// and only then the kind's prepareForUpdate (which calls wipeOnTypeChange) and validation.
// Source: the Service registry of Kubernetes v1.37.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "api/core/service.h"
#include "api/field_error.h"
#include "api/ip.h"

namespace seamark::api {

inline constexpr std::string_view kClusterIpNone = "None";

// The families of --service-cluster-ip-range, in its order: one or two, the first is the default.
struct ClusterFamilies {
  std::vector<IpFamily> configured;
};

// clusterIPs is ["None"].
bool isHeadless(const Service& service);
// ClusterIP, NodePort or LoadBalancer: a Service whose clusterIPs mean something (headless ones included).
bool hasClusterIPs(const Service& service);
// Neither ExternalName nor headless: each family of ipFamilies needs an address.
bool needsClusterIP(const Service& service);
// NodePort or LoadBalancer: ports may carry nodePort numbers, and those that do hold them in the pool.
bool needsNodePort(const Service& service);
// Also those ports whose nodePort is 0 are to be given one (not with allocateLoadBalancerNodePorts false).
bool allocatesNodePorts(const Service& service);
// LoadBalancer with externalTrafficPolicy Local.
bool needsHealthCheckNodePort(const Service& service);
// LoadBalancer, NodePort, or ClusterIP with externalIPs.
bool externallyAccessible(const Service& service);

// clusterIP and clusterIPs agree as far as one can be read from the other. `old` is null on create.
void normalizeClusterIPs(Service& next, const Service* old);

// Sets ipFamilyPolicy and ipFamilies where the user left them open, cuts what a downgrade to SingleStack
// releases. Errors are a 422 and `next` is then of no use. `old` is null on create.
FieldErrors computeFamilies(Service& next, const Service* old, const ClusterFamilies& cluster);

// An update that leaves out what was allocated keeps it: cluster IPs, node ports by port name, the health
// check port. So a manifest can be sent again as it was first written.
void keepAllocatedValues(Service& next, const Service& old);

// Fields that the new type cannot have are dropped when the user did not touch them.
void wipeOnTypeChange(Service& next, const Service& old);

// Rules of clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy among themselves. Part of validation, and
// computeFamilies runs it first. Addresses that `old` has already need not be written strictly.
FieldErrors validateClusterIpFields(const Service& service, const Service* old);

}  // namespace seamark::api
