// Proxy: what `seamark proxy` is. Changes of Services, slices and the Node become rules of this host: feed →
// plan (of what changed) → data plane, in the same turn in which they arrived. Changes are kept until the
// data plane has taken them. The last known state is on disk, so that a host that boots without any API
// server in reach serves what it knew. Lives on the carrier's executor; start() and the destructor are called
// there too.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/carrier.h"
#include "net/event_loop.h"
#include "proxy/ruleset.h"

namespace seamark::proxy {

enum class ProxyMode : uint8_t { Auto, Nftables, Userspace };
std::optional<ProxyMode> proxyModeNamed(std::string_view name);  // "auto", "nftables", "userspace"

struct ProxyConfig {
  ProxyMode mode = ProxyMode::Auto;  // nftables where this process may, else userspace
  std::string nodeName;
  std::vector<Cidr> clusterCidrs;       // --cluster-cidr; empty: nobody counts as outside
  std::vector<Cidr> nodePortAddresses;  // empty: the first address of each family that the Node object has
  bool masqueradeAll = false;
  std::string snapshotPath;        // empty: none is kept
  std::string healthzBindAddress;  // "0.0.0.0:10256"; empty: none
  std::string metricsBindAddress;  // "127.0.0.1:10249"; empty: none
  Duration auditPeriod = std::chrono::minutes(1);
};

struct ProxyStatus {
  std::string mode;
  bool synced = false;                    // what the API said has been applied at least once
  std::optional<WallTime> snapshotTaken;  // and until then a snapshot of this time serves
  size_t services = 0;
  size_t frontends = 0;
  size_t pending = 0;  // changes that the data plane has not taken yet
  uint64_t applies = 0;
  uint64_t failures = 0;
  uint64_t drift = 0;  // differences that audits have found; must stay 0
  std::string lastError;
  std::optional<WallTime> lastApplied;
  bool healthy = false;  // nothing has been pending for long
  bool nodeEligible = true;
};

class DataPlane;

class Proxy {
 public:
  // Makes the data plane; the failure says what this host or process lacks for the mode that was asked for.
  // `loop` is the carrier's executor; the userspace mode's sockets live on it.
  static Result<std::unique_ptr<Proxy>> make(client::Carrier& carrier, net::EventLoop& loop,
                                             ProxyConfig config);
  // The same over a data plane of the caller's, for tests.
  Proxy(client::Carrier& carrier, ProxyConfig config, std::unique_ptr<DataPlane> dataPlane);
  ~Proxy();
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  void start();
  ProxyStatus status() const;
  const Ruleset& ruleset() const;
  // Called after every apply that succeeded.
  void onApplied(std::function<void()> callback);

  // Removes everything of ours from this host's kernel.
  static Result<> cleanup();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // timers and posted tasks hold it weakly
};

}  // namespace seamark::proxy
