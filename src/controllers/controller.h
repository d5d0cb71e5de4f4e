// Controller: one loop of kube-controller-manager. Made before the informers start, so that it can add its
// handlers and indexes; started once they have synced.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <string>

#include "client/work_queue.h"

namespace seamark::controllers {

class Controller {
 public:
  virtual ~Controller() = default;
  virtual void start() = 0;
  virtual void stop() = 0;
  virtual bool idle() const = 0;  // nothing waits, runs or is to be tried again

  // Looks whether this Service's objects are what they should be, though nothing is under way for them. True
  // when not: a change was missed, which must not happen; it is put right.
  virtual bool mendDrift(const std::string& /*serviceKey*/) { return false; }
};

// A change is never given up: it is tried again until the API has taken it, at most every half minute.
inline constexpr client::RetryPolicy kKeepTrying{.first = std::chrono::milliseconds(5),
                                                 .longest = std::chrono::seconds(30),
                                                 .retries = std::numeric_limits<int>::max()};

}  // namespace seamark::controllers
