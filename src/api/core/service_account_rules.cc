// The rules of ServiceAccount: of its secrets only the names count.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service_account.h"
#include "api/rules.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

constexpr const char* kMountableSecrets = "kubernetes.io/enforce-mountable-secrets";

void prepareForCreate(Object& object) {
  for (ObjectReference& secret : as<ServiceAccount>(object).secrets) {
    ObjectReference named;
    named.name = std::move(secret.name);
    secret = std::move(named);
  }
}
void prepareForUpdate(Object& next, const Object&) {
  prepareForCreate(next);
}

Warnings warnings(const ServiceAccount& next, const ServiceAccount* old) {
  const std::string key = kMountableSecrets;
  if (!next.metadata.annotations.contains(key)) return {};
  if (old && old->metadata.annotations.contains(key)) return {};
  return {"metadata.annotations[" + key +
          "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"};
}
Warnings warningsOnCreate(const Object& next) {
  return warnings(as<ServiceAccount>(next), nullptr);
}
Warnings warningsOnUpdate(const Object& next, const Object& old) {
  return warnings(as<ServiceAccount>(next), &as<ServiceAccount>(old));
}

}  // namespace

Rules serviceAccountRules() {
  return {.deleteReturnsObject = true,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnUpdate = warningsOnUpdate};
}

std::span<const SelectableField> serviceAccountSelectableFields() {
  return {};
}

}  // namespace seamark::api
