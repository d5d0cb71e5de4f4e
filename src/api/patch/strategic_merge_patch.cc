// Strategic merge patch of objects: which member merges how, and the directives of maps. Lists stand in
// strategic_lists.cc. Source: Kubernetes' documentation of strategic merge patch and recorded answers.
// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <unordered_set>
#include <vector>

#include "api/patch/patch.h"
#include "api/patch/patch_document.h"
#include "api/patch/strategic.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

std::string_view textOf(json::string_view text) {
  return {text.data(), text.size()};
}

// `$patch` in a map: the patch replaces it or empties it.
Result<json::object> directed(json::object& patch, const json::value& directive) {
  if (directive == "replace") {
    patch.erase(kPatchDirective);
    return patch;
  }
  if (directive == "delete") return json::object();
  return Failure(patchFailure("unknown patch type: " + goStringText(directive) +
                              " in map: " + goValueText(json::value(patch))));
}

// `$retainKeys`: everything else of the original goes.
Result<> retainKeys(json::object& original, json::object& patch) {
  const json::value* directive = patch.if_contains(kRetainKeys);
  if (directive == nullptr) return {};
  const Status malformed = badRequest("invalid patch format of retainKeys");
  if (!directive->is_array()) return Failure(malformed);
  std::unordered_set<std::string> keep;
  for (const json::value& key : directive->get_array())
    if (key.is_string()) keep.emplace(textOf(json::string_view(key.get_string())));
  patch.erase(kRetainKeys);
  const auto kept = [&](json::string_view key) { return keep.contains(std::string(textOf(key))); };
  for (const auto& [key, value] : patch) {
    const bool directiveKey = key.starts_with(kSetElementOrder) || key.starts_with(kDeleteFromPrimitiveList);
    if (!value.is_null() && !directiveKey && !kept(key)) return Failure(malformed);
  }
  for (auto at = original.begin(); at != original.end();) at = kept(at->key()) ? at + 1 : original.erase(at);
  return {};
}

// `$setElementOrder/x` is worked off together with its list.
Result<> orderedLists(json::object& original, json::object& patch, const Type* type) {
  std::vector<std::pair<std::string, json::value>> orders;
  for (const auto& [key, value] : patch) {
    // Whatever begins like a directive is one.
    if (key.starts_with("$setElementOrder") && !key.starts_with(kSetElementOrder))
      return Failure(badRequest("invalid patch format of setElementOrder list"));
    if (key.starts_with(kSetElementOrder)) orders.emplace_back(std::string(textOf(key)), value);
  }
  for (auto& [key, order] : orders) {
    patch.erase(key);
    CHECKED(
        mergeInOrder(original, patch, std::string_view(key).substr(kSetElementOrder.size()), order, type));
  }
  return {};
}

// Go tells apart what reflect.TypeOf does: maps, lists, strings, bools, integers and floats.
bool sameKind(const json::value& a, const json::value& b) {
  const auto integral = [](const json::value& v) { return v.is_int64() || v.is_uint64(); };
  return a.kind() == b.kind() || (integral(a) && integral(b));
}

// `patchValue` where there is nothing of its kind.
void takeOver(json::object& original, std::string_view key, json::value& patchValue) {
  forEachObject(patchValue, eraseNulls);
  if (auto kept = withoutDirectives(patchValue))
    original[key] = std::move(*kept);
  else
    original.erase(key);
}

Result<> mergeMember(json::object& original, std::string_view key, json::value& patchValue, bool removeItems,
                     const Type* type) {
  if (patchValue.is_null()) {
    original.erase(key);
    return {};
  }
  json::value* there = original.if_contains(key);
  if (there == nullptr || !sameKind(*there, patchValue)) {
    if (!removeItems) takeOver(original, key, patchValue);
    return {};
  }
  const MergeRule rule = ruleOf(type, key);
  if (there->is_object() && !rule.replaces) {
    TRY(json::object merged,
        mergeMaps(std::move(there->get_object()), patchValue.get_object(), behindPointers(rule.type)));
    original[key] = std::move(merged);
  } else if (there->is_array() && (rule.merges || removeItems)) {
    TRY(json::array merged,
        mergeLists(std::move(there->get_array()), patchValue.get_array(), rule, removeItems));
    original[key] = std::move(merged);
  } else {
    original[key] = patchValue;
  }
  return {};
}

