// Server-side apply: merge, give up what is applied no more, settle who owns what.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "api/codec.h"
#include "api/field_error.h"
#include "api/managed_fields/ownership.h"
#include "api/managed_fields/typed_json.h"
#include "api/managed_fields/untyped.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr std::string_view kBeforeFirstApply = "before-first-apply";
constexpr size_t kMaxAnnotationBytes = 256 * 1024;
constexpr size_t kMaxDepth = 256;

std::string textMember(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string())) : "";
}

const json::object* objectMember(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr ? value->if_object() : nullptr;
}

Status failed(std::string message) {
  Status status;
  status.code = 500;
  status.message = std::move(message);
  return status;
}

std::optional<json::object> parseObject(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  json::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error, {}, options);
  if (error || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

// "failed to WHAT (namespace/name; group/version, Kind=kind)RESULT: …"
Result<> checkTypes(const Kind& kind, const json::object& object, std::string_view what,
                    std::string_view result) {
  const std::vector<std::string> errors = typeErrors(kind.type(), object);
  if (errors.empty()) return {};
  std::string all = errors[0];
  if (errors.size() > 1) {
    all = "errors:";
    for (const std::string& error : errors) all += "\n  " + error;
  }
  const json::object* metadata = objectMember(object, "metadata");
  return Failure(failed(fmt::format("failed to {} ({}/{}; {}/{}, Kind={}){}: {}", what,
                                    metadata != nullptr ? textMember(*metadata, "namespace") : "",
                                    metadata != nullptr ? textMember(*metadata, "name") : "", kind.group,
                                    kind.version, kind.kind, result, all)));
}

// A configuration that was read and checked; without kind and apiVersion.
struct Config {
  json::object fields;
  std::string lastApplied;  // what the annotation of client-side apply would say of it
};

// What can be read as managedFields; all else is judged with the other fields.
bool areEntries(const json::value& managed) {
  if (!managed.is_array()) return false;
  return std::ranges::all_of(managed.get_array(), [](const json::value& item) {
    ManagedFieldsEntry entry;
    return item.is_object() && decodeJson(typeOf<ManagedFieldsEntry>(), json::serialize(item), &entry);
  });
}

Result<Config> readConfig(const Kind& kind, std::string_view text) {
  std::optional<json::object> parsed = parseObject(text);
  if (!parsed) return Failure(badRequest("error decoding patch: the configuration is no JSON object"));
  Config config{.fields = std::move(*parsed), .lastApplied = {}};
  const json::object* metadata = objectMember(config.fields, "metadata");
  const json::value* managed = metadata != nullptr ? metadata->if_contains("managedFields") : nullptr;
  if (managed != nullptr && areEntries(*managed))
    return Failure(badRequest("metadata.managedFields must be nil"));
  std::string apiVersion = textMember(config.fields, "apiVersion"), name = textMember(config.fields, "kind");
  // A version that cannot be read takes the kind along.
  if (std::count(apiVersion.begin(), apiVersion.end(), '/') > 1) apiVersion = name = "";
  if (apiVersion != kind.apiVersion() || name != kind.kind) {
    const size_t slash = apiVersion.find('/');
    const bool grouped = slash != std::string::npos;
    return Failure(badRequest(fmt::format("invalid object type: {}/{}, Kind={}",
                                          grouped ? apiVersion.substr(0, slash) : "",
                                          grouped ? apiVersion.substr(slash + 1) : apiVersion, name)));
  }
  const json::object original = config.fields;
  config.fields.erase("apiVersion");
  config.fields.erase("kind");
  CHECKED(checkTypes(kind, config.fields, "create typed patch object", ""));
  config.lastApplied = json::serialize(original);
  return config;
}

// Keys in order at every level, as Go writes maps.
void appendSorted(const json::value& value, std::string& out) {
  if (const auto* array = value.if_array()) {
    out += '[';
    for (size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      appendSorted((*array)[i], out);
    }
    out += ']';
    return;
  }
  const auto* object = value.if_object();
  if (object == nullptr) {
    out += goJson(value);
    return;
  }
  std::vector<const json::key_value_pair*> pairs;
  for (const auto& pair : *object) pairs.push_back(&pair);
  std::sort(pairs.begin(), pairs.end(), [](auto* a, auto* b) { return a->key() < b->key(); });
  out += '{';
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) out += ',';
    out += json::serialize(json::string(pairs[i]->key())) + ":";
    appendSorted(pairs[i]->value(), out);
  }
  out += '}';
}

// `"m1"`, `"editor" using v1`, `"lb" with subresource "status"`.
std::string managerText(const ManagedFieldsEntry& entry) {
  std::string out = goQuoted(entry.manager);
  if (!entry.subresource.empty()) out += " with subresource " + goQuoted(entry.subresource);
  if (entry.operation == "Update") out += " using " + entry.apiVersion;
  return out;
}

struct Conflict {
  ManagedFieldsEntry owner;
  FieldSet fields;
};

