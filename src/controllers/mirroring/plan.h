// What slices a person's Endpoints need, so that DNS and proxies, which read slices only, see them. Pure.
// Source: semantics 4.4 and the recordings (tests/conformance/controllers/mirroring.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "api/core/endpoints.h"
#include "api/core/service.h"
#include "controllers/slices.h"

namespace seamark::controllers::mirroring {

// Whether these Endpoints are a person's to be mirrored: not labelled to be skipped, no leader election, and
// not what the endpoints controller wrote (that one's slices come from the pods).
bool isMirrored(const api::Endpoints& endpoints);

struct Plan {
  std::vector<Change> changes;
  size_t skipped = 0;  // addresses beyond the maximum
  size_t invalid = 0;  // addresses that are no IPs
};

// `service` and `endpoints` may be null. `existing` are the mirrored slices of that name. The slices stay as
// they are where they say the right thing already.
Plan plan(const api::Service* service, const api::Endpoints* endpoints, const std::vector<SlicePtr>& existing,
          size_t maxPerSubset);

}  // namespace seamark::controllers::mirroring
