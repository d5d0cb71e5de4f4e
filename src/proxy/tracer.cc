// The tracer. Its order is the order of the hooks: firewall, way in, what nobody answered.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/tracer.h"

#include <algorithm>

namespace seamark::proxy {

namespace {

bool within(const std::vector<Cidr>& ranges, const IpAddress& address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Cidr& range) { return range.contains(address); });
}

bool masqueraded(Masquerade how, bool fromPod) {
  return how == Masquerade::Always || (how == Masquerade::Outside && !fromPod);
}

Trace sent(const Ruleset& ruleset, const Packet& packet, const Backends& backends, bool masquerade) {
  Trace result{Trace::Fate::Sent, backends, masquerade};
  const bool hairpin = backends.size() == 1 && backends.front().address == packet.source &&
                       ruleset.localEndpoints.contains(packet.source);
  result.masqueraded = masquerade || hairpin;
  return result;
}

}  // namespace

std::string Trace::text() const {
  switch (fate) {
    case Fate::Refused:
      return "refused";
    case Fate::Dropped:
      return "dropped";
    case Fate::PassedBy:
      return "passed by";
    case Fate::Sent:
      break;
  }
  std::string words;
  for (const Backend& backend : backends) words += (words.empty() ? "" : " ") + backend.text();
  return masqueraded ? words + " masqueraded" : words;
}

Trace trace(const Ruleset& ruleset, const Packet& packet) {
  const auto it = ruleset.frontends.find(packet.to);
  const bool fromPod = within(ruleset.node.podRanges, packet.source);
  if (it != ruleset.frontends.end()) {
    const Rule& rule = *it->second;
    if (rule.allowedSources && !within(*rule.allowedSources, packet.source))
      return {Trace::Fate::Dropped, {}, false};
    if ((fromPod || packet.fromNode) && !rule.insideBackends.empty())
      return sent(ruleset, packet, rule.insideBackends, masqueraded(rule.insideMasquerade, fromPod));
    if (!rule.backends.empty())
      return sent(ruleset, packet, rule.backends, masqueraded(rule.masquerade, fromPod));
    return {rule.closed == Closed::Drop ? Trace::Fate::Dropped : Trace::Fate::Refused, {}, false};
  }
  if (ruleset.clusterIPs.contains(packet.to.address)) return {Trace::Fate::Refused, {}, false};
  if (within(ruleset.node.serviceRanges, packet.to.address)) return {Trace::Fate::Dropped, {}, false};
  return {};
}

}  // namespace seamark::proxy
