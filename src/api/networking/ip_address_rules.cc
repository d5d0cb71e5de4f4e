// The rules of IPAddress. Its name is the address, in canonical form.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ip_address.h"
#include "api/rules.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

const Path kParent{"spec.parentRef"};

// What is missing is said last of a new object, and in its place of one that changes.
void validateParent(FieldErrors& errors, const ParentReference& parent, bool isUpdate) {
  const auto segment = [&](std::string_view field, const std::string& value) {
    const bool needed = isUpdate && value.empty() && field != "namespace";
    if (needed) errors.push_back(required(kParent.child(field)));
    addProblems(errors, kParent.child(field), value, pathSegmentProblems(value));
  };
  if (!parent.group.empty()) {
    addProblems(errors, kParent.child("group"), parent.group, dns1123SubdomainProblems(parent.group));
  }
  segment("resource", parent.resource);
  segment("name", parent.name);
  segment("namespace", parent.namespace_);
}

FieldErrors validateCreate(const Object& object) {
  const auto& parent = as<IPAddress>(object).spec.parentRef;
  if (!parent) return {required(kParent)};
  FieldErrors errors;
  validateParent(errors, *parent, false);
  if (parent->resource.empty()) errors.push_back(required(kParent.child("resource")));
  if (parent->name.empty()) errors.push_back(required(kParent.child("name")));
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  const auto& parent = as<IPAddress>(next).spec.parentRef;
  FieldErrors errors;
  if (parent == as<IPAddress>(old).spec.parentRef) return errors;
  if (parent)
    validateParent(errors, *parent, true);
  else
    errors.push_back(required(kParent));
  errors.push_back(invalid(kParent, "null", "field is immutable"));
  return errors;
}

}  // namespace

Rules ipAddressRules() {
  return {.name = NameRule::IpAddress, .validateCreate = validateCreate, .validateUpdate = validateUpdate};
}

std::span<const SelectableField> ipAddressSelectableFields() {
  return {};
}

}  // namespace seamark::api
