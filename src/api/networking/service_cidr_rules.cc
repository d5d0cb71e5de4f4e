// The rules of ServiceCIDR.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/networking/service_cidr.h"
#include "api/rules.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kCidrs{"spec.cidrs"};
constexpr std::string_view kImmutable = "field is immutable";

void prepareForCreate(Object& object) {
  as<ServiceCIDR>(object).status = {};
}

void prepareForUpdate(Object& next, const Object& old) {
  as<ServiceCIDR>(next).status = as<ServiceCIDR>(old).status;
}

// Keeps to the status, metadata included.
void prepareForStatusUpdate(Object& object, const Object& oldObject) {
  auto& next = as<ServiceCIDR>(object);
  const auto& old = as<ServiceCIDR>(oldObject);
  next.spec = old.spec;
  next.metadata.labels = old.metadata.labels;
  next.metadata.annotations = old.metadata.annotations;
  next.metadata.finalizers = old.metadata.finalizers;
  next.metadata.ownerReferences = old.metadata.ownerReferences;
  next.metadata.deletionTimestamp = old.metadata.deletionTimestamp;
}

FieldErrors validate(const ServiceCIDR& range) {
  FieldErrors errors;
  const auto& cidrs = range.spec.cidrs;
  if (cidrs.empty()) return {required(kCidrs, "at least one CIDR required")};
  if (cidrs.size() > 2) {
    return {
        invalid(kCidrs, fmt::format(R"({{"CIDRs":{}}})", shownJson(cidrs)), "may only hold up to 2 values")};
  }
  for (size_t i = 0; i < cidrs.size(); ++i) validateCanonicalCidr(errors, kCidrs.index(i), cidrs[i]);
  if (cidrs.size() < 2) return errors;
  const auto first = Cidr::parseLenient(cidrs[0]);
  const auto second = Cidr::parseLenient(cidrs[1]);
  if (first && second && first->family() == second->family()) {
    errors.push_back(
        invalid(kCidrs, shownJson(cidrs),
                "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"));
  }
  return errors;
}

FieldErrors validateCreate(const Object& object) {
  return validate(as<ServiceCIDR>(object));
}

// Only a second family may be added.
FieldErrors validateUpdate(const Object& object, const Object& oldObject) {
  const auto& next = as<ServiceCIDR>(object).spec.cidrs;
  const auto& old = as<ServiceCIDR>(oldObject).spec.cidrs;
  FieldErrors errors;
  if (next.size() == old.size()) {
    for (size_t i = 0; i < next.size(); ++i) {
      if (next[i] != old[i]) errors.push_back(invalidText(kCidrs.index(i), next[i], kImmutable));
    }
  } else if (old.size() == 1 && next.size() == 2) {
    if (next[0] != old[0]) errors.push_back(invalidText(kCidrs.index(0), next[0], kImmutable));
    append(errors, validate(as<ServiceCIDR>(object)));
  } else {
    errors.push_back(invalid(kCidrs, shownJson(next), kImmutable));
  }
  return errors;
}

}  // namespace

Rules serviceCIDRRules() {
  return {.prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .prepareForStatusUpdate = prepareForStatusUpdate};
}

std::span<const SelectableField> serviceCIDRSelectableFields() {
  return {};
}

}  // namespace seamark::api
