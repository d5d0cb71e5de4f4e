// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/configs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "api/ip.h"
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
  config.terminatedPodGcThreshold = static_cast<size_t>(std::max(0, o.terminatedPodGcThreshold));
  return config;
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
