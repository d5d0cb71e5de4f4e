// OpenAPI v2 as gnostic's protobuf messages. Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <string>

namespace seamark::api {

// `document` is a v2 document as openapi.cc makes it; members that the messages know no field for are left
// out.
std::string openApiV2Message(const boost::json::object& document);

}  // namespace seamark::api
