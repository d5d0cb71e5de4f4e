// API objects to views: the edge where text becomes addresses, ports and times. What cannot be read is left
// out, as the service proxy leaves it out; the API server has refused it before. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/core/node.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "routing/service_view.h"

namespace seamark::routing {

ServiceView viewOf(const api::Service& service);  // without slices

// Nothing for a slice of type FQDN, or one without the label that names its Service.
struct OwnedSlice {
  ServiceName service;
  SliceView slice;
};
std::optional<OwnedSlice> viewOf(const api::EndpointSlice& slice);

NodeView viewOf(const api::Node& node);

}  // namespace seamark::routing
