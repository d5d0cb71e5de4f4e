// RoutingFeed: informers to batches of changes. It owns the informers for Services and EndpointSlices, and
// where asked the own Node, Namespaces and ServiceCIDRs; everything that arrived in one turn of the executor
// leaves as one batch. Nothing of the API's is handed out before every initial list has been seen whole;
// until then the state kept on disk serves, without a time limit. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "client/carrier.h"
#include "routing/service_view.h"

namespace seamark::routing {

struct RoutingBatch {
  bool complete = false;  // the first batch: all there is, and what it lacks is gone
  std::optional<WallTime>
      fromSnapshot;  // the batch is the state kept on disk then; the API's own comes later
  std::map<ServiceName, ServicePtr> services;  // null: gone
  std::optional<NodeView> node;                // set when it changed; `known` false: the Node object is gone
  std::map<std::string, bool> namespaces;      // true: there; false: gone
  std::optional<std::vector<Cidr>> serviceRanges;  // set when the ServiceCIDRs changed
  bool empty() const {
    return !complete && services.empty() && !node && namespaces.empty() && !serviceRanges;
  }
};

struct RoutingFeedOptions {
  std::string nodeName;        // empty: no Node is watched
  bool namespaces = false;     // DNS wants them
  bool serviceRanges = false;  // the proxy wants them
  std::string snapshotPath;    // where the last known state is kept; empty: nowhere
};

class RoutingFeed {
 public:
  using Sink = std::function<void(const RoutingBatch&)>;
  RoutingFeed(client::Carrier& carrier, RoutingFeedOptions options, Sink sink);
  ~RoutingFeed();
  RoutingFeed(const RoutingFeed&) = delete;
  RoutingFeed& operator=(const RoutingFeed&) = delete;

  void start();
  bool synced() const;  // the API's first batch has been handed out

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;  // posted flushes hold it weakly
};

}  // namespace seamark::routing
