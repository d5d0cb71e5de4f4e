// What fields a manager owns, as it stands in the JSON of many objects: found there, and kept once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "base/shared_text.h"

namespace seamark::api {

// A stretch of an object's JSON.
struct SharedFields {
  size_t at = 0;
  SharedText text;  // empty: there is none, or no other object has had it lately
};

// The longest `fieldsV1` of `json`, if the same text was seen before: of some hundreds that were seen last this process
// keeps one copy each, which whoever asks for it shares. Any thread.
SharedFields sharedFields(std::string_view json);

}  // namespace seamark::api
