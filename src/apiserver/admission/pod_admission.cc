// What upstream's admission adds to a Pod: its ServiceAccount with the token volume, tolerations of sick
// nodes for five minutes, priority 0.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/service_account.h"
#include "api/kinds.h"
#include "api/validators.h"
#include "apiserver/admission/admission.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kMountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr int64_t kTokenSeconds = 3607;  // an hour, told apart from the default by 7
constexpr int32_t kFileMode = 0644;
constexpr int64_t kTolerationSeconds = 300;
constexpr const char* kMirrorAnnotation = "kubernetes.io/config.mirror";

api::Volume tokenVolume(std::string name) {
  api::ProjectedVolumeSource projected;
  projected.defaultMode = kFileMode;
  projected.sources.resize(3);
  projected.sources[0].serviceAccountToken =
      api::ServiceAccountTokenProjection{"", kTokenSeconds, "token", {}};
  api::ConfigMapProjection roots;
  roots.localObjectReference.name = "kube-root-ca.crt";
  roots.items = {{"ca.crt", "ca.crt", {}, {}}};
  projected.sources[1].configMap = std::move(roots);
  api::DownwardAPIProjection downward;
  api::DownwardAPIVolumeFile ns;
  ns.path = "namespace";
  ns.fieldRef = api::ObjectFieldSelector{"v1", "metadata.namespace"};
  downward.items.push_back(std::move(ns));
  projected.sources[2].downwardAPI = std::move(downward);
  api::Volume volume;
  volume.name = std::move(name);
  volume.volumeSource.projected = std::move(projected);
  return volume;
}

// True when the container has something there already.
template <class AnyContainer>
bool mountToken(AnyContainer& container, const std::string& volume) {
  auto& mounts = container.volumeMounts;
  if (std::any_of(mounts.begin(), mounts.end(),
                  [](const auto& mount) { return mount.mountPath == kMountPath; }))
    return false;
  api::VolumeMount mount;
  mount.name = volume;
  mount.readOnly = true;
  mount.mountPath = kMountPath;
  mounts.push_back(std::move(mount));
  return true;
}

void addTokenVolume(api::PodSpec& spec, Random& random) {
  const auto known = std::find_if(spec.volumes.begin(), spec.volumes.end(), [](const api::Volume& volume) {
    return volume.name.starts_with("kube-api-access-");
  });
  const std::string name =
      known != spec.volumes.end() ? known->name : "kube-api-access-" + generatedSuffix(random);
  bool needed = false;
  for (auto& container : spec.initContainers) needed |= mountToken(container, name);
  for (auto& container : spec.containers) needed |= mountToken(container, name);
  if (needed && known == spec.volumes.end()) spec.volumes.push_back(tokenVolume(name));
}

void addToleration(api::PodSpec& spec, std::string_view key) {
  const bool tolerated =
      std::any_of(spec.tolerations.begin(), spec.tolerations.end(), [&](const auto& toleration) {
        return (toleration.key == key || toleration.key.empty()) &&
               (toleration.effect == "NoExecute" || toleration.effect.empty());
      });
  if (!tolerated)
    spec.tolerations.push_back({std::string(key), "Exists", "", "NoExecute", kTolerationSeconds});
}

// A class decides; the two that every cluster has are the only ones here.
Result<> settlePriority(const AdmissionRequest& request, api::PodSpec& spec) {
  constexpr int32_t kClusterCritical = 2'000'000'000, kNodeCritical = 2'000'001'000;
  const auto refused = [&](const std::string& why) {
    return Failure(forbidden(request.kind.resource(), std::string(request.name), why));
  };
  int32_t priority = 0;
  if (spec.priorityClassName == "system-cluster-critical")
    priority = kClusterCritical;
  else if (spec.priorityClassName == "system-node-critical")
    priority = kNodeCritical;
  else if (!spec.priorityClassName.empty())
    return refused("no PriorityClass with name " + spec.priorityClassName + " was found");
  if (spec.priority && *spec.priority != priority)
    return refused("the integer value of priority (" + std::to_string(*spec.priority) +
                   ") must not be provided in pod spec; priority admission controller computed " +
                   std::to_string(priority) + " from the given PriorityClass name");
  constexpr std::string_view kPreempt = "PreemptLowerPriority";
  if (spec.preemptionPolicy && *spec.preemptionPolicy != kPreempt)
    return refused("the string value of PreemptionPolicy (" + *spec.preemptionPolicy +
                   ") must not be provided in pod spec; priority admission controller computed " +
                   std::string(kPreempt) + " from the given PriorityClass name");
  spec.priority = priority;
  spec.preemptionPolicy = kPreempt;
  return {};
}

