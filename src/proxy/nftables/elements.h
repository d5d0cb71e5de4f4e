// The data that stands in the kernel: which sets and maps there are (skeleton.cc declares them to the kernel)
// and which elements a Ruleset puts into them. Pure. A key or value is in the bytes that the kernel compares:
// fields in network order, each padded to four bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proxy/ruleset.h"

namespace seamark::proxy {

// "Key" in the comments: protocol . address . port of a frontend. "Inside": for connections from the cluster,
// where policy Local gives them other endpoints.
enum class Table : uint8_t {
  Services,         // key → goto a pick chain
  Insiders,         // inside
  Endpoints,        // key . index → address . port
  InsideEndpoints,  // inside
  Groups,           // key → number of the Service port in `affinity`
  StickyIds,        // key . index → endpoint id
  InsideStickyIds,  // inside
  StickyEndpoints,  // key . endpoint id → address . port
  InsideStickyEndpoints,
  Closed,          // key → drop or goto refuse
  Firewalled,      // keys that only allowed sources may use
  Allowed,         // key . source range
  ClusterIps,      // address
  LocalEndpoints,  // address . the same address
  PodRanges,       // range
  ServiceRanges,   // range
};
constexpr size_t kTableCount = 16;
constexpr uint32_t kIdMask = 0x7fffffff;  // of the ids in the affinity tables

struct TableId {
  Table table;
  IpFamily family;
  bool operator==(const TableId&) const = default;
};

enum class Content : uint8_t { Keys, Data, Verdicts };         // what the values are
enum class Span : uint8_t { Single, Concatenated, Interval };  // how ranges of keys are said, if at all
struct TableShape {
  std::string_view name;  // without the family's "4" or "6"
  Content content;
  Span span;
};
const TableShape& shapeOf(Table table);
std::string nameOf(TableId id);
std::optional<TableId> tableNamed(std::string_view name);
std::array<TableId, 2 * kTableCount> allTables();

// `key` of a Concatenated span is first and last key, one behind the other; of an Interval the bound and then
// a byte: 0 begins, 1 ends (exclusive). `value` is data, or for Verdicts the chain to go to, or "drop".
struct Element {
  TableId table;
  std::string key;
  std::string value;
  bool operator==(const Element&) const = default;
};

// All elements, as the kernel has them or should have them.
class ElementStore {
 public:
  using Map = std::unordered_map<std::string, std::string>;
  const Map& at(TableId id) const { return maps_[index(id)]; }
  Map& at(TableId id) { return maps_[index(id)]; }
  const std::string* find(TableId id, const std::string& key) const;
  void set(const Element& element) { at(element.table)[element.key] = element.value; }
  void erase(const Element& element) { at(element.table).erase(element.key); }
  size_t size() const;
  bool operator==(const ElementStore&) const = default;

 private:
  static size_t index(TableId id) {
    return static_cast<size_t>(id.table) * 2 + (id.family == IpFamily::V6 ? 1 : 0);
  }
  std::array<Map, 2 * kTableCount> maps_;
};

// Elements to take out and to put in, in this order; a changed value stands in both lists.
struct ElementChanges {
  std::vector<Element> remove;
  std::vector<Element> add;
  bool empty() const { return remove.empty() && add.empty(); }
};

// Everything that `rule` puts into the tables for `frontend`. Endpoints keep the index that they have in
// `held` where they can, so that a change of one moves one or two elements, whatever their number.
void addElements(const Frontend& frontend, const Rule& rule, const ElementStore& held,
                 std::vector<Element>& into);
// What `held` holds for `frontend`, found by its keys; `rule` is the one that put it there, where it is known
// (the source ranges of a firewall cannot be found by key).
void findElements(const Frontend& frontend, const Rule* rule, const ElementStore& held,
                  std::vector<Element>& into);
void addNodeElements(const NodeRules& node, std::vector<Element>& into);
Element clusterIpElement(const IpAddress& address);
Element localEndpointElement(const IpAddress& address);

// `wanted` in the order of `held` as far as possible: what stays keeps its place, newcomers fill the holes,
// and the last ones fill what holes remain.
Backends arrange(const Backends& held, const Backends& wanted);

ElementStore elementsOf(const Ruleset& ruleset, const ElementStore& held);
ElementChanges difference(const ElementStore& held, const ElementStore& wanted);
ElementChanges difference(const std::vector<Element>& held, const std::vector<Element>& wanted);

}  // namespace seamark::proxy
