// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpoints/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "controllers/subsets.h"
#include "controllers/well_known.h"

namespace seamark::controllers::endpoints {

namespace {

using Which = std::vector<api::EndpointAddress> api::EndpointSubset::*;

size_t count(const std::vector<api::EndpointSubset>& subsets, Which which) {
  size_t n = 0;
  for (const api::EndpointSubset& subset : subsets) n += (subset.*which).size();
  return n;
}

// Keeps `most` of all addresses, of each subset about the share that it has of them.
void keep(std::vector<api::EndpointSubset>& subsets, Which which, size_t most) {
  const size_t all = count(subsets, which);
  if (all <= most) return;
  size_t left = most;
  for (api::EndpointSubset& subset : subsets) {
    auto& addresses = subset.*which;
    const double share = static_cast<double>(addresses.size()) / static_cast<double>(all);
    const size_t kept = std::min(static_cast<size_t>(std::ceil(share * static_cast<double>(most))), left);
    addresses.resize(std::min(kept, addresses.size()));
    left -= addresses.size();
  }
}

std::optional<api::EndpointAddress> addressOf(const api::Service& service, const api::Pod& pod) {
  const auto family = service.spec.ipFamilies.empty() ? std::optional(api::IpFamily::V4)
                                                      : api::familyNamed(service.spec.ipFamilies.front());
  if (!family) return std::nullopt;
  const std::vector<std::string> ips = controllers::addressesOf(pod, *family);
  if (ips.empty()) return std::nullopt;
  api::EndpointAddress address;
  address.ip = ips.front();
  address.hostname = hostnameOf(pod, service).value_or("");
  if (!pod.spec.nodeName.empty()) address.nodeName = pod.spec.nodeName;
  address.targetRef = api::ObjectReference{.kind = "Pod",
                                           .namespace_ = pod.metadata.namespace_,
                                           .name = pod.metadata.name,
                                           .uid = pod.metadata.uid,
                                           .apiVersion = {},
                                           .resourceVersion = {},
                                           .fieldPath = {}};
  return address;
}

std::map<std::string, std::string> labelsOf(const api::Service& service) {
  std::map<std::string, std::string> labels = service.metadata.labels;
  labels[kEndpointsManagedBy] = kEndpointsController;
  labels.erase(kHeadless);
  if (isHeadless(service)) labels[kHeadless] = "";
  return labels;
}

void annotate(api::ObjectMeta& meta, const std::string& name, const std::optional<std::string>& value) {
  meta.annotations.erase(name);
  if (value) meta.annotations[name] = *value;
}

std::optional<std::string> annotation(const api::Endpoints& endpoints, const std::string& name) {
  auto it = endpoints.metadata.annotations.find(name);
  return it == endpoints.metadata.annotations.end() ? std::nullopt : std::optional(it->second);
}

// Every address that this controller writes points at a pod.
bool pointsAtPodsOnly(const api::Endpoints& endpoints) {
  const auto pod = [](const api::EndpointAddress& address) {
    return address.targetRef && address.targetRef->kind == "Pod";
  };
  return std::all_of(endpoints.subsets.begin(), endpoints.subsets.end(), [&](const auto& subset) {
    return std::all_of(subset.addresses.begin(), subset.addresses.end(), pod) &&
           std::all_of(subset.notReadyAddresses.begin(), subset.notReadyAddresses.end(), pod);
  });
}

}  // namespace

bool isManaged(const api::Service& service) {
  return service.spec.type != "ExternalName" && !service.spec.selector.empty();
}

size_t truncate(std::vector<api::EndpointSubset>& subsets, size_t most) {
  const size_t ready = count(subsets, &api::EndpointSubset::addresses);
  const size_t notReady = count(subsets, &api::EndpointSubset::notReadyAddresses);
  if (ready + notReady <= most) return 0;
  keep(subsets, &api::EndpointSubset::addresses, most);
  keep(subsets, &api::EndpointSubset::notReadyAddresses, most - std::min(ready, most));
  std::erase_if(subsets, [](const auto& s) { return s.addresses.empty() && s.notReadyAddresses.empty(); });
  return ready + notReady - most;
}

std::optional<api::EndpointSubset> subsetOf(const api::Service& service, const api::Pod& pod) {
  const bool all = service.spec.publishNotReadyAddresses;
  if (!isServing(pod) || (pod.metadata.deletionTimestamp && !all)) return std::nullopt;
  const auto address = addressOf(service, pod);
  if (!address) return std::nullopt;
  api::EndpointSubset one;
  (all || isReady(pod) ? one.addresses : one.notReadyAddresses).push_back(*address);
  for (const api::ServicePort& port : service.spec.ports)
    if (const auto number = targetPortOf(pod, port))
      one.ports.push_back(
          {.name = port.name, .port = *number, .protocol = port.protocol, .appProtocol = port.appProtocol});
  const bool portless = service.spec.ports.empty() && isHeadless(service);
  return one.ports.empty() && !portless ? std::nullopt : std::optional(std::move(one));
}

Addresses addressesOf(const api::Service& service, const std::vector<PodPtr>& pods) {
  std::vector<api::EndpointSubset> subsets;
  for (const PodPtr& pod : pods)
    if (auto one = subsetOf(service, *pod)) subsets.push_back(std::move(*one));
  Addresses found{.subsets = repackSubsets(subsets)};
  found.leftOut = truncate(found.subsets, kMostAddresses);
  return found;
}

Plan plan(const api::Service& service, const std::vector<PodPtr>& pods, const api::Endpoints* existing,
          const std::optional<api::Time>& trigger) {
  return planFor(service, addressesOf(service, pods), existing, trigger);
}

Plan planFor(const api::Service& service, Addresses addresses, const api::Endpoints* existing,
             const std::optional<api::Time>& trigger) {
  auto& [subsets, leftOut] = addresses;
  std::optional<std::string> capacity;
  if (leftOut > 0) capacity = "truncated";
  std::map<std::string, std::string> labels = labelsOf(service);
  if (existing && existing->subsets == subsets && existing->metadata.labels == labels &&
      annotation(*existing, kOverCapacity) == capacity)
    return {.change = std::nullopt, .leftOut = leftOut};
  auto wanted = existing ? std::make_shared<api::Endpoints>(*existing) : std::make_shared<api::Endpoints>();
  if (!existing) {
    wanted->metadata.namespace_ = service.metadata.namespace_;
    wanted->metadata.name = service.metadata.name;
  }
  wanted->subsets = std::move(subsets);
  wanted->metadata.labels = std::move(labels);
  annotate(wanted->metadata, kOverCapacity, capacity);
  annotate(wanted->metadata, kTriggerTime, trigger ? std::optional(trigger->text()) : std::nullopt);
  return {.change = Change{existing ? Change::What::Update : Change::What::Create, std::move(wanted)},
          .leftOut = leftOut};
}

std::shared_ptr<api::Service> withCapacity(const api::Service& service, size_t leftOut, api::Time now) {
  const auto& known = service.status.conditions;
  const auto it = std::find_if(known.begin(), known.end(),
                               [](const auto& condition) { return condition.type == kCapacityCondition; });
  if (it == known.end() && leftOut == 0) return nullptr;
  const std::string status = leftOut > 0 ? "True" : "False";
  const std::string message =
      leftOut == 0
          ? "the Endpoints object holds every address"
          : fmt::format("the Endpoints object holds {} addresses and no more; EndpointSlices hold all",
                        kMostAddresses);
  if (it != known.end() && it->status == status && it->message == message) return nullptr;
  auto next = std::make_shared<api::Service>(service);
  auto& conditions = next->status.conditions;
  if (it == known.end()) conditions.push_back({.type = kCapacityCondition});
  auto& condition = conditions[static_cast<size_t>(it - known.begin())];
  if (condition.status != status) condition.lastTransitionTime = now;
  condition.status = status;
  condition.reason = leftOut > 0 ? "TooManyAddresses" : "AllAddresses";
  condition.message = message;
  return next;
}

std::optional<Change> planRemoval(const api::Endpoints& existing) {
  auto label = existing.metadata.labels.find(kEndpointsManagedBy);
  if (label == existing.metadata.labels.end() || label->second != kEndpointsController) return std::nullopt;
  auto copy = std::make_shared<api::Endpoints>(existing);
  if (pointsAtPodsOnly(existing)) return Change{Change::What::Delete, std::move(copy)};
  copy->metadata.labels.erase(kEndpointsManagedBy);
  copy->metadata.annotations.erase(kTriggerTime);
  return Change{Change::What::Update, std::move(copy)};
}

}  // namespace seamark::controllers::endpoints
