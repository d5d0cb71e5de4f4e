// Rows of coordination/lease.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/coordination/lease.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<LeaseSpec>::type() {
  static constexpr Field kFields[] = {
      field<&LeaseSpec::holderIdentity>("holderIdentity", 1, {.doc = "Who holds it."}),
      field<&LeaseSpec::leaseDurationSeconds>("leaseDurationSeconds", 2,
                                              {.doc = "How long it holds after renewTime."}),
      field<&LeaseSpec::acquireTime>("acquireTime", 3, {.doc = "When the holder got it."}),
      field<&LeaseSpec::renewTime>("renewTime", 4, {.doc = "When the holder last renewed it."}),
      field<&LeaseSpec::leaseTransitions>("leaseTransitions", 5, {.doc = "How often it changed hands."}),
      field<&LeaseSpec::strategy>("strategy", 6,
                                  {.goType = "v1.CoordinatedLeaseStrategy",
                                   .doc = "How the holder is chosen in a coordinated election."}),
      field<&LeaseSpec::preferredHolder>("preferredHolder", 7, {.doc = "Who should hold it."}),
  };
  static const Type kType = structType<LeaseSpec>("LeaseSpec", "io.k8s.api.coordination.v1.LeaseSpec",
                                                  kFields, "Who holds a lease, and until when.");
  return kType;
}

const Type& Schema<Lease>::type() {
  static constexpr Field kFields[] = {
      field<&Lease::metadata, Lease>("metadata", 1,
                                     {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Lease::spec>("spec", 2, {.doc = "The desired state."}),
  };
  static const Type kType =
      withTypeMeta(structType<Lease>("Lease", "io.k8s.api.coordination.v1.Lease", kFields,
                                     "A claim that must be renewed: leader election, heartbeats."));
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
