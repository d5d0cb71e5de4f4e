// Checks of a Pod on update.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "api/core/container_validation.h"
#include "api/core/pod_gated_validation.h"
#include "api/core/pod_validation.h"
#include "api/core/scheduling_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
constexpr std::string_view kUpdatable =
    "pod updates may not change fields other than "
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec."
    "tolerations` "
    "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 "
    "if "
    "it was previously negative)\n";

// What an update may change, set back to what it was.
PodSpec withoutUpdatable(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  PodSpec same = next;
  for (size_t i = 0; i < same.containers.size(); ++i) same.containers[i].image = old.containers[i].image;
  for (size_t i = 0; i < same.initContainers.size(); ++i)
    same.initContainers[i].image = old.initContainers[i].image;
  same.activeDeadlineSeconds = old.activeDeadlineSeconds;
  same.tolerations = old.tolerations;
  same.schedulingGates = old.schedulingGates;
  if (old.terminationGracePeriodSeconds.value_or(0) < 0 && next.terminationGracePeriodSeconds == 1)
    same.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds;
  if (!old.schedulingGates.empty()) takeBackNarrowing(errors, same, old);
  return same;
}

// The names of the fields that differ, one a line.
std::string differences(const PodSpec& next, const PodSpec& old) {
  std::string lines;
  for (const Field& field : typeOf<PodSpec>().fields) {
    const void* now = field.at(const_cast<PodSpec*>(&next));
    const void* before = field.at(const_cast<PodSpec*>(&old));
    if (!field.type().equal(now, before)) lines += fmt::format("  spec.{}\n", field.name);
  }
  return lines;
}

// False: nothing else is looked at.
bool validateDeadline(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  const Path path = kSpec.child("activeDeadlineSeconds");
  const auto& now = next.activeDeadlineSeconds;
  const auto& before = old.activeDeadlineSeconds;
  if (!now) {
    if (before)
      errors.push_back(invalid(path, "null", "must not update from a positive integer to nil value"));
    return true;
  }
  if (*now < 0 || *now > INT32_MAX) {
    errors.push_back(invalidNumber(path, *now, "must be between 0 and 2147483647, inclusive"));
    return false;
  }
  if (!before || *before >= *now) return true;
  errors.push_back(invalidNumber(path, *now, "must be less than or equal to previous value"));
  return false;
}

void validateAddedTolerations(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  const Path path = kSpec.child("tolerations");
  const bool kept =
      std::all_of(old.tolerations.begin(), old.tolerations.end(), [&](const Toleration& before) {
        return std::any_of(next.tolerations.begin(), next.tolerations.end(), [&](Toleration now) {
          now.tolerationSeconds = before.tolerationSeconds;
          return now == before;
        });
      });
  if (kept) return validateTolerations(errors, path, next.tolerations);
  errors.push_back(
      forbiddenField(path, "existing toleration can not be modified except its tolerationSeconds"));
}

// Images are looked at once more: what is wrong with them is said twice, upstream too.
void validateImages(FieldErrors& errors, const Path& path, const std::vector<Container>& containers) {
  for (size_t i = 0; i < containers.size(); ++i) {
    if (containers[i].image.empty()) errors.push_back(required(path.index(i).child("image")));
    validateImageName(errors, path.index(i).child("image"), containers[i].image);
  }
}

// A gate may be opened, not set up.
void validateGates(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  for (size_t i = 0; i < next.schedulingGates.size(); ++i) {
    const PodSchedulingGate& gate = next.schedulingGates[i];
    if (std::find(old.schedulingGates.begin(), old.schedulingGates.end(), gate) != old.schedulingGates.end())
      continue;
    errors.push_back(forbiddenField(
        kSpec.child("schedulingGates").index(i).child("name"),
        fmt::format("only deletion is allowed, but found new scheduling gate '{}'", gate.name)));
  }
}

}  // namespace

FieldErrors validatePodUpdate(const Pod& next, const Pod& old) {
  FieldErrors errors = validatePodAnnotations(next);
  append(errors, validatePodSpec(next.spec));
  validateAnnotationUpdate(errors, next, old);
  if (next.spec.containers.size() != old.spec.containers.size()) {
    errors.push_back(
        forbiddenField(kSpec.child("containers"), "pod updates may not add or remove containers"));
    return errors;
  }
  validateImages(errors, kSpec.child("containers"), next.spec.containers);
  if (next.spec.initContainers.size() != old.spec.initContainers.size()) {
    errors.push_back(
        forbiddenField(kSpec.child("initContainers"), "pod updates may not add or remove containers"));
    return errors;
  }
  validateImages(errors, kSpec.child("initContainers"), next.spec.initContainers);
  if (!validateDeadline(errors, next.spec, old.spec)) return errors;
  validateAddedTolerations(errors, next.spec, old.spec);
  validateGates(errors, next.spec, old.spec);
  const PodSpec rest = withoutUpdatable(errors, next.spec, old.spec);
  if (rest != old.spec) {
    errors.push_back(forbiddenField(kSpec, std::string(kUpdatable) + differences(rest, old.spec)));
  }
  return errors;
}

}  // namespace seamark::api
