// The form in which an object is kept. All kinds but one are kept as they are served; events.k8s.io Events
// live in the collection of core Events, under other field names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/encoded_object.h"
#include "api/kind.h"

namespace seamark::apiserver {

// The kind whose collection holds the objects of `kind`.
const api::Kind& storedKind(const api::Kind& kind);

// An object of `kind` as its collection holds it, and back.
std::shared_ptr<api::Object> toStored(const api::Kind& kind, std::shared_ptr<api::Object> served);
api::EncodedPtr toServed(const api::Kind& kind, const api::EncodedPtr& stored);

// Where upstream's storage keeps an object, below its prefix: part of some messages.
std::string upstreamKey(const api::Kind& kind, std::string_view ns, std::string_view name);

}  // namespace seamark::apiserver
