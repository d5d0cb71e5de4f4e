// The rules of ConfigMap.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/config_map.h"
#include "api/rules.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr size_t kMaxBytes = 1024 * 1024;
constexpr std::string_view kImmutable = "field is immutable when `immutable` is set";

FieldErrors validate(const ConfigMap& map) {
  FieldErrors errors;
  size_t bytes = 0;
  for (const auto& [key, value] : map.data) {
    const Path path = Path("data").key(key);
    addProblems(errors, path, key, configMapKeyProblems(key));
    if (map.binaryData.contains(key)) {
      errors.push_back(invalidText(path, key, "duplicate of key present in binaryData"));
    }
    bytes += value.size();
  }
  for (const auto& [key, value] : map.binaryData) {
    addProblems(errors, Path("binaryData").key(key), key, configMapKeyProblems(key));
    bytes += value.data.size();
  }
  if (bytes > kMaxBytes) errors.push_back(tooLong(Path("[]"), kMaxBytes));  // upstream's path of no field
  return errors;
}

FieldErrors validateCreate(const Object& object) {
  return validate(as<ConfigMap>(object));
}

FieldErrors validateUpdate(const Object& object, const Object& oldObject) {
  const auto& next = as<ConfigMap>(object);
  const auto& old = as<ConfigMap>(oldObject);
  FieldErrors errors;
  if (old.immutable.value_or(false)) {
    if (!next.immutable.value_or(false)) errors.push_back(forbiddenField(Path("immutable"), kImmutable));
    if (next.data != old.data) errors.push_back(forbiddenField(Path("data"), kImmutable));
    if (next.binaryData != old.binaryData) errors.push_back(forbiddenField(Path("binaryData"), kImmutable));
  }
  append(errors, validate(next));
  return errors;
}

}  // namespace

Rules configMapRules() {
  return {.validateCreate = validateCreate, .validateUpdate = validateUpdate};
}

std::span<const SelectableField> configMapSelectableFields() {
  return {};
}

}  // namespace seamark::api
