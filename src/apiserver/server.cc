// SPDX-License-Identifier: Apache-2.0
#include "apiserver/server.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <functional>
#include <future>
#include <utility>

#include "apiserver/allocators/audit.h"
#include "apiserver/allocators/service_registry.h"
#include "apiserver/auth/authenticator.h"
#include "apiserver/auth/authorizer.h"
#include "apiserver/auth/service_account_tokens.h"
#include "apiserver/bootstrap/bootstrap.h"
#include "apiserver/compressed_lists.h"
#include "apiserver/event_expiry.h"
#include "apiserver/metrics.h"
#include "apiserver/plain_endpoints.h"
#include "apiserver/request_handler.h"
#include "apiserver/rounds.h"
#include "apiserver/server_files.h"
#include "apiserver/watch_hub.h"
#include "base/heap_trimmer.h"
#include "base/log.h"
#include "net/http_server.h"

namespace seamark::apiserver {
namespace {

constexpr Duration kRepairEvery = std::chrono::seconds(10);
constexpr Duration kTrimEvery = std::chrono::seconds(3);
constexpr Duration kExpireEvery = std::chrono::seconds(10);
constexpr Duration kAuditEvery = std::chrono::minutes(1);  // of addresses and ports

// What the files that the configuration names hold, or what was made instead.
struct Credentials {
  PkiDirectory pki;
  net::TlsServerConfig tls;
  std::string authorityPem;
  TokenTable tokens;
  ComingKey signing;
  std::vector<SigningKey> verifying;
};

// How much the making of a key steps back for the first requests.
constexpr int kBackgroundNice = 10;

Result<PortRange> parsePortRange(const std::string& text) {
  PortRange range;
  const size_t dash = text.find('-');
  const char* data = text.data();
  const bool good =
      dash != std::string::npos && std::from_chars(data, data + dash, range.first).ptr == data + dash &&
      std::from_chars(data + dash + 1, data + text.size(), range.last).ptr == data + text.size();
  if (good && range.first > 0 && range.first <= range.last && range.last <= 65535) return range;
  return Failure(failure("--service-node-port-range must be two ports such as 30000-32767, not " + text));
}

Result<ServiceRanges> parseRanges(const ApiServerConfig& config) {
  ServiceRanges ranges;
  TRY(ranges.nodePorts, parsePortRange(config.serviceNodePortRange));
  for (const std::string& text : config.serviceClusterIpRange) {
    const auto cidr = api::Cidr::parse(text);
    if (!cidr || usableRange(*cidr).count == 0)
      return Failure(
          failure("--service-cluster-ip-range must be one or two ranges such as 10.96.0.0/16, not " + text));
    ranges.clusterIps.push_back(*cidr);
  }
  const auto& cidrs = ranges.clusterIps;
  if (cidrs.empty() || cidrs.size() > 2 || (cidrs.size() == 2 && cidrs[0].family() == cidrs[1].family()))
    return Failure(failure("--service-cluster-ip-range takes one range, or one of each IP family"));
  return ranges;
}

std::string advertised(const ApiServerConfig& config) {
  if (!config.advertiseAddress.empty()) return config.advertiseAddress;
  const bool any =
      config.bindAddress.empty() || config.bindAddress == "0.0.0.0" || config.bindAddress == "::";
  return any ? "127.0.0.1" : config.bindAddress;
}

// Where clients on this host reach the server, whatever it tells others.
std::string localAddress(const ApiServerConfig& config) {
  if (config.bindAddress.empty() || config.bindAddress == "0.0.0.0") return "127.0.0.1";
  return config.bindAddress == "::" ? "::1" : config.bindAddress;
}

// `requestTimeout` holds for what a client has to send; answers are bounded by whether it reads.
net::HttpLimits limitsOf(const ApiServerConfig& config) {
  net::HttpLimits limits;
  limits.bodyTimeout = config.requestTimeout;
  limits.headerTimeout = std::min(limits.headerTimeout, config.requestTimeout);
  return limits;
}

std::string hostAndPort(const std::string& ip, uint16_t port) {
  const bool v6 = ip.find(':') != std::string::npos;
  return (v6 ? "[" + ip + "]" : ip) + ":" + std::to_string(port);
}

Result<> readServingCertificate(const ApiServerConfig& config, Credentials& credentials) {
  const std::string& authority = credentials.pki.authorityPem();
  credentials.tls.certificatePem = credentials.pki.serving().certificatePem;
  credentials.tls.privateKeyPem = credentials.pki.serving().privateKeyPem;
  credentials.tls.clientCaPem = authority;
  credentials.authorityPem = authority;
  // A bad client certificate is the authenticator's business, as upstream: it may come with a good token.
  credentials.tls.admitUnverified = true;
  if (!config.tlsCertFile.empty()) {
    TRY(credentials.tls.certificatePem, readFile(config.tlsCertFile));
    TRY(credentials.tls.privateKeyPem, readFile(config.tlsPrivateKeyFile));
    credentials.authorityPem = credentials.tls.certificatePem;
  }
  if (!config.clientCaFile.empty()) {
    TRY(const std::string clients, readFile(config.clientCaFile));
    // Our own authority stays trusted: the administrator's kubeconfig comes from it.
    credentials.tls.clientCaPem = clients + "\n" + authority;
    if (!config.tlsCertFile.empty()) credentials.authorityPem = clients;
  }
  return {};
}

// An RSA key takes longer to make than the whole start, and few need it at once.
ComingKey makeTokenKeyMeanwhile(const std::string& dataDir) {
  return std::async(std::launch::async,
                    [dataDir]() -> Result<SigningKey> {
                      setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kBackgroundNice);
                      const auto pem = makeTokenKey(dataDir);
                      if (pem) return SigningKey::fromPem(*pem);
                      log::error("there is no key to sign tokens with", {{"error", pem.error().message}});
                      return Failure(internalError(pem.error().message));
                    })
      .share();
}

Result<ComingKey> findSigningKey(const ApiServerConfig& config) {
  std::optional<std::string> pem;
  if (config.serviceAccountSigningKeyFile.empty()) {
    TRY(pem, findTokenKey(config.dataDir));
  } else {
    TRY(pem, readFile(config.serviceAccountSigningKeyFile));
  }
  if (!pem) return makeTokenKeyMeanwhile(config.dataDir);
  TRY(SigningKey key, SigningKey::fromPem(*pem));
  if (!key.canSign()) return Failure(failure("--service-account-signing-key-file must hold a private key"));
  return keyAtHand(std::move(key));
}

Result<> readTokenKeys(const ApiServerConfig& config, Credentials& credentials) {
  TRY(credentials.signing, findSigningKey(config));
  for (const std::string& path : config.serviceAccountKeyFiles) {
    TRY(const std::string pem, readFile(path));
    TRY(std::vector<SigningKey> keys, SigningKey::allFromPem(pem));
    for (SigningKey& verifying : keys) credentials.verifying.push_back(std::move(verifying));
  }
  return {};
}

Result<Credentials> readCredentials(const ApiServerConfig& config, const ServiceRanges& ranges,
                                    const Clock& clock) {
  const auto firstIp = ranges.clusterIps.front().network().plus(1);
  const CertificateNames names =
      servingNames(advertised(config), config.bindAddress, firstIp->text(), config.clusterDomain);
  Credentials credentials;
  TRY(credentials.pki, PkiDirectory::prepare(config.dataDir, names, clock.now()));
  CHECKED(credentials.pki.write());
  CHECKED(readServingCertificate(config, credentials));
  if (auto keys = readTokenKeys(config, credentials); !keys) return Failure(std::move(keys.error()));
  if (config.tokenAuthFile.empty()) return credentials;
  TRY(const std::string csv, readFile(config.tokenAuthFile));
  TRY(credentials.tokens, parseTokenFile(csv));
  return credentials;
}

}  // namespace

