// Rules to elements.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/elements.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <utility>

#include "base/assert.h"
#include "proxy/nftables/pick_chain.h"

namespace seamark::proxy {

namespace {

constexpr TableShape kShapes[kTableCount] = {
    {"services", Content::Verdicts, Span::Single},
    {"insiders", Content::Verdicts, Span::Single},
    {"endpoints", Content::Data, Span::Single},
    {"inside_endpoints", Content::Data, Span::Single},
    {"groups", Content::Data, Span::Single},
    {"sticky_ids", Content::Data, Span::Single},
    {"inside_sticky_ids", Content::Data, Span::Single},
    {"sticky_endpoints", Content::Data, Span::Single},
    {"inside_sticky_endpoints", Content::Data, Span::Single},
    {"closed", Content::Verdicts, Span::Single},
    {"firewalled", Content::Keys, Span::Single},
    {"allowed", Content::Keys, Span::Concatenated},
    {"cluster_ips", Content::Keys, Span::Single},
    {"local_endpoints", Content::Keys, Span::Single},
    {"pod_ranges", Content::Keys, Span::Interval},
    {"service_ranges", Content::Keys, Span::Interval},
};

// Bytes in the kernel's order, each field padded to a register of four bytes.
void put(std::string& key, const IpAddress& address) {
  key.append(reinterpret_cast<const char*>(address.bytes().data()), address.size());
}
void put(std::string& key, Protocol protocol) {
  key.push_back(static_cast<char>(protocol));
  key.append(3, '\0');
}
void putPort(std::string& key, uint16_t port) {
  key.push_back(static_cast<char>(port >> 8));
  key.push_back(static_cast<char>(port & 0xff));
  key.append(2, '\0');
}
void putNumber(std::string& key, uint32_t number) {  // indices and ids are numbers of the host
  char bytes[4];
  std::memcpy(bytes, &number, sizeof bytes);
  key.append(bytes, sizeof bytes);
}

std::string keyOf(const Frontend& frontend) {
  std::string key;
  put(key, frontend.protocol);
  put(key, frontend.address);
  putPort(key, frontend.port);
  return key;
}
std::string valueOf(const IpAddress& address, uint16_t port) {
  std::string value;
  put(value, address);
  putPort(value, port);
  return value;
}
std::string indexedKey(const std::string& key, size_t index) {
  std::string indexed = key;
  putNumber(indexed, static_cast<uint32_t>(index));
  return indexed;
}

IpAddress addressIn(std::string_view bytes, IpFamily family) {
  std::array<uint8_t, 16> raw{};
  if (family == IpFamily::V4) {
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
    return IpAddress::v4(value);
  }
  std::memcpy(raw.data(), bytes.data(), raw.size());
  return IpAddress::v6(raw);
}
Backend backendIn(const std::string& value, IpFamily family) {
  const size_t size = family == IpFamily::V4 ? 4 : 16;
  const uint16_t port =
      static_cast<uint16_t>(static_cast<uint8_t>(value[size]) << 8 | static_cast<uint8_t>(value[size + 1]));
  return {addressIn(value, family), port};
}

// The tables that a frontend's ways in and endpoints stand in, from outside and from inside.
struct View {
  Table way, endpoints, stickyIds, stickyEndpoints;
};
constexpr View kViews[] = {
    {Table::Services, Table::Endpoints, Table::StickyIds, Table::StickyEndpoints},
    {Table::Insiders, Table::InsideEndpoints, Table::InsideStickyIds, Table::InsideStickyEndpoints},
};

// Ids of the affinity tables. They must be the same after a restart, so they are made from what they stand
// for; the top bit stays free (pick_chain.cc says why).
uint32_t stableId(std::string_view bytes) {
  uint32_t hash = 2166136261u;  // FNV-1a
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 16777619u;
  return (hash ^ hash >> 15) & kIdMask;
}

std::string numberBytes(uint32_t number) {
  std::string bytes;
  putNumber(bytes, number);
  return bytes;
}

// The endpoints that `held` has for a frontend, by index.
Backends heldBackends(const std::string& key, const View& view, IpFamily family, const ElementStore& held) {
  Backends backends;
  for (size_t i = 0;; ++i) {
    const std::string indexed = indexedKey(key, i);
    const std::string* value = held.find({view.endpoints, family}, indexed);
    if (!value)
      if (const std::string* id = held.find({view.stickyIds, family}, indexed))
        value = held.find({view.stickyEndpoints, family}, key + *id);
    if (!value) return backends;
    backends.push_back(backendIn(*value, family));
  }
}

// Each endpoint under an id of its own; the rare two of one id are told apart by counting on, in the order of
// `sorted`.
std::map<Backend, uint32_t> idsOf(const Backends& sorted) {
  std::map<Backend, uint32_t> ids;
  std::set<uint32_t> taken;
  for (const Backend& backend : sorted) {
    uint32_t id = stableId(valueOf(backend.address, backend.port));
    while (!taken.insert(id).second) id = (id + 1) & kIdMask;
    ids[backend] = id;
  }
  return ids;
}

void addWay(const Frontend& frontend, const Rule& rule, bool inside, const ElementStore& held,
            std::vector<Element>& into) {
  const Backends& wanted = inside ? rule.insideBackends : rule.backends;
  if (wanted.empty()) return;
  const View& view = kViews[inside];
  const IpFamily family = frontend.family();
  const std::string key = keyOf(frontend);
  PickChain chain;
  chain.family = family;
  chain.count = static_cast<uint32_t>(wanted.size());
  chain.inside = inside;
  chain.masquerade = inside ? rule.insideMasquerade : rule.masquerade;
  if (rule.sticky) chain.sticky = rule.sticky->timeout;
  into.push_back({{view.way, family}, key, chain.name()});
  const Backends arranged = arrange(heldBackends(key, view, family, held), wanted);
  const std::map<Backend, uint32_t> ids = rule.sticky ? idsOf(wanted) : std::map<Backend, uint32_t>();
  for (size_t i = 0; i < arranged.size(); ++i) {
    const std::string value = valueOf(arranged[i].address, arranged[i].port);
    if (!rule.sticky) {
      into.push_back({{view.endpoints, family}, indexedKey(key, i), value});
      continue;
    }
    const std::string id = numberBytes(ids.at(arranged[i]));
    into.push_back({{view.stickyIds, family}, indexedKey(key, i), id});
    into.push_back({{view.stickyEndpoints, family}, key + id, value});
  }
}

void addFirewall(const Frontend& frontend, const std::vector<Cidr>& allowed, std::vector<Element>& into) {
  const IpFamily family = frontend.family();
  const std::string key = keyOf(frontend);
  into.push_back({{Table::Firewalled, family}, key, {}});
  std::vector<Cidr> kept;  // ranges inside others would overlap, which the kernel refuses
  for (const Cidr& range : allowed) {
    const bool covered = std::any_of(allowed.begin(), allowed.end(), [&](const Cidr& other) {
      return other != range && other.contains(range);
    });
    if (!covered && std::find(kept.begin(), kept.end(), range) == kept.end()) kept.push_back(range);
  }
  for (const Cidr& range : kept) {
    std::string first = key, last = key;
    put(first, range.network());
    put(last, range.last());
    into.push_back({{Table::Allowed, family}, first + last, {}});
  }
}

void addRanges(Table table, const std::vector<Cidr>& ranges, std::vector<Element>& into) {
  std::set<std::pair<IpFamily, std::string>> seen;
  for (const Cidr& range : ranges) {
    const bool covered = std::any_of(ranges.begin(), ranges.end(), [&](const Cidr& other) {
      return other != range && other.contains(range);
    });
    std::string begin, end;
    put(begin, range.network());
    if (covered || !seen.emplace(range.family(), begin).second) continue;
    into.push_back({{table, range.family()}, begin + '\0', {}});
    if (const auto after = range.last().plus(1)) {  // a range up to the last address has no end
      put(end, *after);
      into.push_back({{table, range.family()}, end + '\1', {}});
    }
  }
}

}  // namespace

const TableShape& shapeOf(Table table) {
  return kShapes[static_cast<size_t>(table)];
}

std::string nameOf(TableId id) {
  return std::string(shapeOf(id.table).name) + (id.family == IpFamily::V4 ? '4' : '6');
}

std::array<TableId, 2 * kTableCount> allTables() {
  std::array<TableId, 2 * kTableCount> all{};
  for (size_t i = 0; i < all.size(); ++i)
    all[i] = {static_cast<Table>(i / 2), i % 2 == 0 ? IpFamily::V4 : IpFamily::V6};
  return all;
}

std::optional<TableId> tableNamed(std::string_view name) {
  for (const TableId& id : allTables())
    if (nameOf(id) == name) return id;
  return std::nullopt;
}

const std::string* ElementStore::find(TableId id, const std::string& key) const {
  const Map& map = at(id);
  const auto it = map.find(key);
  return it == map.end() ? nullptr : &it->second;
}

size_t ElementStore::size() const {
  size_t n = 0;
  for (const Map& map : maps_) n += map.size();
  return n;
}

Backends arrange(const Backends& held, const Backends& wanted) {
  std::set<Backend> left(wanted.begin(), wanted.end());
  std::vector<std::optional<Backend>> places;
  for (const Backend& backend : held)
    places.push_back(left.erase(backend) ? std::optional(backend) : std::nullopt);
  auto newcomer = left.begin();
  for (auto& place : places)
    if (!place && newcomer != left.end()) place = *newcomer++;
  while (newcomer != left.end()) places.emplace_back(*newcomer++);
  const auto dropHolesAtEnd = [&] {
    while (!places.empty() && !places.back()) places.pop_back();
  };
  dropHolesAtEnd();
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i]) continue;
    places[i] = std::exchange(places.back(), std::nullopt);
    dropHolesAtEnd();
  }
  Backends arranged;
  for (const auto& place : places) arranged.push_back(*place);
  SM_ASSERT(arranged.size() == std::set<Backend>(wanted.begin(), wanted.end()).size());
  return arranged;
}

