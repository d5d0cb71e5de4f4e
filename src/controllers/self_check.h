// SelfCheck: from time to time every Service's Endpoints and slices are compared with what they should be,
// computed anew, a few at a time. What differs although nothing is under way for it is drift: a change that
// a controller missed. seamark_reconcile_drift_total must stay 0. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
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
  // `controllers` must outlive this. A period of zero: never by itself.
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
};

}  // namespace seamark::controllers
