// What is served beside objects: discovery, OpenAPI, version, health, metrics, OpenID documents and the list
// of paths. Any loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "apiserver/context.h"
#include "apiserver/route.h"

namespace seamark::apiserver {

// What /readyz looks at. Set by the server, read by requests.
struct Health {
  std::atomic<bool> bootstrapped{false};
  std::atomic<bool> shuttingDown{false};
};

class PlainEndpoints {
 public:
  // `serverAddress` is what legacy discovery tells clients: "192.168.10.1:6443".
  PlainEndpoints(const Health& health, std::string serverAddress);
  ~PlainEndpoints();

  void serve(ContextPtr context);
  void serveDiscovery(ContextPtr context, Target target);
  // 404 as text.
  void serveNoSuchPath(RequestContext& context);

 private:
  void serveRouted(RequestContext& context, std::string_view routed);

  struct Documents;
  const Health& health_;
  std::string serverAddress_;
  std::unique_ptr<Documents> documents_;
};

}  // namespace seamark::apiserver
