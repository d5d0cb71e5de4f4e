// PersistentMap<V>: an ordered map from text to V whose copies share structure. A copy is one pointer; set
// and erase copy a path of O(log n) nodes and leave every other copy as it was. Readers on other threads need
// no lock, because a map that has been shared never changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "base/counted.h"
#include "base/shared_text.h"

namespace seamark {

// A weight-balanced tree, immutable nodes. V is cheap to copy (a shared_ptr).
template <class V>
class PersistentMap {
  struct Node;
  using Link = CountedPtr<Node>;

 public:
  PersistentMap() = default;

  // All of `sorted`, whose keys rise strictly, in linear time.
  static PersistentMap fromSorted(std::vector<std::pair<SharedText, V>> sorted) {
    return PersistentMap(build(sorted, 0, sorted.size()));
  }

  size_t size() const { return count(root_); }
  bool empty() const { return !root_; }
  // The value under `key`, or null. Valid as long as this map (or a copy of it) is.
  const V* find(std::string_view key) const {
    const Node* node = nodeOf(key);
    return node ? &node->value : nullptr;
  }
  // The map's own copy of `key`, or a new one where it has none: for who keeps it too.
  SharedText sharedKey(std::string_view key) const {
    const Node* node = nodeOf(key);
    return node ? node->key : SharedText(key);
  }

  [[nodiscard]] PersistentMap set(const SharedText& key, V value) const {
    return PersistentMap(insert(root_, key, std::move(value)));
  }
  [[nodiscard]] PersistentMap set(std::string_view key, V value) const {
    return set(sharedKey(key), std::move(value));
  }
  [[nodiscard]] PersistentMap erase(std::string_view key) const { return PersistentMap(remove(root_, key)); }

  // Forward iteration in key order from the first key not less than `from`. Keep the map alive while
  // iterating.
  class Iterator {
   public:
    Iterator() = default;
    explicit operator bool() const { return !path_.empty(); }
    std::string_view key() const { return path_.back()->key; }
    const SharedText& sharedKey() const { return path_.back()->key; }
    const V& value() const { return path_.back()->value; }
    void next() {
      const Node* node = path_.back()->right.get();
      path_.pop_back();
      descend(node);
    }

   private:
    friend class PersistentMap;
    void descend(const Node* node) {
      for (; node; node = node->left.get()) {
        __builtin_prefetch(node->right.get());  // where next() goes from here
        path_.push_back(node);
      }
    }
    std::vector<const Node*> path_;
  };
  Iterator begin(std::string_view from = {}) const {
    Iterator it;
    for (const Node* node = root_.get(); node;) {
      if (from <= node->key.view()) {
        it.path_.push_back(node);
        node = node->left.get();
      } else {
        node = node->right.get();
      }
    }
    return it;
  }

  // How many keys are in [from, to); an empty `to` has no end.
  size_t countRange(std::string_view from, std::string_view to) const {
    return (to.empty() ? size() : countBelow(to)) - countBelow(from);
  }

  // The sum of weigh(value) over the keys in [from, to); an empty `to` has no end. `weigh` gives every value the same
  // at each call: nodes remember the sums below them, so what is weighed is what changed since the last call on any
  // map that shares structure with this one.
  template <class Weigh>
  uint64_t weightOfRange(std::string_view from, std::string_view to, const Weigh& weigh) const {
    return (to.empty() ? weight(root_, weigh) : weightBelow(to, weigh)) - weightBelow(from, weigh);
  }

 private:
  struct Node : Counted {
    Node(SharedText k, V v, Link l, Link r)
        : size(static_cast<uint32_t>(1 + count(l) + count(r))),
          key(std::move(k)),
          value(std::move(v)),
          left(std::move(l)),
          right(std::move(r)) {}
    uint32_t size;
    mutable std::atomic<uint32_t> weight{0};  // of the subtree; 0: nobody has asked, or it does not fit
    SharedText key;
    V value;
    Link left, right;
  };
  static constexpr size_t kDelta = 3, kGamma = 2;  // balance that keeps single and double rotations enough

  explicit PersistentMap(Link root) : root_(std::move(root)) {}

