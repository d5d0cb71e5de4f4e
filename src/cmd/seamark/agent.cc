// seamark agent: the agent alone, as a client of any Kubernetes API.
// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.h"

#include <future>

#include "agent/health.h"
#include "base/log.h"
#include "cmd/seamark/commands.h"
#include "cmd/seamark/configs.h"
#include "cmd/seamark/connection.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {
namespace {

constexpr Duration kDrainPatience = std::chrono::seconds(10);

// Until the API knows that the node and its Pods are not ready, but not for ever.
void leave(net::EventLoop& loop, agent::Agent& agent) {
  const auto told = std::make_shared<std::promise<void>>();
  loop.runAndWait([&] { agent.leave([told] { told->set_value(); }); });
  if (told->get_future().wait_for(kDrainPatience) != std::future_status::ready)
    log::warning("the API was not told that this node leaves; its Lease will run out");
}

}  // namespace

int runAgent(const Options& options) {
  const auto config = agentConfig(options, true);
  if (!config) return fail(config.error(), kUsage);
  SystemClock clock;
  SystemRandom random;
  net::EventLoop loop(clock, "agent");
  auto connection = connectTo(options, loop, "seamark-agent");
  if (!connection) return fail(connection.error(), kFailed);
  std::unique_ptr<agent::Agent> agent;
  loop.runAndWait([&] {
    agent = std::make_unique<agent::Agent>(*connection->carrier, loop, random, *config);
    agent->start();
  });
  std::unique_ptr<net::HttpServer> health;
  int code = kGood;
  if (!options.agentHealthz.empty()) {
    auto listening = agent::serveHealth(loop, options.agentHealthz, *agent);
    if (listening)
      health = std::move(*listening);
    else
      code = fail(failure("--healthz-bind-address: " + listening.error().message), kFailed);
  }
  if (code == kGood) {
    log::info("seamark agent is ready", {{"node", config->nodeName}, {"manifests", config->manifests}});
    notifySystemd("READY=1");
    waitForStop();
    notifySystemd("STOPPING=1");
    if (options.drainOnExit) leave(loop, *agent);
  }
  health.reset();
  endOn(loop, agent, connection->carrier);
  return code;
}

}  // namespace seamark::cmd
