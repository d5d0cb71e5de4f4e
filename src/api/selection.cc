// Selecting by the JSON.
// SPDX-License-Identifier: Apache-2.0
#include "api/selection.h"

#include <string.h>

#include <algorithm>

#include "api/json_reader.h"

namespace seamark::api {
namespace {

// The members of ObjectMeta that stand behind `labels` (they stand in the order of the schema).
constexpr std::string_view kBehindLabels[] = {"annotations", "ownerReferences", "finalizers",
                                              "managedFields"};

// To the value of `key` of the object that begins here. False: it has no such member.
bool enter(JsonReader& reader, std::string_view key, std::string& scratch) {
  if (reader.peek() != '{' || !reader.open('{')) return false;
  std::string_view skipped;
  for (bool first = true; reader.nextKey(first, scratch); first = false) {
    if (scratch == key) return true;
    if (std::ranges::find(kBehindLabels, std::string_view(scratch)) != std::end(kBehindLabels)) return false;
    if (!reader.skip(skipped)) return false;
  }
  return false;
}

// What `metadata.labels` says. False: the text ends before that.
bool readLabels(std::string_view json, LabelPairs& labels) {
  JsonReader reader(json);
  thread_local std::string key;
  labels.clear();
  if (!enter(reader, "metadata", key) || !enter(reader, "labels", key)) return !reader.failed();
  if (reader.peek() != '{' || !reader.open('{')) return !reader.failed();
  for (bool first = true; reader.nextKey(first, key); first = false)
    if (!reader.string(labels.emplace_back(key, std::string()).second)) return false;
  return !reader.failed();
}

// As it stands in JSON, between quotes.
bool isPlain(std::string_view value) {
  constexpr std::string_view kOthers = "._-/:";
  return std::ranges::all_of(value, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kOthers.contains(c);
  });
}

bool holds(const EncodedText& json, std::string_view text) {
  return std::ranges::any_of(json.parts(), [&](std::string_view part) {
    return !part.empty() && memmem(part.data(), part.size(), text.data(), text.size()) != nullptr;
  });
}

// Whether the labels that an object must have stand anywhere in it.
bool mayHave(const LabelSelector& selector, const EncodedText& json) {
  return std::ranges::all_of(selector.requirements(), [&](const LabelSelector::Requirement& wanted) {
    using Operator = LabelSelector::Operator;
    if (wanted.op != Operator::Equals || !isPlain(wanted.key) || !isPlain(wanted.values[0])) return true;
    thread_local std::string pair;
    pair.assign(1, '"').append(wanted.key).append("\":\"").append(wanted.values[0]).append(1, '"');
    return holds(json, pair);
  });
}

bool selectByLabels(const LabelSelector& selector, const EncodedText& json) {
  if (!mayHave(selector, json)) return false;
  thread_local LabelPairs labels;
  std::string whole;
  // They stand in its first piece, before what managers own.
  if (!readLabels(json.parts()[0], labels)) readLabels(json.inOnePiece(whole), labels);
  return selector.matchesPairs(labels);
}

bool isAsWritten(const Kind& kind, std::string_view path) {
  const auto field = std::ranges::find(kind.selectableFields, path, &SelectableField::path);
  return field != kind.selectableFields.end() ? field->asWritten : path.starts_with("metadata.");
}

// Whether the values that an object must have stand anywhere in it.
bool mayHave(const Kind& kind, const FieldSelector& selector, const EncodedText& json) {
  return std::ranges::all_of(selector.requirements(), [&](const FieldSelector::Requirement& wanted) {
    if (!wanted.equal || wanted.value.empty() || !isPlain(wanted.value) || !isAsWritten(kind, wanted.path))
      return true;
    thread_local std::string quoted;
    quoted.assign(1, '"').append(wanted.value).append(1, '"');
    return holds(json, quoted);
  });
}

}  // namespace

bool select(const LabelSelector& labels, const FieldSelector& fields, const EncodedObject& object) {
  if (labels.empty() && fields.empty()) return true;
  const EncodedText json = object.json();
  if (!labels.empty() && !selectByLabels(labels, json)) return false;
  if (fields.empty()) return true;
  return mayHave(object.kind(), fields, json) && fields.matches(*object.object());
}

}  // namespace seamark::api
