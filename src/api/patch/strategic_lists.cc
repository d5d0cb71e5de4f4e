// Strategic merge patch of lists: merging by key, sets of scalars, and the order of the result.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "api/field_error.h"
#include "api/patch/patch_document.h"
#include "api/patch/strategic.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

Status noMergeKey(const json::object& item, std::string_view key) {
  return patchFailure(
      fmt::format("map: {} does not contain declared merge key: {}", goValueText(json::value(item)), key));
}

// What an item is known by: the text of its key's value, or of itself.
std::string identity(const json::value& item, std::string_view mergeKey) {
  if (const json::object* object = item.if_object()) {
    const json::value* value = object->if_contains(mergeKey);
    return value == nullptr ? std::string() : json::serialize(*value);
  }
  return json::serialize(item);
}

enum class Items { None, Scalars, Maps };

// All items of both lists must be of one kind, and no lists.
Result<Items> itemsOf(const json::array& a, const json::array& b) {
  const json::value* first = !a.empty() ? &a[0] : !b.empty() ? &b[0] : nullptr;
  if (first == nullptr) return Items::None;
  if (first->is_array()) return Failure(patchRejected());  // upstream: lists of lists are not supported
  for (const json::array* list : {&a, &b}) {
    for (const json::value& item : *list) {
      if (item.kind() != first->kind()) {
        return Failure(patchFailure("list element types are not identical: [" + goValueText(json::value(a)) +
                                    " " + goValueText(json::value(b)) + "]"));
      }
    }
  }
  return first->is_object() ? Items::Maps : Items::Scalars;
}

// Where each identity stands first.
std::unordered_map<std::string, size_t> places(const json::array& list, std::string_view mergeKey) {
  std::unordered_map<std::string, size_t> out;
  for (size_t i = 0; i < list.size(); ++i) out.emplace(identity(list[i], mergeKey), i);
  return out;
}

// The result's order: items that the patch names in the patch's order, the others in the server's; each of
// the others goes before the first named item that the server has after it.
json::array inOrder(json::array merged, const json::array& patchOrder, const json::array& serverOrder,
                    std::string_view mergeKey) {
  const auto wanted = places(patchOrder, mergeKey), server = places(serverOrder, mergeKey);
  struct Placed {
    size_t order;
    std::optional<size_t> server;
    json::value value;
  };
  std::vector<Placed> named, others;
  for (json::value& item : merged) {
    const std::string id = identity(item, mergeKey);
    const auto inPatch = wanted.find(id), inServer = server.find(id);
    std::optional<size_t> place;
    if (inServer != server.end()) place = inServer->second;
    const bool isNamed = inPatch != wanted.end();
    const size_t order = isNamed ? inPatch->second : place.value_or(SIZE_MAX);
    (isNamed ? named : others).push_back({order, place, std::move(item)});
  }
  const auto sortStably = [](std::vector<Placed>& items) {
    std::vector<size_t> index(items.size());
    for (size_t i = 0; i < index.size(); ++i) index[i] = i;
    std::sort(index.begin(), index.end(), [&](size_t a, size_t b) {
      return items[a].order != items[b].order ? items[a].order < items[b].order : a < b;
    });
    std::vector<Placed> sorted;
    for (size_t i : index) sorted.push_back(std::move(items[i]));
    items = std::move(sorted);
  };
  sortStably(named);
  sortStably(others);
  json::array out;
  out.reserve(named.size() + others.size());
  size_t i = 0, j = 0;
  while (i < others.size() || j < named.size()) {
    const bool takeOther = j == named.size() || (i < others.size() && others[i].server && named[j].server &&
                                                 *others[i].server < *named[j].server);
    out.push_back(std::move(takeOther ? others[i++].value : named[j++].value));
  }
  return out;
}

json::array withoutScalars(json::array original, const json::array& remove) {
  std::unordered_set<std::string> gone;
  for (const json::value& item : remove) gone.insert(json::serialize(item));
  json::array out;
  for (json::value& item : original)
    if (!gone.contains(json::serialize(item))) out.push_back(std::move(item));
  return out;
}

json::array uniqueScalars(const json::array& a, const json::array& b) {
  std::unordered_set<std::string> seen;
  json::array out;
  for (const json::array* list : {&a, &b})
    for (const json::value& item : *list)
      if (seen.insert(json::serialize(item)).second) out.push_back(item);
  return out;
}

// `$patch` items: what they delete goes from the original; true when the whole list is replaced.
Result<bool> applyListDirectives(json::array& original, json::array& patch, std::string_view mergeKey) {
  bool replace = false;
  json::array rest;
  std::unordered_set<std::string> deleted;
  for (json::value& value : patch) {
    const json::object& item = value.get_object();
    const json::value* directive = item.if_contains(kPatchDirective);
    if (directive == nullptr) {
      rest.push_back(std::move(value));
    } else if (*directive == "delete") {
      if (!item.contains(mergeKey)) return Failure(noMergeKey(item, mergeKey));
      deleted.insert(identity(value, mergeKey));
    } else if (*directive == "replace") {
      replace = true;
    } else if (*directive == "merge") {
      return Failure(patchFailure("merging lists cannot yet be specified in the patch"));
    } else {
      return Failure(
          patchFailure("unknown patch type: " + goStringText(*directive) + " in map: " + goValueText(value)));
    }
  }
  patch = std::move(rest);
  if (!deleted.empty()) {
    json::array kept;
    for (json::value& item : original)
      if (!deleted.contains(identity(item, mergeKey))) kept.push_back(std::move(item));
    original = std::move(kept);
  }
  return replace;
}