// In the order of construction; each part uses only those before it.
struct ApiServer::Parts {
  ApiServerConfig config;
  std::vector<net::EventLoop*> loops;
  Credentials credentials;
  ServiceRegistry registry;
  Authorizer authorizer;
  ServiceAccountTokens tokens;
  Metrics metrics;
  WatchHub watches;
  CompressedLists compressedLists;
  Services services;
  Authenticator authenticator;
  Health health;
  std::unique_ptr<PlainEndpoints> plain;
  std::unique_ptr<RequestHandler> handler;
  std::unique_ptr<Bootstrap> bootstrap;
  std::unique_ptr<net::HttpServer> http;
  Rounds rounds{*loops.front()};
  EventExpiry expiry{services, config.eventTtl};
  AllocationAudit audit{services};
  HeapTrimmer heapTrimmer;
  Executor::Timer repairTimer = Executor::Timer::None;
  bool repairing = false;              // on the first loop, as is whenRepaired
  std::function<void()> whenRepaired;  // set by stop()
  std::atomic<RequestHandler*> ready{nullptr};
  bool stopped = false;

  Parts(ApiServerConfig configuration, std::vector<net::EventLoop*> eventLoops, Credentials secrets,
        ServiceRanges ranges, store::Store& store, const Clock& clock, Random& random)
      : config(std::move(configuration)),
        loops(std::move(eventLoops)),
        credentials(std::move(secrets)),
        registry(std::move(ranges)),
        authorizer(store),
        tokens({config.serviceAccountIssuer, config.apiAudiences}, credentials.signing, credentials.verifying,
               clock, random),
        metrics(clock),
        watches(store),
        services{store, clock, random, watches, registry, authorizer, tokens, metrics, compressedLists},
        authenticator(std::move(credentials.tokens), tokens, store, clock) {}

