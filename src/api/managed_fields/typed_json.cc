// Field sets of configurations, merging them into live objects and taking fields out again. Source: the
// merge rules of server-side apply, and recorded answers.
// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/typed_json.h"

#include <unordered_map>
#include <unordered_set>

#include "api/managed_fields/typed_view.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

namespace json = boost::json;
using Node = FieldSet::Node;

std::string_view textOf(json::string_view text) {
  return {text.data(), text.size()};
}

bool isEmptyMap(const json::value& value) {
  return value.is_object() && value.get_object().empty();
}

// The path element of each item of a set or keyed list.
std::vector<std::string> elementsOf(const Type& list, const FieldOptions* options, const json::array& items) {
  const bool set = isSet(list, options);
  const Type& element = valueType(list.element());
  std::vector<std::string> out;
  out.reserve(items.size());
  for (const json::value& item : items)
    out.push_back(set ? "v:" + goJson(item) : keyElement(JsonView(element, &item), options->listMapKeys));
  return out;
}

// --- the fields of a configuration

void collect(const Type& type, const FieldOptions* options, const json::value& value, Node& node);

// Members of a struct or map. A map's entries are members themselves, a struct's fields only by what is in
// them, or when that is nothing.
void collectMembers(const Type& type, const json::object& object, Node& node) {
  for (const auto& [key, value] : object) {
    const Field* field = type.shape == Shape::Struct ? type.find(textOf(key)) : nullptr;
    if (type.shape == Shape::Struct && field == nullptr) continue;
    Node& child = node.children.emplace_back();
    child.element = "f:" + std::string(textOf(key));
    if (field == nullptr || value.is_null() || isEmptyMap(value)) child.member = true;
    collect(valueType(field != nullptr ? field->type() : type.element()),
            field != nullptr ? &field->options : nullptr, value, child);
  }
  sortChildren(node);
}

void collect(const Type& type, const FieldOptions* options, const json::value& value, Node& node) {
  if (isLeaf(type, options)) {
    node.member = true;
    return;
  }
  if (value.is_object()) return collectMembers(type, value.get_object(), node);
  if (!value.is_array()) return;
  const json::array& items = value.get_array();
  std::vector<std::string> elements = elementsOf(type, options, items);
  for (size_t i = 0; i < items.size(); ++i) {
    Node& child = node.children.emplace_back();
    child.element = std::move(elements[i]);
    child.member = true;
    if (!isSet(type, options)) collect(valueType(type.element()), nullptr, items[i], child);
  }
  sortChildren(node);
}

// Nodes that are neither members nor lead to any: what an empty list leaves.
void dropEmpty(Node& node) {
  for (Node& child : node.children) dropEmpty(child);
  std::erase_if(node.children, [](const Node& child) { return !child.member && child.children.empty(); });
}

// --- merging

json::value mergeValues(const Type& type, const FieldOptions* options, json::value live,
                        const json::value& config);

json::object mergeObjects(const Type& type, json::object live, const json::object& config) {
  for (const auto& [key, value] : config) {
    const Field* field = type.shape == Shape::Struct ? type.find(textOf(key)) : nullptr;
    json::value* there = live.if_contains(key);
    if (there == nullptr) {
      live.emplace(key, value);
      continue;
    }
    const bool known = field != nullptr || type.shape == Shape::Map;
    *there = known ? mergeValues(valueType(field != nullptr ? field->type() : type.element()),
                                 field != nullptr ? &field->options : nullptr, std::move(*there), value)
                   : value;
  }
  return live;
}

// Items that only the server has stay where they are relative to the shared ones; the configuration's order
// decides among its own.
class ListMerge {
 public:
  ListMerge(const Type& type, const FieldOptions* options, json::array live, const json::array& config)
      : element_(valueType(type.element())),
        set_(isSet(type, options)),
        live_(std::move(live)),
        config_(config),
        liveNames_(elementsOf(type, options, live_)),
        configNames_(elementsOf(type, options, config_)) {
    for (size_t i = 0; i < live_.size(); ++i) liveAt_.emplace(liveNames_[i], i);
    for (size_t i = 0; i < config_.size(); ++i) configAt_.emplace(configNames_[i], i);
    for (const std::string& name : configNames_)
      if (liveAt_.contains(name)) shared_.push_back(name);
  }

  json::array run() {
    size_t l = 0, c = 0;
    while (l < live_.size() || c < config_.size()) {
      if (l < live_.size() && c < config_.size()) {
        const std::string& name = liveNames_[l];
        if (name == configNames_[c]) {
          take(c++);
          ++l;
          continue;
        }
        // A shared item that is not the next one of the configuration: it comes when its turn is there.
        if (configAt_.contains(name) && nextShared_ < shared_.size() && shared_[nextShared_] != name) {
          ++l;
          continue;
        }
      }
      if (l < live_.size()) {
        if (!configAt_.contains(liveNames_[l])) {
          out_.push_back(std::move(live_[l++]));
          continue;
        }
        if (taken_.contains(liveNames_[l])) {
          ++l;
          continue;
        }
      }
      if (c < config_.size()) take(c++);
    }
    return std::move(out_);
  }

