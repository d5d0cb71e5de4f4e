// Rows of coordination/lease.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/coordination/lease.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<LeaseSpec>::type() {
  static constexpr Field kFields[] = {
      field<&LeaseSpec::holderIdentity>("holderIdentity", 1),
      field<&LeaseSpec::leaseDurationSeconds>("leaseDurationSeconds", 2),
      field<&LeaseSpec::acquireTime>("acquireTime", 3),
      field<&LeaseSpec::renewTime>("renewTime", 4),
      field<&LeaseSpec::leaseTransitions>("leaseTransitions", 5),
      field<&LeaseSpec::strategy>("strategy", 6, {.goType = "v1.CoordinatedLeaseStrategy"}),
      field<&LeaseSpec::preferredHolder>("preferredHolder", 7),
  };
  static const Type kType =
      structType<LeaseSpec>("LeaseSpec", "io.k8s.api.coordination.v1.LeaseSpec", kFields, "");
  return kType;
}

const Type& Schema<Lease>::type() {
  static constexpr Field kFields[] = {
      field<&Lease::metadata, Lease>("metadata", 1),
      field<&Lease::spec>("spec", 2),
  };
  static const Type kType =
      withTypeMeta(structType<Lease>("Lease", "io.k8s.api.coordination.v1.Lease", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<Lease>() {
  static const Kind kKind = [] {
    Kind k;
    k.group = "coordination.k8s.io";
    k.version = "v1";
    k.kind = "Lease";
    k.list = "LeaseList";
    k.plural = "leases";
    k.singular = "lease";
    k.strictFieldLabels = true;
    k.type = &typeOf<Lease>;
    k.make = &makeObject<Lease>;
    k.clone = &cloneObject<Lease>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<Lease>();
    k.selectableFields = leaseSelectableFields();
    k.rules = leaseRules();
    k.table = leaseTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
