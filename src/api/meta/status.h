// metav1.Status as it travels; base/status.h is the form that the code uses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// One reason behind a failure.
struct WireStatusCause {
  std::string reason;
  std::string message;
  std::string field;
  bool operator==(const WireStatusCause&) const = default;
};

// What a Status is about.
struct WireStatusDetails {
  std::string name;
  std::string group;
  std::string kind;
  std::string uid;
  std::vector<WireStatusCause> causes;
  int32_t retryAfterSeconds = 0;
  bool operator==(const WireStatusDetails&) const = default;
};

// The outcome of a request that returns no object.
struct WireStatus {
  ListMeta metadata;
  std::string status;
  std::string message;
  std::string reason;
  std::optional<WireStatusDetails> details;
  int32_t code = 0;
  bool operator==(const WireStatus&) const = default;
};

template <>
struct Schema<WireStatusCause> {
  static const Type& type();
};
template <>
struct Schema<WireStatusDetails> {
  static const Type& type();
};
template <>
struct Schema<WireStatus> {
  static const Type& type();
};

}  // namespace seamark::api