 private:
  void take(size_t c) {
    const std::string& name = configNames_[c];
    taken_.insert(name);
    const auto there = liveAt_.find(name);
    if (there == liveAt_.end() || set_) {
      out_.push_back(config_[c]);
    } else {
      out_.push_back(mergeValues(element_, nullptr, live_[there->second], config_[c]));
    }
    if (nextShared_ < shared_.size() && shared_[nextShared_] == name) ++nextShared_;
  }

  const Type& element_;
  bool set_;
  json::array live_;
  const json::array& config_;
  std::vector<std::string> liveNames_, configNames_;
  std::unordered_map<std::string, size_t> liveAt_, configAt_;
  std::vector<std::string> shared_;  // in the configuration's order
  size_t nextShared_ = 0;
  std::unordered_set<std::string> taken_;
  json::array out_;
};

json::value mergeValues(const Type& type, const FieldOptions* options, json::value live,
                        const json::value& config) {
  if (isLeaf(type, options)) return config;
  const bool holdsSome =
      (live.is_object() && !live.get_object().empty()) || (live.is_array() && !live.get_array().empty());
  if (config.is_null() && holdsSome) return live;
  if (live.is_object() && config.is_object())
    return mergeObjects(type, std::move(live.get_object()), config.get_object());
  if (live.is_array() && config.is_array())
    return ListMerge(type, options, std::move(live.get_array()), config.get_array()).run();
  return config;
}

// --- removing

json::value removed(const Type& type, const FieldOptions* options, const json::value& value,
                    const Node& what);

// Null when nothing is left.
json::value removedMembers(const Type& type, const json::object& object, const Node& what) {
  json::object out;
  for (const auto& [key, value] : object) {
    const Node* node = findChild(what, "f:" + std::string(textOf(key)));
    if (node == nullptr) {
      out.emplace(key, value);
      continue;
    }
    if (node->member) continue;
    const Field* field = type.shape == Shape::Struct ? type.find(textOf(key)) : nullptr;
    if (type.shape == Shape::Struct && field == nullptr) continue;
    out.emplace(key, removed(valueType(field != nullptr ? field->type() : type.element()),
                             field != nullptr ? &field->options : nullptr, value, *node));
  }
  return out.empty() ? json::value() : json::value(std::move(out));
}

json::value removedItems(const Type& type, const FieldOptions* options, const json::array& items,
                         const Node& what) {
  const std::vector<std::string> elements = elementsOf(type, options, items);
  json::array out;
  for (size_t i = 0; i < items.size(); ++i) {
    const Node* node = findChild(what, elements[i]);
    if (node != nullptr && node->member) continue;
    out.push_back(node == nullptr ? items[i] : removed(valueType(type.element()), nullptr, items[i], *node));
  }
  return out.empty() ? json::value() : json::value(std::move(out));
}

json::value removed(const Type& type, const FieldOptions* options, const json::value& value,
                    const Node& what) {
  if (what.children.empty() || isLeaf(type, options)) return value;
  if (value.is_object() && !value.get_object().empty()) return removedMembers(type, value.get_object(), what);
  if (value.is_array() && !value.get_array().empty())
    return removedItems(type, options, value.get_array(), what);
  return nullptr;
}

// --- named fields

void nameFields(const Type* type, Node& node) {
  for (Node& child : node.children) {
    const Type* below = nullptr;
    if (type != nullptr && type->shape == Shape::Struct && child.element.starts_with("f:")) {
      const Field* field = type->find(std::string_view(child.element).substr(2));
      if (field != nullptr) below = &valueType(field->type());
      if (field != nullptr && !child.children.empty()) child.member = true;
    } else if (type != nullptr && (type->shape == Shape::Map || type->shape == Shape::List)) {
      below = &valueType(type->element());
    }
    nameFields(below, child);
  }
}

}  // namespace

FieldSet fieldsOf(const Type& type, const json::object& config) {
  FieldSet set;
  collectMembers(type, config, set.root());
  dropEmpty(set.root());
  return set;
}

json::object mergeTyped(const Type& type, json::object live, const json::object& config) {
  return mergeObjects(type, std::move(live), config);
}

json::object withoutFields(const Type& type, const json::object& object, const FieldSet& remove) {
  json::value out = removedMembers(type, object, remove.root());
  return out.is_object() ? std::move(out.get_object()) : json::object();
}

FieldSet withNamedFields(const Type& type, const FieldSet& set) {
  FieldSet out = set;
  nameFields(&type, out.root());
  return out;
}

}  // namespace seamark::api
