// From flags to the configuration of each part. What a flag cannot mean is an error that names it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agent/agent.h"
#include "apiserver/server.h"
#include "client/leader_election.h"
#include "cmd/seamark/options.h"
#include "cmd/seamark/secure_port.h"
#include "controllers/controllers.h"
#include "dns/dns.h"
#include "proxy/proxy.h"

namespace seamark::cmd {

Result<apiserver::ApiServerConfig> apiServerConfig(const Options& options);
Result<controllers::ControllersConfig> controllersConfig(const Options& options, std::string authorityPem);
// Empty without a key to sign with.
Result<controllers::TokenSigner> tokenSigner(const Options& options);
Result<client::LeaderElectionConfig> leaderElectionConfig(const Options& options);
Result<SecurePortConfig> securePortConfig(const Options& options);
dns::DnsConfig dnsConfig(const Options& options);
Result<proxy::ProxyConfig> proxyConfig(const Options& options);
// `alone`: as `seamark agent`, which is all that takes care of the node.
Result<agent::AgentConfig> agentConfig(const Options& options, bool alone);

// "10.96.0.0/12,fd00:96::/112": the parts between commas, none empty.
std::vector<std::string> splitCommas(const std::string& text);

}  // namespace seamark::cmd
