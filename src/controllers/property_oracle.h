// PropertyOracle: what Endpoints and slices should say about Services and pods, by brute force and in other
// words than the controllers use; compared with what is there. For tests only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/core/namespace.h"
#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {

// Who wrote a slice that is neither controller's.
inline constexpr auto kStaff = "staff";

inline bool isManagedService(const api::Service& s) {
  return s.spec.type != "ExternalName" && !s.spec.selector.empty();
}
inline std::string managerOf(const api::Object& slice) {
  return slice.metadata.labels.at(kSliceManagedBy);
}

class PropertyOracle {
 public:
  PropertyOracle(Testbed& bed, size_t maxPerSlice) : bed_(bed), maxPerSlice_(maxPerSlice) {}

  void check() {
    for (const auto& service : bed_.all<api::Service>()) {
      if (isTerminating(service->metadata.namespace_)) continue;
      checkEndpoints(*service);
      checkSlices(*service);
    }
    checkStrays();
  }

  bool isTerminating(const std::string& ns) {
    const auto space = bed_.get<api::Namespace>(ns);
    return space && space->metadata.deletionTimestamp;
  }

 private:
  // Everything that a slice says about one endpoint and one port.
  using Fact = std::string;
  using Facts = std::multiset<Fact>;

  static std::string text(bool value) { return value ? "y" : "n"; }
  static bool isV6(const std::string& ip) { return ip.find(':') != std::string::npos; }
  static bool selected(const api::Service& service, const api::Pod& pod) {
    if (pod.metadata.namespace_ != service.metadata.namespace_) return false;
    for (const auto& [key, value] : service.spec.selector)
      if (!pod.metadata.labels.contains(key) || pod.metadata.labels.at(key) != value) return false;
    return pod.status.phase != "Succeeded" && pod.status.phase != "Failed";
  }
  static int portOf(const api::Service& service, const api::Pod& pod) {  // 0: none
    const auto& target = service.spec.ports[0].targetPort;
    if (!target.isString) return target.number;
    const auto& ports = pod.spec.containers[0].ports;
    return ports.empty() ? 0 : ports[0].containerPort;
  }
  static bool isReady(const api::Pod& pod) { return pod.status.conditions[0].status == "True"; }

  void checkEndpoints(const api::Service& service) {
    const auto endpoints = bed_.get<api::Endpoints>(service.metadata.name, service.metadata.namespace_);
    if (!isManagedService(service)) {
      if (!endpoints) return;
      EXPECT_FALSE(endpoints->metadata.labels.contains(kEndpointsManagedBy))
          << "left behind for " << service.metadata.name;
      return;
    }
    ASSERT_TRUE(endpoints) << service.metadata.name;
    Facts want, have;
    const bool v6 = service.spec.ipFamilies[0] == "IPv6";
    for (const auto& pod : bed_.all<api::Pod>()) {
      const bool all = service.spec.publishNotReadyAddresses;
      if (!selected(service, *pod) || (pod->metadata.deletionTimestamp && !all)) continue;
      for (const auto& ip : pod->status.podIPs)
        if (isV6(ip.ip) == v6 && portOf(service, *pod) != 0)
          want.insert(ip.ip + " " + pod->metadata.name + " " + text(all || isReady(*pod)) + " " +
                      std::to_string(portOf(service, *pod)) + " " + pod->spec.nodeName);
    }
    for (const auto& subset : endpoints->subsets)
      for (const auto& port : subset.ports)
        for (const auto* list : {&subset.addresses, &subset.notReadyAddresses})
          for (const auto& address : *list)
            have.insert(address.ip + " " + address.targetRef.value_or(api::ObjectReference{}).name + " " +
                        text(list == &subset.addresses) + " " + std::to_string(port.port) + " " +
                        address.nodeName.value_or(""));
    EXPECT_EQ(have, want) << "Endpoints " << service.metadata.name;
    EXPECT_EQ(endpoints->metadata.labels.contains(kHeadless), service.spec.clusterIP == "None");
    EXPECT_TRUE(endpoints->metadata.labels.contains(kEndpointsManagedBy));
  }

