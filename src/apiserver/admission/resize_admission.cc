// Whether the Node of a Pod can resize it: it must declare what it needs for that, run Linux, and have enough to
// allocate. A Pod without a Node can be resized as it likes.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/field_error.h"
#include "api/kinds.h"
#include "api/quantity.h"
#include "apiserver/admission/admission.h"

namespace seamark::apiserver {
namespace {

using Amounts = std::map<std::string, api::Quantity>;
using ValueOf = int64_t (*)(const api::Quantity&);

// What a Node's agent must know to do this resize, by name.
std::vector<std::string> neededFeatures(const api::PodSpec& next, const api::PodSpec& old) {
  std::vector<std::string> features;
  if (next.resources != old.resources) features.emplace_back("InPlacePodLevelResourcesVerticalScaling");
  for (size_t i = 0; i < old.initContainers.size(); ++i) {
    const api::Container& before = old.initContainers[i];
    if (before.restartPolicy == "Always" || before.resources == next.initContainers[i].resources) continue;
    features.emplace_back("InPlacePodVerticalScalingInitContainers");
    break;
  }
  return features;
}

int64_t amountOf(const Amounts& amounts, const std::string& resource, ValueOf value) {
  const auto found = amounts.find(resource);
  return found == amounts.end() ? 0 : value(found->second);
}

// What a Pod asks for: its containers together with the sidecars, or what its init containers need at their worst,
// or what it says for itself as a whole; and the overhead of running it.
int64_t requestOf(const api::PodSpec& spec, const std::string& resource, ValueOf value) {
  const auto of = [&](const api::Container& container) {
    return amountOf(container.resources.requests, resource, value);
  };
  int64_t running = 0, starting = 0, sidecars = 0;
  for (const api::Container& container : spec.containers) running += of(container);
  for (const api::Container& container : spec.initContainers) {
    if (container.restartPolicy == "Always") sidecars += of(container);
    starting = std::max(starting, sidecars + (container.restartPolicy == "Always" ? 0 : of(container)));
  }
  int64_t total = std::max(running + sidecars, starting);
  if (spec.resources && spec.resources->requests.contains(resource))
    total = amountOf(spec.resources->requests, resource, value);
  return total + amountOf(spec.overhead, resource, value);
}

std::string lacking(const api::PodSpec& spec, const Amounts& allocatable) {
  std::string text;
  const auto compare = [&](const std::string& resource, ValueOf value) {
    const int64_t requested = requestOf(spec, resource, value);
    const int64_t there = amountOf(allocatable, resource, value);
    if (requested > there)
      text += fmt::format("{}{}, requested: {}, allocatable: {}", text.empty() ? "" : "; ", resource,
                          requested, there);
  };
  compare("cpu", api::milliValue);
  compare("memory", api::wholeValue);
  return text;
}

}  // namespace

Result<> admitResize(const AdmissionRequest& request, const api::Object& object,
                     const api::Object& oldObject) {
  const auto& next = api::as<api::Pod>(object);
  const auto& old = api::as<api::Pod>(oldObject);
  if (next.spec.nodeName.empty() || next.metadata.generation == old.metadata.generation) return {};
  const auto refused = [&](const std::string& why, const char* cause = nullptr) {
    Status status = forbidden(request.kind.resource(), std::string(request.name), why);
    if (cause) status.details->causes.push_back({cause, "", ""});
    return Failure(std::move(status));
  };
  const std::string name = api::goQuoted(next.spec.nodeName);
  const api::EncodedPtr* found = request.world.of(api::kindOf<api::Node>()).find(next.spec.nodeName);
  if (!found) return refused("node " + name + " not found");
  const api::ObjectPtr nodeObject = (*found)->object();
  const auto& node = api::as<api::Node>(*nodeObject);
  std::string missing;
  for (const std::string& feature : neededFeatures(next.spec, old.spec)) {
    const auto& declared = node.status.declaredFeatures;
    if (std::find(declared.begin(), declared.end(), feature) == declared.end())
      missing += (missing.empty() ? "" : ", ") + feature;
  }
  if (!missing.empty())
    return refused("pod update requires features " + missing + " which are not available on node " + name);
  const auto system = node.metadata.labels.find("kubernetes.io/os");
  if (system != node.metadata.labels.end() && system->second != "linux")
    return refused(
        "pod resize is only supported on linux nodes, node " + name + " is " + api::goQuoted(system->second),
        "UnsupportedPlatform");
  const std::string lack = lacking(next.spec, node.status.allocatable);
  if (!lack.empty()) return refused("node didn't have enough allocatable resources: " + lack, "NodeCapacity");
  return {};
}

}  // namespace seamark::apiserver
