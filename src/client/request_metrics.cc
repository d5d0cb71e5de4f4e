// SPDX-License-Identifier: Apache-2.0
#include "client/request_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <utility>

namespace seamark::client {

RequestMetrics::RequestMetrics(Metrics* metrics, std::string host)
    : metrics_(metrics), host_(std::move(host)) {}

void RequestMetrics::answered(const std::string& method, int code) {
  if (!metrics_) return;
  prometheus::Counter*& total = totals_[{method, code}];
  if (!total)
    total = &metrics_->counter(
        "rest_client_requests_total", "Requests to the API server by status, host and method",
        {{"code", code == 0 ? "<error>" : std::to_string(code)}, {"host", host_}, {"method", method}});
  total->Increment();
}

void RequestMetrics::took(const std::string& method, Duration duration) {
  if (!metrics_) return;
  prometheus::Histogram*& histogram = durations_[method];
  if (!histogram)
    histogram = &metrics_->histogram(
        "rest_client_request_duration_seconds", "From a request to the end of its answer",
        {0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60}, {{"host", host_}, {"verb", method}});
  histogram->Observe(std::chrono::duration<double>(duration).count());
}

}  // namespace seamark::client
