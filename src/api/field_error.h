// Errors about one field, and their rendering into a 422 Status. Source: Kubernetes' field.Error; see the
// table of texts at each constructor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace seamark::api {

// A path such as spec.ports[0].name or metadata.annotations[a/b].
class Path {
 public:
  Path() = default;
  explicit Path(std::string_view root) : text_(root) {}
  Path child(std::string_view name) const {
    return Path(text_.empty() ? std::string(name) : text_ + "." + std::string(name));
  }
  Path index(size_t i) const { return Path(text_ + "[" + std::to_string(i) + "]"); }
  Path key(std::string_view k) const { return Path(text_ + "[" + std::string(k) + "]"); }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// `reason` is the CauseType (FieldValueRequired …); `message` what follows the path: `Required value:
// detail`.
struct FieldError {
  std::string field;
  std::string reason;
  std::string message;
  bool operator==(const FieldError&) const = default;
};
using FieldErrors = std::vector<FieldError>;

// Go's %q of a string, and JSON for composite values: how messages show the value that was refused.
std::string goQuoted(std::string_view text);

FieldError required(const Path&, std::string_view detail = {});  // Required value[: detail]
FieldError invalid(const Path&, std::string_view shownValue,
                   std::string_view detail);  // Invalid value: V: detail
FieldError invalidText(const Path&, std::string_view value,
                       std::string_view detail);  // the value is a string: quoted
FieldError invalidNumber(const Path&, int64_t value, std::string_view detail);
FieldError notSupported(const Path&, std::string_view value, std::span<const std::string_view> supported);
// The same with the value as it shall stand in the text (`["Some"]`).
FieldError notSupportedShown(const Path&, std::string_view shownValue,
                             std::span<const std::string_view> supported);
FieldError duplicate(const Path&, std::string_view shownValue);   // Duplicate value: V
FieldError forbiddenField(const Path&, std::string_view detail);  // Forbidden: detail
FieldError tooLong(const Path&, size_t maxBytes);                 // Too long: may not be more than N bytes
FieldError tooMany(const Path&, size_t count, size_t max);        // Too many: N: must have at most M items
FieldError notFoundField(const Path&, std::string_view value);    // Not found: V
FieldError internalFieldError(const Path&, std::string_view detail);  // Internal error: detail
FieldError typeInvalid(const Path&, std::string_view shownValue, std::string_view detail);

void append(FieldErrors& to, FieldErrors from);
// `spec.ports: Required value`, or `[a, b]` of several; equal texts once.
std::string joinedText(const FieldErrors& errors);

// `Service "x" is invalid: spec.ports: Required value`, several as `[a, b]`; 422, reason Invalid, causes
// filled.
Status invalidObject(std::string_view group, std::string_view kind, std::string_view name,
                     FieldErrors errors);

}  // namespace seamark::api