// 80.0 is an integer to upstream's converter; written as a float it would be none to the decoder.
void integersFromFloats(json::value& value) {
  if (auto* object = value.if_object()) {
    for (auto& pair : *object) integersFromFloats(pair.value());
  } else if (auto* array = value.if_array()) {
    for (json::value& item : *array) integersFromFloats(item);
  } else if (const double* number = value.if_double()) {
    if (std::fabs(*number) < 9e15 && *number == std::trunc(*number)) value = static_cast<int64_t>(*number);
  }
}

Result<json::value> changesOf(std::string_view patch, StrictProblems* problems) {
  TRY(json::value changes, parsePatch(patch, problems));
  if (changes.is_null()) return json::value(json::object());
  if (changes.is_object()) return changes;
  return Failure(badRequest("json: cannot unmarshal " + std::string(goJsonKind(changes)) +
                            " into Go value of type map[string]interface {}"));
}

// `changes` come out as messages show them.
Result<json::object> mergeInto(std::string_view document, json::value& changes, const Type& type) {
  TRY(json::value original, parseDocument(document));
  return mergeMaps(std::move(original.get_object()), changes.get_object(), &type);
}

}  // namespace

const Type* behindPointers(const Type* type) {
  while (type != nullptr && type->shape == Shape::Optional) type = &type->element();
  return type;
}

MergeRule ruleOf(const Type* structType, std::string_view fieldName) {
  MergeRule rule;
  const Type* type = behindPointers(structType);
  if (type == nullptr) return rule;
  if (type->shape == Shape::Map) {
    rule.type = &type->element();
    return rule;
  }
  const Field* field = type->shape == Shape::Struct ? type->find(fieldName) : nullptr;
  if (field == nullptr) return rule;
  rule.type = &field->type();
  rule.mergeKey = field->options.patchMergeKey;
  rule.merges = field->options.patchStrategy.find("merge") != std::string_view::npos;
  rule.replaces = field->options.patchStrategy.find("replace") != std::string_view::npos;
  return rule;
}

Result<json::object> mergeMaps(json::object original, json::object& patch, const Type* type) {
  if (const json::value* directive = patch.if_contains(kPatchDirective)) {
    const json::value which = *directive;
    return directed(patch, which);
  }
  CHECKED(retainKeys(original, patch));
  CHECKED(orderedLists(original, patch, type));
  for (auto& [name, value] : patch) {
    std::string_view key = textOf(name);
    const bool removeItems = key.starts_with(kDeleteFromPrimitiveList);
    if (removeItems) key.remove_prefix(kDeleteFromPrimitiveList.size());
    CHECKED(mergeMember(original, key, value, removeItems, type));
  }
  return original;
}

std::optional<json::value> withoutDirectives(const json::value& value) {
  if (const auto* object = value.if_object()) {
    if (object->contains(kPatchDirective)) return std::nullopt;
    json::object out(value.storage());
    for (const auto& [key, member] : *object)
      if (auto kept = withoutDirectives(member)) out.emplace(key, std::move(*kept));
    return out;
  }
  if (const auto* array = value.if_array()) {
    json::array out(value.storage());
    for (const json::value& item : *array)
      if (auto kept = withoutDirectives(item)) out.push_back(std::move(*kept));
    return out;
  }
  return value;
}

Result<std::string> convertDocument(const Type& type, std::string_view document) {
  TRY(json::value value, parseDocument(document));
  if (auto problem = convertTo(type, value.get_object())) return Failure(failure(std::move(*problem)));
  return goJson(value);
}

Result<std::string> applyStrategicMergePatch(const Type& type, std::string_view document,
                                             std::string_view patch, StrictProblems* problems) {
  TRY(json::value changes, changesOf(patch, problems));
  TRY(json::object merged, mergeInto(document, changes, type));
  if (auto problem = convertTo(type, merged)) return Failure(invalidPatch(goValueText(changes), *problem));
  json::value result(std::move(merged));
  integersFromFloats(result);
  return goJson(result);
}

std::string mergedPatchText(const Type& type, std::string_view document, std::string_view patch) {
  auto changes = changesOf(patch, nullptr);
  if (!changes || !mergeInto(document, *changes, type)) return goText(patch);
  return goValueText(*changes);
}

}  // namespace seamark::api