// Upstream asks for it over the API, whose client refuses what is no segment of a path.
std::string whyNoAccount(const std::string& account) {
  const api::Problems problems = api::pathSegmentProblems(account);
  if (problems.empty()) return "serviceaccount \"" + account + "\" not found";
  std::string all;
  for (const std::string& problem : problems) all += (all.empty() ? "" : " ") + problem;
  return "invalid resource name \"" + account + "\": [" + all + "]";
}

}  // namespace

void addDefaultTolerations(api::Object& pod) {
  api::PodSpec& spec = static_cast<api::Pod&>(pod).spec;
  addToleration(spec, "node.kubernetes.io/not-ready");
  addToleration(spec, "node.kubernetes.io/unreachable");
}

namespace {

// The ServiceAccount plugin. The mirror of a static Pod has no account and may name none.
Result<> admitServiceAccount(const AdmissionRequest& request, api::Pod& pod, Random& random) {
  api::PodSpec& spec = pod.spec;
  if (pod.metadata.annotations.contains(kMirrorAnnotation)) {
    if (spec.serviceAccountName.empty()) return {};
    return Failure(forbidden(request.kind.resource(), std::string(request.name),
                             "a mirror pod may not reference service accounts"));
  }
  if (spec.serviceAccountName.empty())
    spec.serviceAccountName = spec.serviceAccount.empty() ? "default" : spec.serviceAccount;
  spec.serviceAccount = spec.serviceAccountName;
  const std::string& account = spec.serviceAccountName;
  const auto* found =
      request.world.of(api::kindOf<api::ServiceAccount>()).find(api::objectKey(request.ns, account));
  if (!found)
    return Failure(forbidden(request.kind.resource(), std::string(request.name),
                             "error looking up service account " + std::string(request.ns) + "/" + account +
                                 ": " + whyNoAccount(account)));
  const api::ObjectPtr accountObject = (*found)->object();
  const auto& serviceAccount = api::as<api::ServiceAccount>(*accountObject);
  const bool mounts =
      spec.automountServiceAccountToken.value_or(serviceAccount.automountServiceAccountToken.value_or(true));
  if (mounts) addTokenVolume(spec, random);
  if (spec.imagePullSecrets.empty()) spec.imagePullSecrets = serviceAccount.imagePullSecrets;
  return {};
}

// Where its node is, a Pod is too: its labels say so.
void copyTopology(const store::World& world, api::Pod& pod) {
  if (pod.spec.nodeName.empty()) return;
  const api::EncodedPtr* found = world.of(api::kindOf<api::Node>()).find(pod.spec.nodeName);
  if (!found) return;
  const api::ObjectPtr node = (*found)->object();
  for (const std::string key : {"topology.kubernetes.io/region", "topology.kubernetes.io/zone"})
    if (const auto label = node->metadata.labels.find(key); label != node->metadata.labels.end())
      pod.metadata.labels[key] = label->second;
}

}  // namespace

Result<> admitPod(const AdmissionRequest& request, api::Object& object, Random& random) {
  auto& pod = static_cast<api::Pod&>(object);
  api::PodSpec& spec = pod.spec;
  CHECKED(admitServiceAccount(request, pod, random));
  addDefaultTolerations(pod);
  CHECKED(settlePriority(request, spec));
  if (spec.runtimeClassName)  // none is served, so none is there
    return Failure(forbidden(request.kind.resource(), std::string(request.name),
                             "pod rejected: RuntimeClass \"" + *spec.runtimeClassName + "\" not found"));
  copyTopology(request.world, pod);
  return {};
}

}  // namespace seamark::apiserver