  void checkSlices(const api::Service& service) {
    std::map<std::string, Facts> want, have;
    std::string expectedManager;
    if (isManagedService(service)) {
      expectedManager = kSliceController;
      for (const auto& family : service.spec.ipFamilies) want[family];
      for (const auto& pod : bed_.all<api::Pod>()) addPod(service, *pod, want);
    } else if (auto endpoints = bed_.get<api::Endpoints>(service.metadata.name, service.metadata.namespace_);
               endpoints && !endpoints->metadata.labels.contains(kSkipMirror) &&
               service.spec.selector.empty()) {
      expectedManager = kMirroringController;
      addMirrored(*endpoints, want);
    }
    for (const auto& slice : bed_.slices()) {
      if (slice->metadata.namespace_ != service.metadata.namespace_ ||
          slice->metadata.labels.at(kServiceName) != service.metadata.name || managerOf(*slice) == kStaff)
        continue;
      EXPECT_EQ(managerOf(*slice), expectedManager) << "slice " << slice->metadata.name;
      EXPECT_FALSE(slice->metadata.labels.contains("mine")) << slice->metadata.name;
      if (managerOf(*slice) == kSliceController) {
        EXPECT_LE(slice->endpoints.size(), maxPerSlice_);
        EXPECT_EQ(slice->metadata.ownerReferences.at(0).uid, service.metadata.uid);
      }
      Facts& facts = have[slice->addressType];
      for (const auto& endpoint : slice->endpoints) facts.insert(factOf(endpoint, *slice));
    }
    EXPECT_EQ(have, want) << "slices of " << service.metadata.name;
  }

  void addPod(const api::Service& service, const api::Pod& pod, std::map<std::string, Facts>& want) {
    const auto node = pod.spec.nodeName.empty() ? nullptr : bed_.get<api::Node>(pod.spec.nodeName);
    if (!selected(service, pod) || (!node && !service.spec.publishNotReadyAddresses)) return;
    const bool terminating = pod.metadata.deletionTimestamp.has_value();
    for (const auto& ip : pod.status.podIPs) {
      const auto family = want.find(isV6(ip.ip) ? "IPv6" : "IPv4");
      if (family == want.end()) continue;
      std::string zone;
      if (node && node->metadata.labels.contains("topology.kubernetes.io/zone"))
        zone = node->metadata.labels.at("topology.kubernetes.io/zone");
      const int port = portOf(service, pod);
      family->second.insert(ip.ip + " " + pod.metadata.name + " ready=" +
                            text(service.spec.publishNotReadyAddresses || (isReady(pod) && !terminating)) +
                            " serving=" + text(isReady(pod)) + " terminating=" + text(terminating) + " " +
                            pod.spec.nodeName + " " + zone + " port=" + (port ? std::to_string(port) : ""));
    }
  }

  static void addMirrored(const api::Endpoints& endpoints, std::map<std::string, Facts>& want) {
    std::map<std::pair<std::string, int>, bool> ready;
    for (const auto& subset : endpoints.subsets)
      for (const auto* list : {&subset.addresses, &subset.notReadyAddresses})
        for (const auto& address : *list) {
          auto [it, fresh] = ready.try_emplace({address.ip, subset.ports[0].port}, true);
          it->second = it->second && list == &subset.addresses;
        }
    for (const auto& [key, isUp] : ready)
      want[isV6(key.first) ? "IPv6" : "IPv4"].insert(
          key.first + "  ready=" + text(isUp) +
          " serving=- terminating=-   port=" + std::to_string(key.second));
  }

  static Fact factOf(const api::Endpoint& endpoint, const api::EndpointSlice& slice) {
    const auto condition = [](const std::optional<bool>& value) {
      return value ? text(*value) : std::string("-");
    };
    return endpoint.addresses.at(0) + " " + endpoint.targetRef.value_or(api::ObjectReference{}).name +
           " ready=" + condition(endpoint.conditions.ready) +
           " serving=" + condition(endpoint.conditions.serving) +
           " terminating=" + condition(endpoint.conditions.terminating) + " " +
           endpoint.nodeName.value_or("") + " " + endpoint.zone.value_or("") +
           " port=" + (slice.ports.empty() ? "" : std::to_string(slice.ports[0].port.value_or(0)));
  }

  // Nothing of ours stays for a Service that is gone.
  void checkStrays() {
    for (const auto& endpoints : bed_.all<api::Endpoints>()) {
      const api::ObjectMeta& meta = endpoints->metadata;
      if (!meta.labels.contains(kEndpointsManagedBy) || isTerminating(meta.namespace_)) continue;
      EXPECT_TRUE(bed_.get<api::Service>(meta.name, meta.namespace_)) << meta.name;
    }
    for (const auto& slice : bed_.slices()) {
      if (managerOf(*slice) == kStaff || isTerminating(slice->metadata.namespace_)) continue;
      EXPECT_TRUE(bed_.get<api::Service>(slice->metadata.labels.at(kServiceName), slice->metadata.namespace_))
          << slice->metadata.name;
    }
  }

  Testbed& bed_;
  const size_t maxPerSlice_;
};

}  // namespace seamark::controllers
