// Members: the addresses that the pods of one large Service give its Endpoints, kept in the order in which the
// Endpoints list them, so that a pod that changes costs what it costs and not what the Service is large. Only
// for Services whose pods all have the same ports; others are planned whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controllers/endpoints/plan.h"

namespace seamark::controllers::endpoints {

class Members {
 public:
  // Nothing when the pods cannot be kept in this way.
  static std::optional<Members> of(const api::Service& service, const std::vector<PodPtr>& pods);
  // Takes in that the pods of these names changed, of which `selected` are still the Service's. False: they
  // cannot be kept in this way any more.
  bool update(const api::Service& service, const std::set<std::string>& changed,
              const std::vector<PodPtr>& selected);

  Addresses addresses(size_t most) const;

 private:
  using Key = std::pair<std::string, std::string>;  // ip and uid: the order in Endpoints
  using Ordered = std::map<Key, api::EndpointAddress>;
  struct Place {
    Key key;
    bool ready;
  };

  bool put(const std::string& name, const api::EndpointSubset& one);

  std::vector<api::EndpointPort> ports_;
  Ordered ready_, notReady_;
  std::unordered_map<std::string, Place> places_;  // by the pod's name
};

}  // namespace seamark::controllers::endpoints
