// What load balancers, kubelets and Prometheus ask a proxy over HTTP: /healthz and /livez on :10256, one port
// for each Service with a healthCheckNodePort, /metrics, /healthz and /proxyMode on :10249. They have a
// thread of their own and read the last published state; a proxy that is busy or stuck still answers. Source
// of texts: kube-proxy's recordings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "proxy/metrics.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

// An immutable picture of the proxy.
struct HealthState {
  bool healthy = false;  // apart from time: the last apply succeeded, or fails only since a moment ago
  bool nodeEligible = true;
  WallTime lastUpdated{};
  std::map<ServiceName, HealthCheck> checks;
};

class HealthServers {
 public:
  struct Config {
    std::string healthzBindAddress;  // "0.0.0.0:10256", or empty
    std::string metricsBindAddress;
    std::string proxyMode;
  };
  HealthServers(const Clock& clock, Config config, std::shared_ptr<Metrics> metrics);
  ~HealthServers();
  HealthServers(const HealthServers&) = delete;
  HealthServers& operator=(const HealthServers&) = delete;

  // Opens the two fixed ports. A port that is taken is logged and tried again with the next publish().
  void start();
  // Any thread, one at a time. Opens and closes Services' ports as the state asks.
  void publish(HealthState state);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seamark::proxy
