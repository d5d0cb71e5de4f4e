// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpointslice/plan.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "controllers/well_known.h"

namespace seamark::controllers::endpointslice {

namespace {

// The endpoints of one family by their ports, which are sorted and each there once.
using Groups = std::map<Ports, Endpoints, PortsOrder>;

Ports canonical(Ports ports) {
  ports = sortedPorts(std::move(ports));
  ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
  return ports;
}

Ports portsOf(const api::Service& service, const api::Pod& pod) {
  Ports ports;
  for (const api::ServicePort& port : service.spec.ports)
    if (const auto number = targetPortOf(pod, port))
      ports.push_back(
          {.name = port.name, .protocol = port.protocol, .port = number, .appProtocol = port.appProtocol});
  return canonical(std::move(ports));
}

std::map<std::string, std::string> labelsOf(const api::Service& service) {
  std::map<std::string, std::string> labels = service.metadata.labels;
  labels.erase(kHeadless);
  labels[kServiceName] = service.metadata.name;
  labels[kSliceManagedBy] = kSliceController;
  if (isHeadless(service)) labels[kHeadless] = "";
  return labels;
}

api::Endpoint endpointOf(const api::Service& service, const api::Pod& pod, const api::Node* node,
                         std::vector<std::string> addresses) {
  api::Endpoint endpoint;
  endpoint.addresses = std::move(addresses);
  const bool terminating = pod.metadata.deletionTimestamp.has_value();
  const bool serving = isReady(pod);
  endpoint.conditions = {.ready = service.spec.publishNotReadyAddresses || (serving && !terminating),
                         .serving = serving,
                         .terminating = terminating};
  endpoint.hostname = hostnameOf(pod, service);
  endpoint.targetRef = api::ObjectReference{.kind = "Pod",
                                            .namespace_ = pod.metadata.namespace_,
                                            .name = pod.metadata.name,
                                            .uid = pod.metadata.uid,
                                            .apiVersion = {},
                                            .resourceVersion = {},
                                            .fieldPath = {}};
  if (!pod.spec.nodeName.empty()) endpoint.nodeName = pod.spec.nodeName;
  if (node)
    if (std::string zone = zoneOf(*node); !zone.empty()) endpoint.zone = std::move(zone);
  return endpoint;
}

// One address type of one Service.
class FamilyPlan {
 public:
  FamilyPlan(const Input& input, const std::string& addressType, const std::vector<SlicePtr>& existing,
             const Changed* changed = nullptr)
      : input_(input),
        addressType_(addressType),
        existing_(existing),
        labels_(labelsOf(input.service)),
        changed_(changed) {}

  void run(Plan& plan) {
    group(plan);
    hint(plan);
    SlicesByPorts there = slicesByPorts();
    if (groups_.empty()) {
      placeholder(there);
    } else {
      for (auto& [ports, endpoints] : groups_) packGroup(ports, std::move(endpoints), there[ports], plan);
    }
    for (const auto& [ports, slices] : there)
      if (!groups_.contains(ports)) deletes_.insert(deletes_.end(), slices.begin(), slices.end());
    finish(plan);
  }

  // False: a group of ports would come or go, and with it perhaps the slice that says "none".
  bool runChanged(Plan& plan) {
    group(plan);
    hint(plan);
    const SlicesByPorts there = slicesByPorts();
    if (std::ranges::any_of(groups_, [&](const auto& group) { return !there.contains(group.first); }))
      return false;
    for (const auto& [ports, slices] : there) {
      const size_t emptied = deletes_.size(), made = creates_.size();
      if (std::ranges::any_of(slices, [](const SlicePtr& slice) { return slice->endpoints.empty(); }))
        return false;
      packGroup(ports, std::move(groups_[ports]), slices, plan);
      if (deletes_.size() - emptied == slices.size() && creates_.size() == made) return false;
    }
    finish(plan);
    return true;
  }

 private:
  using SlicesByPorts = std::map<Ports, std::vector<SlicePtr>, PortsOrder>;
  SlicesByPorts slicesByPorts() const {
    SlicesByPorts there;
    for (const SlicePtr& slice : existing_) there[canonical(slice->ports)].push_back(slice);
    return there;
  }

  void group(Plan& plan) {
    const auto family = api::familyNamed(addressType_);
    if (!family) return;
    plan.podsSeen += input_.pods.size();
    for (const PodPtr& pod : input_.pods) {
      if (!isServing(*pod)) continue;
      std::vector<std::string> addresses = addressesOf(*pod, *family);
      if (addresses.empty()) continue;
      const auto node = pod->spec.nodeName.empty() ? nullptr : input_.node(pod->spec.nodeName);
      if (!node && !pod->spec.nodeName.empty()) plan.unknownNodes.insert(pod->spec.nodeName);
      if (!node && !input_.service.spec.publishNotReadyAddresses) {
        plan.withoutNode[pod->metadata.name] = pod->spec.nodeName;
        continue;
      }
      api::Endpoint endpoint = endpointOf(input_.service, *pod, node.get(), std::move(addresses));
      groups_[portsOf(input_.service, *pod)].insert_or_assign(identityOf(endpoint), std::move(endpoint));
    }
  }

