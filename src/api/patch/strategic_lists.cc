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

// Where something by key is asked of an item, it must have the key.
Result<> checkKeys(const json::array& list, std::string_view mergeKey) {
  for (const json::value& value : list)
    if (const json::object* item = value.if_object(); item != nullptr && !item->contains(mergeKey))
      return Failure(noMergeKey(*item, mergeKey));
  return {};
}

using ItemRefs = std::vector<json::value*>;

json::array copied(const ItemRefs& items) {
  json::array out;
  for (const json::value* item : items) out.push_back(*item);
  return out;
}

// `$patch` items: what they delete goes from the original. `rest` gets the other items; true when these replace the
// whole list.
Result<bool> applyListDirectives(json::array& original, json::array& patch, std::string_view mergeKey,
                                 ItemRefs& rest) {
  bool replace = false;
  std::unordered_set<std::string> deleted;
  for (json::value& value : patch) {
    const json::object& item = value.get_object();
    const json::value* directive = item.if_contains(kPatchDirective);
    if (directive == nullptr) {
      rest.push_back(&value);
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
  if (!deleted.empty()) {
    json::array kept;
    for (json::value& item : original)
      if (!deleted.contains(identity(item, mergeKey))) kept.push_back(std::move(item));
    original = std::move(kept);
  }
  return replace;
}

// Items that are new are taken as they stand, with their nulls and directives.
Result<json::array> mergeItems(json::array original, const ItemRefs& patch, const MergeRule& rule) {
  auto known = places(original, rule.mergeKey);
  const Type* element =
      rule.type != nullptr && rule.type->element != nullptr ? &rule.type->element() : nullptr;
  for (json::value* value : patch) {
    json::object& item = value->get_object();
    if (!item.contains(rule.mergeKey)) return Failure(noMergeKey(item, rule.mergeKey));
    const auto [at, isNew] = known.emplace(identity(*value, rule.mergeKey), original.size());
    if (isNew) {
      original.push_back(*value);
      continue;
    }
    json::value& there = original[at->second];
    TRY(json::object merged, mergeMaps(std::move(there.get_object()), item, element));
    there = std::move(merged);
  }
  return original;
}

std::string_view goKindOf(const Type* type) {
  if (type == nullptr) return "";
  switch (type->shape) {
    case Shape::Struct:
      return "struct";
    case Shape::Map:
      return "map";
    case Shape::String:
      return "string";
    default:
      return type->name;
  }
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

Status badArgument(std::string_view wanted, const json::value& got) {
  return patchFailure(fmt::format("expected a {}, but received a {}", wanted, goTypeName(got)));
}

// `$setElementOrder` must name the patch's items in the patch's order.
Result<> checkOrder(const json::array& patch, const json::array& order, std::string_view mergeKey) {
  if (patch.empty() || order.empty()) return {};
  const auto hasKey = [&](const json::value& item) -> Result<> {
    if (mergeKey.empty()) return {};
    const json::object* object = item.if_object();
    if (object == nullptr) return Failure(badArgument("map[string]interface {}", item));
    if (!object->contains(mergeKey)) return Failure(noMergeKey(*object, mergeKey));
    return {};
  };
  size_t at = 0;
  for (const json::value& item : patch) {
    const json::object* object = item.if_object();
    if (!mergeKey.empty() && object == nullptr) return Failure(badArgument("map[string]interface {}", item));
    if (object != nullptr && object->contains(kPatchDirective)) continue;
    bool found = false;
    for (; !found && at < order.size(); ++at) {
      CHECKED(hasKey(item));
      CHECKED(hasKey(order[at]));
      found = identity(order[at], mergeKey) == identity(item, mergeKey);
    }
    if (!found)
      return Failure(patchFailure(
          fmt::format("The order in patch list:\n{}\n doesn't match $setElementOrder list:\n{}\n",
                      goValueText(json::value(patch)), goValueText(json::value(order)))));
  }
  return {};
}

}  // namespace

Result<json::array> mergeLists(json::array original, json::array& patch, const MergeRule& rule, bool remove) {
  TRY(const Items items, itemsOf(original, patch));
  if (items == Items::None) return original;
  if (items == Items::Scalars) {
    if (remove) return withoutScalars(std::move(original), patch);
    return inOrder(uniqueScalars(original, patch), patch, original, {});
  }
  if (rule.mergeKey.empty()) {
    // Upstream names the kind of Go type that an item is.
    const Type* item = behindPointers(rule.type);
    if (item != nullptr && item->element != nullptr) item = behindPointers(&item->element());
    return Failure(patchFailure("cannot merge lists without merge key for " + std::string(goKindOf(item))));
  }
  ItemRefs rest;
  TRY(const bool replace, applyListDirectives(original, patch, rule.mergeKey, rest));
  if (replace) {
    json::array replaced = copied(rest);
    CHECKED(checkKeys(replaced, rule.mergeKey));
    return replaced;
  }
  const json::array server = original;
  TRY(json::array merged, mergeItems(std::move(original), rest, rule));
  CHECKED(checkKeys(merged, rule.mergeKey));
  return inOrder(std::move(merged), copied(rest), server, rule.mergeKey);
}

Result<> mergeInOrder(json::object& original, json::object& patch, std::string_view field,
                      const json::value& order, const Type* type) {
  json::value* there = original.if_contains(field);
  json::value* change = patch.if_contains(field);
  for (const json::value* list :
       {&order, static_cast<const json::value*>(there), static_cast<const json::value*>(change)})
    if (list != nullptr && !list->is_array()) return Failure(badArgument("[]interface {}", *list));
  const Type* known = behindPointers(type);
  if (known != nullptr && known->shape == Shape::Struct && known->find(field) == nullptr)
    return Failure(patchFailure(fmt::format("unable to find api field in struct {} for the json field {}",
                                            known->name, goQuoted(field))));
  const json::array& wanted = order.get_array();
  const MergeRule rule = ruleOf(type, field);
  const json::array server = there != nullptr ? there->get_array() : json::array();
  const json::array changes = change != nullptr ? change->get_array() : json::array();
  CHECKED(checkOrder(changes, wanted, rule.mergeKey));
  if (there == nullptr && change == nullptr) return {};
  json::array merged = server;
  if (there == nullptr) {
    merged = std::move(withoutDirectives(*change)->get_array());
  } else if (change != nullptr) {
    merged = changes;
    if (rule.merges) {
      TRY(merged, mergeLists(server, change->get_array(), rule, false));
    }
  }
  if (!rule.mergeKey.empty()) {
    for (const json::value& item : merged)
      if (!item.is_object()) return Failure(badArgument("map[string]interface {}", item));
    CHECKED(checkKeys(merged, rule.mergeKey));
    for (size_t i = 0; !merged.empty() && i < wanted.size(); ++i)
      if (!wanted[i].is_object())
        return Failure(patchFailure(fmt::format("value for key {} is not a map", i)));
    CHECKED(checkKeys(wanted, rule.mergeKey));
  }
  TRY(const Items items, itemsOf(server, changes));
  if (items == Items::None) return Failure(patchFailure("no elements in any of the given slices"));
  patch.erase(field);
  original[field] = inOrder(std::move(merged), wanted, server, rule.mergeKey);
  return {};
}

}  // namespace seamark::api
