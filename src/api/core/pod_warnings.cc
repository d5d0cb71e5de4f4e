// Names that are said twice, labels that have a newer name, amounts that make no sense.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_warnings.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>
#include <set>

#include "api/quantity.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};

using FirstPlace = std::map<std::string, std::string>;  // what was said, and the path where it was said first

// Labels of nodes that have a newer name.
std::optional<std::string> renamedLabel(std::string_view label) {
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
    if (label == renamed.old)
      return fmt::format("deprecated since {}; use \"{}\" instead", renamed.since, renamed.now);
  return std::nullopt;
}

void warnAboutNodeSelector(const PodSpec& spec, Warnings& warnings) {
  for (const auto& [label, value] : spec.nodeSelector)
    if (const auto renamed = renamedLabel(label))
      warnings.push_back(fmt::format("{}: {}", kSpec.child("nodeSelector").key(label).text(), *renamed));
}

void warnAboutTerm(const Path& path, const NodeSelectorTerm& term, bool checkValues, Warnings& warnings) {
  for (size_t i = 0; i < term.matchExpressions.size(); ++i) {
    const NodeSelectorRequirement& requirement = term.matchExpressions[i];
    const Path at = path.child("matchExpressions").index(i);
    if (const auto renamed = renamedLabel(requirement.key))
      warnings.push_back(fmt::format("{}: {} is {}", at.child("key").text(), requirement.key, *renamed));
    for (size_t j = 0; checkValues && j < requirement.values.size(); ++j)
      for (const std::string& problem : labelValueProblems(requirement.values[j]))
        warnings.push_back(fmt::format("{}: {}", at.child("values").index(j).text(), problem));
  }
}

void warnAboutNodeAffinity(const PodSpec& spec, Warnings& warnings) {
  if (!spec.affinity || !spec.affinity->nodeAffinity) return;
  const NodeAffinity& affinity = *spec.affinity->nodeAffinity;
  const Path path = kSpec.child("affinity").child("nodeAffinity");
  if (const auto& selector = affinity.requiredDuringSchedulingIgnoredDuringExecution) {
    const Path terms =
        path.child("requiredDuringSchedulingIgnoredDuringExecution").child("nodeSelectorTerms");
    for (size_t i = 0; i < selector->nodeSelectorTerms.size(); ++i)
      warnAboutTerm(terms.index(i), selector->nodeSelectorTerms[i], false, warnings);
  }
  const auto& preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution;
  for (size_t i = 0; i < preferred.size(); ++i)
    warnAboutTerm(path.child("preferredDuringSchedulingIgnoredDuringExecution").index(i).child("preference"),
                  preferred[i].preference, true, warnings);
}

void warnAboutNoSelector(const Path& path, const std::optional<MetaLabelSelector>& selector,
                         Warnings& warnings) {
  if (!selector)
    warnings.push_back(path.child("labelSelector").text() +
                       ": a null labelSelector results in matching no pod");
}

void warnAboutSpread(const PodSpec& spec, Warnings& warnings) {
  for (size_t i = 0; i < spec.topologySpreadConstraints.size(); ++i) {
    const TopologySpreadConstraint& constraint = spec.topologySpreadConstraints[i];
    const Path path = kSpec.child("topologySpreadConstraints").index(i);
    if (const auto renamed = renamedLabel(constraint.topologyKey))
      warnings.push_back(
          fmt::format("{}: {} is {}", path.child("topologyKey").text(), constraint.topologyKey, *renamed));
    warnAboutNoSelector(path, constraint.labelSelector, warnings);
  }
}

template <class AnyPodAffinity>
void warnAboutPodAffinity(const Path& path, const Boxed<AnyPodAffinity>& affinity, Warnings& warnings) {
  if (!affinity) return;
  const auto& needed = affinity->requiredDuringSchedulingIgnoredDuringExecution;
  const auto& preferred = affinity->preferredDuringSchedulingIgnoredDuringExecution;
  for (size_t i = 0; i < needed.size(); ++i)
    warnAboutNoSelector(path.child("requiredDuringSchedulingIgnoredDuringExecution").index(i),
                        needed[i].labelSelector, warnings);
  for (size_t i = 0; i < preferred.size(); ++i)
    warnAboutNoSelector(
        path.child("preferredDuringSchedulingIgnoredDuringExecution").index(i).child("podAffinityTerm"),
        preferred[i].podAffinityTerm.labelSelector, warnings);
}

void warnAboutAnnotations(const ObjectMeta& meta, Warnings& warnings) {
  struct Dead {
    std::string_view key, why;
  };
  static constexpr std::array<Dead, 3> kDead = {{
      {"scheduler.alpha.kubernetes.io/critical-pod",
       R"(non-functional in v1.16+; use the "priorityClassName" field instead)"},
      {"security.alpha.kubernetes.io/sysctls",
       R"(non-functional in v1.11+; use the "sysctls" field instead)"},
      {"security.alpha.kubernetes.io/unsafe-sysctls",
       R"(non-functional in v1.11+; use the "sysctls" field instead)"},
  }};
  for (const Dead& dead : kDead)
    if (meta.annotations.contains(std::string(dead.key)))
      warnings.push_back(fmt::format("{}: {}", Path("metadata.annotations").key(dead.key).text(), dead.why));
}

