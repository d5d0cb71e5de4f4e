// Two small kinds for the tests of this folder, so that they say what they mean and need no real kind.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <future>
#include <memory>
#include <string>

#include "api/kinds.h"
#include "api/meta.h"
#include "store/store.h"

namespace seamark::store {

struct Widget : api::Object {
  std::string data;
  bool operator==(const Widget&) const = default;
};

}  // namespace seamark::store

namespace seamark::api {
template <>
struct Schema<store::Widget> {
  static const Type& type() {
    static const Field kFields[] = {field<&Object::metadata, store::Widget>("metadata", 1),
                                    field<&store::Widget::data>("data", 2)};
    static const Type kType = structType<store::Widget>("Widget", "", kFields);
    return kType;
  }
};
}  // namespace seamark::api

namespace seamark::store {

inline api::Kind widgetKind(std::string_view group, std::string_view plural, size_t index) {
  api::Kind kind;
  kind.group = group;
  kind.version = "v1";
  kind.kind = "Widget";
  kind.plural = plural;
  kind.type = &api::typeOf<Widget>;
  kind.make = &api::makeObject<Widget>;
  kind.clone = &api::cloneObject<Widget>;
  kind.index = index;
  return kind;
}

inline const api::Kind kWidgets = widgetKind("", "widgets", 0);
inline const api::Kind kGadgets = widgetKind("example.com", "gadgets", 1);
inline const std::array<const api::Kind*, 2> kTestKinds{&kWidgets, &kGadgets};

inline std::shared_ptr<Widget> widget(const std::string& name, const std::string& data) {
  auto made = std::make_shared<Widget>();
  made->metadata.name = name;
  made->metadata.namespace_ = "ns";
  made->data = data;
  return made;
}

inline std::string dataOf(const api::EncodedPtr& object) {
  return api::as<Widget>(*object->object()).data;
}

inline Write put(const std::string& name, const std::string& data, Expect expect = Expect::anything(),
                 const api::Kind& kind = kWidgets) {
  return {&kind, "ns/" + name, widget(name, data), nullptr, expect};
}
inline Write remove(const std::string& name, Expect expect = Expect::anything(),
                    const api::Kind& kind = kWidgets) {
  return {&kind, "ns/" + name, nullptr, nullptr, expect};
}

// Commits and waits for the outcome. Not for the store's own thread.
inline Outcome commitAndWait(Store& store, Transaction transaction) {
  std::promise<Outcome> promise;
  store.commit(std::move(transaction), [&](Outcome outcome) { promise.set_value(std::move(outcome)); });
  return promise.get_future().get();
}
inline Outcome commitAndWait(Store& store, Write write) {
  Transaction transaction;
  transaction.writes.push_back(std::move(write));
  return commitAndWait(store, std::move(transaction));
}

}  // namespace seamark::store
