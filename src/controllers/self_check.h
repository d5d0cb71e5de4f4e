// SelfCheck: from time to time every Service's Endpoints and slices are compared with what they should be,
// computed anew, a few at a time. What differs although nothing is under way for it is drift: a change that
// a controller missed. seamark_reconcile_drift_total must stay 0. A round is left out while nothing changed since one
// that found everything right. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controllers/context.h"
#include "controllers/controller.h"

namespace seamark::controllers {

// A controller and the name that it goes by.
struct NamedController {
  std::string name;
  std::unique_ptr<Controller> controller;
};

class SelfCheck {
 public:
  // `controllers` must outlive this. A period of zero: never by itself. To be made before the informers start.
  SelfCheck(const Context& context, const std::vector<NamedController>& controllers, Duration period);
  ~SelfCheck();
  SelfCheck(const SelfCheck&) = delete;
  SelfCheck& operator=(const SelfCheck&) = delete;

  void start();
  // Everything at once.
  void checkAll();
  // Differences found since the start.
  size_t drift() const { return drift_; }

 private:
  void later(Duration delay);
  void checkSome();
  void check(const std::string& key);
  void watch(client::Informer& informer);
  bool resting() const;
  void endRound();

  Context context_;
  const std::vector<NamedController>& controllers_;
  const Duration period_;
  client::Informer& services_;
  client::Informer& endpoints_;
  client::Informer& namespaces_;
  std::string reached_;  // the last key of this round
  bool lonely_ = false;  // whether the round has come to Endpoints without a Service
  Executor::Timer timer_ = Executor::Timer::None;
  size_t drift_ = 0;
  // What was seen to change; how much of it there was when this round began, and at the end of the last one that
  // found all at rest and right.
  uint64_t changes_ = 0, begun_ = 0;
  std::optional<uint64_t> clean_;
  size_t driftAtBegin_ = 0;
};

}  // namespace seamark::controllers
