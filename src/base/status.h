// Status: what went wrong, in the shape of the wire (metav1.Status), so that an error made in the store
// reaches kubectl unchanged. Source of codes and texts: Kubernetes' metav1.Status and its apimachinery error
// constructors.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seamark {

// One reason behind a Status; `reason` is a metav1.CauseType such as FieldValueInvalid.
struct StatusCause {
  std::string reason;
  std::string message;
  std::string field;
  bool operator==(const StatusCause&) const = default;
};

struct StatusDetails {
  std::string name;
  std::string group;
  std::string kind;  // the resource ("services"), or for Invalid the Kind ("Service")
  std::string uid;
  std::vector<StatusCause> causes;
  int32_t retryAfterSeconds = 0;
  bool operator==(const StatusDetails&) const = default;
};

// A failure. `code` is the HTTP status, `reason` a metav1.StatusReason ("NotFound"), empty when unknown.
struct Status {
  int code = 500;
  std::string reason;
  std::string message;
  std::optional<StatusDetails> details;
  std::string continueToken;  // metadata.continue of an expired list, else empty

  bool is(std::string_view r) const { return reason == r; }
  bool operator==(const Status&) const = default;
};

// A resource as messages name it: "services", or "endpointslices.discovery.k8s.io".
struct GroupResource {
  std::string group;
  std::string resource;
  std::string text() const { return group.empty() ? resource : resource + "." + group; }
};

Status badRequest(std::string message);                                     // 400 BadRequest
Status unauthorized();                                                      // 401 Unauthorized
Status forbidden(const GroupResource&, std::string name, std::string why);  // 403 Forbidden
Status notFound(const GroupResource&, std::string name);                    // 404 NotFound
Status methodNotSupported(const GroupResource&, std::string action);        // 405 MethodNotAllowed
Status notAcceptable(std::string message);                                  // 406 NotAcceptable
Status alreadyExists(const GroupResource&, std::string name);               // 409 AlreadyExists
Status conflict(const GroupResource&, std::string name, std::string why);   // 409 Conflict
Status expired(std::string message);                                        // 410 Expired
Status requestTooLarge(std::string message);                                // 413 RequestEntityTooLarge
Status unsupportedMediaType(std::string message);                           // 415 UnsupportedMediaType
Status tooManyRequests(std::string message, int32_t retryAfterSeconds);     // 429 TooManyRequests
Status internalError(std::string message);  // 500 InternalError; message is "Internal error occurred: ..."
Status serviceUnavailable(std::string message);                  // 503 ServiceUnavailable
Status timeout(std::string message, int32_t retryAfterSeconds);  // 504 Timeout
// A failure outside the API (a file, a socket, a flag): code 500, no reason; `message` says what to do next.
Status failure(std::string message);

}  // namespace seamark
