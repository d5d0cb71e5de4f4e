// Audit: are the addresses and node ports of Services reserved for them, and for nobody else? What a person
// or a fault has taken away is reserved again, what nobody holds is given back, and each finding is told as
// an Event. Source: kube-apiserver's repair controllers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "apiserver/allocators/service_registry.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// The repairs that `world` needs, a bounded number, each to be committed on its own; with it the Event that
// tells. What cannot be repaired (two Services with one address) is told only. Pure.
std::vector<store::Transaction> auditAllocations(const store::World& world, const ServiceRanges& ranges,
                                                 const Clock& clock, Random& random);

// Sends the repairs to the store and does not wait: what was written meanwhile stays, and the next round looks again.
class AllocationAudit {
 public:
  explicit AllocationAudit(const Services& services);
  ~AllocationAudit();

  // Looks at some objects; true: at all of them, or all was in order and nothing has changed since.
  bool step();

 private:
  struct Round;
  bool isInOrder(const store::World& world) const;

  Services services_;
  std::unique_ptr<Round> round_;
  store::Revision inOrder_ = 0;  // nothing was to be repaired then; 0: something was
};

}  // namespace seamark::apiserver