  Result<> listen() {
    auto listening = net::HttpServer::listen(
        loops, config.bindAddress, config.securePort, credentials.tls, limitsOf(config),
        [this](net::HttpRequest request, std::shared_ptr<net::HttpResponder> responder) {
          if (RequestHandler* now = ready.load())
            return now->handle(std::move(request), std::move(responder));
          responder->respond(503, {{"retry-after", "1"}}, {});
        },
        [this](const net::HttpRequest& head) {
          const RequestHandler* now = ready.load();
          return now && now->letsIn(head);
        });
    if (!listening) return Failure(std::move(listening.error()));
    http = std::move(*listening);
    // Discovery tells the port, which is known only now.
    const std::string address = advertised(config);
    plain = std::make_unique<PlainEndpoints>(health, hostAndPort(address, http->port()));
    handler = std::make_unique<RequestHandler>(services, authenticator, *plain);
    bootstrap = std::make_unique<Bootstrap>(
        services, *loops.front(), BootstrapConfig{address, http->port(), credentials.tls.clientCaPem});
    ready = handler.get();
    return {};
  }

  // The first objects, and meanwhile the files that nobody waited for.
  Result<> complete() {
    std::promise<Result<>> done;
    loops.front()->post(
        [&] { bootstrap->runAll([&done](Result<> result) { done.set_value(std::move(result)); }); });
    auto admin = credentials.pki.admin(services.clock.now());
    Result<> synced = credentials.pki.sync();
    if (auto made = done.get_future().get(); !made) return made;
    if (!admin) return Failure(std::move(admin.error()));
    if (!synced) return synced;
    health.bootstrapped = true;
    return writeAdminKubeconfig(*admin);
  }

  // On the first loop.
  void startRounds() {
    rounds.add(kTrimEvery, [this] {
      heapTrimmer.run();
      return true;
    });
    rounds.add(kExpireEvery, [this] { return expiry.step(); });
    rounds.add(kAuditEvery, [this] { return audit.step(); });
    repairLater();
  }

  // What must be there is put right from time to time.
  void repairLater() {
    repairTimer = loops.front()->after(kRepairEvery, [this] {
      repairing = true;
      bootstrap->repair([this](Result<> repaired) {
        repairing = false;
        if (whenRepaired) return whenRepaired();
        if (!repaired)
          log::warning("a needed object could not be repaired", {{"error", repaired.error().message}});
        repairLater();
      });
    });
  }

  void stopRepairs() {
    std::promise<void> done;
    loops.front()->runAndWait([&] {
      loops.front()->cancel(repairTimer);
      rounds.stop();
      whenRepaired = [&done] { done.set_value(); };
      if (!repairing) whenRepaired();
    });
    done.get_future().wait();
  }

  // What the store still owes to requests that have been closed arrives before the parts they work with go.
  void drain() {
    for (int round = 0; round < 2; ++round) {
      std::promise<void> done;
      services.store.commit({}, [&done](const store::Outcome&) { done.set_value(); });
      done.get_future().wait();
      for (net::EventLoop* loop : loops) loop->runAndWait([] {});
    }
  }

  Result<> writeAdminKubeconfig(const KeyPair& admin) {
    if (config.writeKubeconfig.empty()) return {};
    const std::string url = "https://" + hostAndPort(localAddress(config), http->port());
    return writeFile(config.writeKubeconfig, kubeconfigText(url, credentials.authorityPem, admin), 0600);
  }
};

ApiServer::ApiServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

ApiServer::~ApiServer() {
  stop();
}

Result<std::unique_ptr<ApiServer>> ApiServer::start(ApiServerConfig config, store::Store& store,
                                                    std::vector<net::EventLoop*> loops, const Clock& clock,
                                                    Random& random) {
  TRY(ServiceRanges ranges, parseRanges(config));
  TRY(Credentials credentials, readCredentials(config, ranges, clock));
  std::unique_ptr<ApiServer> server(new ApiServer(std::make_unique<Parts>(
      std::move(config), std::move(loops), std::move(credentials), std::move(ranges), store, clock, random)));
  Parts& parts = *server->parts_;
  // Requests are served from here on; /readyz says no until the objects are there.
  CHECKED(parts.listen());
  if (auto completed = parts.complete(); !completed) return Failure(std::move(completed.error()));
  parts.loops.front()->post([&parts] { parts.startRounds(); });
  return server;
}

uint16_t ApiServer::port() const {
  return parts_->http->port();
}

std::string ApiServer::url() const {
  return "https://" + hostAndPort(localAddress(parts_->config), port());
}

const std::string& ApiServer::authorityPem() const {
  return parts_->credentials.authorityPem;
}

void ApiServer::alsoMeasure(std::function<std::string()> more) {
  parts_->metrics.alsoMeasure(std::move(more));
}

Services ApiServer::services() {
  return parts_->services;
}

void ApiServer::stop(Duration grace) {
  if (std::exchange(parts_->stopped, true)) return;
  parts_->health.shuttingDown = true;
  if (parts_->http) {
    parts_->stopRepairs();
    parts_->http->close(grace);
  }
  parts_->drain();
}

}  // namespace seamark::apiserver
