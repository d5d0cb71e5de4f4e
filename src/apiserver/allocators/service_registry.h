// ServiceRegistry: addresses and ports of Services, settled in the order of Kubernetes' Service registry:
// what an update leaves out is kept, clusterIP and clusterIPs agree, families are computed, then addresses,
// node ports and the health-check port are reserved. The reservations are committed with the Service in one
// transaction. Immutable; any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/service_normalize.h"
#include "apiserver/allocators/ip_allocator.h"
#include "apiserver/allocators/port_allocator.h"

namespace seamark::apiserver {

struct ServiceRanges {
  std::vector<api::Cidr>
      clusterIps;  // --service-cluster-ip-range: one or two, the first is the default family
  PortRange nodePorts;
};

class ServiceRegistry {
 public:
  explicit ServiceRegistry(ServiceRanges ranges);

  const ServiceRanges& ranges() const { return ranges_; }
  // Before the kind's prepare function. Errors are what the request is answered with.
  Result<> beginCreate(Reservation& reservation, api::Service& next) const;
  Result<> beginUpdate(Reservation& reservation, api::Service& next, const api::Service& old) const;
  // After the prepare function: what `old` held and `next` does not is given back. `next` null: a delete.
  void release(Reservation& reservation, const api::Service* next, const api::Service& old) const;

 private:
  Result<> reserveClusterIps(Reservation& reservation, api::Service& next, size_t from) const;
  Result<> createPorts(Reservation& reservation, api::Service& next) const;
  Result<> updatePorts(Reservation& reservation, api::Service& next, const api::Service& old) const;
  Result<> reserveHealthPort(Reservation& reservation, api::Service& next) const;

  ServiceRanges ranges_;
  api::ClusterFamilies families_;
};

}  // namespace seamark::apiserver
