// Testbed: the controllers on a simulated clock, over an API server in memory. For tests only: short makers
// of objects, and settle().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/core/endpoints.h"
#include "api/core/event.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "base/random.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"
#include "controllers/controllers.h"

namespace seamark::controllers {

inline std::shared_ptr<api::Service> makeService(const std::string& name, api::Labels selector = {}) {
  auto service = std::make_shared<api::Service>();
  service->metadata.namespace_ = "default";
  service->metadata.name = name;
  service->spec.type = "ClusterIP";
  service->spec.clusterIP = "10.96.0.10";
  service->spec.ipFamilies = {"IPv4"};
  service->spec.selector = std::move(selector);
  service->spec.ports = {{.name = "",
                          .protocol = "TCP",
                          .appProtocol = {},
                          .port = 80,
                          .targetPort = api::IntOrString::of(8080),
                          .nodePort = 0}};
  return service;
}

inline std::shared_ptr<api::Pod> makePod(const std::string& name, api::Labels labels, const std::string& ip,
                                         bool ready = true, const std::string& node = "n1") {
  auto pod = std::make_shared<api::Pod>();
  pod->metadata.namespace_ = "default";
  pod->metadata.name = name;
  pod->metadata.labels = std::move(labels);
  pod->spec.nodeName = node;
  pod->status.phase = "Running";
  pod->status.podIP = ip;
  pod->status.podIPs = {{ip}};
  api::PodCondition condition;
  condition.type = "Ready";
  condition.status = ready ? "True" : "False";
  pod->status.conditions = {condition};
  return pod;
}

inline std::shared_ptr<api::Node> makeNode(const std::string& name, const std::string& zone = {}) {
  auto node = std::make_shared<api::Node>();
  node->metadata.name = name;
  if (!zone.empty()) node->metadata.labels["topology.kubernetes.io/zone"] = zone;
  node->status.allocatable["cpu"] = api::Quantity{"4"};
  api::NodeCondition condition;
  condition.type = "Ready";
  condition.status = "True";
  node->status.conditions = {condition};
  return node;
}

inline std::shared_ptr<api::Endpoints> makeEndpoints(const std::string& name,
                                                     const std::vector<std::string>& ips, int port = 9092) {
  auto endpoints = std::make_shared<api::Endpoints>();
  endpoints->metadata.namespace_ = "default";
  endpoints->metadata.name = name;
  api::EndpointSubset subset;
  for (const std::string& ip : ips) {
    api::EndpointAddress address;
    address.ip = ip;
    subset.addresses.push_back(address);
  }
  subset.ports = {{.name = "", .port = port, .protocol = "TCP", .appProtocol = {}}};
  if (!ips.empty()) endpoints->subsets = {subset};
  return endpoints;
}

class Testbed {
 public:
  explicit Testbed(ControllersConfig config = {}, uint64_t seed = 1)
      : random(seed), server(executor, random), config_(std::move(config)) {}

  void start() {
    revive();
    settle();
  }
  // As a process that is killed: what it had sent is done or not, and nobody hears.
  void kill() { controllers.reset(); }
  void revive() {
    controllers = std::make_unique<Controllers>(server, random, config_);
    controllers->start();
  }
  // Lets time pass until the controllers rest and everybody has seen everything.
  void settle() {
    for (int i = 0; i < 400; ++i) {
      const uint64_t before = server.revision();
      executor.advance(std::chrono::milliseconds(500));
      if (controllers->idle() && server.revision() == before) return;
    }
    ADD_FAILURE() << "the controllers do not come to rest";
  }

  template <class T>
  std::shared_ptr<const T> create(std::shared_ptr<T> object) {
    auto made = server.createNow(api::kindOf<T>(), std::move(object));
    EXPECT_TRUE(made) << (made ? "" : made.error().message);
    return made ? std::static_pointer_cast<const T>(*made) : nullptr;
  }
  // Reads, changes, writes.
  template <class T, class Edit>
  void edit(const std::string& name, Edit change, const std::string& ns = "default") {
    auto copy = std::make_shared<T>(*get<T>(name, ns));
    change(*copy);
    auto written = server.updateNow(api::kindOf<T>(), std::move(copy));
    EXPECT_TRUE(written) << (written ? "" : written.error().message);
  }
  template <class T>
  void remove(const std::string& name, const std::string& ns = "default") {
    EXPECT_TRUE(server.removeNow(api::kindOf<T>(), api::kindOf<T>().namespaced ? ns : "", name));
  }
  template <class T>
  std::shared_ptr<const T> get(const std::string& name, const std::string& ns = "default") {
    return std::static_pointer_cast<const T>(
        server.at(api::kindOf<T>(), api::objectKey(api::kindOf<T>().namespaced ? ns : "", name)));
  }
  template <class T>
  std::vector<std::shared_ptr<const T>> all() {
    std::vector<std::shared_ptr<const T>> found;
    for (const auto& object : server.all(api::kindOf<T>()))
      found.push_back(std::static_pointer_cast<const T>(object));
    return found;
  }
  std::vector<std::shared_ptr<const api::EndpointSlice>> slices() { return all<api::EndpointSlice>(); }

  SimulatedExecutor executor;
  SeededRandom random;
  client::MemoryCarrier server;
  std::unique_ptr<Controllers> controllers;

 private:
  ControllersConfig config_;
};

}  // namespace seamark::controllers
