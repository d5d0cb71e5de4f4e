// SPDX-License-Identifier: Apache-2.0
#include "client/queue_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace seamark::client {

namespace {

double seconds(Duration d) {
  return std::chrono::duration<double>(d).count();
}
// Ten nanoseconds to ten seconds, as client-go's.
std::vector<double> bounds() {
  return exponentialBounds(1e-8, 10, 10);
}

}  // namespace

QueueMetrics::QueueMetrics(Metrics& metrics, const std::string& queue, const Clock& clock)
    : clock_(clock),
      depth_(metrics.gauge("workqueue_depth", "Keys that wait", {{"name", queue}})),
      adds_(metrics.counter("workqueue_adds_total", "Keys that were added", {{"name", queue}})),
      retries_(metrics.counter("workqueue_retries_total", "Keys to be tried again", {{"name", queue}})),
      waited_(metrics.histogram("workqueue_queue_duration_seconds", "How long a key waited", bounds(),
                                {{"name", queue}})),
      worked_(metrics.histogram("workqueue_work_duration_seconds", "How long a key was worked on", bounds(),
                                {{"name", queue}})),
      unfinished_(metrics.gauge("workqueue_unfinished_work_seconds",
                                "How long all that is worked on has taken so far", {{"name", queue}})),
      longest_(metrics.gauge("workqueue_longest_running_processor_seconds",
                             "How long the oldest of what is worked on has taken so far",
                             {{"name", queue}})) {}

void QueueMetrics::added(const std::string& key, size_t depth) {
  adds_.Increment();
  depth_.Set(static_cast<double>(depth));
  waiting_.try_emplace(key, clock_.steady());
}

void QueueMetrics::begun(const std::string& key, size_t depth) {
  const SteadyTime now = clock_.steady();
  depth_.Set(static_cast<double>(depth));
  if (const auto since = waiting_.extract(key)) waited_.Observe(seconds(now - since.mapped()));
  running_[key] = now;
}

void QueueMetrics::finished(const std::string& key) {
  if (const auto since = running_.extract(key)) worked_.Observe(seconds(clock_.steady() - since.mapped()));
  if (running_.empty()) look();
}

void QueueMetrics::retried() {
  retries_.Increment();
}

bool QueueMetrics::look() {
  Duration all{}, longest{};
  for (const auto& [key, since] : running_) {
    all += clock_.steady() - since;
    longest = std::max(longest, clock_.steady() - since);
  }
  unfinished_.Set(seconds(all));
  longest_.Set(seconds(longest));
  return !running_.empty();
}

}  // namespace seamark::client
