// Requests to an API server with credentials, answered whole or as a stream. What HttpsCarrier is made of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "client/kubeconfig.h"
#include "client/request_metrics.h"
#include "net/http_client.h"

namespace seamark::client {

struct ApiRequest {
  std::string method = "GET";
  std::string target;  // path and query below the server's own prefix
  std::string contentType;
  std::string body;
};

// Lives on one loop. Callbacks never come inside a call, and none after destruction.
class ApiRequests {
 public:
  using Exchange = net::HttpClient::Exchange;
  struct Stream {
    std::function<void()> onOpened;  // 2xx
    std::function<void(std::string_view)> onData;
    std::function<void(Result<>)> onEnd;  // once; a Status of the API or 503
  };

  static Result<std::unique_ptr<ApiRequests>> make(net::EventLoop& loop, ClusterAccess access,
                                                   std::string userAgent, Duration timeout,
                                                   Metrics* metrics = nullptr);

  // The body of a 2xx answer, or its Status.
  void send(ApiRequest request, std::function<void(Result<std::string>)> then);
  Exchange open(ApiRequest request, Stream stream);
  void cancel(Exchange exchange) { client_->cancel(exchange); }

 private:
  ApiRequests(net::EventLoop& loop, ClusterAccess access, std::unique_ptr<net::HttpClient> client,
              std::string userAgent, Duration timeout, Metrics* metrics);
  net::HttpClientRequest signedRequest(ApiRequest request);
  const std::string& token();

  net::EventLoop& loop_;
  ClusterAccess access_;
  std::string userAgent_;
  Duration timeout_;
  SteadyTime tokenRead_{};
  RequestMetrics metrics_;
  std::unique_ptr<net::HttpClient> client_;
};

}  // namespace seamark::client