void warnAboutSeccomp(const ObjectMeta& meta, const std::string& key, Warnings& warnings) {
  if (meta.annotations.contains(key))
    warnings.push_back(Path("metadata.annotations").key(key).text() +
                       R"(: non-functional in v1.27+; use the "seccompProfile" field instead)");
}

void warnAboutSeccomp(const ObjectMeta& meta, const Container& container, Warnings& warnings) {
  if (!container.securityContext || !container.securityContext->seccompProfile)
    warnAboutSeccomp(meta, "container.seccomp.security.alpha.kubernetes.io/" + container.name, warnings);
}

void warnAboutVolumes(const PodSpec& spec, Warnings& warnings) {
  for (size_t i = 0; i < spec.volumes.size(); ++i) {
    const VolumeSource& source = spec.volumes[i].volumeSource;
    const auto warn = [&](std::string_view field, bool isSet, std::string_view why) {
      if (isSet)
        warnings.push_back(
            fmt::format("{}: deprecated in {}", kSpec.child("volumes").index(i).child(field).text(), why));
    };
    warn("photonPersistentDisk", source.photonPersistentDisk.has_value(), "v1.11, non-functional in v1.16+");
    warn("gitRepo", source.gitRepo.has_value(), "v1.11");
    warn("scaleIO", source.scaleIO.has_value(), "v1.16, non-functional in v1.22+");
    warn("flocker", source.flocker.has_value(), "v1.22, non-functional in v1.25+");
    warn("storageOS", source.storageos.has_value(), "v1.22, non-functional in v1.25+");
    warn("quobyte", source.quobyte.has_value(), "v1.22, non-functional in v1.25+");
    warn("glusterfs", source.glusterfs.has_value(), "v1.25, non-functional in v1.26+");
    warn("cephfs", source.cephfs.has_value(), "v1.28, non-functional in v1.31+");
    warn("rbd", source.rbd.has_value(), "v1.28, non-functional in v1.31+");
  }
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
  const auto warn = [&](size_t i, std::string_view what) {
    warnings.push_back(fmt::format("{}: {} name {}",
                                   kSpec.child("imagePullSecrets").index(i).child("name").text(), what,
                                   goQuoted(spec.imagePullSecrets[i].name)));
  };
  for (size_t i = 0; i < spec.imagePullSecrets.size(); ++i)
    if (!seen.insert(spec.imagePullSecrets[i].name).second) warn(i, "duplicate");
  for (size_t i = 0; i < spec.imagePullSecrets.size(); ++i)
    if (spec.imagePullSecrets[i].name.empty()) warn(i, "invalid empty");
}

void warnAboutAmount(const Path& path, const std::map<std::string, Quantity>& amounts,
                     const std::string& resource, Warnings& warnings) {
  const auto found = amounts.find(resource);
  if (found != amounts.end() && !isWholeNumber(found->second))
    warnings.push_back(fmt::format("{}: fractional byte value {} is invalid, must be an integer",
                                   path.key(resource).text(), goQuoted(found->second.value)));
}

// The second of a name may add to the first, by naming it; else it hides it.
void warnAboutEnv(const Path& path, const std::vector<EnvVar>& variables, Warnings& warnings) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < variables.size(); ++i) {
    const EnvVar& variable = variables[i];
    if (seen.insert(variable.name).second) continue;
    const std::string reference = "$(" + variable.name + ")";
    const bool adds = !variable.valueFrom && variable.value != reference &&
                      variable.value.find(reference) != std::string::npos;
    if (!adds)
      warnings.push_back(
          fmt::format("{}: hides previous definition of {}, which may be dropped when using apply",
                      path.index(i).text(), goQuoted(variable.name)));
  }
}

void warnAboutContainer(const Path& path, const Container& container, Warnings& warnings) {
  for (const std::string resource : {"memory", "ephemeral-storage"}) {
    warnAboutAmount(path.child("resources").child("limits"), container.resources.limits, resource, warnings);
    warnAboutAmount(path.child("resources").child("requests"), container.resources.requests, resource,
                    warnings);
  }
  warnAboutEnv(path.child("env"), container.env, warnings);
}

struct SeenPort {
  std::string path;
  const ContainerPort* port;
};

// What two ports of the same number and protocol are to each other.
std::string_view relationOf(const ContainerPort& a, const ContainerPort& b) {
  if (a.hostIP == b.hostIP && a.hostPort == b.hostPort) return "duplicate";
  if (a.hostPort == 0 || b.hostPort == 0) return "overlapping";
  return a.hostPort == b.hostPort && a.hostIP.empty() != b.hostIP.empty() ? "dangerously ambiguous" : "";
}

