// Fills in what a Pod's author left out.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_defaults.h"

#include <algorithm>

#include "api/quantity.h"

namespace seamark::api {
namespace {

constexpr int32_t kDefaultMode = 0644;
constexpr int64_t kTokenSeconds = 3600;

// The part of an image's name that says where it comes from, without that it is not a domain. Domains alone
// may have upper case.
std::string_view withoutDomain(std::string_view name) {
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos) return name;
  const std::string_view head = name.substr(0, slash);
  const bool isDomain = head == "localhost" || std::any_of(head.begin(), head.end(), [](char c) {
                          return c == '.' || c == ':' || (c >= 'A' && c <= 'Z');
                        });
  return isDomain ? name.substr(slash + 1) : name;
}

// Without a tag or with "latest" the image may change behind its name. A digest alone pins it, and of what
// is no image's name nothing is known.
std::string defaultPullPolicy(std::string_view image) {
  const size_t at = image.find('@');
  const std::string_view name = withoutDomain(image.substr(0, at));
  const size_t slash = name.rfind('/');
  const size_t colon = name.find(':', slash == std::string_view::npos ? 0 : slash);
  const std::string_view path = name.substr(0, colon);
  const bool readable = !path.empty() && std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '/';
  });
  if (!readable) return "IfNotPresent";
  if (colon != std::string_view::npos) return name.substr(colon + 1) == "latest" ? "Always" : "IfNotPresent";
  return at == std::string_view::npos ? "Always" : "IfNotPresent";
}

void defaultHttpGet(Boxed<HTTPGetAction>& get) {
  if (!get) return;
  if (get->path.empty()) get->path = "/";
  if (get->scheme.empty()) get->scheme = "HTTP";
}

void defaultProbe(Boxed<Probe>& probe) {
  if (!probe) return;
  const auto orElse = [](int32_t& field, int32_t value) {
    if (field == 0) field = value;
  };
  orElse(probe->timeoutSeconds, 1);
  orElse(probe->periodSeconds, 10);
  orElse(probe->successThreshold, 1);
  orElse(probe->failureThreshold, 3);
  defaultHttpGet(probe->probeHandler.httpGet);
  auto& grpc = probe->probeHandler.grpc;
  if (grpc && !grpc->service) grpc->service = "";
}

void defaultFieldRef(std::optional<ObjectFieldSelector>& ref) {
  if (ref && ref->apiVersion.empty()) ref->apiVersion = "v1";
}

// Nothing is shared out in less than thousandths.
void roundAmounts(std::map<std::string, Quantity>& amounts) {
  for (auto& [resource, amount] : amounts) amount = amount.roundedUpToMilli();
}

// Containers and ephemeral containers have the same fields in different structs.
template <class AnyContainer>
void defaultContainer(AnyContainer& container, bool hostNetwork) {
  if (container.imagePullPolicy.empty()) container.imagePullPolicy = defaultPullPolicy(container.image);
  if (container.terminationMessagePath.empty()) container.terminationMessagePath = "/dev/termination-log";
  if (container.terminationMessagePolicy.empty()) container.terminationMessagePolicy = "File";
  for (ContainerPort& port : container.ports) {
    if (port.protocol.empty()) port.protocol = "TCP";
    if (hostNetwork && port.hostPort == 0) port.hostPort = port.containerPort;
  }
  for (EnvVar& variable : container.env) {
    if (variable.valueFrom) defaultFieldRef(variable.valueFrom->fieldRef);
  }
  roundAmounts(container.resources.limits);
  roundAmounts(container.resources.requests);
  // Who limits a resource and asks for none asks for the limit.
  for (const auto& [resource, limit] : container.resources.limits) {
    container.resources.requests.try_emplace(resource, limit);
  }
  defaultProbe(container.livenessProbe);
  defaultProbe(container.readinessProbe);
  defaultProbe(container.startupProbe);
  if (!container.lifecycle) return;
  if (container.lifecycle->postStart) defaultHttpGet(container.lifecycle->postStart->httpGet);
  if (container.lifecycle->preStop) defaultHttpGet(container.lifecycle->preStop->httpGet);
}

void defaultFiles(std::vector<DownwardAPIVolumeFile>& files) {
  for (DownwardAPIVolumeFile& file : files) defaultFieldRef(file.fieldRef);
}

void defaultDisk(VolumeSource& source) {
  const auto fill = [](std::string& field, std::string_view value) {
    if (field.empty()) field = value;
  };
  if (source.iscsi) fill(source.iscsi->iscsiInterface, "default");
  if (source.rbd) {
    fill(source.rbd->pool, "rbd");
    fill(source.rbd->user, "admin");
    fill(source.rbd->keyring, "/etc/ceph/keyring");
  }
  if (source.scaleIO) {
    fill(source.scaleIO->storageMode, "ThinProvisioned");
    fill(source.scaleIO->fsType, "xfs");
  }
  if (!source.azureDisk) return;
  AzureDiskVolumeSource& disk = *source.azureDisk;
  if (!disk.cachingMode) disk.cachingMode = "ReadWrite";
  if (!disk.kind) disk.kind = "Shared";
  if (!disk.fsType) disk.fsType = "ext4";
  if (!disk.readOnly) disk.readOnly = false;
}

