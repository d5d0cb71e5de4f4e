// What is wrong with Endpoints and slices that a person or another program wrote: what contradicts its
// Service, or another object of the same Service. They are used as they are; whoever looks at them is told.
// Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/core/endpoints.h"
#include "api/core/service.h"
#include "controllers/slices.h"

namespace seamark::controllers::review {

enum class Subject : uint8_t { Endpoints, Slice };

struct Finding {
  Subject subject;
  std::string name;  // of the object that it is about
  std::string reason;
  std::string message;
  bool operator==(const Finding&) const = default;
};

// Whether a person wrote these Endpoints for a Service, rather than a controller or a leader election.
bool isReviewed(const api::Endpoints& endpoints);

// `service` and `endpoints` may be null; `slices` are all that are labelled with the Service's name. At most
// one finding of a reason for an object.
std::vector<Finding> review(const std::string& serviceName, const api::Service* service,
                            const api::Endpoints* endpoints, const std::vector<SlicePtr>& slices);

}  // namespace seamark::controllers::review