void warnAboutSamePorts(const Path& path, const std::vector<ContainerPort>& ports,
                        std::multimap<std::string, SeenPort>& seen, Warnings& warnings) {
  for (size_t i = 0; i < ports.size(); ++i) {
    const ContainerPort& port = ports[i];
    const std::string here = path.index(i).text();
    if (!port.hostIP.empty() && port.hostPort == 0)
      warnings.push_back(fmt::format(
          "{}: hostIP set without hostPort: {{Name:{} HostPort:0 ContainerPort:{} Protocol:{} HostIP:{}}}",
          here, port.name, port.containerPort, port.protocol, port.hostIP));
    const std::string key = fmt::format("{}/{}", port.containerPort, port.protocol);
    for (auto [other, end] = seen.equal_range(key); other != end; ++other)
      if (const auto relation = relationOf(port, *other->second.port); !relation.empty())
        warnings.push_back(fmt::format("{}: {} port definition with {}", here, relation, other->second.path));
    seen.emplace(key, SeenPort{here, &port});
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
  std::multimap<std::string, SeenPort> ports;
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    warnAboutSamePorts(portsOf("initContainers", i), spec.initContainers[i].ports, ports, warnings);
  for (size_t i = 0; i < spec.containers.size(); ++i)
    warnAboutSamePorts(portsOf("containers", i), spec.containers[i].ports, ports, warnings);
  FirstPlace seen;
  for (size_t i = 0; i < spec.containers.size(); ++i)
    warnAboutPortNames(portsOf("containers", i), spec.containers[i].ports, seen, warnings);
  for (size_t i = 0; i < spec.initContainers.size(); ++i)
    if (spec.initContainers[i].restartPolicy == "Always")
      warnAboutPortNames(portsOf("initContainers", i), spec.initContainers[i].ports, seen, warnings);
}

// A Pod is called by its name, and not every name can be a host's.
void warnAboutName(const ObjectMeta& meta, Warnings& warnings) {
  const Problems problems = dns1123LabelProblems(meta.name);
  if (problems.empty()) return;
  warnings.push_back(
      fmt::format("metadata.name: this is used in the Pod's hostname, which can result in "
                  "surprising behavior; a DNS label is recommended: [{}]",
                  fmt::join(problems, " ")));
}

}  // namespace

Warnings podWarnings(const Pod& pod) {
  const PodSpec& spec = pod.spec;
  Warnings warnings;
  warnAboutName(pod.metadata, warnings);
  warnAboutNodeSelector(spec, warnings);
  warnAboutNodeAffinity(spec, warnings);
  warnAboutSpread(spec, warnings);
  warnAboutAnnotations(pod.metadata, warnings);
  warnAboutVolumes(spec, warnings);
  warnAboutHostAliases(spec, warnings);
  warnAboutPullSecrets(spec, warnings);
  warnAboutAmount(kSpec.child("overhead"), spec.overhead, "memory", warnings);
  warnAboutAmount(kSpec.child("overhead"), spec.overhead, "ephemeral-storage", warnings);
  if (!spec.securityContext || !spec.securityContext->seccompProfile)
    warnAboutSeccomp(pod.metadata, "seccomp.security.alpha.kubernetes.io/pod", warnings);
  for (size_t i = 0; i < spec.initContainers.size(); ++i) {
    warnAboutSeccomp(pod.metadata, spec.initContainers[i], warnings);
    warnAboutContainer(kSpec.child("initContainers").index(i), spec.initContainers[i], warnings);
  }
  for (size_t i = 0; i < spec.containers.size(); ++i) {
    warnAboutSeccomp(pod.metadata, spec.containers[i], warnings);
    warnAboutContainer(kSpec.child("containers").index(i), spec.containers[i], warnings);
  }
  warnAboutPorts(spec, warnings);
  if (spec.terminationGracePeriodSeconds.value_or(0) < 0)
    warnings.push_back(kSpec.child("terminationGracePeriodSeconds").text() +
                       ": must be >= 0; negative values are invalid and will be treated as 1");
  if (spec.affinity) {
    const Path path = kSpec.child("affinity");
    warnAboutPodAffinity(path.child("podAffinity"), spec.affinity->podAffinity, warnings);
    warnAboutPodAffinity(path.child("podAntiAffinity"), spec.affinity->podAntiAffinity, warnings);
  }
  if (spec.dnsConfig)
    for (size_t i = 0; i < spec.dnsConfig->nameservers.size(); ++i)
      warnAboutIp(warnings, kSpec.child("dnsConfig").child("nameservers").index(i),
                  spec.dnsConfig->nameservers[i]);
  return warnings;
}

}  // namespace seamark::api
