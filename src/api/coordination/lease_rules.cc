// The rules of Lease.
// SPDX-License-Identifier: Apache-2.0
#include "api/coordination/lease.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};

// Fields of coordinated leader election, which v1.37 has switched off.
void prepareForCreate(Object& object) {
  auto& spec = as<Lease>(object).spec;
  spec.strategy.reset();
  spec.preferredHolder.reset();
}

void prepareForUpdate(Object& object, const Object& oldObject) {
  auto& spec = as<Lease>(object).spec;
  const auto& old = as<Lease>(oldObject).spec;
  if (!old.strategy) spec.strategy.reset();
  if (!old.preferredHolder) spec.preferredHolder.reset();
}

FieldErrors validateCreate(const Object& object) {
  const auto& spec = as<Lease>(object).spec;
  FieldErrors errors;
  if (spec.leaseDurationSeconds && *spec.leaseDurationSeconds <= 0) {
    errors.push_back(invalidNumber(kSpec.child("leaseDurationSeconds"), *spec.leaseDurationSeconds,
                                   "must be greater than 0"));
  }
  if (spec.leaseTransitions && *spec.leaseTransitions < 0) {
    errors.push_back(invalidNumber(kSpec.child("leaseTransitions"), *spec.leaseTransitions,
                                   "must be greater than or equal to 0"));
  }
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object&) {
  return validateCreate(next);
}

}  // namespace

Rules leaseRules() {
  return {.allowCreateOnUpdate = true,
          .allowUnconditionalUpdate = false,
          .bareFinalizers = true,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> leaseSelectableFields() {
  return {};
}

}  // namespace seamark::api
