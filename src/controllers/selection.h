// Selection: which pods a Service selects, and which Services select a pod, without looking at all of either.
// One for all controllers. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "client/informer.h"
#include "controllers/context.h"
#include "controllers/pods.h"
#include "controllers/selector_index.h"

namespace seamark::controllers {

class Selection {
 public:
  // Adds its handlers and index: to be made before the controllers, so that it is up to date when theirs run.
  explicit Selection(Informers& informers);
  Selection(const Selection&) = delete;
  Selection& operator=(const Selection&) = delete;

  // The pods of the Service's namespace that its selector selects, by name; none without a selector.
  std::vector<PodPtr> podsOf(const api::Service& service) const;
  // Calls `add` with the key of each Service whose endpoints a pod event may change.
  void onPodEvents(std::function<void(const std::string& key)> add);

 private:
  std::set<std::string> affected(const api::Pod* before, const api::Pod* now) const;

  client::Informer& pods_;
  SelectorIndex index_;
};

}  // namespace seamark::controllers
