// ElectedControllers: the controllers of a process of their own, at work only while the Lease is theirs.
// Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "client/leader_election.h"
#include "controllers/controllers.h"

namespace seamark::cmd {

class ElectedControllers {
 public:
  // Without a Lease to stand for they begin at once.
  ElectedControllers(client::Carrier& carrier, Random& random, controllers::ControllersConfig config,
                     std::optional<client::LeaderElectionConfig> election);
  ~ElectedControllers();
  ElectedControllers(const ElectedControllers&) = delete;
  ElectedControllers& operator=(const ElectedControllers&) = delete;

  // Stops the controllers and gives the Lease up, so that another process need not wait for it.
  void release(std::function<void()> then);
  // Neither at work without the Lease nor stuck: a process that waits for its turn is healthy.
  bool healthy() const { return !election_ || election_->healthy(); }
  // Every informer has its first list, or another process leads.
  bool synced() const { return !controllers_ || controllers_->synced(); }

 private:
  void stand();
  void begin();
  void end();
  void lost();
  void tellLeading(bool leading);

  client::Carrier& carrier_;
  Random& random_;
  const controllers::ControllersConfig config_;
  const std::optional<client::LeaderElectionConfig> lease_;
  std::unique_ptr<client::LeaderElection> election_;
  std::unique_ptr<controllers::Controllers> controllers_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace seamark::cmd
