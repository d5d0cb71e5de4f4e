// SecurePort: what a part that runs alone answers over HTTPS: /healthz, /livez and /readyz to everybody,
// /metrics to those whom the API allows it. As kube-controller-manager's :10257. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "client/metrics.h"
#include "cmd/seamark/delegated_access.h"
#include "net/http_server.h"

namespace seamark::cmd {

struct HealthCheck {
  std::string name;
  bool onlyReady = false;  // asked by /readyz alone
  std::function<bool()> good;
};

struct SecurePortConfig {
  std::string bindAddress;
  uint16_t port = 0;  // 0: any free one
  // PEM; empty: a certificate of its own making, as upstream's components do.
  std::string certificatePem;
  std::string privateKeyPem;
};

class SecurePort {
 public:
  // To be made and destroyed off the loop. `metrics` must outlive it; `api` says who may see them.
  static Result<std::unique_ptr<SecurePort>> open(net::EventLoop& loop, const SecurePortConfig& config,
                                                  std::vector<HealthCheck> checks,
                                                  const client::Metrics& metrics,
                                                  std::unique_ptr<client::ApiRequests> api);
  ~SecurePort();
  uint16_t port() const { return server_->port(); }

 private:
  SecurePort(net::EventLoop& loop, std::vector<HealthCheck> checks, const client::Metrics& metrics,
             std::unique_ptr<client::ApiRequests> api);
  void handle(const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to);
  bool answerHealth(const net::HttpRequest& request, net::HttpResponder& to) const;

  net::EventLoop& loop_;
  const std::vector<HealthCheck> checks_;
  const client::Metrics& metrics_;
  std::unique_ptr<DelegatedAccess> access_;
  std::unique_ptr<net::HttpServer> server_;
};

}  // namespace seamark::cmd
