// RequestMetrics: the rest_client_* family of one connection to an API server. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/clock.h"
#include "client/metrics.h"

namespace seamark::client {

class RequestMetrics {
 public:
  // `metrics` null: nothing is counted.
  RequestMetrics(Metrics* metrics, std::string host);

  // A request was answered with this status (0: it was not).
  void answered(const std::string& method, int code);
  // How long a request took that is no stream.
  void took(const std::string& method, Duration duration);

 private:
  Metrics* metrics_;
  std::string host_;
  std::map<std::pair<std::string, int>, prometheus::Counter*> totals_;
  std::map<std::string, prometheus::Histogram*> durations_;
};

}  // namespace seamark::client