  void hint(Plan& plan) {
    const bool topology = input_.zones && wantsTopologyHints(input_.service);
    std::vector<api::Endpoint*> all;
    for (auto& [ports, endpoints] : groups_)
      for (auto& [identity, endpoint] : endpoints) {
        if (!topology) hintByDistribution(input_.service, endpoint);
        all.push_back(&endpoint);
      }
    if (topology) plan.topology[addressType_] = hintByTopology(*input_.zones, all).value_or("");
  }

  // A Service always has a slice of each of its families, if only one that says "none".
  void placeholder(SlicesByPorts& there) {
    auto& slices = there[{}];
    auto kept = std::find_if(slices.begin(), slices.end(), [&](const SlicePtr& slice) {
      return slice->endpoints.empty() && slice->metadata.labels == labels_;
    });
    if (kept != slices.end()) {
      slices.erase(kept);
    } else {
      creates_.push_back(make({}, {}));
    }
  }

  void packGroup(const Ports& ports, Endpoints endpoints, const std::vector<SlicePtr>& slices, Plan& plan) {
    Packed packed = pack(
        std::move(endpoints), slices, input_.maxPerSlice,
        [this](const api::EndpointSlice& slice) { return slice.metadata.labels != labels_; }, changed_);
    plan.endpointsCompared += packed.compared;
    for (auto& members : packed.creates) creates_.push_back(make(ports, std::move(members)));
    for (auto& [slice, members] : packed.updates) {
      api::EndpointSlice update = *slice;
      update.endpoints = std::move(members);
      updates_.push_back(std::move(update));
    }
    deletes_.insert(deletes_.end(), packed.deletes.begin(), packed.deletes.end());
  }

  api::EndpointSlice make(const Ports& ports, std::vector<api::Endpoint> members) const {
    api::EndpointSlice slice = newSlice(input_.service, "Service", addressType_);
    slice.ports = ports;
    slice.endpoints = std::move(members);
    return slice;
  }

  void finish(Plan& plan) {
    reuseSlices(creates_, deletes_, updates_);
    for (auto* written : {&creates_, &updates_})
      for (api::EndpointSlice& slice : *written) {
        slice.metadata.labels = labels_;
        slice.metadata.annotations.erase(kTriggerTime);
        if (input_.trigger) slice.metadata.annotations[kTriggerTime] = input_.trigger->text();
      }
    if (input_.service.metadata.deletionTimestamp) creates_.clear();
    for (Change& change : changesOf(std::move(creates_), std::move(updates_), deletes_))
      plan.changes.push_back(std::move(change));
  }

  const Input& input_;
  const std::string addressType_;
  const std::vector<SlicePtr> existing_;
  const std::map<std::string, std::string> labels_;
  const Changed* const changed_;
  Groups groups_;
  std::vector<api::EndpointSlice> creates_, updates_;
  std::vector<SlicePtr> deletes_;
};

bool isOwnedBy(const api::EndpointSlice& slice, const api::Service& service) {
  const auto& owners = slice.metadata.ownerReferences;
  return std::any_of(owners.begin(), owners.end(),
                     [&](const api::OwnerReference& owner) { return owner.uid == service.metadata.uid; });
}

// By family; strangers only wear the label.
struct Sorted {
  std::map<std::string, std::vector<SlicePtr>> mine;
  std::vector<SlicePtr> strangers;
};
Sorted sortSlices(const Input& input) {
  Sorted sorted;
  std::vector<std::string> families = input.service.spec.ipFamilies;
  if (families.empty()) families.emplace_back(api::familyName(api::IpFamily::V4));
  for (const std::string& family : families) sorted.mine[family];
  for (const SlicePtr& slice : input.existing) {
    const auto family = sorted.mine.find(slice->addressType);
    const bool mine = family != sorted.mine.end() && isOwnedBy(*slice, input.service);
    (mine ? family->second : sorted.strangers).push_back(slice);
  }
  return sorted;
}

}  // namespace

bool isManaged(const api::Service& service) {
  return service.spec.type != "ExternalName" && !service.spec.selector.empty();
}

Plan plan(const Input& input) {
  Plan plan;
  const Sorted sorted = sortSlices(input);
  for (const SlicePtr& slice : sorted.strangers) plan.changes.push_back({Change::What::Delete, slice});
  for (const auto& [family, existing] : sorted.mine) FamilyPlan(input, family, existing).run(plan);
  return plan;
}

std::optional<Plan> planChanged(const Input& input, const Changed& changed) {
  Plan plan;
  const Sorted sorted = sortSlices(input);
  if (!sorted.strangers.empty()) return std::nullopt;
  for (const auto& [family, existing] : sorted.mine)
    if (!FamilyPlan(input, family, existing, &changed).runChanged(plan)) return std::nullopt;
  if (!plan.withoutNode.empty()) return std::nullopt;
  return plan;
}

std::vector<Change> planRemoval(const std::string& serviceName, const std::vector<SlicePtr>& existing) {
  std::vector<Change> changes;
  for (const SlicePtr& slice : existing) {
    const auto& owners = slice->metadata.ownerReferences;
    if (std::any_of(owners.begin(), owners.end(), [&](const api::OwnerReference& owner) {
          return owner.kind == "Service" && owner.apiVersion == "v1" && owner.name == serviceName;
        }))
      changes.push_back({Change::What::Delete, slice});
  }
  return changes;
}

}  // namespace seamark::controllers::endpointslice
