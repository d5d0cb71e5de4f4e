// What upstream keeps in an object and shows to nobody who reads it: the internal traffic policy that a Service had
// before it became an ExternalName. Writers meet it: a patch starts from it, and /status answers it. Here it is not
// stored; that somebody owns it tells that it is there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/kind.h"
#include "store/store.h"

namespace seamark::apiserver {

// `current` as a writer meets it.
api::EncodedPtr revealed(const api::Kind& kind, const api::EncodedPtr& current);
bool hasHidden(const api::Kind& kind, const api::Object& object);
// Takes it out, where it is there.
void hide(const api::Kind& kind, api::Object& object);

}  // namespace seamark::apiserver
