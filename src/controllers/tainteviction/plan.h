// How long a pod may stay on a node that throws pods out, and what is said of one that must go. Pure.
// Source: Kubernetes' taint eviction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "api/core/node.h"
#include "api/core/pod.h"
#include "base/clock.h"

namespace seamark::controllers::tainteviction {

// Those of effect NoExecute.
std::vector<api::Taint> expelling(const api::Node& node);

// How long a pod with these tolerations may stay under all these taints; nothing: for ever. Of several tolerations
// that fit a taint the first counts.
std::optional<Duration> staysFor(const std::vector<api::Taint>& taints,
                                 const std::vector<api::Toleration>& tolerations);

// The pod with the condition that says why it goes; null when it says so already.
std::shared_ptr<api::Pod> marked(const api::Pod& pod, api::Time now);

}  // namespace seamark::controllers::tainteviction
