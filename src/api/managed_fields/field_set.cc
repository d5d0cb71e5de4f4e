// FieldSet's algebra: sorted trees merged side by side. Reading and writing stand in field_set_text.cc.
// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/field_set.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

namespace seamark::api {
namespace {

using Node = FieldSet::Node;

int rankOf(char prefix) {
  switch (prefix) {
    case 'f':
      return 0;
    case 'k':
      return 1;
    case 'v':
      return 2;
    default:
      return 3;
  }
}

bool isNumber(std::string_view text) {
  return !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
}

// The JSON scalar at the front of `text`.
std::string_view takeScalar(std::string_view text) {
  if (text.starts_with('"')) {
    size_t end = 1;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
    return text.substr(0, std::min(end + 1, text.size()));
  }
  return text.substr(0, text.find_first_of(",}"));
}

int compareScalars(std::string_view a, std::string_view b) {
  if (!isNumber(a) || !isNumber(b)) {
    if (isNumber(a) != isNumber(b)) return isNumber(a) ? -1 : 1;
    return a.compare(b);
  }
  int64_t x = 0, y = 0;
  auto [xEnd, xError] = std::from_chars(a.data(), a.data() + a.size(), x);
  auto [yEnd, yError] = std::from_chars(b.data(), b.data() + b.size(), y);
  if (xError != std::errc() || yError != std::errc() || x == y) return a.compare(b);
  return x < y ? -1 : 1;
}

// Two normalised key objects, `{"port":80,"protocol":"TCP"}`: pair by pair, names first.
int compareKeys(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    a.remove_prefix(1);  // '{', ',' or ':' before each token
    b.remove_prefix(1);
    const std::string_view x = takeScalar(a), y = takeScalar(b);
    if (int order = compareScalars(x, y); order != 0) return order;
    a.remove_prefix(x.size());
    b.remove_prefix(y.size());
  }
  return a.empty() == b.empty() ? 0 : (a.empty() ? -1 : 1);
}

void addChildren(std::vector<Node>& into, const std::vector<Node>& from);

void addNode(Node& into, const Node& from) {
  into.member |= from.member;
  addChildren(into.children, from.children);
}

// A few are put in one by one; many are merged side by side.
void addChildren(std::vector<Node>& into, const std::vector<Node>& from) {
  constexpr size_t kFew = 4;
  const auto less = [](const Node& n, const PathElement& e) { return elementLess(n.element, e); };
  if (from.size() <= kFew) {
    for (const Node& node : from) {
      auto at = std::lower_bound(into.begin(), into.end(), node.element, less);
      if (at != into.end() && at->element == node.element) {
        addNode(*at, node);
      } else {
        into.insert(at, node);
      }
    }
    return;
  }
  std::vector<Node> merged;
  merged.reserve(into.size() + from.size());
  auto at = into.begin();
  for (const Node& node : from) {
    while (at != into.end() && less(*at, node.element)) merged.push_back(std::move(*at++));
    if (at != into.end() && at->element == node.element) {
      merged.push_back(std::move(*at++));
      addNode(merged.back(), node);
    } else {
      merged.push_back(node);
    }
  }
  std::move(at, into.end(), std::back_inserter(merged));
  into = std::move(merged);
}

bool vanished(const Node& node) {
  return !node.member && node.children.empty();
}

void removeChildren(Node& from, const Node& what, bool whole) {
  for (Node& node : from.children) {
    const Node* other = findChild(what, node.element);
    if (other == nullptr) continue;
    if (other->member) {
      node.member = false;
      if (whole) node.children.clear();
    }
    removeChildren(node, *other, whole);
  }
  std::erase_if(from.children, vanished);
}

void keepChildren(Node& of, const Node& what) {
  for (Node& node : of.children) {
    const Node* other = findChild(what, node.element);
    if (other == nullptr) {
      node.member = false;
      node.children.clear();
      continue;
    }
    node.member &= other->member;
    keepChildren(node, *other);
  }
  std::erase_if(of.children, vanished);
}

void visitPaths(const Node& node, std::string& path, const std::function<void(const std::string&)>& visit) {
  const size_t length = path.size();
  for (const Node& child : node.children) {
    if (!child.member) continue;
    path += elementText(child.element);
    visit(path);
    path.resize(length);
  }
  for (const Node& child : node.children) {
    if (child.children.empty()) continue;
    path += elementText(child.element);
    visitPaths(child, path, visit);
    path.resize(length);
  }
}

}  // namespace

