// Routes: what a method and path mean. Pure. Source: Kubernetes' RequestInfo and its table of routes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/kind.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// Who serves a request once it is authorised.
enum class Target : uint8_t {
  Get,
  List,
  Watch,
  Create,
  Update,
  Patch,
  Delete,
  DeleteCollection,
  Review,         // authentication.k8s.io and authorization.k8s.io: nothing is stored
  TokenRequest,   // serviceaccounts/NAME/token
  EmptyList,      // a collection that is always empty (empty_list.h)
  Binding,        // pods/NAME/binding and bindings
  Eviction,       // pods/NAME/eviction
  Connect,        // pods/NAME/exec, attach, portforward
  Proxy,          // .../proxy and all below it, of a Pod, a Service, a Node
  Log,            // pods/NAME/log
  GroupList,      // /api, /apis
  Group,          // /apis/GROUP
  ResourceList,   // /api/v1, /apis/GROUP/VERSION
  Plain,          // everything that is not the API: /version, /healthz, /openapi …
  NotFound,       // Status: the server could not find the requested resource
  NoSuchPath,     // text: 404 page not found
  NoRequestInfo,  // text: a path that ends where a resource must follow
  MethodNotAllowed
};

struct Route {
  Target target = Target::NoSuchPath;
  RequestInfo info;
  const api::Kind* kind = nullptr;  // of the resource, when it is one of ours
};

using Query = std::vector<std::pair<std::string, std::string>>;

// `path` is percent-decoded.
Route findRoute(std::string_view method, std::string_view path, const Query& query);

// A group and version that is served, also one that has only reviews.
bool isServedGroup(std::string_view group);
bool isServedVersion(std::string_view group, std::string_view version);

}  // namespace seamark::apiserver
