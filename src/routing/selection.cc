// Endpoint choice.
// SPDX-License-Identifier: Apache-2.0
#include "routing/selection.h"

#include <algorithm>
#include <map>
#include <utility>

namespace seamark::routing {

namespace {

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool better(const PortEndpoint& candidate, const PortEndpoint& there) {
  if (candidate.endpoint->terminating != there.endpoint->terminating) return !candidate.endpoint->terminating;
  return candidate.local && !there.local;
}

bool usableWhileTerminating(const PortEndpoint& e) {
  return e.endpoint->serving && e.endpoint->terminating;
}

using Hints = std::vector<std::string> SliceEndpoint::*;

// Hints bind only when every ready endpoint has them and one at least names us.
bool hintsBind(const std::vector<PortEndpoint>& ready, Hints hints, std::string_view us) {
  if (us.empty() || ready.empty()) return false;
  bool named = false;
  for (const PortEndpoint& e : ready) {
    if ((e.endpoint->*hints).empty()) return false;
    named = named || names(e.endpoint->*hints, us);
  }
  return named;
}

void keepHinted(std::vector<PortEndpoint>& ready, Hints hints, std::string_view us) {
  std::erase_if(ready, [&](const PortEndpoint& e) { return !names(e.endpoint->*hints, us); });
}

void followTopology(std::vector<PortEndpoint>& ready, const NodeView& node) {
  if (hintsBind(ready, &SliceEndpoint::forNodes, node.name))
    keepHinted(ready, &SliceEndpoint::forNodes, node.name);
  else if (hintsBind(ready, &SliceEndpoint::forZones, node.zone))
    keepHinted(ready, &SliceEndpoint::forZones, node.zone);
}

}  // namespace

std::vector<PortEndpoint> endpointsOf(const ServiceView& view, std::string_view portName, Protocol protocol,
                                      IpFamily family, std::string_view nodeName) {
  std::vector<PortEndpoint> found;
  for (const SlicePtr& slice : view.slices) {
    if (slice->family != family || slice->forHeadless) continue;
    for (const SlicePort& port : slice->ports) {
      if (port.name != portName || port.protocol != protocol) continue;
      for (const SliceEndpoint& endpoint : slice->endpoints)
        found.push_back({&endpoint, port.number, !nodeName.empty() && endpoint.nodeName == nodeName});
    }
  }
  const auto key = [](const PortEndpoint& e) { return std::pair(e.endpoint->address, e.port); };
  std::sort(found.begin(), found.end(), [&](const PortEndpoint& a, const PortEndpoint& b) {
    return key(a) != key(b) ? key(a) < key(b) : better(a, b);
  });
  const auto last =
      std::unique(found.begin(), found.end(),
                  [&](const PortEndpoint& a, const PortEndpoint& b) { return key(a) == key(b); });
  found.erase(last, found.end());
  return found;
}

Selection select(const std::vector<PortEndpoint>& all, const NodeView& node) {
  Selection chosen;
  std::vector<PortEndpoint> terminating, localTerminating;
  for (const PortEndpoint& e : all) {
    if (e.endpoint->ready) {
      chosen.cluster.push_back(e);
      if (e.local) chosen.local.push_back(e);
    } else if (usableWhileTerminating(e)) {
      terminating.push_back(e);
      if (e.local) localTerminating.push_back(e);
    }
  }
  chosen.anyEndpoint = !chosen.cluster.empty() || !terminating.empty();
  if (chosen.cluster.empty())
    chosen.cluster = std::move(terminating);
  else
    followTopology(chosen.cluster, node);
  if (chosen.local.empty()) chosen.local = std::move(localTerminating);
  return chosen;
}

}  // namespace seamark::routing