bool elementLess(std::string_view a, std::string_view b) {
  const int x = rankOf(a.empty() ? 'f' : a[0]), y = rankOf(b.empty() ? 'f' : b[0]);
  if (x != y) return x < y;
  if (a.size() < 3 || b.size() < 3) return a < b;
  switch (x) {
    case 0:
      return a < b;
    case 1:
      return compareKeys(a.substr(2), b.substr(2)) < 0;
    default:
      return compareScalars(a.substr(2), b.substr(2)) < 0;
  }
}

const Node* findChild(const Node& node, std::string_view element) {
  auto at = std::lower_bound(node.children.begin(), node.children.end(), element,
                             [](const Node& n, std::string_view e) { return elementLess(n.element, e); });
  return at != node.children.end() && at->element == element ? &*at : nullptr;
}

Node& childOf(Node& node, std::string_view element) {
  // Walks insert in order more often than not.
  if (node.children.empty() || elementLess(node.children.back().element, element))
    return node.children.emplace_back(Node{.element = PathElement(element), .member = false, .children = {}});
  auto at = std::lower_bound(node.children.begin(), node.children.end(), element,
                             [](const Node& n, std::string_view e) { return elementLess(n.element, e); });
  if (at != node.children.end() && at->element == element) return *at;
  return *node.children.insert(at, Node{.element = PathElement(element), .member = false, .children = {}});
}

void sortChildren(Node& node) {
  std::vector<Node>& children = node.children;
  const auto inOrder = [](const Node& a, const Node& b) { return elementLess(a.element, b.element); };
  const auto same = [](const Node& a, const Node& b) { return a.element == b.element; };
  if (std::is_sorted(children.begin(), children.end(), inOrder) &&
      std::adjacent_find(children.begin(), children.end(), same) == children.end())
    return;
  std::sort(children.begin(), children.end(), inOrder);
  auto last = children.begin();
  for (auto next = last + 1; next != children.end(); ++next) {
    if (!same(*next, *last)) {
      if (++last != next) *last = std::move(*next);
      continue;
    }
    last->member |= next->member;
    std::move(next->children.begin(), next->children.end(), std::back_inserter(last->children));
    sortChildren(*last);
  }
  children.erase(last + 1, children.end());
}

void FieldSet::insert(const std::vector<std::string_view>& path) {
  Node* node = &root_;
  for (std::string_view element : path) node = &childOf(*node, element);
  if (node != &root_) node->member = true;
}

bool FieldSet::contains(const std::vector<std::string_view>& path) const {
  const Node* node = &root_;
  for (std::string_view element : path) {
    node = findChild(*node, element);
    if (node == nullptr) return false;
  }
  return node->member;
}

void FieldSet::add(const FieldSet& other) {
  addChildren(root_.children, other.root_.children);
}
void FieldSet::remove(const FieldSet& other) {
  removeChildren(root_, other.root_, false);
}
void FieldSet::removeWhole(const FieldSet& other) {
  removeChildren(root_, other.root_, true);
}
void FieldSet::keep(const FieldSet& other) {
  keepChildren(root_, other.root_);
}

void FieldSet::eachPath(const std::function<void(const std::string& path)>& visit) const {
  std::string path;
  visitPaths(root_, path, visit);
}

}  // namespace seamark::api
