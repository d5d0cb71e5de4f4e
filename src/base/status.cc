// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"

#include <utility>

namespace seamark {
namespace {

Status plain(int code, const char* reason, std::string message) {
  Status s;
  s.code = code;
  s.reason = reason;
  s.message = std::move(message);
  return s;
}

Status about(int code, const char* reason, const GroupResource& what, std::string name, std::string message) {
  Status s = plain(code, reason, std::move(message));
  s.details = StatusDetails{.name = std::move(name), .group = what.group, .kind = what.resource};
  return s;
}

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

}  // namespace

Status badRequest(std::string message) {
  return plain(400, "BadRequest", std::move(message));
}
Status unauthorized() {
  return plain(401, "Unauthorized", "Unauthorized");
}

Status forbidden(const GroupResource& what, std::string name, std::string why) {
  std::string message = what.text() + (name.empty() ? "" : " " + quoted(name)) + " is forbidden: " + why;
  return about(403, "Forbidden", what, std::move(name), std::move(message));
}

Status notFound(const GroupResource& what, std::string name) {
  std::string message = what.text() + " " + quoted(name) + " not found";
  return about(404, "NotFound", what, std::move(name), std::move(message));
}

Status methodNotSupported(const GroupResource& what, std::string action) {
  return about(405, "MethodNotAllowed", what, "",
               action + " is not supported on resources of kind " + quoted(what.text()));
}

Status notAcceptable(std::string message) {
  return plain(406, "NotAcceptable", std::move(message));
}

Status alreadyExists(const GroupResource& what, std::string name) {
  std::string message = what.text() + " " + quoted(name) + " already exists";
  return about(409, "AlreadyExists", what, std::move(name), std::move(message));
}

Status conflict(const GroupResource& what, std::string name, std::string why) {
  std::string message = "Operation cannot be fulfilled on " + what.text() + " " + quoted(name) + ": " + why;
  return about(409, "Conflict", what, std::move(name), std::move(message));
}

Status expired(std::string message) {
  return plain(410, "Expired", std::move(message));
}
Status requestTooLarge(std::string message) {
  return plain(413, "RequestEntityTooLarge", std::move(message));
}
Status unsupportedMediaType(std::string message) {
  return plain(415, "UnsupportedMediaType", std::move(message));
}

Status tooManyRequests(std::string message, int32_t retryAfterSeconds) {
  Status s = plain(429, "TooManyRequests", std::move(message));
  s.details = StatusDetails{.retryAfterSeconds = retryAfterSeconds};
  return s;
}

Status internalError(std::string message) {
  Status s = plain(500, "InternalError", "Internal error occurred: " + message);
  s.details = StatusDetails{.causes = {{"", std::move(message), ""}}};
  return s;
}

Status serviceUnavailable(std::string message) {
  return plain(503, "ServiceUnavailable", std::move(message));
}

Status timeout(std::string message, int32_t retryAfterSeconds) {
  Status s = plain(504, "Timeout", "Timeout: " + std::move(message));
  s.details = StatusDetails{.retryAfterSeconds = retryAfterSeconds};
  return s;
}

Status failure(std::string message) {
  return plain(500, "", std::move(message));
}

}  // namespace seamark