  static size_t count(const Link& node) { return node ? node->size : 0; }

  const Node* nodeOf(std::string_view key) const {
    const Node* node = root_.get();
    while (node) {
      const int order = key.compare(node->key);
      if (order == 0) return node;
      node = (order < 0 ? node->left : node->right).get();
    }
    return nullptr;
  }

  static Link make(SharedText key, V value, Link left, Link right) {
    return Link(new Node(std::move(key), std::move(value), std::move(left), std::move(right)));
  }
  static Link with(const Node& node, Link left, Link right) {
    return make(node.key, node.value, std::move(left), std::move(right));
  }

  static Link build(std::vector<std::pair<SharedText, V>>& sorted, size_t from, size_t to) {
    if (from == to) return {};
    const size_t middle = from + (to - from) / 2;
    Link left = build(sorted, from, middle);
    Link right = build(sorted, middle + 1, to);
    return make(std::move(sorted[middle].first), std::move(sorted[middle].second), std::move(left),
                std::move(right));
  }

  static Link balance(const Node& node, Link left, Link right) {
    const size_t l = count(left), r = count(right);
    if (l + r <= 1) return with(node, std::move(left), std::move(right));
    if (r > kDelta * l) {
      if (count(right->left) < kGamma * count(right->right))
        return with(*right, with(node, std::move(left), right->left), right->right);
      const Node& pivot = *right->left;
      return with(pivot, with(node, std::move(left), pivot.left), with(*right, pivot.right, right->right));
    }
    if (l > kDelta * r) {
      if (count(left->right) < kGamma * count(left->left))
        return with(*left, left->left, with(node, left->right, std::move(right)));
      const Node& pivot = *left->right;
      return with(pivot, with(*left, left->left, pivot.left), with(node, pivot.right, std::move(right)));
    }
    return with(node, std::move(left), std::move(right));
  }

  static Link insert(const Link& node, const SharedText& key, V value) {
    if (!node) return make(key, std::move(value), {}, {});
    const int order = key.view().compare(node->key);
    if (order == 0) return make(key, std::move(value), node->left, node->right);
    if (order < 0) return balance(*node, insert(node->left, key, std::move(value)), node->right);
    return balance(*node, node->left, insert(node->right, key, std::move(value)));
  }

  static Link remove(const Link& node, std::string_view key) {
    if (!node) return {};
    const int order = key.compare(node->key);
    if (order < 0) {
      Link left = remove(node->left, key);
      return left == node->left ? node : balance(*node, std::move(left), node->right);
    }
    if (order > 0) {
      Link right = remove(node->right, key);
      return right == node->right ? node : balance(*node, node->left, std::move(right));
    }
    if (!node->left) return node->right;
    if (!node->right) return node->left;
    const Node* successor = node->right.get();
    while (successor->left) successor = successor->left.get();
    return balance(*successor, node->left, remove(node->right, successor->key));
  }

  size_t countBelow(std::string_view key) const {
    size_t below = 0;
    for (const Node* node = root_.get(); node;) {
      if (node->key.view() < key) {
        below += 1 + count(node->left);
        node = node->right.get();
      } else {
        node = node->left.get();
      }
    }
    return below;
  }

  // Readers may do the same at once: they store the same.
  template <class Weigh>
  static uint64_t weight(const Link& node, const Weigh& weigh) {
    if (!node) return 0;
    if (const uint32_t known = node->weight.load(std::memory_order_relaxed)) return known;
    const uint64_t sum = weight(node->left, weigh) + weigh(node->value) + weight(node->right, weigh);
    if (sum <= std::numeric_limits<uint32_t>::max())
      node->weight.store(static_cast<uint32_t>(sum), std::memory_order_relaxed);
    return sum;
  }

  template <class Weigh>
  uint64_t weightBelow(std::string_view key, const Weigh& weigh) const {
    uint64_t below = 0;
    for (const Node* node = root_.get(); node;) {
      if (node->key.view() < key) {
        below += weight(node->left, weigh) + weigh(node->value);
        node = node->right.get();
      } else {
        node = node->left.get();
      }
    }
    return below;
  }

  Link root_;
};

}  // namespace seamark
