// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/configs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "api/ip.h"
#include "apiserver/auth/secret_tokens.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {
namespace {

Failure wrong(const char* flag, const std::string& value, const char* wanted) {
  return Failure(failure(fmt::format("--{}: \"{}\" is not {}", flag, value, wanted)));
}

bool isPortRange(const std::string& text) {
  unsigned first = 0, last = 0;
  const char* end = text.data() + text.size();
  auto [dash, error] = std::from_chars(text.data(), end, first);
  if (error != std::errc{} || dash == end || *dash != '-') return false;
  auto [stop, error2] = std::from_chars(dash + 1, end, last);
  return error2 == std::errc{} && stop == end && first >= 1 && first <= last && last <= 65535;
}

Result<std::vector<api::Cidr>> cidrs(const char* flag, const std::string& text, size_t most) {
  std::vector<api::Cidr> parsed;
  for (const auto& part : splitCommas(text)) {
    const auto cidr = api::Cidr::parse(part);
    if (!cidr) return wrong(flag, part, "a CIDR such as 10.96.0.0/16");
    parsed.push_back(*cidr);
  }
  if (parsed.size() > most) return wrong(flag, text, "one CIDR, or two for dual-stack");
  return parsed;
}

Duration lengthOf(Seconds seconds) {
  return std::chrono::duration_cast<Duration>(seconds);
}

}  // namespace

std::vector<std::string> splitCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (size_t at = 0; at <= text.size();) {
    const size_t comma = std::min(text.find(',', at), text.size());
    if (comma > at) parts.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
  return parts;
}

Result<apiserver::ApiServerConfig> apiServerConfig(const Options& o) {
  apiserver::ApiServerConfig config;
  TRY(const auto ranges, cidrs("service-cluster-ip-range", o.serviceClusterIpRange, 2));
  if (ranges.empty())
    return wrong("service-cluster-ip-range", o.serviceClusterIpRange, "a CIDR such as 10.96.0.0/16");
  if (!isPortRange(o.serviceNodePortRange))
    return wrong("service-node-port-range", o.serviceNodePortRange, "a range such as 30000-32767");
  if (!api::IpAddress::parse(o.bindAddress)) return wrong("bind-address", o.bindAddress, "an IP address");
  if (!o.advertiseAddress.empty() && !api::IpAddress::parse(o.advertiseAddress))
    return wrong("advertise-address", o.advertiseAddress, "an IP address");
  if (o.tlsCertFile.empty() != o.tlsPrivateKeyFile.empty())
    return Failure(failure("--tls-cert-file and --tls-private-key-file go together; give both or none"));
  if (std::ranges::find(o.authorizationModes, "RBAC") == o.authorizationModes.end())
    return Failure(failure("--authorization-mode must name RBAC: it cannot be turned off"));
  if (!o.allowPrivileged)
    return Failure(failure("--allow-privileged=false: nothing here runs containers, so it is always true"));
  if (o.requestTimeout <= Seconds::zero() || o.requestTimeout > std::chrono::days(1))
    return Failure(failure("--request-timeout must be longer than nothing and no longer than a day"));
  config.requestTimeout = lengthOf(o.requestTimeout);
  config.dataDir = o.dataDir;
  config.bindAddress = o.bindAddress;
  config.advertiseAddress =
      o.advertiseAddress.empty() ? hostAddress(ranges[0].network().isV6()) : o.advertiseAddress;
  config.securePort = o.securePort;
  config.serviceClusterIpRange = splitCommas(o.serviceClusterIpRange);
  config.serviceNodePortRange = o.serviceNodePortRange;
  config.clusterDomain = o.clusterDomain;
  config.eventTtl = lengthOf(o.eventTtl);
  config.tokenAuthFile = o.tokenAuthFile;
  config.clientCaFile = o.clientCaFile;
  config.tlsCertFile = o.tlsCertFile;
  config.tlsPrivateKeyFile = o.tlsPrivateKeyFile;
  config.serviceAccountIssuer = o.serviceAccountIssuer;
  config.serviceAccountKeyFiles = o.serviceAccountKeyFiles;
  config.serviceAccountSigningKeyFile = o.serviceAccountSigningKeyFile;
  config.apiAudiences = o.apiAudiences;
  config.writeKubeconfig = o.writeKubeconfig;
  return config;
}

