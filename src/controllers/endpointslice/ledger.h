// Ledger: a Service's slices as the last write left them, and which of them hold a pod. What a plan from the
// changed pods alone may rely on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "controllers/slices.h"

namespace seamark::controllers::endpointslice {

class Ledger {
 public:
  void reset(const std::vector<SlicePtr>& slices);
  void put(const SlicePtr& slice);
  void erase(const std::string& name);
  // Whether these are the slices that it knows, in the same versions.
  bool knows(const std::vector<SlicePtr>& slices) const;
  // The names of the slices that may hold one of the pods.
  std::set<std::string> holding(const std::set<std::string>& pods) const;

 private:
  void index(const SlicePtr& slice, bool add);

  std::map<std::string, SlicePtr> slices_;
  // By the name of the pod; empty while there are so few slices that all of them can be looked at.
  std::unordered_map<std::string, std::vector<std::string>> places_;
  bool indexed_ = false;
};

}  // namespace seamark::controllers::endpointslice
