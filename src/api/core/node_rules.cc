// The rules of Node.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>
#include <set>

#include "api/core/node.h"
#include "api/core/resources_validation.h"
#include "api/rules.h"
#include "api/validators.h"
#include "api/value_text.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

constexpr std::array<std::string_view, 3> kEffects = {"NoSchedule", "PreferNoSchedule", "NoExecute"};
const Path kPodCIDRs{"spec.podCIDRs"};

// podCIDR is the first of podCIDRs; the older field wins when they differ.
void setDefaults(Object& object) {
  auto& node = as<Node>(object);
  NodeSpec& spec = node.spec;
  if (spec.podCIDR.empty()) {
    if (!spec.podCIDRs.empty()) spec.podCIDR = spec.podCIDRs[0];
  } else if (spec.podCIDRs.empty() || spec.podCIDRs[0] != spec.podCIDR) {
    spec.podCIDRs = {spec.podCIDR};
  }
  for (auto* amounts : {&node.status.capacity, &node.status.allocatable})
    for (auto& [resource, amount] : *amounts) amount = amount.roundedUpToMilli();
  if (node.status.allocatable.empty()) node.status.allocatable = node.status.capacity;
}

// Configuration by the API is gone, and preemption by nodes not there yet.
void prepareForCreate(Object& object) {
  auto& node = as<Node>(object);
  node.spec.configSource.reset();
  node.spec.podPreemptionPolicy.reset();
  node.status.config.reset();
}

void prepareForUpdate(Object& object, const Object& old) {
  as<Node>(object).status = as<Node>(old).status;
  prepareForCreate(object);
}

void prepareForStatusUpdate(Object& object, const Object& old) {
  as<Node>(object).spec = as<Node>(old).spec;
  prepareForCreate(object);
}

std::string shownTaint(const Taint& taint) {
  return fmt::format(R"({{"Key":{},"Value":{},"Effect":{},"TimeAdded":{}}})", shownJson(taint.key),
                     shownJson(taint.value), shownJson(taint.effect), shownJson(taint.timeAdded));
}

void validateTaints(FieldErrors& errors, const std::vector<Taint>& taints) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (size_t i = 0; i < taints.size(); ++i) {
    const Path path = Path("metadata.taints").index(i);  // so it is called upstream
    const Taint& taint = taints[i];
    addProblems(errors, path.child("key"), taint.key, qualifiedNameProblems(taint.key));
    if (const Problems problems = labelValueProblems(taint.value); !problems.empty())
      errors.push_back(
          invalidText(path.child("value"), taint.value, fmt::format("{}", fmt::join(problems, ";"))));
    validateEnum(errors, path.child("effect"), taint.effect, kEffects);
    if (seen.emplace(taint.key, taint.effect).second) continue;
    errors.push_back(duplicate(path, shownTaint(taint)));
    errors.back().message += ": taints must be unique by key and effect pair";
  }
}

void validatePodCIDRs(FieldErrors& errors, const std::vector<std::string>& ranges) {
  std::set<IpFamily> families;
  std::optional<size_t> unreadable;
  for (size_t i = 0; i < ranges.size(); ++i) {
    if (const auto cidr = validateCidr(errors, kPodCIDRs.index(i), ranges[i]))
      families.insert(cidr->family());
    else if (!unreadable)
      unreadable = i;
  }
  if (ranges.size() < 2) return;
  if (unreadable)
    errors.push_back(internalFieldError(
        kPodCIDRs,
        fmt::format("invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[{}]: "
                    "<nil> (invalid CIDR address: {})",
                    *unreadable, ranges[*unreadable])));
  if (unreadable || families.size() < ranges.size())
    errors.push_back(
        invalid(kPodCIDRs, shownJson(ranges), "may specify no more than one CIDR for each IP family"));
}

void validateAmounts(FieldErrors& errors, const NodeStatus& status) {
  const auto validate = [&](std::string_view field, const std::map<std::string, Quantity>& amounts) {
    for (const auto& [resource, amount] : amounts)
      validateAmount(errors, Path("status").child(field).child(resource), resource, amount);
  };
  validate("capacity", status.capacity);
  validate("allocatable", status.allocatable);
}

// UpperCamelCase, then segments of letters and digits that begin with a letter.
bool isFeatureName(std::string_view name) {
  const auto isUpper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto isLetter = [&](char c) { return isUpper(c) || (c >= 'a' && c <= 'z'); };
  if (name.empty() || !isUpper(name[0])) return false;
  char before = '/';
  for (const char c : name) {
    const bool isDigit = c >= '0' && c <= '9';
    if (!isLetter(c) && (before == '/' || (!isDigit && c != '/'))) return false;
    before = c;
  }
  return before != '/';
}

