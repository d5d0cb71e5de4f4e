// FieldSet: a set of field paths, as metadata.managedFields writes it (FieldsV1). Source of the format:
// Kubernetes' FieldsV1 and the structured merge rules behind it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace seamark::api {

// One step of a path, spelled as FieldsV1 spells it: `f:spec`, `k:{"port":80,"protocol":"TCP"}` (keys in
// order of name, no blanks), `v:"a.example/x"`, `i:3`.
using PathElement = std::string;

// Upstream's order: fields by name, then keys, values and indexes by value (80 before 443).
bool elementLess(std::string_view a, std::string_view b);
// As conflicts show it: `.spec`, `[port=80,protocol="TCP"]`, `[="a.example/x"]`, `[3]`.
std::string elementText(std::string_view element);

// A value. A path is in the set when its last node is a member; a node without membership only leads to
// others. Children are sorted by elementLess.
class FieldSet {
 public:
  struct Node {
    PathElement element;
    bool member = false;
    std::vector<Node> children;
    bool operator==(const Node&) const = default;
  };

  // Compact FieldsV1 JSON. Fails for anything else than objects of objects, for unknown prefixes and for
  // nesting deeper than kMaxDepth.
  static constexpr int kMaxDepth = 64;
  static Result<FieldSet> parse(std::string_view fieldsV1);
  // `{}` for the empty set.
  std::string text() const;

  bool empty() const { return root_.children.empty(); }
  // Makes the path a member; the nodes that lead there only when new.
  void insert(const std::vector<std::string_view>& path);
  bool contains(const std::vector<std::string_view>& path) const;

  void add(const FieldSet& other);     // union
  void remove(const FieldSet& other);  // what is a member of `other` is no member any more; its children stay
  void removeWhole(const FieldSet& other);  // as remove, and everything below a removed member goes too
  void keep(const FieldSet& other);         // intersection

  // Every member's path in upstream's order: the members of a level, then what is below each.
  void eachPath(const std::function<void(const std::string& path)>& visit) const;

  const Node& root() const { return root_; }
  Node& root() { return root_; }
  bool operator==(const FieldSet&) const = default;

 private:
  Node root_;
};

// The child of that name, or null. `children` are sorted.
const FieldSet::Node* findChild(const FieldSet::Node& node, std::string_view element);
// Puts children into order after they were only appended; what stands twice becomes one. For those who make
// many at once: childOf() moves what comes later.
void sortChildren(FieldSet::Node& node);
// The child of that name, made when absent.
FieldSet::Node& childOf(FieldSet::Node& node, std::string_view element);

}  // namespace seamark::api
