// SliceMetrics: what the two controllers that write EndpointSlices count, under upstream's names:
// endpoint_slice_controller_* and endpoint_slice_mirroring_controller_*. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "client/metrics.h"
#include "controllers/slices.h"

namespace seamark::controllers {

class SliceMetrics {
 public:
  // `metrics` null: nothing is counted. `subsystem` is what the names begin with.
  SliceMetrics(client::Metrics* metrics, const std::string& subsystem, size_t maxPerSlice);
  ~SliceMetrics();
  SliceMetrics(const SliceMetrics&) = delete;
  SliceMetrics& operator=(const SliceMetrics&) = delete;

  // A sync planned `changes` for a key that had these slices. Work is proportional to the changes.
  void planned(const std::string& key, const std::vector<SlicePtr>& existing,
               const std::vector<Change>& changes);
  void forget(const std::string& key);  // it has no slices any more
  // "success" or "error", as upstream labels `syncs`.
  void synced(const char* result);
  // How a Service wants its traffic near: by topology hints, by trafficDistribution or not at all.
  void distribution(const std::string& key, bool topology, const std::string& trafficDistribution,
                    size_t slicesChanged);
  // The mirroring controller's own.
  void skipped(size_t addresses);
  void took(Duration sync);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;  // null: not counted
};

}  // namespace seamark::controllers
