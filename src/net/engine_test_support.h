// What the tests of the engines share: an engine on a simulated clock, and a handler that does what the path
// says. Test-only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/simulated_executor.h"
#include "net/http_engine.h"

namespace seamark::net {

struct EngineUnderTest {
  SimulatedExecutor executor;
  HttpLimits limits;
  RequestBudget unfinished{limits.allUnfinishedBytes};
  std::vector<HttpRequest> requests;
  std::vector<std::shared_ptr<HttpResponder>> held;  // of /hold
  HttpHandler handler = [this](HttpRequest request, std::shared_ptr<HttpResponder> responder) {
    requests.push_back(request);
    if (request.path == "/hold") {
      held.push_back(std::move(responder));
    } else if (request.path == "/throw") {
      throw std::runtime_error("on purpose");
    } else if (request.path != "/drop") {
      responder->respond(200, {}, {Bytes("<" + request.path + ":" + request.body + ">")});
    }
  };
  size_t gateAsked = 0;
  HttpGate gate = [this](const HttpRequest& head) {
    ++gateAsked;
    return head.path != "/stranger";
  };
  std::unique_ptr<HttpEngine> engine;

  explicit EngineUnderTest(std::unique_ptr<HttpEngine> (*make)(EngineContext), HttpLimits wanted = {})
      : limits(wanted) {
    auto peer = std::make_shared<Peer>();
    peer->address = "192.0.2.1:5";
    engine = make({executor, limits, handler, peer, [] {}, &unfinished, &gate});
  }

  // Everything the engine has to say now.
  std::string output(size_t room = 16 * 1024) {
    std::string out;
    std::string buffer(room, '\0');
    for (;;) {
      const size_t made = engine->produce(buffer.data(), room);
      out.append(buffer, 0, made);
      if (made == 0 && !engine->notifyDrained()) return out;
    }
  }
  // Moves time and lets the engine look at its limits, as the server's sweep does.
  bool pass(Duration time) {
    executor.advance(time);
    return engine->checkDeadlines(executor.steady());
  }
};

}  // namespace seamark::net
