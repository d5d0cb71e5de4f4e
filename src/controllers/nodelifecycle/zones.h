// Which of the nodes that are not ready may get the taint that throws their pods out, and when: one after the
// other in each zone, slower or not at all in a zone where most are not ready, and nowhere when none is ready in
// any zone, as then the fault is more likely ours than theirs. Pure but for the time that it is told.
// Source: Kubernetes' node lifecycle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "api/core/node.h"
#include "base/clock.h"
#include "controllers/controllers.h"

namespace seamark::controllers::nodelifecycle {

class Zones {
 public:
  explicit Zones(const EvictionRates& rates) : rates_(rates) {}

  // What is known of the nodes; after changes settle() draws the conclusions.
  // A silent node counts as not ready, whatever it has said.
  void put(const api::Node& node, bool silent, SteadyTime now);
  void erase(const std::string& node);
  void settle(SteadyTime now);
  // There are nodes, and in no zone is any of them ready.
  bool dark() const { return dark_; }

  // The node's turn has come.
  bool hasTurn(const std::string& node) const { return turns_.contains(node); }
  // Queues the node, once. Its turn comes by next().
  void wish(const std::string& node);
  // It has no wish any more, or its turn was used.
  void drop(const std::string& node);
  // The node whose turn it is now in this zone, if any; to be asked again after wait().
  std::optional<std::string> next(const std::string& zone, SteadyTime now);
  // How long until next() can have an answer; nothing: not before something changes.
  std::optional<Duration> wait(const std::string& zone, SteadyTime now) const;
  std::string zoneOf(const std::string& node) const;
  std::set<std::string> zonesWithWishes() const;
  size_t zones() const { return zones_.size(); }

 private:
  struct Node {
    std::string zone;
    bool ready = false;
    bool counts = true;
  };
  struct Zone {
    size_t nodes = 0;                // a zone goes with its last one
    size_t ready = 0, notReady = 0;  // of those that count
    double rate = 0;                 // turns a second; 0: none
    SteadyTime nextTurn;             // at the earliest
    std::deque<std::string> wishes;
  };
  void count(const Node& node, bool add);
  double rateOf(const Zone& zone) const;

  EvictionRates rates_;
  std::map<std::string, Node> nodes_;
  std::map<std::string, Zone> zones_;
  std::set<std::string> wishing_;
  std::set<std::string> turns_;
  bool dark_ = false;
};

}  // namespace seamark::controllers::nodelifecycle
