// What cells of server-side Tables are made of: ages, lists, JSON texts; and the two columns that nearly
// every kind has. Source of the forms: the printers of Kubernetes v1.37.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"

namespace seamark::api {

inline constexpr Column kNameColumn = {
    .name = "Name",
    .type = "string",
    .format = "name",
    .description =
        "Name must be unique within a namespace. Is required when creating resources, although some "
        "resources "
        "may allow a client to request the generation of an appropriate name automatically. Name is "
        "primarily "
        "intended for creation idempotence and configuration definition. Cannot be updated. More info: "
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"};
inline constexpr Column kAgeColumn = {
    .name = "Age",
    .type = "string",
    .format = "",
    .description =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is "
        "not "
        "guaranteed to be set in happens-before order across separate operations. Clients may not set this "
        "value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null "
        "for lists. More info: "
        "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"};

inline constexpr std::string_view kNone = "<none>";
inline constexpr std::string_view kUnknown = "<unknown>";
inline constexpr std::string_view kUnset = "<unset>";

// A column of text.
constexpr Column textColumn(std::string_view name, std::string_view description, int priority = 0) {
  return {.name = name, .type = "string", .format = "", .description = description, .priority = priority};
}

// 45s, 2m5s, 90m, 3h4m, 30h, 3d4h, 20d, 2y30d, 9y.
std::string durationText(int64_t seconds);
// How long ago; `<unknown>` without a time, `<invalid>` for one more than a second ahead.
std::string ageText(const Time& since, WallTime now);
std::string ageText(const MicroTime& since, WallTime now);

// JSON texts for cells.
std::string textCell(std::string_view text);
std::string numberCell(int64_t number);
std::string ageCell(const Object& object, WallTime now);

std::string joined(const std::vector<std::string>& parts, std::string_view separator = ",");
// `text`, or `fallback` when it is empty.
std::string orElse(std::string_view text, std::string_view fallback = kNone);
// `k=v,l=w`, `<none>` when empty.
std::string labelsText(const std::map<std::string, std::string>& labels);

// The first three of a list and ` + N more...`.
class ClippedList {
 public:
  void add(std::string_view item) {
    if (count_++ < kShown) shown_.emplace_back(item);
  }
  std::string text() const;

 private:
  static constexpr size_t kShown = 3;
  std::vector<std::string> shown_;
  size_t count_ = 0;
};

}  // namespace seamark::api
