// SPDX-License-Identifier: Apache-2.0
#include "apiserver/allocators/ip_allocator.h"

#include <algorithm>

#include "api/field_error.h"
#include "api/kinds.h"
#include "api/managed_fields/managed_fields.h"
#include "api/networking/ip_address.h"
#include "api/networking/service_cidr.h"
#include "api/object_meta_rules.h"

namespace seamark::apiserver {
namespace {

constexpr uint64_t kMinStaticBand = 16, kMaxStaticBand = 256, kStaticShare = 16;
// Random guesses before the band is scanned: enough while it is not nearly full.
constexpr int kGuesses = 32;
constexpr std::string_view kNoRange = "the provided network does not match the current range";

bool isUsable(const api::ServiceCIDR& cidr) {
  if (cidr.metadata.deletionTimestamp) return false;
  return std::none_of(cidr.status.conditions.begin(), cidr.status.conditions.end(),
                      [](const api::Condition& c) { return c.type == "Ready" && c.status != "True"; });
}

// The ranges of a family that addresses may come from, the most specific first.
std::vector<api::Cidr> rangesOf(const store::World& world, api::IpFamily family) {
  std::vector<api::Cidr> ranges;
  for (auto at = world.of(api::kindOf<api::ServiceCIDR>()).begin(); at; at.next()) {
    const api::ObjectPtr parsed = at.value()->object();
    const auto& object = api::as<api::ServiceCIDR>(*parsed);
    if (!isUsable(object)) continue;
    for (const std::string& text : object.spec.cidrs)
      if (const auto cidr = api::Cidr::parse(text); cidr && cidr->family() == family) ranges.push_back(*cidr);
  }
  std::sort(ranges.begin(), ranges.end(), [](const api::Cidr& a, const api::Cidr& b) {
    return a.prefixLength() != b.prefixLength() ? a.prefixLength() > b.prefixLength() : a < b;
  });
  return ranges;
}

bool mayBeGiven(const api::Cidr& cidr, const api::IpAddress& address) {
  if (!cidr.contains(address)) return false;
  const UsableRange usable = usableRange(cidr);
  const auto offset = cidr.network().distanceTo(address);
  if (!offset) return true;  // further than 2^64 into a range this large
  return *offset >= usable.first && *offset - usable.first < usable.count;
}

// The IPAddress that says who holds the address; refused when it cannot name the holder, as its rules say.
Result<std::shared_ptr<api::IPAddress>> makeIpAddress(const Holder& holder, const api::IpAddress& address) {
  const api::Kind& kind = api::kindOf<api::IPAddress>();
  const std::string name = address.text();
  auto object = std::make_shared<api::IPAddress>();
  object->metadata.name = name;
  object->metadata.labels = {
      {"ipaddress.kubernetes.io/ip-family", std::string(api::familyName(address.family()))},
      {"ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io"}};
  object->spec.parentRef = api::ParentReference{"", "services", holder.ns, holder.name};
  if (const auto errors = kind.rules.validateCreate(*object); !errors.empty())
    return Failure(failure(api::invalidObject(kind, name, errors).message));
  return object;
}

// A dry run does not look whether the address is free, nor what its IPAddress would be: recorded so.
Result<> take(Reservation& reservation, const Holder& holder, const api::IpAddress& address) {
  const std::string name = address.text();
  if (reservation.dryRun) {
    reservation.taken.insert(name);
    return {};
  }
  const api::Kind& kind = api::kindOf<api::IPAddress>();
  TRY(auto object, makeIpAddress(holder, address));
  if (reservation.isTaken(kind, name)) return Failure(failure("provided IP is already allocated"));
  reservation.taken.insert(name);
  const api::Time now = api::Time::of(reservation.clock.now());
  api::updateManagedFields(kind, {"kube-apiserver", "", now}, nullptr, *object);
  object->metadata.uid = newUid(reservation.random);
  object->metadata.creationTimestamp = now;
  if (kind.rules.prepareForCreate) kind.rules.prepareForCreate(*object);
  reservation.writes.push_back({&kind, name, std::move(object), nullptr, store::Expect::absent()});
  return {};
}

// A free address among `count` from `first` on: guesses, then a scan from a random place with wrap.
std::optional<api::IpAddress> findFree(const Reservation& reservation, const api::Cidr& cidr, uint64_t first,
                                       uint64_t count) {
  if (count == 0) return {};
  const api::Kind& kind = api::kindOf<api::IPAddress>();
  const auto freeAt = [&](uint64_t offset) -> std::optional<api::IpAddress> {
    const auto address = cidr.network().plus(first + offset);
    if (!address || reservation.isTaken(kind, address->text())) return {};
    return address;
  };
  for (int guess = 0; guess < kGuesses; ++guess)
    if (const auto address = freeAt(reservation.random.below(count))) return address;
  // No more than all taken addresses and one need be looked at.
  const uint64_t looks =
      std::min<uint64_t>(count, reservation.world.of(kind).size() + reservation.taken.size() + 1);
  const uint64_t start = reservation.random.below(count);
  for (uint64_t i = 0; i < looks; ++i)
    if (const auto address = freeAt((start + i) % count)) return address;
  return {};
}

}  // namespace

UsableRange usableRange(const api::Cidr& cidr) {
  const uint64_t size = cidr.size();
  UsableRange range;
  range.first = 1;
  const uint64_t unusable =
      cidr.family() == api::IpFamily::V4 ? 2 : 1;  // network and broadcast; subnet router
  range.count = size > unusable ? size - unusable : 0;
  if (size > kMinStaticBand)
    range.staticBand = std::min(range.count, std::clamp(size / kStaticShare, kMinStaticBand, kMaxStaticBand));
  return range;
}

Result<> reserveAddress(Reservation& reservation, const Holder& holder, const api::IpAddress& address) {
  const auto ranges = rangesOf(reservation.world, address.family());
  const bool fits =
      std::any_of(ranges.begin(), ranges.end(), [&](const auto& cidr) { return mayBeGiven(cidr, address); });
  if (fits) return take(reservation, holder, address);
  if (!reservation.dryRun || ranges.empty()) return Failure(failure(std::string(kNoRange)));
  return Failure(failure("the provided IP (" + address.text() +
                         ") is not in the valid range. The range of valid IPs is " + ranges.back().text()));
}

Result<api::IpAddress> reserveAnyAddress(Reservation& reservation, const Holder& holder,
                                         api::IpFamily family) {
  const auto ranges = rangesOf(reservation.world, family);
  if (ranges.empty()) return Failure(failure(std::string(kNoRange)));
  if (reservation.dryRun) return ranges.front().network();
  for (const api::Cidr& cidr : ranges) {
    const UsableRange usable = usableRange(cidr);
    auto address =
        findFree(reservation, cidr, usable.first + usable.staticBand, usable.count - usable.staticBand);
    if (!address) address = findFree(reservation, cidr, usable.first, usable.staticBand);
    if (!address) continue;
    CHECKED(take(reservation, holder, *address));
    return *address;
  }
  return Failure(failure("range is full"));
}

void releaseAddress(Reservation& reservation, const Holder& holder, std::string_view written) {
  const auto parsed = api::IpAddress::parseLenient(written);
  if (reservation.dryRun || !parsed) return;
  const std::string address = parsed->text();  // a Service may hold it written otherwise
  const api::Kind& kind = api::kindOf<api::IPAddress>();
  const api::EncodedPtr* found = reservation.world.of(kind).find(address);
  if (!found) return;
  const api::ObjectPtr holding = (*found)->object();
  const auto& parent = api::as<api::IPAddress>(*holding).spec.parentRef;
  if (!parent || parent->resource != "services" || parent->namespace_ != holder.ns ||
      parent->name != holder.name)
    return;
  reservation.writes.push_back({&kind, address, nullptr, nullptr, store::Expect::anything()});
}

}  // namespace seamark::apiserver
