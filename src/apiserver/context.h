// RequestContext: one request as every verb sees it: who asks, for what, in which form the answer goes, and
// where it goes. Made by the router, shared by whatever still works on the request.
//
// A context lives on its connection's loop (responder->executor()): it is made there, every verb runs there,
// and what other threads finish is posted back there first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/kind.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "net/http.h"
#include "store/store.h"

namespace seamark::apiserver {

class WatchHub;              // watch_hub.h
class ServiceRegistry;       // allocators/service_registry.h
class Authorizer;            // auth/authorizer.h
class ServiceAccountTokens;  // auth/service_account_tokens.h
class Metrics;               // metrics.h
class CompressedLists;       // compressed_lists.h

// What the verbs work with; one a server, alive until the last request is done. References, all thread-safe.
struct Services {
  store::Store& store;
  const Clock& clock;
  Random& random;
  WatchHub& watches;
  ServiceRegistry& registry;
  Authorizer& authorizer;
  ServiceAccountTokens& tokens;
  Metrics& metrics;
  CompressedLists& compressedLists;
};

// Who asks (authentication.k8s.io UserInfo).
struct UserInfo {
  std::string name;
  std::string uid;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;
  bool operator==(const UserInfo&) const = default;
};

using UserPtr = std::shared_ptr<const UserInfo>;

enum class MediaType : uint8_t { Json, Yaml, Protobuf };
// What the client wants to see of an object or a list. PartialObjectMetadata stands for the List form too.
enum class Representation : uint8_t { Object, PartialObjectMetadata, Table };

// The outcome of Accept. A Table is JSON or YAML only; a watch is JSON or Protobuf only.
struct Negotiated {
  MediaType media = MediaType::Json;
  Representation as = Representation::Object;
  std::string_view metaVersion = "v1";  // of Table and PartialObjectMetadata: "v1" or "v1beta1"
  bool asList = false;                  // PartialObjectMetadataList, not PartialObjectMetadata
  bool pretty = false;                  // JSON, indented by two blanks
  bool aggregated = false;              // discovery as one APIGroupDiscoveryList
};

// What authorisation decides on and messages name (Kubernetes' RequestInfo).
struct RequestInfo {
  bool isResource = false;
  std::string verb;  // get, list, watch, create, update, patch, delete, deletecollection, impersonate …
  std::string path;  // for a request that is not about a resource
  std::string group;
  std::string version;
  std::string resource;     // "services"
  std::string subresource;  // "status", or empty
  std::string ns;           // empty: cluster scope or all namespaces
  std::string name;         // also of a list with the field selector metadata.name=x
  std::string nodeName;     // of a list of Pods with the field selector spec.nodeName=x
};

struct RequestContext {
  Services& services;
  net::HttpRequest request;
  std::shared_ptr<net::HttpResponder> responder;
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  UserPtr user;
  RequestInfo info;
  const api::Kind* kind = nullptr;  // the kind of info.resource
  Negotiated accept;
  std::vector<std::string> warnings;  // sent with the answer, in order
  std::string auditId;                // sent as Audit-Id
  SteadyTime started{};
  bool acceptsGzip = false;
  bool noSniff = false;  // the answer says X-Content-Type-Options

  // The first value of a parameter, or null.
  const std::string* parameter(std::string_view name) const;
  // True for "true", "1", or anything that is not "false" or "0" when present, as Kubernetes reads
  // `watch=bogus`; false when absent.
  bool flag(std::string_view name) const;
};

// The one owner of a request that is under way; a verb that goes on later keeps it in its callback.
using ContextPtr = std::shared_ptr<RequestContext>;

}  // namespace seamark::apiserver
