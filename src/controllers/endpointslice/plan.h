// What slices a Service with a selector needs for its pods. Pure.
// Source: semantics 4.3 and the recordings (tests/conformance/controllers/endpointslice.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/core/node.h"
#include "controllers/endpointslice/hints.h"
#include "controllers/endpointslice/packing.h"
#include "controllers/pods.h"
#include "controllers/slices.h"

namespace seamark::controllers::endpointslice {

struct Input {
  const api::Service& service;
  std::vector<PodPtr> pods;  // those that the selector selects
  std::function<std::shared_ptr<const api::Node>(const std::string& name)> node;
  std::vector<SlicePtr> existing;    // labelled as this controller's slices of this Service
  std::optional<api::Time> trigger;  // for the annotation of what is written
  const Zones* zones = nullptr;      // needed when the Service wants topology hints
  size_t maxPerSlice = 100;
};

struct Plan {
  std::vector<Change> changes;
  // Pods left out because their node is not known, by name, with the node ("" when bound to none).
  std::map<std::string, std::string> withoutNode;
  // The nodes that pods are bound to and that are not known: when one comes, there is something to plan.
  std::set<std::string> unknownNodes;
  // For a Service that wants topology hints: by address type, why there are none ("": there are).
  std::map<std::string, std::string> topology;
  size_t podsSeen = 0, endpointsCompared = 0;  // for it
};

// Whether this controller keeps slices for the Service at all.
bool isManaged(const api::Service& service);

Plan plan(const Input& input);

// The same for a Service whose slices were right until these pods changed: `input.pods` are only those of them
// that are still selected, and what is looked at does not grow with the Service. Nothing when all pods must be
// looked at after all. Not for a Service that wants topology hints: those are shared out among all.
std::optional<Plan> planChanged(const Input& input, const Changed& changed);

// For a Service that is not managed (any more): the slices that were made for it go, those that only wear the
// label stay.
std::vector<Change> planRemoval(const std::string& serviceName, const std::vector<SlicePtr>& existing);

}  // namespace seamark::controllers::endpointslice
