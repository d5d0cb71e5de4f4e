// The proxy's metrics, under the names that kube-proxy's dashboards read. Any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"

namespace seamark::proxy {

class Metrics {
 public:
  explicit Metrics(WallTime processStart);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void changesArrived(WallTime now, size_t services, size_t endpoints);
  void applied(WallTime now, Duration took, bool everything, size_t servicesPending);
  void applyFailed();
  void programmed(Duration sinceChange);  // from a Pod's change to the kernel's acceptance
  void withoutLocalEndpoints(size_t internalPorts, size_t externalPorts);
  void drifted(size_t differences);
  void healthAnswered(bool livez, int code);

  std::string text() const;  // Prometheus' text format

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seamark::proxy
