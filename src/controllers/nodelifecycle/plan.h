// What is said about a node that is not heard from, and which taints its conditions ask for. Pure.
// Source: Kubernetes' node lifecycle and the recordings (tests/conformance/controllers/lifecycle.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "api/core/node.h"
#include "api/core/pod.h"

namespace seamark::controllers::nodelifecycle {

// "True", "False", "Unknown" or "" of the condition Ready.
std::string readiness(const api::Node& node);

// Whether the node itself wrote the change: our own turning it Unknown is no sign of life.
bool isHeartbeat(const api::Node& before, const api::Node& now);

// The node with its conditions set to Unknown, for one without a heartbeat; null when they are already.
std::shared_ptr<api::Node> silenced(const api::Node& node, api::Time now);

// What is to be done about the taints of effect NoExecute that follow a node's readiness.
enum class Expel : uint8_t { Leave, Set, Clear };
// Leave where nothing is wrong with them; Set where one is to take the other's place. A node that is to get its
// first such taint has to wait for its turn, and is told apart by isToExpel().
bool isToExpel(const api::Node& node);
Expel expelNow(const api::Node& node, bool dark, bool hasTurn);

// The node with the taints that its conditions and its being cordoned ask for, and with the old names of its
// labels; null when it has them. Other taints stay.
std::shared_ptr<api::Node> marked(const api::Node& node, Expel expel, api::Time now);

// The pod no longer ready, for one on a silent node; null when it is not.
std::shared_ptr<api::Pod> notReady(const api::Pod& pod, api::Time now);

}  // namespace seamark::controllers::nodelifecycle
