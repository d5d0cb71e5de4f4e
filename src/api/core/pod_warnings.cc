// Names that are said twice, labels that have a newer name, amounts that make no sense.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_warnings.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

#include "api/quantity.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};

using FirstPlace = std::map<std::string, std::string>;  // what was said, and the path where it was said first

void warnAboutNodeSelector(const PodSpec& spec, Warnings& warnings) {
  struct Renamed {
    std::string_view old, since, now;
  };
  static constexpr std::array<Renamed, 5> kRenamed = {{
      {"beta.kubernetes.io/arch", "v1.14", "kubernetes.io/arch"},
      {"beta.kubernetes.io/instance-type", "v1.17", "node.kubernetes.io/instance-type"},
      {"beta.kubernetes.io/os", "v1.14", "kubernetes.io/os"},
      {"failure-domain.beta.kubernetes.io/region", "v1.17", "topology.kubernetes.io/region"},
      {"failure-domain.beta.kubernetes.io/zone", "v1.17", "topology.kubernetes.io/zone"},
  }};
  for (const Renamed& renamed : kRenamed)
    if (spec.nodeSelector.contains(std::string(renamed.old)))
      warnings.push_back(fmt::format("{}: deprecated since {}; use \"{}\" instead",
                                     kSpec.child("nodeSelector").key(renamed.old).text(), renamed.since,
                                     renamed.now));
}

void warnAboutHostAliases(const PodSpec& spec, Warnings& warnings) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < spec.hostAliases.size(); ++i) {
    const Path path = kSpec.child("hostAliases").index(i).child("ip");
    if (!seen.insert(spec.hostAliases[i].ip).second)
      warnings.push_back(fmt::format("{}: duplicate ip {}", path.text(), goQuoted(spec.hostAliases[i].ip)));
    warnAboutIp(warnings, path, spec.hostAliases[i].ip);
  }
}

void warnAboutPullSecrets(const PodSpec& spec, Warnings& warnings) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < spec.imagePullSecrets.size(); ++i) {
    const std::string& name = spec.imagePullSecrets[i].name;
    const std::string path = kSpec.child("imagePullSecrets").index(i).text();
    if (name.empty())
      warnings.push_back(fmt::format("{}: invalid empty name {}", path, goQuoted(name)));
    else if (!seen.insert(name).second)
      warnings.push_back(fmt::format("{}.name: duplicate name {}", path, goQuoted(name)));
  }
}

void warnAboutAmounts(const Path& path, const std::map<std::string, Quantity>& amounts, Warnings& warnings) {
  for (const std::string resource : {"memory", "ephemeral-storage"}) {
    const auto found = amounts.find(resource);
    if (found != amounts.end() && !isWholeNumber(found->second))
      warnings.push_back(fmt::format("{}: fractional byte value {} is invalid, must be an integer",
                                     path.key(resource).text(), goQuoted(found->second.value)));
  }
}

void warnAboutEnv(const Path& path, const std::vector<EnvVar>& variables, Warnings& warnings) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < variables.size(); ++i)
    if (!seen.insert(variables[i].name).second)
      warnings.push_back(
          fmt::format("{}: hides previous definition of {}, which may be dropped when using apply",
                      path.index(i).text(), goQuoted(variables[i].name)));
}

void warnAboutContainer(const Path& path, const Container& container, Warnings& warnings) {
  warnAboutAmounts(path.child("resources").child("requests"), container.resources.requests, warnings);
  warnAboutAmounts(path.child("resources").child("limits"), container.resources.limits, warnings);
  warnAboutEnv(path.child("env"), container.env, warnings);
}

// The same port twice in one container, where a patch can only mean one of them.
void warnAboutSamePorts(const Path& path, const std::vector<ContainerPort>& ports, Warnings& warnings) {
  FirstPlace seen;
  for (size_t i = 0; i < ports.size(); ++i) {
    const std::string key = fmt::format("{}/{}/{}/{}", ports[i].containerPort, ports[i].protocol,
                                        ports[i].hostPort, ports[i].hostIP);
    const std::string here = path.index(i).text();
    const auto [first, isFirst] = seen.emplace(key, here);
    if (!isFirst)
      warnings.push_back(fmt::format("{}: duplicate port definition with {}", here, first->second));
  }
}

void warnAboutPortNames(const Path& path, const std::vector<ContainerPort>& ports, FirstPlace& seen,
                        Warnings& warnings) {
  for (size_t i = 0; i < ports.size(); ++i) {
    if (ports[i].name.empty()) continue;
    const std::string here = path.index(i).text();
    const auto [first, isFirst] = seen.emplace(ports[i].name, here);
    if (!isFirst)
      warnings.push_back(here + ": duplicate port name " + goQuoted(ports[i].name) + " with " +
                         first->second + ", services and probes that select ports by name will use " +
                         first->second);
  }
}

// Services and probes take the first port of a name: containers first, then init containers that keep
// running.
void warnAboutPorts(const PodSpec& spec, Warnings& warnings) {
  const auto portsOf = [](std::string_view list, size_t i) {
    return kSpec.child(list).index(i).child("ports");
  };
  FirstPlace seen;
  for (size_t i = 0; i < spec.containers.size(); ++i) {
    warnAboutSamePorts(portsOf("containers", i), spec.containers[i].ports, warnings);
    warnAboutPortNames(portsOf("containers", i), spec.containers[i].ports, seen, warnings);
  }
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    if (spec.initContainers[i].restartPolicy == "Always")
      warnAboutPortNames(portsOf("initContainers", i), spec.initContainers[i].ports, seen, warnings);
}

}  // namespace

Warnings podWarnings(const Pod& pod) {
  const PodSpec& spec = pod.spec;
  Warnings warnings;
  warnAboutNodeSelector(spec, warnings);
  for (size_t i = 0; i < spec.volumes.size(); ++i)
    if (spec.volumes[i].volumeSource.gitRepo)
      warnings.push_back(kSpec.child("volumes").index(i).text() + ".gitRepo: deprecated in v1.11");
  warnAboutHostAliases(spec, warnings);
  warnAboutPullSecrets(spec, warnings);
  if (spec.terminationGracePeriodSeconds.value_or(0) < 0)
    warnings.push_back(kSpec.child("terminationGracePeriodSeconds").text() +
                       ": must be >= 0; negative values are invalid and will be treated as 1");
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    warnAboutContainer(kSpec.child("initContainers").index(i), spec.initContainers[i], warnings);
  for (size_t i = 0; i < spec.containers.size(); ++i)
    warnAboutContainer(kSpec.child("containers").index(i), spec.containers[i], warnings);
  warnAboutPorts(spec, warnings);
  return warnings;
}

}  // namespace seamark::api
