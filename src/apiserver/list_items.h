// ListItems: the objects of one list, page or selection, in order and in the form that was asked for.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "apiserver/key_range.h"
#include "apiserver/list_options.h"
#include "apiserver/representation.h"
#include "store/store.h"

namespace seamark::apiserver {

// What is to be listed, decided.
struct ListPlan {
  store::Collection items;       // the snapshot
  store::Revision revision = 0;  // shown as the list's own, and kept by continue tokens
  KeyRange range;                // what is left of it from the start of this page
  int64_t limit = 0;             // 0: no pages
};

// A cursor over them. One thread at a time.
class ListItems {
 public:
  ListItems(const api::Kind& kind, Form form, ListOptions options, ListPlan plan, WallTime now);

  const api::Kind& kind() const { return kind_; }
  const Form& form() const { return form_; }
  const KeyRange& range() const { return plan_.range; }
  // Everything in the range is shown: no page, no selection.
  bool isWhole() const { return options_.selectsEverything() && end_ == plan_.range.to; }

  // What stands before the first item and after the last.
  const std::string& head() const { return head_; }
  std::string tail() const;

  void restart();
  bool more() const { return left_ > 0; }
  // How many objects there are from the cursor on, whether they are selected or not.
  size_t left() const { return left_; }
  // Of the object at the cursor, whether it is selected or not.
  std::string_view key() const { return next_.key(); }
  store::Revision revision() const { return next_.value()->revision(); }
  // Appends the object at the cursor, if it is selected, and goes on.
  void appendNext(std::string& out);

  // Whether every item is the object's own bytes behind a separator. Then takeSome() goes on without a copy; what
  // it gives is valid as long as this. Objects lie anywhere in memory: the way to each is several misses of the
  // cache, which overlap when some are asked for together.
  bool isShared() const;
  static constexpr size_t kFetched = 32;
  size_t takeSome(std::array<const api::EncodedObject*, kFetched>& objects);
  // What stands before the object's bytes goes to the end of `out`.
  void appendSeparator(const api::EncodedObject& object, std::string& out);
  api::EncodedText bytesOf(const api::EncodedObject& object) const {
    return form_.protobuf() ? object.protobuf() : object.json();
  }

  // Where the cursor is, to come back or to look ahead.
  using Place = store::Collection::Iterator;
  const Place& place() const { return next_; }
  // Goes there, past `taken` objects.
  void skipTo(Place place, size_t taken) {
    next_ = std::move(place);
    left_ -= taken;
    first_ = false;
  }
  bool first() const { return first_; }

 private:
  bool inRange(const Place& place) const { return place && (end_.empty() || place.key() < end_); }
  // A continue token may lie behind the one object that a field selector asks for.
  bool nothingInRange() const { return !end_.empty() && plan_.range.from >= end_; }
  // The object there as it is shown, when the selectors take it.
  api::EncodedPtr selected(const Place& place) const;
  void findPageEnd(api::ListMeta& meta);
  size_t itemBytes() const;

  const api::Kind& kind_;
  Form form_;
  ListOptions options_;
  ListPlan plan_;
  std::string end_;  // keys from here on are not on the page; empty: no end
  WallTime now_;
  std::string head_;
  Place next_;
  size_t left_ = 0;    // counted once: comparing keys would fetch each of them
  bool first_ = true;  // nothing has been taken yet
};

}  // namespace seamark::apiserver