Result<controllers::ControllersConfig> controllersConfig(const Options& o, std::string authorityPem) {
  CHECKED(controllers::Controllers::check(o.controllers));
  controllers::ControllersConfig config;
  config.which = o.controllers;
  config.clusterCaPem = std::move(authorityPem);
  if (!o.rootCaFile.empty()) {
    TRY(config.clusterCaPem, readFile(o.rootCaFile));
  }
  config.maxEndpointsPerSlice = o.maxEndpointsPerSlice;
  config.mirroringMaxEndpointsPerSubset = o.mirroringMaxEndpointsPerSubset;
  config.concurrentEndpointSyncs = o.concurrentEndpointSyncs;
  config.concurrentServiceEndpointSyncs = o.concurrentServiceEndpointSyncs;
  config.mirroringConcurrentServiceEndpointSyncs = o.mirroringConcurrentServiceEndpointSyncs;
  config.endpointUpdatesBatchPeriod = lengthOf(o.endpointUpdatesBatchPeriod);
  config.endpointSliceUpdatesBatchPeriod = lengthOf(o.endpointSliceUpdatesBatchPeriod);
  config.mirroringEndpointSliceUpdatesBatchPeriod = lengthOf(o.mirroringEndpointSliceUpdatesBatchPeriod);
  config.nodeMonitorGracePeriod = lengthOf(o.nodeMonitorGracePeriod);
  config.evictionRates = {o.nodeEvictionRate, o.secondaryNodeEvictionRate, o.largeClusterSizeThreshold,
                          o.unhealthyZoneThreshold};
  config.concurrentServiceAccountTokenSyncs = o.concurrentServiceAccountTokenSyncs;
  config.terminatedPodGcThreshold = static_cast<size_t>(std::max(0, o.terminatedPodGcThreshold));
  return config;
}

Result<controllers::TokenSigner> tokenSigner(const Options& o) {
  if (o.serviceAccountPrivateKeyFile.empty()) return controllers::TokenSigner();
  TRY(const std::string pem, readFile(o.serviceAccountPrivateKeyFile));
  TRY(const apiserver::SigningKey key, apiserver::SigningKey::fromPem(pem));
  if (!key.canSign()) return Failure(failure("--service-account-private-key-file must hold a private key"));
  return [key](const controllers::SecretTokenSubject& to) {
    return apiserver::signSecretToken(key, {to.ns, to.secret, to.account, to.accountUid});
  };
}

Result<client::LeaderElectionConfig> leaderElectionConfig(const Options& o) {
  client::LeaderElectionConfig config;
  config.ns = o.leaderElectResourceNamespace;
  config.name = o.leaderElectResourceName;
  config.leaseDuration = lengthOf(o.leaderElectLeaseDuration);
  config.renewDeadline = lengthOf(o.leaderElectRenewDeadline);
  config.retryPeriod = lengthOf(o.leaderElectRetryPeriod);
  if (config.leaseDuration <= config.renewDeadline || config.renewDeadline <= config.retryPeriod ||
      config.retryPeriod <= Duration::zero())
    return Failure(
        failure("--leader-elect-lease-duration must be longer than --leader-elect-renew-deadline, and "
                "that longer than --leader-elect-retry-period"));
  return config;
}

Result<SecurePortConfig> securePortConfig(const Options& o) {
  SecurePortConfig config{.bindAddress = o.controllersBindAddress, .port = o.controllersSecurePort};
  if (!api::IpAddress::parse(o.controllersBindAddress))
    return wrong("bind-address", o.controllersBindAddress, "an IP address");
  if (o.tlsCertFile.empty() != o.tlsPrivateKeyFile.empty())
    return Failure(failure("--tls-cert-file and --tls-private-key-file go together; give both or none"));
  if (o.tlsCertFile.empty()) return config;
  TRY(config.certificatePem, readFile(o.tlsCertFile));
  TRY(config.privateKeyPem, readFile(o.tlsPrivateKeyFile));
  return config;
}

