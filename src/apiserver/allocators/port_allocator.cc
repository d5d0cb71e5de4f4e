// SPDX-License-Identifier: Apache-2.0
#include "apiserver/allocators/port_allocator.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "api/internal/node_port_allocation.h"
#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

constexpr int32_t kMinStaticBand = 16, kMaxStaticBand = 128, kStaticShare = 32;

const api::Kind& portKind() {
  return api::kindOf<api::NodePortAllocation>();
}

// The numbers are so few that a scan from a random place is all that is needed.
std::optional<int32_t> findFree(const Reservation& reservation, int32_t first, int32_t count) {
  if (count <= 0) return {};
  const auto start = static_cast<int32_t>(reservation.random.below(static_cast<uint64_t>(count)));
  for (int32_t i = 0; i < count; ++i) {
    const int32_t port = first + (start + i) % count;
    if (!reservation.isTaken(portKind(), std::to_string(port))) return port;
  }
  return {};
}

void addWrite(Reservation& reservation, const Holder& holder, int32_t port) {
  const std::string key = std::to_string(port);
  reservation.taken.insert(key);
  if (reservation.dryRun) return;
  auto object = std::make_shared<api::NodePortAllocation>();
  object->metadata.name = key;
  object->metadata.uid = newUid(reservation.random);
  object->metadata.creationTimestamp = api::Time::of(reservation.clock.now());
  object->spec = {holder.ns, holder.name, holder.uid};
  reservation.writes.push_back({&portKind(), key, std::move(object), nullptr, store::Expect::absent()});
}

// What a dry run shows instead of a free number: the one after the highest that it has shown, range or no
// range, as Kubernetes has it.
int32_t dummyPort(const Reservation& reservation) {
  constexpr int32_t kBeforeFirst = 32768;
  int32_t last = 0;
  for (const std::string& key : reservation.taken) {
    int32_t port = 0;
    const char* end = key.data() + key.size();
    const auto parsed = std::from_chars(key.data(), end, port);
    if (parsed.ec == std::errc() && parsed.ptr == end) last = std::max(last, port);  // others are addresses
  }
  return (last == 0 ? kBeforeFirst : last) + 1;
}

}  // namespace

int32_t staticBand(const PortRange& range) {
  if (range.size() <= kMinStaticBand) return 0;
  return std::min(range.size(), std::clamp(range.size() / kStaticShare, kMinStaticBand, kMaxStaticBand));
}

Result<> reservePort(Reservation& reservation, const PortRange& range, const Holder& holder, int32_t port) {
  // A dry run does not look at the range, only whether the number is taken: recorded so.
  if (!reservation.dryRun && !range.contains(port))
    return Failure(
        failure(fmt::format("provided port is not in the valid range. The range of valid ports is {}-{}",
                            range.first, range.last)));
  if (reservation.isTaken(portKind(), std::to_string(port)))
    return Failure(failure("provided port is already allocated"));
  addWrite(reservation, holder, port);
  return {};
}

Result<int32_t> reserveAnyPort(Reservation& reservation, const PortRange& range, const Holder& holder) {
  if (reservation.dryRun) {
    const int32_t port = dummyPort(reservation);
    addWrite(reservation, holder, port);
    return port;
  }
  const int32_t band = staticBand(range);
  auto port = findFree(reservation, range.first + band, range.size() - band);
  if (!port) port = findFree(reservation, range.first, band);
  if (!port) return Failure(failure("range is full"));
  addWrite(reservation, holder, *port);
  return *port;
}

void releasePort(Reservation& reservation, const Holder& holder, int32_t port) {
  if (reservation.dryRun) return;
  const std::string key = std::to_string(port);
  const api::EncodedPtr* found = reservation.world.of(portKind()).find(key);
  if (!found) return;
  const api::ObjectPtr holding = (*found)->object();
  const auto& spec = api::as<api::NodePortAllocation>(*holding).spec;
  if (spec.serviceNamespace != holder.ns || spec.serviceName != holder.name) return;
  reservation.writes.push_back({&portKind(), key, nullptr, nullptr, store::Expect::anything()});
}

}  // namespace seamark::apiserver
