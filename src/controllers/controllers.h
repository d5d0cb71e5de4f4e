// Controllers: what kube-controller-manager is, for the kinds that Seamark has. Builds the controllers that
// are wanted, gives them one informer a kind, and starts them once all informers have synced. A client like
// any other: works against any Kubernetes API.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "client/carrier.h"
#include "client/metrics.h"

namespace seamark::controllers {

// What a token that lives in a Secret says.
struct SecretTokenSubject {
  std::string ns;
  std::string secret;
  std::string account;
  std::string accountUid;
};
using TokenSigner = std::function<Result<std::string>(const SecretTokenSubject&)>;

// How fast nodes that are not ready get the taint that throws their pods out, in nodes a second and zone.
struct EvictionRates {
  double normal = 0.1;       // --node-eviction-rate
  double secondary = 0.01;   // --secondary-node-eviction-rate: in a zone that is unhealthy and large
  size_t largeCluster = 50;  // --large-cluster-size-threshold: nodes; a smaller such zone evicts nothing
  double unhealthyThreshold = 0.55;  // --unhealthy-zone-threshold: so much of a zone is not ready
};

struct ControllersConfig {
  // As kube-controller-manager's --controllers: names, "*" for all that are on by default, "-name" to leave
  // one out. The first that fits decides.
  std::vector<std::string> which = {"*"};
  std::string clusterCaPem;  // what kube-root-ca.crt holds; empty: that controller does not run
  TokenSigner signToken;     // for Secrets that hold tokens; empty: that controller does not run
  int concurrentServiceAccountTokenSyncs = 5;
  size_t maxEndpointsPerSlice = 100;
  size_t mirroringMaxEndpointsPerSubset = 1000;
  // How many Services each of the three works on at a time (what waits together is committed together), and
  // how long it gathers changes before.
  int concurrentEndpointSyncs = 50;
  int concurrentServiceEndpointSyncs = 50;
  int mirroringConcurrentServiceEndpointSyncs = 50;
  Duration endpointUpdatesBatchPeriod{};
  Duration endpointSliceUpdatesBatchPeriod{};
  Duration mirroringEndpointSliceUpdatesBatchPeriod{};
  // A Service with so many pods is planned from the pods that changed; its Endpoints' addresses are kept for it.
  size_t largeService = 100;
  // A node whose Lease is older than this is not heard from (--node-monitor-grace-period).
  Duration nodeMonitorGracePeriod = std::chrono::seconds(50);
  EvictionRates evictionRates;
  // So many pods that ended may stay (--terminated-pod-gc-threshold); 0: all.
  size_t terminatedPodGcThreshold = 12'500;
  // How often everything is compared with what it should be; zero: never.
  Duration selfCheckPeriod = std::chrono::minutes(5);
  client::Metrics* metrics = nullptr;  // null: nothing is counted
};

class Controllers {
 public:
  // All on the carrier's executor, destruction too (or when it no longer runs).
  Controllers(client::Carrier& carrier, Random& random, ControllersConfig config);
  ~Controllers();
  Controllers(const Controllers&) = delete;
  Controllers& operator=(const Controllers&) = delete;

  void start();
  bool synced() const;  // every informer has its initial list and every controller is at work
  void stop();          // nothing new is begun; what was sent is answered to nobody
  bool idle() const;    // synced, and no controller has anything to do or to try again
  // Compares all Endpoints and slices with what they should be, now. Returns how many differences were ever
  // found though nothing was under way; must be 0.
  size_t checkDrift();

  // The names that --controllers knows, and whether all that `which` asks for are among them. Leaving out one
  // that kube-controller-manager has and Seamark has not ("-ttl") is fine.
  static const std::vector<std::string>& names();
  static Result<> check(const std::vector<std::string>& which);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seamark::controllers
