// SPDX-License-Identifier: Apache-2.0
#include "controllers/pods.h"

#include <algorithm>
#include <array>

namespace seamark::controllers {

namespace {

const api::PodCondition* readyCondition(const api::Pod& pod) {
  for (const api::PodCondition& condition : pod.status.conditions)
    if (condition.type == "Ready") return &condition;
  return nullptr;
}

std::optional<int32_t> portNamed(const api::Container& container, const std::string& name,
                                 const std::string& protocol) {
  for (const api::ContainerPort& port : container.ports)
    if (port.name == name && port.protocol == protocol) return port.containerPort;
  return std::nullopt;
}

}  // namespace

void indexByNode(client::Informer& pods) {
  pods.addIndex(kPodsByNode, [](const api::Object& pod) -> std::vector<std::string> {
    const std::string& node = api::as<api::Pod>(pod).spec.nodeName;
    if (node.empty()) return {};
    return {node};
  });
}

bool isReady(const api::Pod& pod) {
  const api::PodCondition* ready = readyCondition(pod);
  return ready && ready->status == "True";
}

api::Time readySince(const api::Pod& pod) {
  const api::PodCondition* ready = readyCondition(pod);
  return ready ? ready->lastTransitionTime : api::Time{};
}

bool isServing(const api::Pod& pod) {
  if (pod.status.phase == "Succeeded" || pod.status.phase == "Failed") return false;
  return !pod.status.podIP.empty() || !pod.status.podIPs.empty();
}

std::vector<std::string> addressesOf(const api::Pod& pod, api::IpFamily family) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& text) {
    const auto ip = api::IpAddress::parseLenient(text);
    if (ip && ip->family() == family) found.push_back(ip->text());
  };
  for (const api::PodIP& ip : pod.status.podIPs) add(ip.ip);
  if (pod.status.podIPs.empty()) add(pod.status.podIP);
  return found;
}

std::optional<std::string> hostnameOf(const api::Pod& pod, const api::Service& service) {
  if (pod.spec.hostname.empty() || pod.spec.subdomain != service.metadata.name) return std::nullopt;
  return pod.spec.hostname;
}

std::optional<int32_t> targetPortOf(const api::Pod& pod, const api::ServicePort& port) {
  if (!port.targetPort.isString) return port.targetPort.number == 0 ? port.port : port.targetPort.number;
  for (const api::Container& container : pod.spec.containers)
    if (auto found = portNamed(container, port.targetPort.string, port.protocol)) return found;
  for (const api::Container& container : pod.spec.initContainers)
    if (container.restartPolicy == "Always")
      if (auto found = portNamed(container, port.targetPort.string, port.protocol)) return found;
  return std::nullopt;
}

bool isHeadless(const api::Service& service) {
  return service.spec.clusterIP.empty() || service.spec.clusterIP == "None";
}

bool endpointDiffers(const api::Pod& before, const api::Pod& now) {
  return before.metadata.uid != now.metadata.uid ||
         before.metadata.deletionTimestamp.has_value() != now.metadata.deletionTimestamp.has_value() ||
         before.status.phase != now.status.phase || before.status.podIP != now.status.podIP ||
         before.status.podIPs != now.status.podIPs || isReady(before) != isReady(now) ||
         before.spec.nodeName != now.spec.nodeName || before.spec.hostname != now.spec.hostname ||
         before.spec.subdomain != now.spec.subdomain;
}

TriggerSources triggerSources(const api::Service& service, const std::vector<PodPtr>& pods) {
  TriggerSources sources{.pods = {}, .service = service.metadata.creationTimestamp};
  for (const PodPtr& pod : pods)
    if (const api::Time since = readySince(*pod); !since.isZero())
      sources.pods.emplace(pod->metadata.name, since);
  return sources;
}

}  // namespace seamark::controllers