// Upstream sorts managers by the JSON of their entries, where a manager's main resource, whose entry ends with the
// time, comes after its subresources.
std::string sortKey(const ManagedFieldsEntry& owner) {
  std::string key = goQuoted(owner.manager) + owner.operation + owner.apiVersion;
  if (owner.time && owner.operation == "Update") key += owner.time->text();
  return key + (owner.subresource.empty() ? "}" : "," + goQuoted(owner.subresource));
}

Status conflictStatus(std::vector<Conflict> conflicts) {
  std::sort(conflicts.begin(), conflicts.end(),
            [](const Conflict& a, const Conflict& b) { return sortKey(a.owner) < sortKey(b.owner); });
  Status status;
  status.code = 409;
  status.reason = "Conflict";
  status.details = StatusDetails{};
  std::string several;
  for (const Conflict& conflict : conflicts) {
    const std::string who = managerText(conflict.owner);
    several += (several.empty() ? "" : "\n") + ("conflicts with " + who + ":");
    conflict.fields.eachPath([&](const std::string& path) {
      status.details->causes.push_back(
          {.reason = "FieldManagerConflict", .message = "conflict with " + who, .field = path});
      several += "\n- " + path;
    });
  }
  const auto& causes = status.details->causes;
  status.message = causes.size() == 1
                       ? "Apply failed with 1 conflict: " + causes[0].message + ": " + causes[0].field
                       : fmt::format("Apply failed with {} conflicts: {}", causes.size(), several);
  return status;
}

class Application {
 public:
  Application(const Kind& kind, const FieldWriter& writer, json::object live, ManagedEntries entries)
      : kind_(kind),
        type_(kind.type()),
        writer_(writer),
        owner_(ownerOf(kind, writer, "Apply")),
        live_(std::move(live)),
        entries_(std::move(entries)) {}

  // Empty when all went well; else what is in the way, and nothing is changed.
  std::vector<Conflict> run(const json::object& config, const FieldSet* forced) {
    ManagedEntries before = entries_;
    ManagedEntry* own = findEntry(entries_, owner_);
    const FieldSet last = own != nullptr ? own->fields : FieldSet();
    ManagedEntry& entry = own != nullptr ? *own : entryOf(entries_, owner_);
    entry.entry.apiVersion = owner_.apiVersion;
    entry.fields = fieldsOf(type_, config);
    dropReset(kind_, writer_.subresource, entry.fields);
    object_ = pruned(mergeTyped(type_, live_, config), last);
    std::vector<Conflict> conflicts = settle(forced);
    if (!conflicts.empty()) entries_ = std::move(before);
    return conflicts;
  }

  bool changed() const { return object_ != live_; }
  json::object takeObject() { return std::move(object_); }
  const json::object& live() const { return live_; }
  ManagedEntries takeEntries() {
    if (changed_)
      if (ManagedEntry* own = findEntry(entries_, owner_)) own->entry.time = writer_.now;
    stripUnowned(entries_);
    return std::move(entries_);
  }
  void noteChange(bool changed) { changed_ = changed; }

 private:
  // Without what the manager applied last, unless somebody owns it now.
  json::object pruned(json::object merged, const FieldSet& last) {
    if (last.empty()) return merged;
    json::object left = withoutFields(type_, merged, withNamedFields(type_, last));
    FieldSet managed;
    for (const ManagedEntry& entry : entries_) managed.add(entry.fields);
    const FieldSet all = withNamedFields(type_, fieldsOf(type_, merged));
    FieldSet unowned = all;
    FieldSet kept = withNamedFields(type_, fieldsOf(type_, left));
    kept.add(withNamedFields(type_, managed));
    unowned.remove(kept);
    left = withoutFields(type_, merged, unowned);
    // Fields that nobody owned before stay.
    FieldSet given = all;
    given.remove(withNamedFields(type_, fieldsOf(type_, left)));
    given.keep(withNamedFields(type_, last));
    return withoutFields(type_, merged, given);
  }

  // Takes changed fields from others. Conflicts within `forced` (null: all are) are allowed.
  std::vector<Conflict> settle(const FieldSet* forced) {
    Comparison comparison;
    const json::value before(live_), after(object_);
    Comparer<JsonView>(comparison).fields(type_, JsonView(type_, &before), JsonView(type_, &after));
    FieldSet changed = std::move(comparison.added);
    changed.add(comparison.modified);
    dropReset(kind_, writer_.subresource, changed);
    dropReset(kind_, writer_.subresource, comparison.removed);
    std::vector<Conflict> conflicts;
    for (ManagedEntry& entry : entries_) {
      if (entry.sameOwner(owner_)) continue;
      FieldSet both = entry.fields;
      both.keep(changed);
      if (forced != nullptr) both.remove(*forced);
      if (!both.empty()) conflicts.push_back({entry.entry, std::move(both)});
    }
    if (forced != nullptr && !conflicts.empty()) return conflicts;
    for (ManagedEntry& entry : entries_) {
      if (entry.sameOwner(owner_)) continue;
      entry.fields.remove(changed);
      entry.fields.remove(comparison.removed);
    }
    return {};
  }