void addElements(const Frontend& frontend, const Rule& rule, const ElementStore& held,
                 std::vector<Element>& into) {
  const IpFamily family = frontend.family();
  addWay(frontend, rule, false, held, into);
  addWay(frontend, rule, true, held, into);
  if (rule.sticky && !(rule.backends.empty() && rule.insideBackends.empty()))
    into.push_back(
        {{Table::Groups, family}, keyOf(frontend), numberBytes(stableId(keyOf(rule.sticky->group)))});
  if (rule.backends.empty())
    into.push_back(
        {{Table::Closed, family}, keyOf(frontend), rule.closed == Closed::Drop ? "drop" : "refuse"});
  if (rule.allowedSources) addFirewall(frontend, *rule.allowedSources, into);
}

void findElements(const Frontend& frontend, const Rule* rule, const ElementStore& held,
                  std::vector<Element>& into) {
  const IpFamily family = frontend.family();
  const std::string key = keyOf(frontend);
  const auto take = [&](Table table, const std::string& k) {
    const std::string* value = held.find({table, family}, k);
    if (value) into.push_back({{table, family}, k, *value});
    return value;
  };
  for (const View& view : kViews) {
    take(view.way, key);
    for (size_t i = 0; take(view.endpoints, indexedKey(key, i)); ++i) {
    }
    for (size_t i = 0; const std::string* id = take(view.stickyIds, indexedKey(key, i)); ++i)
      take(view.stickyEndpoints, key + *id);
  }
  take(Table::Groups, key);
  take(Table::Closed, key);
  take(Table::Firewalled, key);
  if (!rule || !rule->allowedSources) return;
  std::vector<Element> firewall;
  addFirewall(frontend, *rule->allowedSources, firewall);
  for (const Element& element : firewall)
    if (element.table.table == Table::Allowed) take(Table::Allowed, element.key);
}

