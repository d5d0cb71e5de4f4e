// Roster: of all pods those that the pod garbage collector may have to do with, kept up to date pod by pod so
// that no round looks at all of them. Pure. Source: Kubernetes' podgc.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "api/core/pod.h"

namespace seamark::controllers::podgc {

class Roster {
 public:
  void put(const std::string& key, const api::Pod& pod);
  void erase(const std::string& key);

  // The pods that ended, beyond `most` of them: those that were evicted first, then the oldest.
  std::vector<std::string> endedBeyond(size_t most) const;
  // The pods that are being deleted and were never bound to a node: nobody else finishes them.
  const std::set<std::string>& unboundTerminating() const { return unboundTerminating_; }
  // The pods that are being deleted, by node.
  std::vector<std::string> terminatingOn(const std::string& node) const;
  // Every pod by the node that it is bound to.
  const std::map<std::string, std::set<std::string>>& byNode() const { return byNode_; }

 private:
  using Age = std::tuple<bool, api::Time, std::string>;  // whether it stays longer, since when, key
  struct Entry {
    std::string node;
    bool ended = false;
    bool terminating = false;
    Age age;
  };

  std::map<std::string, Entry> entries_;
  std::set<Age> ended_;
  std::set<std::string> unboundTerminating_;
  std::map<std::string, std::set<std::string>> byNode_;
};

// The pod with phase Failed, and for a `reason` that it did not bring about itself the condition that says so;
// null when it says all that already.
std::shared_ptr<api::Pod> failed(const api::Pod& pod, const std::string& message, api::Time now);

}  // namespace seamark::controllers::podgc