dns::DnsConfig dnsConfig(const Options& o) {
  return {.listen = o.dnsListen,
          .upstreams = o.dnsUpstream,
          .clusterDomain = o.clusterDomain,
          .ttl = o.dnsTtl,
          .snapshotPath = o.dnsSnapshot};
}

namespace {

constexpr const char* kManifests = "/etc/seamark/manifests";

Result<std::vector<std::string>> nodeAddresses(const Options& o) {
  std::vector<std::string> addresses = o.nodeIps;
  if (addresses.empty()) addresses = {o.advertiseAddress.empty() ? hostAddress(false) : o.advertiseAddress};
  for (const auto& address : addresses)
    if (!api::IpAddress::parse(address)) return wrong("node-ip", address, "an IP address");
  const bool twice = addresses.size() == 2 && api::IpAddress::parse(addresses[0])->family() ==
                                                  api::IpAddress::parse(addresses[1])->family();
  if (addresses.size() > 2 || twice)
    return wrong("node-ip", fmt::format("{}", fmt::join(addresses, ",")), "one address of each family");
  return addresses;
}

Result<std::map<std::string, std::string>> nodeLabels(const Options& o) {
  std::map<std::string, std::string> labels;
  for (const auto& text : o.nodeLabels) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return wrong("node-labels", text, "key=value");
    labels[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return labels;
}

// key=value:effect, key:effect
Result<std::vector<api::Taint>> nodeTaints(const Options& o) {
  std::vector<api::Taint> taints;
  for (const auto& text : o.nodeTaints) {
    if (text.empty()) continue;
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0)
      return wrong("register-with-taints", text, "key=value:effect");
    api::Taint taint;
    taint.effect = text.substr(colon + 1);
    const size_t equals = std::min(text.find('='), colon);
    taint.key = text.substr(0, equals);
    if (equals < colon) taint.value = text.substr(equals + 1, colon - equals - 1);
    if (taint.effect != "NoSchedule" && taint.effect != "PreferNoSchedule" && taint.effect != "NoExecute")
      return wrong("register-with-taints", text, "an effect of NoSchedule, PreferNoSchedule or NoExecute");
    taints.push_back(std::move(taint));
  }
  return taints;
}

agent::AdoptionPolicy adoptionPolicy(const Options& o, bool alone) {
  using Bound = agent::AdoptionPolicy::Bound;
  const std::string word = !o.adoptPods.empty() ? o.adoptPods : alone ? "all" : "host-network";
  return {word == "all" ? Bound::All : word == "none" ? Bound::None : Bound::HostNetwork};
}

agent::ExecProbes execProbes(const std::string& word) {
  if (word == "all") return agent::ExecProbes::All;
  return word == "none" ? agent::ExecProbes::None : agent::ExecProbes::Manifests;
}

}  // namespace

Result<agent::AgentConfig> agentConfig(const Options& o, bool alone) {
  agent::AgentConfig config;
  config.nodeName = o.nodeName.empty() ? hostName() : o.nodeName;
  TRY(config.addresses, nodeAddresses(o));
  TRY(config.labels, nodeLabels(o));
  // In one process with the API the node is for whatever Pods people make up.
  if (alone) {
    TRY(config.taints, nodeTaints(o));
  }
  config.manifests = o.manifests.empty() && alone && geteuid() == 0 ? kManifests : o.manifests;
  config.adoption = adoptionPolicy(o, alone);
  config.execProbes = execProbes(o.execProbes);
  config.soleKeeper = alone;
  return config;
}

Result<proxy::ProxyConfig> proxyConfig(const Options& o) {
  proxy::ProxyConfig config;
  const auto mode = proxy::proxyModeNamed(o.proxyMode);
  if (!mode) return wrong("proxy-mode", o.proxyMode, "auto, nftables or userspace");
  config.mode = *mode;
  config.nodeName = o.nodeName.empty() ? hostName() : o.nodeName;
  TRY(config.clusterCidrs, cidrs("cluster-cidr", o.clusterCidr, 2));
  config.snapshotPath = o.proxySnapshot;
  return config;
}

}  // namespace seamark::cmd