void defaultVolume(Volume& volume) {
  VolumeSource& source = volume.volumeSource;
  if (source == VolumeSource{}) source.emptyDir.emplace();
  const auto defaultMode = [](auto& files) {
    if (files && !files->defaultMode) files->defaultMode = kDefaultMode;
  };
  defaultMode(source.secret);
  defaultMode(source.configMap);
  defaultMode(source.downwardAPI);
  defaultMode(source.projected);
  if (source.image && source.image->pullPolicy.empty())
    source.image->pullPolicy = defaultPullPolicy(source.image->reference);
  if (source.ephemeral && source.ephemeral->volumeClaimTemplate) {
    auto& mode = source.ephemeral->volumeClaimTemplate->spec.volumeMode;
    if (!mode) mode = "Filesystem";
  }
  defaultDisk(source);
  if (source.hostPath && !source.hostPath->type) source.hostPath->type = "";
  if (source.downwardAPI) defaultFiles(source.downwardAPI->items);
  if (!source.projected) return;
  for (VolumeProjection& projection : source.projected->sources) {
    if (projection.downwardAPI) defaultFiles(projection.downwardAPI->items);
    auto& token = projection.serviceAccountToken;
    if (token && !token->expirationSeconds) token->expirationSeconds = kTokenSeconds;
  }
}

// podIP is the first of podIPs; the older field wins when they differ.
void alignAddresses(PodStatus& status) {
  if (status.podIP.empty()) {
    if (!status.podIPs.empty()) status.podIP = status.podIPs[0].ip;
  } else if (status.podIPs.empty() || status.podIPs[0].ip != status.podIP) {
    status.podIPs = {PodIP{.ip = status.podIP}};
  }
}

// cpu and memory alone decide; 0 counts as nothing.
const Quantity* amountOf(const std::map<std::string, Quantity>& amounts, const std::string& resource) {
  const auto found = amounts.find(resource);
  return found != amounts.end() && compareQuantities(found->second, Quantity{}) > 0 ? &found->second
                                                                                    : nullptr;
}

}  // namespace

void setPodDefaults(Pod& pod) {
  // What older clients repeat there is in the fields.
  for (const char* old :
       {"pod.beta.kubernetes.io/init-containers", "pod.alpha.kubernetes.io/init-containers",
        "pod.beta.kubernetes.io/init-container-statuses", "pod.alpha.kubernetes.io/init-container-statuses"})
    pod.metadata.annotations.erase(old);
  PodSpec& spec = pod.spec;
  if (spec.restartPolicy.empty()) spec.restartPolicy = "Always";
  if (spec.dnsPolicy.empty()) spec.dnsPolicy = "ClusterFirst";
  if (spec.schedulerName.empty()) spec.schedulerName = "default-scheduler";
  if (!spec.terminationGracePeriodSeconds) spec.terminationGracePeriodSeconds = 30;
  if (!spec.enableServiceLinks) spec.enableServiceLinks = true;
  if (!spec.securityContext) spec.securityContext.emplace();
  if (spec.serviceAccountName.empty()) spec.serviceAccountName = spec.serviceAccount;
  spec.serviceAccount = spec.serviceAccountName;
  for (Container& container : spec.initContainers) defaultContainer(container, spec.hostNetwork);
  for (Container& container : spec.containers) defaultContainer(container, spec.hostNetwork);
  for (EphemeralContainer& container : spec.ephemeralContainers) {
    defaultContainer(container.ephemeralContainerCommon, spec.hostNetwork);
  }
  for (Volume& volume : spec.volumes) defaultVolume(volume);
  roundAmounts(spec.overhead);
  if (spec.resources) {
    roundAmounts(spec.resources->limits);
    roundAmounts(spec.resources->requests);
  }
  alignAddresses(pod.status);
}

std::string podQosClass(const Pod& pod) {
  bool guaranteed = true;
  bool asksForAny = false;
  const auto look = [&](const ResourceRequirements& resources) {
    for (const std::string resource : {"cpu", "memory"}) {
      const Quantity* limit = amountOf(resources.limits, resource);
      const Quantity* request = amountOf(resources.requests, resource);
      asksForAny = asksForAny || limit || request;
      guaranteed = guaranteed && limit && request && compareQuantities(*limit, *request) == 0;
    }
  };
  const auto& whole = pod.spec.resources;
  if (whole && !(whole->limits.empty() && whole->requests.empty())) {
    look(*whole);  // what the Pod says of itself counts, not what its parts say
  } else {
    for (const Container& container : pod.spec.initContainers) look(container.resources);
    for (const Container& container : pod.spec.containers) look(container.resources);
  }
  if (!asksForAny) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

}  // namespace seamark::api
