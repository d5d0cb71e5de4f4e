// HttpsCarrier: any Kubernetes API server over HTTPS, in JSON. Lives on one event loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "client/carrier.h"
#include "client/kubeconfig.h"
#include "net/event_loop.h"

namespace seamark::client {

class Metrics;

// A watch without a resourceVersion asks for sendInitialEvents; its initial events are kept until the
// bookmark that ends them and given in one call. Where a server refuses that or never sends the bookmark,
// LIST and WATCH from the list's version take its place, and the caller does not notice.
//
// Failures of the API come as its Status; a connection that cannot be made, breaks, or a server that does not
// answer within 60 s as a Status of code 503 with reason ServiceUnavailable.
class HttpsCarrier final : public Carrier {
 public:
  struct Options {
    std::string userAgent = "seamark";
    Duration requestTimeout = std::chrono::seconds(60);
    // How long the initial events may pause before the server is taken for one that will not end them.
    Duration bookmarkTimeout = std::chrono::seconds(10);
    std::string fieldManager = "seamark";  // of server-side apply
    Metrics* metrics = nullptr;            // counts requests there, as rest_client_*
  };

  // The error says what of the credentials cannot be used. make() may be called anywhere; all else,
  // destruction too, on the loop.
  static Result<std::unique_ptr<HttpsCarrier>> make(net::EventLoop& loop, ClusterAccess access,
                                                    Options options);
  ~HttpsCarrier() override;

  Executor& executor() override;
  Watch watch(const api::Kind& kind, WatchOptions options, WatchSink sink) override;
  void stop(Watch watch) override;
  void list(const api::Kind& kind, ListOptions options, Then<ObjectList> then) override;
  void get(const api::Kind& kind, std::string ns, std::string name, Then<ObjectPtr> then) override;
  void create(const api::Kind& kind, std::shared_ptr<api::Object> object, Then<ObjectPtr> then) override;
  void update(const api::Kind& kind, std::shared_ptr<api::Object> object, std::string subresource,
              Then<ObjectPtr> then) override;
  void patch(const api::Kind& kind, std::string ns, std::string name, std::string subresource,
             std::string contentType, std::string patch, Then<ObjectPtr> then) override;
  void remove(const api::Kind& kind, std::string ns, std::string name, DeleteOptions options,
              Then<void> then) override;

 private:
  class Impl;
  explicit HttpsCarrier(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::client