void addNodeElements(const NodeRules& node, std::vector<Element>& into) {
  addRanges(Table::PodRanges, node.podRanges, into);
  addRanges(Table::ServiceRanges, node.serviceRanges, into);
}

Element clusterIpElement(const IpAddress& address) {
  std::string key;
  put(key, address);
  return {{Table::ClusterIps, address.family()}, key, {}};
}

Element localEndpointElement(const IpAddress& address) {
  std::string key;
  put(key, address);
  put(key, address);
  return {{Table::LocalEndpoints, address.family()}, key, {}};
}

ElementStore elementsOf(const Ruleset& ruleset, const ElementStore& held) {
  std::vector<Element> all;
  for (const auto& [frontend, rule] : ruleset.frontends) addElements(frontend, *rule, held, all);
  for (const IpAddress& address : ruleset.clusterIPs) all.push_back(clusterIpElement(address));
  for (const IpAddress& address : ruleset.localEndpoints) all.push_back(localEndpointElement(address));
  addNodeElements(ruleset.node, all);
  ElementStore store;
  for (const Element& element : all) store.set(element);
  return store;
}

ElementChanges difference(const ElementStore& held, const ElementStore& wanted) {
  ElementChanges changes;
  for (const TableId& id : allTables()) {
    for (const auto& [key, value] : held.at(id)) {
      const std::string* now = wanted.find(id, key);
      if (!now || *now != value) changes.remove.push_back({id, key, value});
    }
    for (const auto& [key, value] : wanted.at(id)) {
      const std::string* before = held.find(id, key);
      if (!before || *before != value) changes.add.push_back({id, key, value});
    }
  }
  return changes;
}

ElementChanges difference(const std::vector<Element>& held, const std::vector<Element>& wanted) {
  ElementStore before, after;
  for (const Element& element : held) before.set(element);
  for (const Element& element : wanted) after.set(element);
  return difference(before, after);
}

}  // namespace seamark::proxy
