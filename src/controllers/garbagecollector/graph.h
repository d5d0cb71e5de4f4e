// Graph: every object that is known, by uid, and who names whom as owner. Lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/kind.h"
#include "controllers/context.h"

namespace seamark::controllers::garbagecollector {

// Where an object is: its informer and its key there. As text it is a work queue's key.
struct Place {
  client::Informer* informer = nullptr;
  std::string key;
  client::ObjectPtr object() const { return informer->get(key); }
};

class Graph {
 public:
  void put(client::Informer& informer, const api::Object* before, const api::Object& now);
  void erase(const api::Object& last);

  std::optional<Place> find(const std::string& uid) const;
  std::vector<Place> dependentsOf(const std::string& ownerUid) const;
  bool hasDependents(const std::string& uid) const { return dependents_.contains(uid); }
  // Whether an object with this uid was seen to be deleted. Uids do not come again.
  bool isDeleted(const std::string& uid) const { return deleted_.contains(uid); }

 private:
  void unlink(const api::Object& object);

  std::unordered_map<std::string, Place> places_;
  std::unordered_map<std::string, std::set<std::string>> dependents_;  // owner's uid: their uids
  std::set<std::string> deleted_;
};

}  // namespace seamark::controllers::garbagecollector
