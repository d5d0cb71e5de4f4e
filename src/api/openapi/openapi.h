// OpenAPI documents, made from kinds() and the schema rows: v3, one document a group and version, and v2, one
// document for all. They are made once, on first use, and live as long as the process; any thread may ask.
// Source of the shapes: OpenAPI 2.0 and 3.0 with Kubernetes' x-kubernetes-* extensions, as recorded in
// tests/conformance/machinery/openapi/structure.json.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace seamark::api {

// /openapi/v3: `{"paths":{"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=…"},…}}`.
const std::string& openApiV3Index();

struct OpenApiDocument {
  std::string json;
  std::string hash;  // of the content, hexadecimal, upper case: the hash parameter and, in quotes, the ETag
};

// /openapi/v3/PATH, where PATH is `api/v1`, `apis/discovery.k8s.io/v1`, `apis`, `version` …; null: no such
// document. A request whose `hash` parameter is another is redirected to the current one by upstream.
const OpenApiDocument* openApiV3(std::string_view path);

// /openapi/v2 as JSON (hash: its ETag).
const OpenApiDocument& openApiV2();
// The same as gnostic's openapi_v2.Document in protobuf:
// application/com.github.proto-openapi.spec.v2@v1.0+protobuf, answered as
// application/com.github.proto-openapi.spec.v2.v1.0+protobuf.
const std::string& openApiV2Protobuf();

}  // namespace seamark::api
