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
  // Likewise, of the pods with these names.
  std::vector<PodPtr> podsOf(const api::Service& service, const std::set<std::string>& names) const;
  // Calls `told` for each Service that selected the pod of an event or does so now. `act`: its endpoints may have
  // changed; else only the times that a later write of them tells.
  using Told = std::function<void(const std::string& key, const std::string& pod, bool act)>;
  void onPodEvents(Told told);

 private:
  void tell(const Told& told, const api::Pod* before, const api::Pod* now) const;

  client::Informer& pods_;
  SelectorIndex index_;
};

}  // namespace seamark::controllers
