// Whether selectors take an object, without parsing those that they do not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/encoded_object.h"
#include "api/selector.h"

namespace seamark::api {

// As if labels.matches() and fields.matches() were asked of object.object(). A selector that takes few of ten thousand
// objects reads the labels in the JSON of each, 0.2 µs apiece, where parsing takes 5.
bool select(const LabelSelector& labels, const FieldSelector& fields, const EncodedObject& object);

}  // namespace seamark::api
