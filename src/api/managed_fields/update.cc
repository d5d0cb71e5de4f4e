// Ownership after a create, PUT or patch.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "api/managed_fields/ownership.h"

namespace seamark::api {
namespace {

// The live object's entries, or none when they cannot be read.
ManagedEntries liveEntries(const Object* old) {
  if (old == nullptr) return {};
  auto read = readEntries(old->metadata.managedFields);
  return read ? std::move(*read) : ManagedEntries{};
}

bool isCleared(const std::vector<ManagedFieldsEntry>& sent) {
  return sent.size() == 1 && sent[0] == ManagedFieldsEntry{};
}

ManagedEntries startingEntries(const FieldWriter& writer, const Object* old,
                               const std::vector<ManagedFieldsEntry>& sent) {
  // A subresource cannot set them by hand.
  if (!writer.subresource.empty()) return liveEntries(old);
  auto read = readEntries(sent);
  // Clients that do not know managedFields must not delete them by leaving them out.
  if (!read || read->empty()) return liveEntries(old);
  return std::move(*read);
}

FieldSet resetSet(bool spec, bool status, bool podStatus) {
  FieldSet set;
  if (spec) set.insert({"f:spec"});
  if (status) set.insert({"f:status"});
  if (podStatus) {
    set.insert({"f:metadata", "f:deletionTimestamp"});
    set.insert({"f:metadata", "f:ownerReferences"});
  }
  return set;
}

}  // namespace

void dropReset(const Kind& kind, std::string_view subresource, FieldSet& fields) {
  static const FieldSet kStatus = resetSet(false, true, false);
  static const FieldSet kSpec = resetSet(true, false, false);
  static const FieldSet kPodStatus = resetSet(true, false, true);
  // Its strategy names its parts for a group that there is not: what one writes there is one's own.
  if (kind.kind == "ServiceCIDR") return;
  if (subresource == "status") return fields.removeWhole(kind.kind == "Pod" ? kPodStatus : kSpec);
  // The two of a Pod own whatever was sent, also what they do not change.
  if (subresource == "ephemeralcontainers" || subresource == "resize") return;
  const bool hasStatus = std::any_of(kind.subresources.begin(), kind.subresources.end(),
                                     [](const Subresource& s) { return s.name == "status"; });
  if (hasStatus) fields.removeWhole(kStatus);
}

ManagedFieldsEntry ownerOf(const Kind& kind, const FieldWriter& writer, std::string_view operation) {
  ManagedFieldsEntry owner;
  owner.manager = writer.manager.empty() ? "unknown" : std::string(writer.manager);
  owner.operation = operation;
  owner.apiVersion = kind.apiVersion();
  owner.subresource = writer.subresource;
  return owner;
}

bool recordUpdate(const Kind& kind, const FieldWriter& writer, const Object& old, const Object& next,
                  ManagedEntries& entries) {
  Comparison comparison;
  const Type& type = kind.type();
  Comparer<StructView>(comparison).fields(type, StructView(type, &old), StructView(type, &next));
  FieldSet changed = std::move(comparison.added);
  changed.add(comparison.modified);
  ManagedEntries touched(1);  // what the server keeps up itself counts for nobody
  touched[0].fields = std::move(changed);
  stripUnowned(touched);
  changed = std::move(touched[0].fields);
  dropReset(kind, writer.subresource, changed);
  dropReset(kind, writer.subresource, comparison.removed);

  const ManagedFieldsEntry owner = ownerOf(kind, writer, "Update");
  for (ManagedEntry& managed : entries) {
    // Entries of another version name fields of another shape (core and events.k8s.io Event).
    if (managed.entry.apiVersion != owner.apiVersion) continue;
    managed.fields.remove(changed);
    managed.fields.remove(comparison.removed);
  }
  const bool took = !changed.empty();
  if (took) {
    ManagedEntry& own = entryOf(entries, owner);
    own.fields.add(changed);
    own.entry.time = writer.now;
  }
  stripUnowned(entries);
  std::erase_if(entries, [](const ManagedEntry& managed) { return managed.fields.empty(); });
  capUpdaters(entries);
  return took;
}

void updateManagedFields(const Kind& kind, const FieldWriter& writer, const Object* old, Object& next,
                         bool cleared) {
  const std::vector<ManagedFieldsEntry> sent = std::exchange(next.metadata.managedFields, {});
  ManagedEntries entries;
  if (!writer.subresource.empty() || (!cleared && !isCleared(sent)))
    entries = startingEntries(writer, old, sent);
  if (entries.empty() && old != nullptr) return;  // what is not tracked stays untracked
  std::shared_ptr<Object> nothing;
  if (old == nullptr) {
    nothing = kind.make();
    old = nothing.get();
  }
  recordUpdate(kind, writer, *old, next, entries);
  next.metadata.managedFields = writeEntries(std::move(entries));
}

bool clearsManagedFields(std::string_view objectJson) {
  constexpr std::string_view kName = "\"managedFields\"";
  const auto skipBlanks = [&](size_t at) {
    const size_t next = objectJson.find_first_not_of(" \t\r\n", at);
    return next == std::string_view::npos ? objectJson.size() : next;
  };
  const auto is = [&](size_t at, char c) { return at < objectJson.size() && objectJson[at] == c; };
  // Within a JSON string the quotes would be escaped, so this is a key.
  for (size_t at = objectJson.find(kName); at != std::string_view::npos;
       at = objectJson.find(kName, at + 1)) {
    size_t next = skipBlanks(at + kName.size());
    if (!is(next, ':')) continue;
    next = skipBlanks(next + 1);
    if (!is(next, '[')) continue;
    next = skipBlanks(next + 1);
    if (is(next, ']')) return true;
    if (!is(next, '{') || !is(skipBlanks(next + 1), '}')) continue;
    next = skipBlanks(skipBlanks(next + 1) + 1);
    if (is(next, ']')) return true;
  }
  return false;
}

std::optional<std::vector<ManagedFieldsEntry>> forgetNewTimes(const Object& old, Object& next) {
  const auto& before = old.metadata.managedFields;
  auto& after = next.metadata.managedFields;
  if (before == after || before.size() != after.size()) return std::nullopt;
  // The order may follow the times, so entries are looked up.
  for (const ManagedFieldsEntry& entry : after) {
    const bool known = std::any_of(before.begin(), before.end(), [&](const ManagedFieldsEntry& other) {
      ManagedFieldsEntry sameTime = other;
      sameTime.time = entry.time;
      return sameTime == entry;
    });
    if (!known) return std::nullopt;
  }
  return std::exchange(after, before);
}

}  // namespace seamark::api
