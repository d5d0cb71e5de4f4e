// What a write added, changed and removed, by schema. Internal to managed_fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/managed_fields/field_set.h"
#include "api/managed_fields/typed_view.h"

namespace seamark::api {

struct Comparison {
  FieldSet added;
  FieldSet modified;
  FieldSet removed;
};

// Walks two values of one type side by side. Equal parts cost a comparison and no allocation: a path is
// spelled only when something differs there.
template <class View>
class Comparer {
 public:
  explicit Comparer(Comparison& out) : out_(out) {}

  // The fields of two objects.
  void fields(const Type& type, const View& before, const View& after) {
    for (const Field& field : type.fields) {
      if (field.name.empty()) {
        fields(field.type(), before.child(field), after.child(field));
        continue;
      }
      steps_.push_back({'f', field.name});
      values(valueType(field.type()), &field.options, before.child(field), after.child(field));
      steps_.pop_back();
    }
  }

 private:
  struct Step {
    char kind;  // 'f': name is a field's; ' ': name is a whole element
    std::string_view name;
  };

  void note(FieldSet& set) {
    FieldSet::Node* node = &set.root();
    std::string element;
    for (const Step& step : steps_) {
      element.assign(step.kind == 'f' ? "f:" : "");
      node = &childOf(*node, element.append(step.name));
    }
    node->member = true;
  }

  void values(const Type& type, const FieldOptions* options, const View& before, const View& after) {
    if (!before.present() && !after.present()) return;
    if (isLeaf(type, options)) {
      if (!before.present()) {
        note(out_.added);
      } else if (!after.present()) {
        note(out_.removed);
      } else if (!before.equals(after)) {
        note(out_.modified);
      }
      return;
    }
    if (before.present() && after.present() && before.equals(after)) return;
    switch (type.shape) {
      case Shape::Struct:
        fields(type, before, after);
        break;
      case Shape::Map:
        entries(type, before, after);
        break;
      default:
        items(type, options, before, after);
        break;
    }
    if (!before.present()) {
      note(out_.added);
    } else if (!after.present()) {
      note(out_.removed);
    }
  }

  void entries(const Type& type, const View& before, const View& after) {
    std::vector<std::pair<std::string_view, View>> old, next;
    before.eachEntry([&](std::string_view key, View value) { old.emplace_back(key, value); });
    after.eachEntry([&](std::string_view key, View value) { next.emplace_back(key, value); });
    const auto byKey = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::sort(old.begin(), old.end(), byKey);
    std::sort(next.begin(), next.end(), byKey);
    const Type& element = valueType(type.element());
    auto a = old.begin(), b = next.begin();
    while (a != old.end() || b != next.end()) {
      const bool onlyOld = b == next.end() || (a != old.end() && a->first < b->first);
      const bool onlyNew = !onlyOld && (a == old.end() || b->first < a->first);
      steps_.push_back({'f', onlyNew ? b->first : a->first});
      values(element, nullptr, onlyNew ? View() : a->second, onlyOld ? View() : b->second);
      steps_.pop_back();
      if (!onlyNew) ++a;
      if (!onlyOld) ++b;
    }
  }

  struct Item {
    std::string element;
    size_t index;  // items of one element stay in the list's order
    View view;
  };
  using Items = std::vector<Item>;

  Items byElement(const Type& type, const FieldOptions* options, const View& list) {
    Items out;
    const bool values = isSet(type, options);
    for (size_t i = 0; i < list.size(); ++i) {
      View item = list.item(i);
      std::string element = values ? "v:" + item.scalar() : keyElement(item, options->listMapKeys);
      out.push_back({std::move(element), i, item});
    }
    std::sort(out.begin(), out.end(), [](const Item& a, const Item& b) {
      return a.element == b.element ? a.index < b.index : elementLess(a.element, b.element);
    });
    return out;
  }

  void items(const Type& type, const FieldOptions* options, const View& before, const View& after) {
    const Items old = byElement(type, options, before), next = byElement(type, options, after);
    const Type& element = valueType(type.element());
    auto a = old.begin(), b = next.begin();
    while (a != old.end() || b != next.end()) {
      const std::string& name = b == next.end() || (a != old.end() && elementLess(a->element, b->element))
                                    ? a->element
                                    : b->element;
      auto aEnd = a, bEnd = b;
      while (aEnd != old.end() && aEnd->element == name) ++aEnd;
      while (bEnd != next.end() && bEnd->element == name) ++bEnd;
      steps_.push_back({' ', name});
      if (aEnd - a <= 1 && bEnd - b <= 1) {
        values(element, nullptr, aEnd == a ? View() : a->view, bEnd == b ? View() : b->view);
      } else {
        duplicates(a, aEnd, b, bEnd);
      }
      steps_.pop_back();
      a = aEnd;
      b = bEnd;
    }
  }

  // Several items of one key: they are owned together.
  template <class At>
  void duplicates(At a, At aEnd, At b, At bEnd) {
    if (a == aEnd) return note(out_.added);
    if (b == bEnd) return note(out_.removed);
    const bool same =
        std::equal(a, aEnd, b, bEnd, [](const auto& x, const auto& y) { return x.view.equals(y.view); });
    if (!same) note(out_.modified);
  }

  Comparison& out_;
  std::vector<Step> steps_;
};

}  // namespace seamark::api
