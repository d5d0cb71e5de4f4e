// SPDX-License-Identifier: Apache-2.0
#include "apiserver/kubelet_target.h"

#include <algorithm>

#include "api/core/node.h"
#include "api/ip.h"
#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

constexpr int32_t kKubeletPort = 10250;
constexpr std::string_view kPreferred[] = {"Hostname", "InternalDNS", "InternalIP", "ExternalDNS",
                                           "ExternalIP"};

std::vector<std::string> containerNames(const api::PodSpec& spec) {
  std::vector<std::string> names;
  for (const auto& container : spec.initContainers) names.push_back(container.name);
  for (const auto& container : spec.containers) names.push_back(container.name);
  for (const auto& container : spec.ephemeralContainers)
    names.push_back(container.ephemeralContainerCommon.name);
  return names;
}

// [{InternalIP 10.0.0.1} {Hostname n}], as Go prints them.
std::string shown(const std::vector<api::NodeAddress>& addresses) {
  std::string text;
  for (const api::NodeAddress& address : addresses)
    text += (text.empty() ? "{" : " {") + address.type + " " + address.address + "}";
  return "[" + text + "]";
}

}  // namespace

std::string joined(const DialTarget& target) {
  const bool v6 = target.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + target.host + "]" : target.host;
  return target.port.empty() ? host : host + ":" + target.port;
}

std::string dialError(const DialTarget& target) {
  if (!api::IpAddress::parse(target.host)) return "dial tcp: lookup " + target.host + ": no such host";
  return "dial tcp " + joined(target) + ": connect: connection refused";
}

Result<api::ObjectPtr> findPod(const store::World& world, std::string_view ns, const std::string& name) {
  const api::Kind& kind = api::kindOf<api::Pod>();
  const api::EncodedPtr* found = world.of(kind).find(api::objectKey(ns, name));
  if (!found) return Failure(notFound(kind.resource(), name));
  return (*found)->object();
}

Result<std::string> chooseContainer(const api::Pod& pod, const std::string& named) {
  const std::vector<std::string> names = containerNames(pod.spec);
  const std::string& name = pod.metadata.name;
  if (!named.empty()) {
    if (std::find(names.begin(), names.end(), named) != names.end()) return named;
    return Failure(badRequest("container " + named + " is not valid for pod " + name));
  }
  if (pod.spec.containers.size() == 1) return pod.spec.containers[0].name;
  std::string list;
  for (const std::string& each : names) list += (list.empty() ? "" : " ") + each;
  return Failure(
      badRequest("a container name must be specified for pod " + name + ", choose one of: [" + list + "]"));
}

Result<DialTarget> findKubelet(const store::World& world, const std::string& resource,
                               const std::string& name) {
  const api::EncodedPtr* found = world.of(api::kindOf<api::Node>()).find(name);
  if (!found) return Failure(notFound({"", resource}, name));
  const api::ObjectPtr object = (*found)->object();
  const api::NodeStatus& status = api::as<api::Node>(*object).status;
  const int32_t told = status.daemonEndpoints.kubeletEndpoint.Port;
  const std::string port = std::to_string(told > 0 ? told : kKubeletPort);
  for (const std::string_view type : kPreferred)
    for (const api::NodeAddress& address : status.addresses)
      if (address.type == type) return DialTarget{address.address, port};
  return Failure(failure("no preferred addresses found; known addresses: " + shown(status.addresses)));
}

}  // namespace seamark::apiserver
