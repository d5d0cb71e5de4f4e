// The resize of a Pod in place: cpu and memory of its containers, and nothing else.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/core/pod_defaults.h"
#include "api/core/pod_subresources.h"
#include "api/core/pod_validation.h"

namespace seamark::api {
namespace {

using Amounts = std::map<std::string, Quantity>;

const Path kSpec{"spec"};
constexpr std::string_view kOnlyCpuAndMemory = "only cpu and memory resources are mutable";

bool isSidecar(const Container& container) {
  return container.restartPolicy == "Always";
}

bool saysResources(const PodSpec& spec) {
  return spec.resources && (!spec.resources->requests.empty() || !spec.resources->limits.empty());
}

// The containers as they were but for what a resize is about. Other names are left for validation to refuse.
std::vector<Container> resized(const std::vector<Container>& next, const std::vector<Container>& old) {
  std::vector<Container> containers = old;
  for (size_t i = 0; i < next.size(); ++i) {
    if (next[i].name != old[i].name) return next;
    containers[i].resources = next[i].resources;
    containers[i].resizePolicy = next[i].resizePolicy;
  }
  return containers;
}

bool removed(const Amounts& next, const Amounts& old) {
  return std::any_of(old.begin(), old.end(),
                     [&](const auto& amount) { return !next.contains(amount.first); });
}

// `next` with the cpu and memory of `old`.
Amounts restored(Amounts next, const Amounts& old) {
  for (const std::string resource : {"cpu", "memory"}) {
    next.erase(resource);
    if (const auto found = old.find(resource); found != old.end()) next.insert(*found);
  }
  return next;
}

void restore(Container& container, const Container& old) {
  container.resources = {.limits = restored(container.resources.limits, old.resources.limits),
                         .requests = restored(container.resources.requests, old.resources.requests),
                         .claims = {}};
}

// A Node that resizes tells the resources of what runs there.
bool runsWhereResizingWorks(const Pod& pod) {
  for (const ContainerStatus& status : pod.status.containerStatuses)
    if (status.state.running) return status.resources.has_value();
  return true;
}

void validateOrder(FieldErrors& errors, std::string_view list, const std::vector<Container>& next,
                   const std::vector<Container>& old) {
  const Path path = kSpec.child(list);
  if (next.size() != old.size()) {
    errors.push_back(forbiddenField(path, std::string(list) + " may not be added or removed on resize"));
    return;
  }
  for (size_t i = 0; i < old.size(); ++i)
    if (next[i].name != old[i].name)
      errors.push_back(forbiddenField(path.index(i).child("name"),
                                      std::string(list) + " may not be renamed or reordered on resize"));
}

void validateKept(FieldErrors& errors, std::string_view list, const std::vector<Container>& next,
                  const std::vector<Container>& old) {
  for (size_t i = 0; i < old.size(); ++i) {
    const Path path = kSpec.child(list).index(i).child("resources");
    if (removed(next[i].resources.requests, old[i].resources.requests))
      errors.push_back(forbiddenField(path.child("requests"), "resource requests cannot be removed"));
    if (removed(next[i].resources.limits, old[i].resources.limits))
      errors.push_back(forbiddenField(path.child("limits"), "resource limits cannot be removed"));
  }
}

// Of the Pod as a whole. `rest`: the new spec, of which the allowed changes are taken back.
void validatePodLevel(FieldErrors& errors, PodSpec& rest, const PodSpec& old) {
  const Path path = kSpec.child("resources");
  if (!rest.resources) return;  // what is not said stays
  const ResourceRequirements before = old.resources.value_or(ResourceRequirements{});
  if (removed(rest.resources->requests, before.requests))
    errors.push_back(forbiddenField(path.child("requests"), "pod-level resource requests cannot be removed"));
  if (removed(rest.resources->limits, before.limits))
    errors.push_back(forbiddenField(path.child("limits"), "pod-level resource limits cannot be removed"));
  rest.resources->requests = restored(rest.resources->requests, before.requests);
  rest.resources->limits = restored(rest.resources->limits, before.limits);
  if (!old.resources && *rest.resources == before) rest.resources.reset();
  if (rest.resources != old.resources)
    errors.push_back(forbiddenField(kSpec, "only cpu and memory resources are mutable at pod-level"));
}

void validateContainers(FieldErrors& errors, PodSpec& rest, const PodSpec& old) {
  for (size_t i = 0; i < rest.containers.size(); ++i) {
    restore(rest.containers[i], old.containers[i]);
    if (rest.containers[i] != old.containers[i]) errors.push_back(forbiddenField(kSpec, kOnlyCpuAndMemory));
  }
  for (size_t i = 0; i < rest.initContainers.size(); ++i) {
    Container& container = rest.initContainers[i];
    const bool changed = container != old.initContainers[i];
    restore(container, old.initContainers[i]);
    const Path path = kSpec.child("initContainers").index(i);
    if (container != old.initContainers[i])
      errors.push_back(
          forbiddenField(path, "only cpu and memory resources for init or sidecar containers are mutable"));
    const bool restarts =
        std::any_of(container.resizePolicy.begin(), container.resizePolicy.end(),
                    [](const auto& policy) { return policy.restartPolicy == "RestartContainer"; });
    if (changed && restarts && !isSidecar(container))
      errors.push_back(forbiddenField(
          path, "non-sidecar init containers with a resize policy of RestartContainer cannot be resized"));
  }
}

FieldErrors validate(const Pod& next, const Pod& old) {
  FieldErrors errors = validatePodSpec(next.spec);
  if (next.spec.containers.size() != old.spec.containers.size() ||
      next.spec.initContainers.size() != old.spec.initContainers.size()) {
    validateOrder(errors, "containers", next.spec.containers, old.spec.containers);
    validateOrder(errors, "initContainers", next.spec.initContainers, old.spec.initContainers);
    return errors;
  }
  const std::string before = old.status.qosClass.empty() ? podQosClass(old) : old.status.qosClass;
  if (before != podQosClass(next))
    errors.push_back(
        invalidText(kSpec, next.status.qosClass, "Pod QOS Class may not change as a result of resizing"));
  if (!runsWhereResizingWorks(old))
    errors.push_back(forbiddenField(kSpec, "Pod running on node without support for resize"));
  PodSpec rest = next.spec;
  if (saysResources(old.spec) || saysResources(next.spec)) validatePodLevel(errors, rest, old.spec);
  if (!old.status.nodeAllocatableResourceClaimStatuses.empty())
    errors.push_back(forbiddenField(kSpec, "pods with node allocatable resource claims cannot be resized"));
  FieldErrors order;
  validateOrder(order, "containers", next.spec.containers, old.spec.containers);
  validateOrder(order, "initContainers", next.spec.initContainers, old.spec.initContainers);
  const bool inOrder = order.empty();
  append(errors, std::move(order));
  if (!inOrder) return errors;
  validateKept(errors, "initContainers", next.spec.initContainers, old.spec.initContainers);
  validateKept(errors, "containers", next.spec.containers, old.spec.containers);
  validateContainers(errors, rest, old.spec);
  if (errors.empty() && rest != old.spec) errors.push_back(forbiddenField(kSpec, kOnlyCpuAndMemory));
  return errors;
}

}  // namespace

bool isMirror(const Pod& pod) {
  return pod.metadata.annotations.contains("kubernetes.io/config.mirror");
}

void keepMetadata(ObjectMeta& next, const ObjectMeta& old) {
  next.deletionTimestamp = old.deletionTimestamp;
  next.generation = old.generation;
  next.labels = old.labels;
  next.annotations = old.annotations;
  next.finalizers = old.finalizers;
  next.ownerReferences = old.ownerReferences;
}

void prepareResize(Object& object, const Object& oldObject) {
  auto& next = as<Pod>(object);
  const auto& old = as<Pod>(oldObject);
  if (next.spec.containers.size() != old.spec.containers.size() ||
      next.spec.initContainers.size() != old.spec.initContainers.size())
    return;  // validation says so
  PodSpec spec = old.spec;
  if (next.spec.resources) spec.resources = std::move(next.spec.resources);
  spec.containers = resized(next.spec.containers, old.spec.containers);
  spec.initContainers = resized(next.spec.initContainers, old.spec.initContainers);
  next.spec = std::move(spec);
  next.status = old.status;
  keepMetadata(next.metadata, old.metadata);
}

FieldErrors validateResize(const Object& object, const Object& oldObject) {
  const auto& next = as<Pod>(object);
  const auto& old = as<Pod>(oldObject);
  if (isMirror(old)) return {forbiddenField(Path("[]"), "static pods cannot be resized")};
  if (old.spec.os && old.spec.os->name == "windows")
    return {forbiddenField(Path("[]"), "windows pods cannot be resized")};
  return validate(next, old);
}

}  // namespace seamark::api
