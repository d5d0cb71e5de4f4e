// Metrics under the names that dashboards know: apiserver_request_total and its kin. Counting takes no lock:
// every combination of kind, verb and code has an atomic of its own. Any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "apiserver/context.h"

namespace seamark::apiserver {

class Metrics {
 public:
  explicit Metrics(const Clock& clock);
  ~Metrics();

  // Puts a responder into `context` that counts the request when it has been answered.
  void measure(RequestContext& context);
  // Requests under way, watches apart.
  int64_t inFlight() const;
  // The text of GET /metrics.
  std::string text(const store::World& world) const;
  // What other parts of the process count is added at the end; null: nothing (any more).
  void alsoMeasure(std::function<std::string()> more);

 private:
  class MeasuredResponder;
  struct Slots;
  const Clock& clock_;
  std::unique_ptr<Slots> slots_;
  mutable std::mutex mutex_;  // guards `more_`
  std::function<std::string()> more_;
};

}  // namespace seamark::apiserver
