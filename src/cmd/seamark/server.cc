// seamark server and seamark apiserver: the program as a list of its parts, in the order in which they need
// each other.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <future>

#include "agent/agent.h"
#include "apiserver/auth/service_account_tokens.h"
#include "base/duration.h"
#include "base/log.h"
#include "cmd/seamark/commands.h"
#include "cmd/seamark/configs.h"
#include "cmd/seamark/in_process_carrier.h"
#include "cmd/seamark/loops.h"
#include "cmd/seamark/process.h"
#include "store/open.h"

namespace seamark::cmd {
namespace {

constexpr Duration kReadyPoll = std::chrono::milliseconds(2);

// Everything that runs, each part after what it needs; destroyed the other way round.
class Server {
 public:
  explicit Server(const Options& options) : options_(options), loops_(clock_) {}
  ~Server();

  // The API alone.
  Result<> startApi();
  // Its clients in this process, but for those that are disabled.
  Result<> startClients();
  // Blocks until every part serves.
  void waitUntilReady();
  const std::string& kubeconfig() const { return options_.writeKubeconfig; }

 private:
  bool wanted(const char* part) const {
    return std::ranges::find(options_.disable, part) == options_.disable.end();
  }
  bool ready() const;
  void drainControl();
  Result<> startControllers();
  Result<> startDns();
  Result<> startProxy();
  Result<> startAgent();

  Options options_;
  SystemClock clock_;
  SystemRandom random_;
  Loops loops_;
  client::Metrics controllersMetrics_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<apiserver::ApiServer> api_;
  // Two identities: what the controllers write is owned by kube-controller-manager, what the node writes by
  // seamark.
  std::unique_ptr<InProcessCarrier> asControllers_, asNode_;
  std::unique_ptr<agent::Agent> agent_;
  std::unique_ptr<controllers::Controllers> controllers_;
  std::unique_ptr<dns::Dns> dns_;
  std::unique_ptr<proxy::Proxy> proxy_;
};

Result<> Server::startApi() {
  TRY(auto config, apiServerConfig(options_));
  store::Retention retention;
  TRY(retention.age, parseDuration(options_.compactionInterval));
  TRY(store_, store::openSqliteStore(options_.dataDir, clock_, retention));
  TRY(api_, apiserver::ApiServer::start(std::move(config), *store_, loops_.all(), clock_, random_));
  return {};
}

Result<> Server::startClients() {
  if (options_.nodeName.empty()) options_.nodeName = hostName();
  loops_.control.runAndWait([this] {
    asControllers_ =
        std::make_unique<InProcessCarrier>(api_->services(), loops_.control, InProcessIdentity{});
    asNode_ = std::make_unique<InProcessCarrier>(
        api_->services(), loops_.control,
        InProcessIdentity{.user = "system:node:" + options_.nodeName, .manager = "seamark"});
  });
  if (wanted("agent")) CHECKED(startAgent());
  if (wanted("controllers")) CHECKED(startControllers());
  if (wanted("dns")) CHECKED(startDns());
  if (wanted("proxy")) CHECKED(startProxy());
  return {};
}

Result<> Server::startAgent() {
  TRY(auto config, agentConfig(options_, false));
  loops_.control.runAndWait([&] {
    agent_ = std::make_unique<agent::Agent>(*asNode_, loops_.control, random_, std::move(config));
    agent_->start();
  });
  return {};
}

Result<> Server::startControllers() {
  TRY(auto config, controllersConfig(options_, api_->authorityPem()));
  config.metrics = &controllersMetrics_;
  config.signToken = [&tokens = api_->services().tokens](const controllers::SecretTokenSubject& to) {
    return tokens.issueForSecret({to.ns, to.secret, to.account, to.accountUid});
  };
  api_->alsoMeasure([this] { return controllersMetrics_.text(); });
  loops_.control.runAndWait([&] {
    controllers_ = std::make_unique<controllers::Controllers>(*asControllers_, random_, std::move(config));
    controllers_->start();
  });
  return {};
}

Result<> Server::startDns() {
  auto config = dnsConfig(options_);
  config.snapshotPath = options_.dataDir + "/dns.snapshot";
  TRY(dns_, dns::Dns::start(*asNode_, loops_.all(), random_, std::move(config)));
  return {};
}

Result<> Server::startProxy() {
  TRY(auto config, proxyConfig(options_));
  config.snapshotPath = options_.dataDir + "/proxy.snapshot";
  Result<> started;
  loops_.control.runAndWait([&] {
    auto made = proxy::Proxy::make(*asNode_, loops_.control, std::move(config));
    if (!made) {
      started = Failure(std::move(made).error());
      return;
    }
    proxy_ = std::move(*made);
    proxy_->start();
  });
  return started;
}

bool Server::ready() const {
  return (!controllers_ || controllers_->synced()) && (!agent_ || agent_->registered()) &&
         (!dns_ || dns_->synced()) && (!proxy_ || proxy_->status().synced);
}

void Server::waitUntilReady() {
  std::promise<void> done;
  std::function<void()> look = [&] {
    if (ready()) return done.set_value();
    loops_.control.after(kReadyPoll, look);
  };
  loops_.control.post(look);
  done.get_future().wait();
}

// A write of a part in this process that was under way when its carrier went comes back to the control loop, and
// may be tried once more there, with the API's own parts: they must still be there.
void Server::drainControl() {
  for (int round = 0; round < 3; ++round) {
    std::promise<void> done;
    store_->commit({}, [&done](const store::Outcome&) { done.set_value(); });
    done.get_future().wait();
    loops_.control.runAndWait([] {});
  }
}

Server::~Server() {
  dns_.reset();
  loops_.control.runAndWait([this] {
    proxy_.reset();
    if (controllers_) controllers_->stop();
    controllers_.reset();
    agent_.reset();
    asNode_.reset();
    asControllers_.reset();
  });
  if (api_) {
    api_->stop();
    drainControl();
  }
  api_.reset();
  store_.reset();
}

// A usage error has been found by looking at the flags alone, before anything was made.
int serve(const Options& options, bool clients) {
  if (const auto config = apiServerConfig(options); !config) return fail(config.error(), kUsage);
  Server server(options);
  if (auto started = server.startApi(); !started) return fail(started.error(), kFailed);
  if (clients) {
    if (auto started = server.startClients(); !started) return fail(started.error(), kFailed);
    server.waitUntilReady();
  }
  log::info(fmt::format("seamark is ready; to use it: export KUBECONFIG={} && kubectl get svc",
                        server.kubeconfig()));
  notifySystemd("READY=1");
  waitForStop();
  notifySystemd("STOPPING=1");
  log::info("stopping");
  return kGood;
}

}  // namespace

int runServer(const Options& options) {
  return serve(options, true);
}
int runApiServer(const Options& options) {
  return serve(options, false);
}

}  // namespace seamark::cmd