Result<json::array> mergeItems(json::array original, const json::array& patch, const MergeRule& rule) {
  auto known = places(original, rule.mergeKey);
  const Type* element =
      rule.type != nullptr && rule.type->element != nullptr ? &rule.type->element() : nullptr;
  for (const json::value& value : patch) {
    const json::object& item = value.get_object();
    if (!item.contains(rule.mergeKey)) return Failure(noMergeKey(item, rule.mergeKey));
    const auto [at, isNew] = known.emplace(identity(value, rule.mergeKey), original.size());
    if (isNew) {
      original.push_back(value);
      dropNullsAndDirectives(original.back());
      continue;
    }
    json::value& there = original[at->second];
    TRY(json::object merged, mergeMaps(std::move(there.get_object()), item, element));
    there = std::move(merged);
  }
  return original;
}

// Go's %s of a value's type.
std::string goTypeName(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "%!s(<nil>)";
    case json::kind::object:
      return "map[string]interface {}";
    case json::kind::array:
      return "[]interface {}";
    case json::kind::string:
      return "string";
    case json::kind::bool_:
      return "bool";
    case json::kind::int64:
      return "int64";
    default:
      return "float64";
  }
}

// `$setElementOrder` must name the patch's items in the patch's order.
bool followsOrder(const json::array& patch, const json::array& order, std::string_view mergeKey) {
  size_t at = 0;
  for (const json::value& item : patch) {
    const json::object* object = item.if_object();
    if (object != nullptr && object->contains(kPatchDirective)) continue;
    const std::string id = identity(item, mergeKey);
    while (at < order.size() && identity(order[at], mergeKey) != id) ++at;
    if (at == order.size()) return false;
  }
  return true;
}

}  // namespace

Result<json::array> mergeLists(json::array original, json::array patch, const MergeRule& rule, bool remove) {
  TRY(const Items items, itemsOf(original, patch));
  if (items == Items::None) return original;
  if (items == Items::Scalars) {
    if (remove) return withoutScalars(std::move(original), patch);
    return inOrder(uniqueScalars(original, patch), patch, original, {});
  }
  if (rule.mergeKey.empty()) {
    return Failure(patchFailure("cannot merge lists without merge key for " +
                                std::string(rule.type != nullptr ? rule.type->name : "")));
  }
  TRY(const bool replace, applyListDirectives(original, patch, rule.mergeKey));
  if (replace) {
    for (json::value& item : patch) dropNullsAndDirectives(item);
    return patch;
  }
  const json::array server = original;
  TRY(json::array merged, mergeItems(std::move(original), patch, rule));
  return inOrder(std::move(merged), patch, server, rule.mergeKey);
}

Result<> mergeInOrder(json::object& original, json::object& patch, std::string_view field,
                      const json::value& order, const Type* type) {
  const Type* known = behindPointers(type);
  if (known != nullptr && known->shape == Shape::Struct && known->find(field) == nullptr)
    return Failure(patchFailure(fmt::format("unable to find api field in struct {} for the json field {}",
                                            known->name, goQuoted(field))));
  json::value* there = original.if_contains(field);
  json::value* change = patch.if_contains(field);
  for (const json::value* list : {&order, static_cast<const json::value*>(there)})
    if (list != nullptr && !list->is_array())
      return Failure(patchFailure("expected a []interface {}, but received a " + goTypeName(*list)));
  const json::array& wanted = order.get_array();
  const bool hasList = there != nullptr && there->is_array();
  const bool hasChange = change != nullptr && change->is_array();
  if (change != nullptr && !hasChange) return {};  // null deletes; anything else is a type error later
  if (!hasList && !hasChange) return {};
  const MergeRule rule = ruleOf(type, field);
  const json::array server = hasList ? there->get_array() : json::array();
  const json::array changes = hasChange ? change->get_array() : json::array();
  for (const json::array* list : {&wanted, &changes})
    for (const json::value& item : *list)
      if (!rule.mergeKey.empty() && item.is_object() && !item.get_object().contains(rule.mergeKey) &&
          !item.get_object().contains(kPatchDirective))
        return Failure(noMergeKey(item.get_object(), rule.mergeKey));
  if (!followsOrder(changes, wanted, rule.mergeKey)) {
    return Failure(
        patchFailure(fmt::format("The order in patch list:\n{}\n doesn't match $setElementOrder list:\n{}\n",
                                 goValueText(json::value(changes)), goValueText(order))));
  }
  json::array merged = server;
  if (hasChange) {
    if (hasList && !rule.merges) {
      merged = changes;
    } else {
      TRY(merged, mergeLists(server, changes, rule, false));
    }
  }
  if (!rule.mergeKey.empty()) {
    CHECKED(itemsOf(merged, wanted));
  }
  patch.erase(field);
  original[field] = inOrder(std::move(merged), wanted, server, rule.mergeKey);
  return {};
}

}  // namespace seamark::api
