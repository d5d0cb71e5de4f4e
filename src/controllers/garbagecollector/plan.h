// What becomes of an object whose owners went, or that waits for what it owns. Pure.
// Source: Kubernetes' garbage collection (owners and dependents; foreground, background, orphan) and the
// recordings (tests/conformance/controllers/lifecycle.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/kind.h"

namespace seamark::controllers::garbagecollector {

inline constexpr auto kForeground = "foregroundDeletion";
inline constexpr auto kOrphan = "orphan";

enum class Owner : uint8_t {
  There,    // keeps its dependents
  Gone,     // was deleted, or never was
  Waiting,  // is being deleted in the foreground: it goes once its dependents have gone
};

enum class Action : uint8_t { Nothing, Delete, DropReferences };
struct Verdict {
  Action action = Action::Nothing;
  std::string propagationPolicy;            // for Delete
  std::vector<api::OwnerReference> owners;  // for DropReferences: those that stay
};

// `owners[i]` is the state of object.metadata.ownerReferences[i]. `hasBlockingDependents`: something that it
// owns blocks its deletion.
Verdict judge(const api::Object& object, const std::vector<Owner>& owners, bool hasDependents);

bool hasFinalizer(const api::Object& object, const std::string& name);
bool isWaiting(const api::Object& object);  // being deleted in the foreground

// Copies, as they should be written.
std::shared_ptr<api::Object> withoutFinalizer(const api::Kind& kind, const api::Object& object,
                                              const std::string& name);
std::shared_ptr<api::Object> withOwners(const api::Kind& kind, const api::Object& object,
                                        std::vector<api::OwnerReference> owners);
// The object with no reference that keeps an owner from going; null when it has none.
std::shared_ptr<api::Object> withoutBlocking(const api::Kind& kind, const api::Object& object);

// Whether `object` names `owner` as an owner that must not go before it.
bool blocks(const api::Object& object, const std::string& ownerUid);

}  // namespace seamark::controllers::garbagecollector
