// Ephemeral containers: what they may say, and that they are only added.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/core/container_validation.h"
#include "api/core/pod_subresources.h"
#include "api/core/pod_validation.h"

namespace seamark::api {
namespace {

constexpr std::string_view kNotHere = "cannot be set for an Ephemeral Container";

// The same fields in another struct.
Container asContainer(const EphemeralContainerCommon& from) {
  return {.name = from.name,
          .image = from.image,
          .command = from.command,
          .args = from.args,
          .workingDir = from.workingDir,
          .ports = from.ports,
          .envFrom = from.envFrom,
          .env = from.env,
          .resources = from.resources,
          .resizePolicy = from.resizePolicy,
          .restartPolicy = from.restartPolicy,
          .restartPolicyRules = from.restartPolicyRules,
          .volumeMounts = from.volumeMounts,
          .volumeDevices = from.volumeDevices,
          .livenessProbe = from.livenessProbe,
          .readinessProbe = from.readinessProbe,
          .startupProbe = from.startupProbe,
          .lifecycle = from.lifecycle,
          .terminationMessagePath = from.terminationMessagePath,
          .terminationMessagePolicy = from.terminationMessagePolicy,
          .imagePullPolicy = from.imagePullPolicy,
          .securityContext = from.securityContext,
          .stdin = from.stdin,
          .stdinOnce = from.stdinOnce,
          .tty = from.tty};
}

// Nothing that a Pod's service could come to rest on.
void refuseFields(FieldErrors& errors, const Path& path, const EphemeralContainerCommon& container) {
  const auto refuse = [&](std::string_view field, bool isSet) {
    if (isSet) errors.push_back(forbiddenField(path.child(field), kNotHere));
  };
  refuse("ports", !container.ports.empty());
  refuse("resources", container.resources != ResourceRequirements{});
  refuse("resizePolicy", !container.resizePolicy.empty());
  refuse("restartPolicy", container.restartPolicy.has_value());
  refuse("restartPolicyRules", !container.restartPolicyRules.empty());
  refuse("livenessProbe", container.livenessProbe.has_value());
  refuse("readinessProbe", container.readinessProbe.has_value());
  refuse("startupProbe", container.startupProbe.has_value());
  refuse("lifecycle", container.lifecycle.has_value());
  for (size_t i = 0; i < container.volumeMounts.size(); ++i) {
    const Path mount = path.child("volumeMounts").index(i);
    if (!container.volumeMounts[i].subPath.empty())
      errors.push_back(forbiddenField(mount.child("subPath"), kNotHere));
    if (!container.volumeMounts[i].subPathExpr.empty())
      errors.push_back(forbiddenField(mount.child("subPathExpr"), kNotHere));
  }
}

}  // namespace

void validateEphemeralContainers(FieldErrors& errors, const Path& spec, const PodSpec& pod,
                                 const std::set<std::string_view>& volumes) {
  std::set<std::string_view> others;
  for (const Container& container : pod.containers) others.insert(container.name);
  for (const Container& container : pod.initContainers) others.insert(container.name);
  std::set<std::string_view> names = others;
  for (size_t i = 0; i < pod.ephemeralContainers.size(); ++i) {
    const Path path = spec.child("ephemeralContainers").index(i);
    const auto& [common, target] = pod.ephemeralContainers[i];
    const Container container = asContainer(common);
    validateContainerCommon(errors, path, container, pod, volumes);
    validateImageName(errors, path.child("image"), container.image);
    if (!names.insert(common.name).second)
      errors.push_back(duplicate(path.child("name"), goQuoted(common.name)));
    if (!target.empty() && !others.contains(target))
      errors.push_back(notFoundField(path.child("targetContainerName"), target));
    refuseFields(errors, path, common);
  }
}

void prepareEphemeralContainers(Object& object, const Object& oldObject) {
  auto& next = as<Pod>(object);
  const auto& old = as<Pod>(oldObject);
  auto containers = std::move(next.spec.ephemeralContainers);
  next.spec = old.spec;
  next.spec.ephemeralContainers = std::move(containers);
  next.status = old.status;
  keepMetadata(next.metadata, old.metadata);
}

FieldErrors validateEphemeralContainersUpdate(const Object& object, const Object& oldObject) {
  const auto& next = as<Pod>(object);
  const auto& old = as<Pod>(oldObject);
  if (isMirror(old)) return {forbiddenField(Path("[]"), "static pods do not support ephemeral containers")};
  FieldErrors errors = validatePodSpec(next.spec);
  const Path path = Path("spec").child("ephemeralContainers");
  const auto& now = next.spec.ephemeralContainers;
  for (const EphemeralContainer& before : old.spec.ephemeralContainers) {
    const std::string& name = before.ephemeralContainerCommon.name;
    // Of several with one name the last counts.
    const auto found = std::find_if(now.rbegin(), now.rend(), [&](const EphemeralContainer& container) {
      return container.ephemeralContainerCommon.name == name;
    });
    const auto refuse = [&](std::string_view what) {
      errors.push_back(forbiddenField(
          path, fmt::format("existing ephemeral containers {} may not be {}\n", goQuoted(name), what)));
    };
    if (found == now.rend())
      refuse("removed");
    else if (*found != before)
      refuse("changed");
  }
  return errors;
}

}  // namespace seamark::api
