// What a terminating namespace says about its emptying, and when it may go. Pure.
// Source: semantics 5.8 and the recordings (tests/conformance/controllers/lifecycle.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/core/namespace.h"

namespace seamark::controllers::namespaces {

// The kinds whose objects go with their namespace once its pods have gone. Events are asked for by both their
// names, and counted by both.
std::vector<const api::Kind*> contentKinds();

// What is still in a namespace after everything was asked to go.
struct Remaining {
  std::map<std::string, size_t> resources;   // "configmaps.": how many
  std::map<std::string, size_t> finalizers;  // by name: on how many objects
  std::vector<std::string> failures;         // what could not be listed or deleted
  bool pods = false;                         // there are pods left, and nothing else was looked at
  bool empty() const { return resources.empty() && failures.empty() && !pods; }
};

// The namespace with its five conditions set. A condition's time moves only when its status does.
std::shared_ptr<api::Namespace> withConditions(const api::Namespace& before, const Remaining& remaining,
                                               api::Time now);
// The namespace without the finalizer `kubernetes`.
std::shared_ptr<api::Namespace> finalized(const api::Namespace& before);

}  // namespace seamark::controllers::namespaces