void validateFeatures(FieldErrors& errors, const std::vector<std::string>& features) {
  for (size_t i = 0; i < features.size(); ++i) {
    const Path path = Path("status.declaredFeatures").index(i);
    const std::string& name = features[i];
    if (i > 0 && name == features[i - 1]) errors.push_back(duplicate(path, goQuoted(name)));
    if (i > 0 && name < features[i - 1])
      errors.push_back(invalidText(path, name, "list must be sorted alphabetically"));
    if (!isFeatureName(name))
      errors.push_back(invalidText(
          path, name,
          "invalid feature name " + goQuoted(name) +
              ": must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., "
              "MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes"));
  }
}

void validateSwap(FieldErrors& errors, const std::optional<NodeSwapStatus>& swap) {
  if (swap && swap->capacity && *swap->capacity <= 0)
    errors.push_back(invalidNumber(Path("metadata.nodeSwapStatus.capacity"), *swap->capacity,
                                   "must be greater than zero"));
}

FieldErrors validateCreate(const Object& object) {
  const auto& node = as<Node>(object);
  FieldErrors errors;
  validateTaints(errors, node.spec.taints);
  validateAmounts(errors, node.status);
  validateSwap(errors, node.status.nodeInfo.swap);
  validateFeatures(errors, node.status.declaredFeatures);
  validatePodCIDRs(errors, node.spec.podCIDRs);
  return errors;
}

void validateAddresses(FieldErrors& errors, const std::vector<NodeAddress>& addresses) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (size_t i = 0; i < addresses.size(); ++i) {
    const NodeAddress& address = addresses[i];
    if (seen.emplace(address.type, address.address).second) continue;
    errors.push_back(duplicate(
        Path("status.addresses").index(i),
        fmt::format(R"({{"Type":{},"Address":{}}})", shownJson(address.type), shownJson(address.address))));
  }
}

// Once set they stay. Each that differs is said, all with the same words.
void validateSamePodCIDRs(FieldErrors& errors, const std::vector<std::string>& next,
                          const std::vector<std::string>& old) {
  const auto refuse = [&] {
    errors.push_back(
        forbiddenField(kPodCIDRs, R"(node updates may not change podCIDR except from "" to valid)"));
  };
  if (old.empty()) return;
  if (next.size() != old.size()) return refuse();
  for (size_t i = 0; i < old.size(); ++i)
    if (next[i] != old[i]) refuse();
}

FieldErrors validateChange(const Object& object, const Object& oldObject) {
  const auto& next = as<Node>(object);
  const auto& old = as<Node>(oldObject);
  FieldErrors errors;
  validateAmounts(errors, next.status);
  validateFeatures(errors, next.status.declaredFeatures);
  validateAddresses(errors, next.status.addresses);
  validateSamePodCIDRs(errors, next.spec.podCIDRs, old.spec.podCIDRs);
  if (!old.spec.providerID.empty() && next.spec.providerID != old.spec.providerID)
    errors.push_back(invalid(Path("spec.providerID"), "null",
                             next.spec.providerID.empty() ? "field cannot be cleared once set"
                                                          : "field cannot be modified once set"));
  validateTaints(errors, next.spec.taints);
  if (next.spec.externalID != old.spec.externalID)
    errors.push_back(forbiddenField(Path("spec.externalID"), "may not be updated"));
  return errors;
}

// The whole is looked at as when it is created, then once more for what changes: upstream says some of it
// twice too.
FieldErrors validateUpdate(const Object& next, const Object& old) {
  FieldErrors errors = validateCreate(next);
  append(errors, validateChange(next, old));
  return errors;
}

Warnings warningsOnCreate(const Object& object) {
  const NodeSpec& spec = as<Node>(object).spec;
  Warnings warnings;
  if (!spec.externalID.empty())
    warnings.emplace_back("spec.externalID: this field is deprecated, and is unused by Kubernetes");
  for (size_t i = 0; i < spec.podCIDRs.size(); ++i)
    warnAboutCidr(warnings, kPodCIDRs.index(i), spec.podCIDRs[i]);
  return warnings;
}

Warnings warningsOnUpdate(const Object& next, const Object&) {
  return warningsOnCreate(next);
}

constexpr SelectableField kSelectable[] = {
    {"spec.unschedulable",
     [](const Object& object) { return std::string(as<Node>(object).spec.unschedulable ? "true" : "false"); },
     false},
};

}  // namespace

Rules nodeRules() {
  return {.setDefaults = setDefaults,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .prepareForStatusUpdate = prepareForStatusUpdate,
          .validateStatusUpdate = validateChange,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnUpdate = warningsOnUpdate};
}

std::span<const SelectableField> nodeSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
