// Ownership after a create, PUT or patch.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "api/managed_fields/ownership.h"
#include "api/managed_fields/untyped.h"

namespace seamark::api {
namespace {

// The live object's entries, or none when they cannot be read.
ManagedEntries liveEntries(const Object* old) {
  if (old == nullptr) return {};
  auto read = readEntries(old->metadata.managedFields);
  return read ? std::move(*read) : ManagedEntries{};
}

// Two slashes: upstream cannot read such a version.
bool hasNoVersion(const ManagedEntry& managed) {
  return std::ranges::count(managed.entry.apiVersion, '/') > 1;
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

FieldSet setOf(std::initializer_list<std::vector<std::string_view>> paths) {
  FieldSet set;
  for (const auto& path : paths) set.insert(path);
  return set;
}

}  // namespace

void dropReset(const Kind& kind, std::string_view subresource, FieldSet& fields) {
  static const FieldSet kStatus = setOf({{"f:status"}});
  static const FieldSet kSpec = setOf({{"f:spec"}});
  static const FieldSet kCidrStatus = setOf({{"f:spec"}, {"f:metadata"}});
  static const FieldSet kPodStatus =
      setOf({{"f:spec"}, {"f:metadata", "f:deletionTimestamp"}, {"f:metadata", "f:ownerReferences"}});
  if (subresource == "status") {
    const bool isCidr = kind.kind == "ServiceCIDR";
    return fields.removeWhole(kind.kind == "Pod" ? kPodStatus : isCidr ? kCidrStatus : kSpec);
  }
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
                  ManagedEntries& entries, const JsonOnly& said) {
  Comparison comparison;
  const Type& type = kind.type();
  Comparer<StructView>(comparison).fields(type, StructView(type, &old), StructView(type, &next));
  FieldSet changed = std::move(comparison.added);
  changed.add(comparison.modified);
  // The store keeps no empty list apart from none, so what was there is none, and one that is sent differs.
  for (const std::vector<std::string>& list : said.emptyLists)
    changed.insert(std::vector<std::string_view>(list.begin(), list.end()));
  ManagedEntries touched(1);  // what the server keeps up itself counts for nobody
  touched[0].fields = std::move(changed);
  stripUnowned(touched);
  changed = std::move(touched[0].fields);
  dropReset(kind, writer.subresource, changed);
  dropReset(kind, writer.subresource, comparison.removed);

  const ManagedFieldsEntry owner = ownerOf(kind, writer, "Update");
  dropOtherVersions(entries, owner.apiVersion);
  for (ManagedEntry& managed : entries) {
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
                         const JsonOnly& said) {
  const std::vector<ManagedFieldsEntry> sent = std::exchange(next.metadata.managedFields, {});
  ManagedEntries entries;
  if (!writer.subresource.empty() || (!said.clearsManagedFields && !isCleared(sent)))
    entries = startingEntries(writer, old, sent);
  if (entries.empty() && old != nullptr) return;     // what is not tracked stays untracked
  if (std::ranges::any_of(entries, hasNoVersion)) {  // nobody can say who owns what: it stays as it was
    if (old != nullptr) next.metadata.managedFields = old->metadata.managedFields;
    return;
  }
  std::shared_ptr<Object> nothing;
  if (old == nullptr) {
    nothing = kind.make();
    old = nothing.get();
  }
  if (!isUntyped(kind, *old) && !isUntyped(kind, next)) recordUpdate(kind, writer, *old, next, entries, said);
  next.metadata.managedFields = writeEntries(std::move(entries));
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
