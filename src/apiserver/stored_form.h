// The form in which an object is kept. All kinds but one are kept as they are served; events.k8s.io Events
// live in the collection of core Events, under other field names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "api/encoded_object.h"
#include "api/kind.h"

namespace seamark::apiserver {

// The kind whose collection holds the objects of `kind`.
const api::Kind& storedKind(const api::Kind& kind);

// An object of `kind` as its collection holds it, and back.
std::shared_ptr<api::Object> toStored(const api::Kind& kind, std::shared_ptr<api::Object> served);
api::EncodedPtr toServed(const api::Kind& kind, const api::EncodedPtr& stored);

}  // namespace seamark::apiserver
