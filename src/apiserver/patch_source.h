// The four kinds of patch as sources of an update: what HTTP and the in-process carrier share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "apiserver/write.h"

namespace seamark::apiserver {

enum class PatchType : uint8_t { Json, Merge, Strategic, Apply };

// By media type; 415 for any other.
Result<PatchType> patchTypeOf(std::string_view contentType);

// The update that `patch` describes; computed again for each attempt, on the state that the attempt starts
// from. An error is a patch that is malformed whatever it is applied to.
Result<UpdateSource> patchSource(const WritePtr& request, PatchType type, std::string patch);

}  // namespace seamark::apiserver
