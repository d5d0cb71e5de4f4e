// EndpointSlice of discovery.k8s.io/v1beta1, which is read only to be told apart from the version that is served: so that
// what is wrong with it is told in its own words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/schema.h"

namespace seamark::api {

// Decodes into an EndpointSlice.
const Type& endpointSliceV1beta1Type();

}  // namespace seamark::api
