// The API's scalar types that C++ lacks. All are values; parsing happens at the edge (scalars.cc), so that a
// value of these types cannot be wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace seamark::api {

// metav1.Time: whole seconds UTC, written 2006-01-02T15:04:05Z. The zero value is "no time" (Go's IsZero).
// Protobuf: google.protobuf.Timestamp {seconds 1, nanos 2}.
struct Time {
  std::optional<int64_t> seconds;  // since 1970
  int32_t nanos = 0;               // kept only by protobuf bodies; JSON drops it
  bool isZero() const { return !seconds; }
  std::string text() const;
  static std::optional<Time> parse(
      std::string_view rfc3339);  // any offset, fractions dropped; nullopt: not RFC 3339
  static Time of(WallTime t);
  auto operator<=>(const Time&) const = default;
};

// metav1.MicroTime: written with exactly six digits, 2006-01-02T15:04:05.000000Z.
struct MicroTime {
  std::optional<int64_t> micros;  // since 1970
  bool isZero() const { return !micros; }
  std::string text() const;
  static std::optional<MicroTime> parse(std::string_view text);
  static MicroTime of(WallTime t);
  auto operator<=>(const MicroTime&) const = default;
};

// resource.Quantity, kept as text ("100m", "1Gi").
struct Quantity {
  std::string value;
  // As Kubernetes keeps it: the text itself, or the canonical one where the value needs more than the fast
  // way (a fraction of a binary unit, below nano, more than 18 digits).
  static std::optional<Quantity> parse(std::string_view text);
  // The canonical text, rounded up to thousandths: what defaulting makes of a container's resources.
  Quantity roundedUpToMilli() const;
  auto operator<=>(const Quantity&) const = default;
};

// intstr.IntOrString. Protobuf {type 1 (0 int, 1 string), intVal 2, strVal 3}.
struct IntOrString {
  bool isString = false;
  int32_t number = 0;
  std::string string;
  static IntOrString of(int32_t n) { return {.isString = false, .number = n, .string = {}}; }
  static IntOrString of(std::string s) { return {.isString = true, .number = 0, .string = std::move(s)}; }
  bool isZero() const { return isString ? string.empty() : number == 0; }
  std::string text() const { return isString ? string : std::to_string(number); }
  auto operator<=>(const IntOrString&) const = default;
};

// []byte: base64 in JSON.
struct ByteString {
  std::string data;
  auto operator<=>(const ByteString&) const = default;
};

// JSON that passes through unread (managedFields' fieldsV1): compact JSON text; empty: absent.
struct RawJson {
  std::string json;
  auto operator<=>(const RawJson&) const = default;
};

}  // namespace seamark::api
