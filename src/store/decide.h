// Draft: a group commit in the making. Decides each transaction against the newest World and what the same
// batch wrote before, without I/O.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "store/store.h"

namespace seamark::store {

class Draft {
 public:
  explicit Draft(const World& base) : world_(base) {}

  // Committed when every expectation holds, and then the transaction's writes are part of the draft; else
  // Mismatch, and the draft is as it was. Takes the objects out of `transaction`.
  Outcome decide(Transaction& transaction);

  const World& world() const { return world_; }
  const std::vector<Event>& events() const { return events_; }  // in order of revision
  bool empty() const { return events_.empty(); }
  // What the batch becomes once it is durable; the draft is spent.
  BatchPtr finish();

 private:
  bool holds(const Write& write, const api::EncodedPtr* current) const;
  api::EncodedPtr apply(Write& write, const api::EncodedPtr* current);

  World world_;
  std::vector<Event> events_;
};

}  // namespace seamark::store
