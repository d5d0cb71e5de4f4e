// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/elected_controllers.h"

#include <prometheus/gauge.h>

#include <utility>

namespace seamark::cmd {

ElectedControllers::ElectedControllers(client::Carrier& carrier, Random& random,
                                       controllers::ControllersConfig config,
                                       std::optional<client::LeaderElectionConfig> election)
    : carrier_(carrier), random_(random), config_(std::move(config)), lease_(std::move(election)) {
  tellLeading(false);
  lease_ ? stand() : begin();
}

ElectedControllers::~ElectedControllers() {
  end();
}

void ElectedControllers::stand() {
  election_ = std::make_unique<client::LeaderElection>(
      carrier_, random_, *lease_, client::LeaderElection::Callbacks{[this] { begin(); }, [this] { lost(); }});
  election_->start();
}

void ElectedControllers::begin() {
  tellLeading(true);
  controllers_ = std::make_unique<controllers::Controllers>(carrier_, random_, config_);
  controllers_->start();
}

void ElectedControllers::end() {
  tellLeading(false);
  if (controllers_) controllers_->stop();
  controllers_.reset();
}

// Not inside the election's own call: it is replaced.
void ElectedControllers::lost() {
  end();
  carrier_.executor().post([alive = std::weak_ptr(alive_), this] {
    if (alive.lock()) stand();
  });
}

void ElectedControllers::release(std::function<void()> then) {
  end();
  if (!election_ || !election_->leading()) return then();
  election_->release(std::move(then));
}

void ElectedControllers::tellLeading(bool leading) {
  if (!config_.metrics || !lease_) return;
  config_.metrics
      ->gauge("leader_election_master_status", "1 while this process leads, 0 while it waits",
              {{"name", lease_->name}})
      .Set(leading ? 1 : 0);
}

}  // namespace seamark::cmd
