// SPDX-License-Identifier: Apache-2.0
#include "controllers/servicecidr/plan.h"

#include <algorithm>
#include <utility>

#include "api/ip.h"

namespace seamark::controllers::servicecidr {

namespace {

bool hasFinalizer(const api::ServiceCIDR& range) {
  const auto& finalizers = range.metadata.finalizers;
  return std::find(finalizers.begin(), finalizers.end(), kFinalizer) != finalizers.end();
}

// Nothing when the condition says so already.
std::optional<Change> withReady(const api::ServiceCIDR& range, bool ready, const std::string& reason,
                                const std::string& message, WallTime now) {
  auto next = std::make_shared<api::ServiceCIDR>(range);
  auto& conditions = next->status.conditions;
  auto it =
      std::find_if(conditions.begin(), conditions.end(), [](const auto& c) { return c.type == "Ready"; });
  const std::string status = ready ? "True" : "False";
  if (it == conditions.end()) {
    it = conditions.insert(it, api::Condition{.type = "Ready",
                                              .status = {},
                                              .observedGeneration = 0,
                                              .lastTransitionTime = {},
                                              .reason = {},
                                              .message = {}});
  }
  if (it->status != status) it->lastTransitionTime = api::Time::of(now);
  it->status = status;
  it->reason = reason;
  it->message = message;
  if (*next == range) return std::nullopt;
  return Change{Change::What::Update, std::move(next), "status"};
}

// An address of this range alone: no other range that stays could have given it.
bool isInUse(const api::ServiceCIDR& range,
             const std::vector<std::shared_ptr<const api::ServiceCIDR>>& others,
             const std::vector<std::shared_ptr<const api::IPAddress>>& addresses) {
  return std::any_of(addresses.begin(), addresses.end(), [&](const auto& address) {
    const std::string& ip = address->metadata.name;
    return contains(range, ip) && std::none_of(others.begin(), others.end(), [&](const auto& other) {
             return !other->metadata.deletionTimestamp && contains(*other, ip);
           });
  });
}

}  // namespace

bool contains(const api::ServiceCIDR& range, const std::string& address) {
  const auto ip = api::IpAddress::parse(address);
  return ip && std::any_of(range.spec.cidrs.begin(), range.spec.cidrs.end(), [&](const std::string& text) {
           const auto cidr = api::Cidr::parse(text);
           return cidr && cidr->family() == ip->family() && cidr->contains(*ip);
         });
}

Plan plan(const api::ServiceCIDR& range, const std::vector<std::shared_ptr<const api::ServiceCIDR>>& others,
          const std::vector<std::shared_ptr<const api::IPAddress>>& addresses, WallTime now) {
  if (!range.metadata.deletionTimestamp) {
    if (hasFinalizer(range)) return {withReady(range, true, "", "Kubernetes Service CIDR is ready", now), {}};
    auto next = std::make_shared<api::ServiceCIDR>(range);
    next->metadata.finalizers.emplace_back(kFinalizer);
    return {Change{Change::What::Update, std::move(next)}, {}};
  }
  if (!hasFinalizer(range)) return {};
  if (isInUse(range, others, addresses))
    return {
        withReady(range, false, "Terminating",
                  "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a "
                  "new ServiceCIDR",
                  now),
        {}};
  const WallTime deleted{std::chrono::seconds(range.metadata.deletionTimestamp->seconds.value_or(0))};
  if (now < deleted + kGracePeriod) return {std::nullopt, deleted + kGracePeriod - now};
  auto next = std::make_shared<api::ServiceCIDR>(range);
  std::erase(next->metadata.finalizers, kFinalizer);
  return {Change{Change::What::Update, std::move(next)}, {}};
}

}  // namespace seamark::controllers::servicecidr
