// The paths of a document: every operation of a resource. Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>

#include "api/openapi/schemas.h"
#include "api/openapi/served.h"

namespace seamark::api {

// Adds the paths of a resource and its subresources to `paths`; their bodies' schemas to `schemas`.
void appendPaths(const ServedResource& resource, OpenApiVersion version, Schemas& schemas,
                 boost::json::object& paths);

// Those of a subresource that gives text or passes a connection on, at `path` and, of a proxy, below it
// (connect_operations.cc).
void appendConnectPaths(const ServedResource& resource, const ServedSubresource& subresource,
                        const std::string& path, bool v2, boost::json::object& paths);

// GET of a discovery document: /api/v1/, /apis/GROUP/ …
void appendDiscoveryPath(const std::string& path, const std::string& operationId, const Type& answer,
                         OpenApiVersion version, Schemas& schemas, boost::json::object& paths);

}  // namespace seamark::api
