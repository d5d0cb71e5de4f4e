// Feeds an engine from a fuzzer's bytes. The first byte says how large the pieces are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/simulated_executor.h"
#include "net/http_engine.h"

namespace seamark::net {

inline void drainEngine(HttpEngine& engine) {
  char buffer[1024];
  size_t total = 0;
  for (;;) {
    const size_t made = engine.produce(buffer, sizeof buffer);
    total += made;
    SM_ASSERT(total < 16 * 1024 * 1024);
    if (made == 0 && !engine.notifyDrained()) return;
  }
}

inline void feedEngine(std::unique_ptr<HttpEngine> (*make)(EngineContext), std::string_view opening,
                       const uint8_t* data, size_t size) {
  if (size == 0) return;
  SimulatedExecutor executor;
  HttpLimits limits;
  limits.bodyBytes = 4096;
  limits.headerBytes = 4096;
  limits.unfinishedBytes = 16'384;
  std::vector<std::shared_ptr<HttpResponder>> held;
  const HttpHandler handler = [&held](const HttpRequest& request, std::shared_ptr<HttpResponder> responder) {
    (void)request.query();
    if (request.target.size() % 3 == 0) {
      responder->respond(200, {{"x", request.path}}, {Bytes(std::string(request.body))});
    } else if (request.target.size() % 3 == 1 && held.size() < 100) {
      responder->start(200, {});
      responder->write(Bytes("stream"));
      held.push_back(std::move(responder));
    }
  };
  const auto engine = make({executor, limits, handler, std::make_shared<Peer>(), [] {}});
  if (!opening.empty()) engine->receive(opening);
  const size_t piece = data[0] + size_t{1};
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  while (!rest.empty() && !engine->finished()) {
    engine->receive(rest.substr(0, piece));
    rest.remove_prefix(std::min(piece, rest.size()));
    drainEngine(*engine);
    executor.runReady();
  }
  for (const auto& responder : held) responder->finish();
  executor.advance(std::chrono::seconds(70));
  engine->checkDeadlines(executor.steady());
  engine->endOfInput();
  drainEngine(*engine);
  engine->closed({});
}

}  // namespace seamark::net
