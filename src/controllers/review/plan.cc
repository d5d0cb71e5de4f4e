// SPDX-License-Identifier: Apache-2.0
#include "controllers/review/plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "api/ip.h"
#include "controllers/mirroring/plan.h"
#include "controllers/well_known.h"

namespace seamark::controllers::review {

namespace {

constexpr size_t kNamed = 3;  // so many examples in a message

using Names = std::set<std::string>;

std::string quoted(const Names& names) {
  std::vector<std::string> texts;
  for (const std::string& name : names) {
    if (texts.size() == kNamed) {
      texts.emplace_back("...");
      break;
    }
    texts.push_back("\"" + name + "\"");
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

// One object by what contradictions are about.
struct Claim {
  Subject subject;
  std::string name;
  Names ports;
  Names families;
};

Claim claimOf(const api::EndpointSlice& slice) {
  Claim claim{.subject = Subject::Slice, .name = slice.metadata.name, .ports = {}, .families = {}};
  for (const api::EndpointSlicePort& port : slice.ports) claim.ports.insert(port.name.value_or(""));
  claim.families.insert(slice.addressType);
  return claim;
}

Claim claimOf(const api::Endpoints& endpoints) {
  Claim claim{.subject = Subject::Endpoints, .name = endpoints.metadata.name, .ports = {}, .families = {}};
  for (const api::EndpointSubset& subset : endpoints.subsets) {
    for (const api::EndpointPort& port : subset.ports) claim.ports.insert(port.name);
    for (const auto* addresses : {&subset.addresses, &subset.notReadyAddresses})
      for (const api::EndpointAddress& address : *addresses)
        if (const auto ip = api::IpAddress::parseLenient(address.ip))
          claim.families.insert(std::string(api::familyName(ip->family())));
  }
  return claim;
}

class Review {
 public:
  explicit Review(const std::string& serviceName) : serviceName_(serviceName) {}

  void withoutService(const Claim& claim) {
    find(claim, "NoSuchService",
         fmt::format("there is no Service \"{}\" in this namespace: nothing uses these endpoints",
                     serviceName_));
  }

  void against(const api::Service& service, const Claim& claim) {
    if (service.spec.type == "ExternalName")
      find(claim, "ServiceIsExternalName",
           fmt::format("Service \"{}\" is of type ExternalName: names lead to {}, not to these endpoints",
                       serviceName_, service.spec.externalName));
    ports(service, claim);
    families(service, claim);
  }

  // Both are in use: what a person adds to a Service with a selector is neither an error nor often meant.
  void besideSelector(const Claim& claim) {
    find(claim, "BesideSelector",
         fmt::format("Service \"{}\" has a selector: these endpoints are used beside those of its pods",
                     serviceName_));
  }

  void duplicates(const std::vector<SlicePtr>& slices) {
    // Endpoint and port to the slice that has it; the controllers' own count as first.
    std::map<std::string, std::string> known;
    for (const bool ours : {true, false})
      for (const SlicePtr& slice : slices)
        if (isOurs(*slice) == ours) duplicatesOf(*slice, ours, known);
  }

  std::vector<Finding> findings() && { return std::move(findings_); }

 private:
  void find(const Claim& claim, const char* reason, std::string message) {
    findings_.push_back({claim.subject, claim.name, reason, std::move(message)});
  }

  void ports(const api::Service& service, const Claim& claim) {
    if (service.spec.ports.empty()) return;
    Names there, strange;
    for (const api::ServicePort& port : service.spec.ports) there.insert(port.name);
    std::set_difference(claim.ports.begin(), claim.ports.end(), there.begin(), there.end(),
                        std::inserter(strange, strange.end()));
    if (strange.empty()) return;
    find(claim, "PortNameMismatch",
         fmt::format("port names {} are none of Service \"{}\", which has {}: traffic does not reach them",
                     quoted(strange), serviceName_, quoted(there)));
  }

  void families(const api::Service& service, const Claim& claim) {
    const auto& there = service.spec.ipFamilies;
    if (there.empty()) return;
    Names strange;
    for (const std::string& family : claim.families)
      if (std::find(there.begin(), there.end(), family) == there.end()) strange.insert(family);
    if (strange.empty()) return;
    find(claim, "AddressFamilyMismatch",
         fmt::format("Service \"{}\" has {} only: its cluster IPs do not lead to endpoints of {}",
                     serviceName_, fmt::join(there, ", "), fmt::join(strange, ", ")));
  }

  void duplicatesOf(const api::EndpointSlice& slice, bool ours, std::map<std::string, std::string>& known) {
    Names twice, where;
    const Claim claim = claimOf(slice);
    for (const api::Endpoint& endpoint : slice.endpoints)
      for (const std::string& address : endpoint.addresses)
        for (const std::string& port : claim.ports) {
          const auto [it, fresh] = known.try_emplace(address + "\n" + port, slice.metadata.name);
          if (fresh || it->second == slice.metadata.name) continue;
          twice.insert(address);
          where.insert(it->second);
        }
    if (ours || twice.empty()) return;
    find(claim, "DuplicateEndpoint",
         fmt::format("endpoints {} are in EndpointSlice {} too: they get traffic once, as the first says",
                     quoted(twice), quoted(where)));
  }

  const std::string& serviceName_;
  std::vector<Finding> findings_;
};

}  // namespace

bool isReviewed(const api::Endpoints& endpoints) {
  return mirroring::isMirrored(endpoints);
}

std::vector<Finding> review(const std::string& serviceName, const api::Service* service,
                            const api::Endpoints* endpoints, const std::vector<SlicePtr>& slices) {
  Review review(serviceName);
  const bool selects = service && !service->spec.selector.empty();
  for (const SlicePtr& slice : slices) {
    if (isOurs(*slice)) continue;
    const Claim claim = claimOf(*slice);
    if (!service) {
      review.withoutService(claim);
      continue;
    }
    review.against(*service, claim);
    if (selects) review.besideSelector(claim);
  }
  if (endpoints && isReviewed(*endpoints)) {
    const Claim claim = claimOf(*endpoints);
    if (!service)
      review.withoutService(claim);
    else if (!selects)
      review.against(*service, claim);
  }
  review.duplicates(slices);
  return std::move(review).findings();
}

}  // namespace seamark::controllers::review
