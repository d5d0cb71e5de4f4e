// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_resources.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "api/core/resources_validation.h"
#include "api/quantity.h"

namespace seamark::api {
namespace {

using Amounts = std::map<std::string, Quantity>;
using List = Amounts ResourceRequirements::*;

void addAll(Amounts& to, const Amounts& more) {
  for (const auto& [name, amount] : more) {
    Quantity& sum = to[name];
    sum = sumOf(sum, amount);
  }
}

void raise(Amounts& to, const std::string& name, const Quantity& amount) {
  const auto [there, isNew] = to.try_emplace(name, amount);
  if (!isNew && compareQuantities(amount, there->second) > 0) there->second = amount;
}

// What all containers need at once, or, if that is more, an init container beside the sidecars that run by then. Each
// container is looked at for what it names only: what the others need beside it has been counted with them.
Amounts togetherOf(const PodSpec& spec, List list) {
  Amounts running, sidecars, starting;
  for (const Container& container : spec.containers) addAll(running, container.resources.*list);
  for (const Container& container : spec.initContainers) {
    const Amounts& own = container.resources.*list;
    const bool isSidecar = container.restartPolicy == "Always";
    if (isSidecar) addAll(running, own);
    if (isSidecar) addAll(sidecars, own);
    for (const auto& [name, amount] : own) {
      const auto beside = sidecars.find(name);
      if (beside == sidecars.end())
        raise(starting, name, amount);
      else
        raise(starting, name, isSidecar ? beside->second : sumOf(beside->second, amount));
    }
  }
  for (const auto& [name, amount] : starting) raise(running, name, amount);
  return running;
}

bool limitsEverywhere(const PodSpec& spec, const std::string& name) {
  const auto limits = [&](const Container& container) { return container.resources.limits.contains(name); };
  return std::ranges::all_of(spec.containers, limits) && std::ranges::all_of(spec.initContainers, limits);
}

void fillLimits(const PodSpec& spec, ResourceRequirements& whole) {
  for (const auto& [name, sum] : togetherOf(spec, &ResourceRequirements::limits)) {
    if (!isPodResource(name) || whole.limits.contains(name)) continue;
    const auto request = whole.requests.find(name);
    if (isHugePages(name) && request == whole.requests.end()) {
      whole.limits[name] = sum;
    } else if (limitsEverywhere(spec, name)) {
      const bool more = request != whole.requests.end() && compareQuantities(request->second, sum) > 0;
      whole.limits[name] = more ? request->second : sum;
    }
  }
}

void fillRequests(const PodSpec& spec, ResourceRequirements& whole) {
  for (const auto& [name, sum] : togetherOf(spec, &ResourceRequirements::requests))
    if (isPodResource(name) && !isHugePages(name)) whole.requests.try_emplace(name, sum);
  for (const auto& [name, limit] : whole.limits)
    if (isPodResource(name)) whole.requests.try_emplace(name, limit);
}

// The whole must not be less than its parts.
void validateSums(FieldErrors& errors, const Path& path, const Amounts& whole, const Amounts& parts,
                  std::string_view what) {
  for (const auto& [name, sum] : parts) {
    const auto own = whole.find(name);
    if (own == whole.end() || compareQuantities(own->second, sum) >= 0) continue;
    errors.push_back(invalidText(
        path.key(name), own->second.value,
        fmt::format("must be greater than or equal to aggregate container {} of {}", what, sum.value)));
  }
}

void validateContainerLimits(FieldErrors& errors, const Path& path, const PodSpec& spec) {
  for (size_t i = 0; i < spec.containers.size(); ++i)
    for (const auto& [name, limit] : spec.containers[i].resources.limits) {
      const auto whole = spec.resources->limits.find(name);
      if (whole == spec.resources->limits.end() || compareQuantities(limit, whole->second) <= 0) continue;
      errors.push_back(invalidText(path.child("containers").index(i).key(name).child("limits"), limit.value,
                                   "must be less than or equal to pod limits of " + whole->second.value));
    }
}

}  // namespace

void fillPodResources(PodSpec& spec) {
  if (!spec.resources || (spec.resources->limits.empty() && spec.resources->requests.empty())) return;
  fillLimits(spec, *spec.resources);
  fillRequests(spec, *spec.resources);
}

void validatePodResources(FieldErrors& errors, const Path& path, const PodSpec& spec) {
  if (!spec.resources) return;
  if (spec.os && spec.os->name == "windows") {
    errors.push_back(forbiddenField(path, "may not be set for a windows pod"));
    return;
  }
  validateResourcesOfPod(errors, path, *spec.resources, spec.resourceClaims);
  validateSums(errors, path.child("requests"), spec.resources->requests,
               togetherOf(spec, &ResourceRequirements::requests), "requests");
  Amounts pages = togetherOf(spec, &ResourceRequirements::limits);
  std::erase_if(pages,
                [](const auto& pair) { return !isHugePages(pair.first); });  // others may be overcommitted
  validateSums(errors, path.child("limits"), spec.resources->limits, pages, "limits");
  validateContainerLimits(errors, path, spec);
}

}  // namespace seamark::api
