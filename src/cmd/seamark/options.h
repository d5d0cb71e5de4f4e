// Options: every flag of every command, with its default. Names are those of the Kubernetes component that a
// command stands in for. A flag beats the environment (SEAMARK_…) beats the configuration file beats the
// default.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}

namespace seamark::cmd {

// A length of time as flags write it: "15s", "1m30s", "500ms"; a bare number is seconds.
using Seconds = std::chrono::duration<double>;

struct Options {
  // Common to all.
  std::string logFormat = "text";
  int verbosity = 0;

  // The API and its store.
  std::string dataDir;
  std::string bindAddress = "127.0.0.1";
  std::string advertiseAddress;  // empty: the first address of this host that is not loopback
  uint16_t securePort = 6443;
  std::string serviceClusterIpRange;
  std::string serviceNodePortRange = "30000-32767";
  Seconds requestTimeout{60};
  std::string tokenAuthFile;
  std::string clientCaFile;
  std::string tlsCertFile;
  std::string tlsPrivateKeyFile;
  Seconds eventTtl{3600};
  std::string serviceAccountIssuer = "https://kubernetes.default.svc.cluster.local";
  std::vector<std::string> serviceAccountKeyFiles;
  std::string serviceAccountSigningKeyFile;
  std::vector<std::string> apiAudiences;
  std::vector<std::string> authorizationModes{"Node", "RBAC"};
  bool allowPrivileged = true;
  std::string writeKubeconfig;
  std::string compactionInterval = "5m";

  // Clients of an API.
  std::string kubeconfig;
  std::string nodeName;

  // Controllers.
  std::vector<std::string> controllers{"*"};
  bool leaderElect = true;
  Seconds leaderElectLeaseDuration{15};
  Seconds leaderElectRenewDeadline{10};
  Seconds leaderElectRetryPeriod{2};
  std::string leaderElectResourceName = "kube-controller-manager";
  std::string leaderElectResourceNamespace = "kube-system";
  std::string controllersBindAddress = "0.0.0.0";
  uint16_t controllersSecurePort = 10257;
  std::string rootCaFile;
  int concurrentEndpointSyncs = 50;
  int concurrentServiceEndpointSyncs = 50;
  int mirroringConcurrentServiceEndpointSyncs = 50;
  uint32_t maxEndpointsPerSlice = 100;
  uint32_t mirroringMaxEndpointsPerSubset = 1000;
  Seconds endpointUpdatesBatchPeriod{0};
  Seconds endpointSliceUpdatesBatchPeriod{0};
  Seconds mirroringEndpointSliceUpdatesBatchPeriod{0};
  Seconds nodeMonitorGracePeriod{50};
  double nodeEvictionRate = 0.1;
  double secondaryNodeEvictionRate = 0.01;
  uint32_t largeClusterSizeThreshold = 50;
  double unhealthyZoneThreshold = 0.55;
  int concurrentServiceAccountTokenSyncs = 5;
  std::string serviceAccountPrivateKeyFile;
  int terminatedPodGcThreshold = 12500;

  // DNS.
  std::string clusterDomain = "cluster.local";
  std::string dnsListen;
  std::vector<std::string> dnsUpstream;
  std::string dnsSnapshot;
  uint32_t dnsTtl = 30;

  // Proxy.
  std::string proxyMode = "auto";
  std::string clusterCidr;
  std::string proxySnapshot;
  bool cleanup = false;

  // Agent.
  std::vector<std::string> nodeIps;  // empty: the first address of this host that is not loopback
  std::string manifests;
  std::string adoptPods;
  std::string execProbes = "manifests";
  std::vector<std::string> nodeLabels;
  std::vector<std::string> nodeTaints{"seamark.dev/adopted-only=true:NoSchedule"};
  std::string agentHealthz = "127.0.0.1:10248";
  bool drainOnExit = false;

  // server.
  std::vector<std::string> disable;
};

// Defaults that depend on who runs it: root gets /var/lib/seamark, /etc/seamark and 10.96.0.0/12, anybody
// else XDG paths and a service range of loopback addresses, which can be bound without privilege.
Options defaultOptions(bool root);

void addCommonFlags(CLI::App& app, Options& options);
void addApiFlags(CLI::App& app, Options& options);
void addServerFlags(CLI::App& app, Options& options);
void addControllersFlags(CLI::App& app, Options& options);
void addDnsFlags(CLI::App& app, Options& options);
void addProxyFlags(CLI::App& app, Options& options);
void addAgentFlags(CLI::App& app, Options& options);

// Gives each flag of `app` its environment variable, and what `file` (YAML, keys are the flags' names) says
// as default. A file that is not there is fine unless `mustExist`. The error names file and key.
Result<> applyConfiguration(CLI::App& app, const std::string& file, bool mustExist);

}  // namespace seamark::cmd
