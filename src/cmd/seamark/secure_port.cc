// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/secure_port.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apiserver/certificates.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {

namespace {

void answer(net::HttpResponder& to, int status, std::string body,
            const char* type = "text/plain; charset=utf-8") {
  net::Headers headers{{"content-type", type}, {"x-content-type-options", "nosniff"}};
  std::vector<Bytes> chunks;
  chunks.emplace_back(std::move(body));
  to.respond(status, std::move(headers), std::move(chunks));
}

Result<net::TlsServerConfig> tlsOf(const SecurePortConfig& config, WallTime now) {
  net::TlsServerConfig tls;
  tls.certificatePem = config.certificatePem;
  tls.privateKeyPem = config.privateKeyPem;
  if (!tls.certificatePem.empty()) return tls;
  TRY(const auto authority, apiserver::makeAuthority(hostName() + "-ca", now));
  apiserver::CertificateNames names{.commonName = hostName(),
                                    .organizations = {},
                                    .dnsNames = {"localhost", hostName()},
                                    .ipAddresses = {"127.0.0.1", "::1"}};
  if (config.bindAddress != "0.0.0.0" && config.bindAddress != "::")
    names.ipAddresses.push_back(config.bindAddress);
  TRY(auto made, apiserver::issueCertificate(authority, names, apiserver::CertificateUse::Server, now));
  tls.certificatePem = made.certificatePem + authority.certificatePem;
  tls.privateKeyPem = std::move(made.privateKeyPem);
  return tls;
}

}  // namespace

SecurePort::SecurePort(net::EventLoop& loop, std::vector<HealthCheck> checks, const client::Metrics& metrics,
                       std::unique_ptr<client::ApiRequests> api)
    : loop_(loop),
      checks_(std::move(checks)),
      metrics_(metrics),
      access_(std::make_unique<DelegatedAccess>(std::move(api))) {}

SecurePort::~SecurePort() {
  server_.reset();
  loop_.runAndWait([this] { access_.reset(); });
}

Result<std::unique_ptr<SecurePort>> SecurePort::open(net::EventLoop& loop, const SecurePortConfig& config,
                                                     std::vector<HealthCheck> checks,
                                                     const client::Metrics& metrics,
                                                     std::unique_ptr<client::ApiRequests> api) {
  TRY(auto tls, tlsOf(config, loop.clock().now()));
  std::unique_ptr<SecurePort> port(new SecurePort(loop, std::move(checks), metrics, std::move(api)));
  TRY(port->server_,
      net::HttpServer::listen(
          {&loop}, config.bindAddress, config.port, std::move(tls), {},
          [self = port.get()](const net::HttpRequest& request,
                              const std::shared_ptr<net::HttpResponder>& to) { self->handle(request, to); }));
  return port;
}

void SecurePort::handle(const net::HttpRequest& request, const std::shared_ptr<net::HttpResponder>& to) {
  if (answerHealth(request, *to)) return;
  access_->ask(request, [this, to, path = request.path](int status, std::string text) {
    if (status != 200) return answer(*to, status, std::move(text));
    if (path != "/metrics") return answer(*to, 404, "404 page not found\n");
    answer(*to, 200, metrics_.text(), "text/plain; version=0.0.4; charset=utf-8");
  });
}

// "/readyz", "/readyz?verbose", "/readyz/leaderElection".
bool SecurePort::answerHealth(const net::HttpRequest& request, net::HttpResponder& to) const {
  const size_t slash = request.path.find('/', 1);
  const std::string root = request.path.substr(0, slash);
  if (root != "/healthz" && root != "/livez" && root != "/readyz") return false;
  const std::string one = slash == std::string::npos ? "" : request.path.substr(slash + 1);
  std::string report;
  bool good = true, known = one.empty();
  for (const HealthCheck& check : checks_) {
    if ((check.onlyReady && root != "/readyz") || (!one.empty() && check.name != one)) continue;
    known = true;
    const bool fine = check.good();
    good = good && fine;
    report +=
        fmt::format("[{}]{} {}\n", fine ? '+' : '-', check.name, fine ? "ok" : "failed: reason withheld");
  }
  if (!known) {
    answer(to, 404, "404 page not found\n");
    return true;
  }
  const auto query = request.query();
  const bool verbose =
      std::any_of(query.begin(), query.end(), [](const auto& p) { return p.first == "verbose"; });
  const std::string name = root.substr(1);
  if (!good)
    answer(to, 500, report + name + " check failed\n");
  else
    answer(to, 200, verbose ? report + name + " check passed\n" : "ok");
  return true;
}

}  // namespace seamark::cmd
