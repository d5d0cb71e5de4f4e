// The rules of IPAddress. Its name is the address, in canonical form.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ip_address.h"
#include "api/rules.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

const Path kParent{"spec.parentRef"};

FieldErrors validateCreate(const Object& object) {
  const auto& parent = as<IPAddress>(object).spec.parentRef;
  FieldErrors errors;
  if (!parent) return {required(kParent)};
  const auto segment = [&](std::string_view field, const std::string& value) {
    addProblems(errors, kParent.child(field), value, pathSegmentProblems(value));
  };
  if (!parent->group.empty()) {
    addProblems(errors, kParent.child("group"), parent->group, dns1123SubdomainProblems(parent->group));
  }
  if (parent->resource.empty()) errors.push_back(required(kParent.child("resource")));
  segment("resource", parent->resource);
  if (parent->name.empty()) errors.push_back(required(kParent.child("name")));
  segment("name", parent->name);
  segment("namespace", parent->namespace_);
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  if (as<IPAddress>(next).spec.parentRef == as<IPAddress>(old).spec.parentRef) return {};
  return {invalid(kParent, "null", "field is immutable")};
}

}  // namespace

Rules ipAddressRules() {
  return {.name = NameRule::IpAddress, .validateCreate = validateCreate, .validateUpdate = validateUpdate};
}

std::span<const SelectableField> ipAddressSelectableFields() {
  return {};
}

}  // namespace seamark::api