  const Kind& kind_;
  const Type& type_;
  const FieldWriter& writer_;
  ManagedFieldsEntry owner_;
  json::object live_, object_;
  ManagedEntries entries_;
  bool changed_ = false;
};

const json::object* annotationsOf(const json::object& object) {
  const json::object* metadata = objectMember(object, "metadata");
  return metadata != nullptr ? objectMember(*metadata, "annotations") : nullptr;
}

std::string lastAppliedOf(const json::object& object) {
  const json::object* annotations = annotationsOf(object);
  return annotations != nullptr ? textMember(*annotations, kLastApplied) : "";
}

// What client-side apply applied and is still so: kubectl may take it over without asking.
FieldSet clientSideFields(const Kind& kind, const json::object& live) {
  std::optional<json::object> applied = parseObject(lastAppliedOf(live));
  if (!applied || textMember(*applied, "apiVersion") != kind.apiVersion()) return {};
  applied->erase("apiVersion");
  applied->erase("kind");
  const Type& type = kind.type();
  if (!typeErrors(type, *applied).empty()) return {};
  FieldSet set = fieldsOf(type, *applied);
  Comparison comparison;
  const json::value before(*applied), after(live);
  Comparer<JsonView>(comparison).fields(type, JsonView(type, &before), JsonView(type, &after));
  set.remove(comparison.modified);
  set.remove(comparison.added);
  set.remove(comparison.removed);
  return set;
}

// Keeps the annotation of client-side apply in step, so that people can go back to it.
void updateLastApplied(json::object& object, const Config& config) {
  if (lastAppliedOf(object).empty()) return;
  std::optional<json::object> applied = parseObject(config.lastApplied);
  if (!applied) return;
  if (json::value* metadata = applied->if_contains("metadata");
      metadata != nullptr && metadata->is_object()) {
    json::value* annotations = metadata->get_object().if_contains("annotations");
    if (annotations != nullptr && annotations->is_object()) annotations->get_object().erase(kLastApplied);
  }
  std::string text;
  appendSorted(*applied, text);
  json::object& annotations = object["metadata"].get_object()["annotations"].get_object();
  annotations[kLastApplied] = text + "\n";
  size_t size = 0;
  for (const auto& pair : annotations) size += pair.key().size() + json::serialize(pair.value()).size();
  if (size > kMaxAnnotationBytes) annotations.erase(kLastApplied);
}

ManagedEntries entriesBefore(const Kind& kind, const FieldWriter& writer, const Object* live) {
  if (live == nullptr) return {};
  auto read = readEntries(live->metadata.managedFields);
  ManagedEntries entries = read ? std::move(*read) : ManagedEntries();
  const bool tracked = !entries.empty();
  dropOtherVersions(entries, kind.apiVersion());
  if (tracked) return entries;
  // What was there before anybody applied belongs to a manager of its own.
  FieldWriter before = writer;
  before.manager = kBeforeFirstApply;
  recordUpdate(kind, before, *kind.make(), *live, entries);
  return entries;
}

json::object liveFields(const Kind& kind, const Object* live) {
  if (live == nullptr) return {};
  const std::shared_ptr<Object> bare = kind.clone(*live);
  bare->metadata.managedFields.clear();
  return parseObject(encodeItem(kind, *bare)).value_or(json::object());
}

}  // namespace

Result<Applied> applyConfiguration(const Kind& kind, const FieldWriter& writer, const Object* live,
                                   const ApplyRequest& request) {
  const bool untyped = live != nullptr && isUntyped(kind, *live);
  if (untyped && live->metadata.managedFields.empty())
    CHECKED(checkTypes(kind, liveFields(kind, live),
                       "create manager for existing fields: failed to convert new object", " to smd typed"));
  TRY(const Config config, readConfig(kind, request.configJson));
  if (untyped) CHECKED(checkTypes(kind, liveFields(kind, live), "create typed live object", ""));
  Application application(kind, writer, liveFields(kind, live), entriesBefore(kind, writer, live));
  const FieldSet none;
  std::vector<Conflict> conflicts = application.run(config.fields, request.force ? nullptr : &none);
  if (!conflicts.empty() && writer.manager == "kubectl") {
    const FieldSet allowed = clientSideFields(kind, application.live());
    std::vector<Conflict> left = application.run(config.fields, &allowed);
    conflicts = std::move(left);
  }
  if (!conflicts.empty()) return Failure(conflictStatus(std::move(conflicts)));
  Applied out;
  out.changed = live == nullptr || application.changed();
  application.noteChange(out.changed);
  json::object object = application.takeObject();
  if (writer.manager == "kubectl") updateLastApplied(object, config);
  out.managedFields = writeEntries(application.takeEntries());
  json::object whole;
  whole["kind"] = kind.kind;
  whole["apiVersion"] = kind.apiVersion();
  for (auto& [key, value] : object) whole.emplace(key, std::move(value));
  out.json = goJson(whole);
  return out;
}

}  // namespace seamark::api
