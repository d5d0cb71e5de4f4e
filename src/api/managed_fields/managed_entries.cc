// Reading, bounding and writing managedFields. Source of the rules: how Kubernetes v1.37 answers.
// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/managed_entries.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace seamark::api {
namespace {

constexpr size_t kMaxUpdaters = 10;
constexpr std::string_view kAncientChanges = "ancient-changes";

int64_t secondsOf(const ManagedFieldsEntry& entry) {
  return entry.time ? entry.time->seconds.value_or(0) : 0;
}

const FieldSet& unowned() {
  static const FieldSet kSet = [] {
    FieldSet set;
    set.insert({"f:apiVersion"});
    set.insert({"f:kind"});
    set.insert({"f:metadata"});
    for (const char* name : {"f:name", "f:namespace", "f:creationTimestamp", "f:selfLink", "f:uid",
                             "f:generation", "f:managedFields", "f:resourceVersion"})
      set.insert({"f:metadata", name});
    return set;
  }();
  return kSet;
}

}  // namespace

void dropOtherVersions(ManagedEntries& entries, std::string_view apiVersion) {
  std::erase_if(entries, [&](const ManagedEntry& managed) {
    std::string_view version = managed.entry.apiVersion;
    if (version.starts_with('/')) version.remove_prefix(1);  // an empty group is the core's
    return version != apiVersion;
  });
}

bool ManagedEntry::sameOwner(const ManagedFieldsEntry& other) const {
  return entry.manager == other.manager && entry.operation == other.operation &&
         entry.subresource == other.subresource && (applied() || entry.apiVersion == other.apiVersion);
}

Result<ManagedEntries> readEntries(const std::vector<ManagedFieldsEntry>& entries) {
  ManagedEntries out;
  out.reserve(entries.size() + 1);
  for (const ManagedFieldsEntry& entry : entries) {
    if (entry.operation != "Apply" && entry.operation != "Update")
      return Failure(badRequest("managedFields: operation must be `Apply` or `Update`"));
    if (entry.fieldsType != "FieldsV1")
      return Failure(badRequest("managedFields: fieldsType must be `FieldsV1`"));
    if (entry.apiVersion.empty()) return Failure(badRequest("managedFields: apiVersion must not be empty"));
    FieldSet fields;
    if (entry.fieldsV1) {
      TRY(fields, FieldSet::parse(entry.fieldsV1->json));
    }
    ManagedEntry read{.entry = entry, .fields = std::move(fields)};
    read.entry.fieldsV1.reset();
    // Of two entries of one owner the last counts.
    if (ManagedEntry* there = findEntry(out, read.entry)) {
      *there = std::move(read);
    } else {
      out.push_back(std::move(read));
    }
  }
  return out;
}

std::vector<ManagedFieldsEntry> writeEntries(ManagedEntries entries) {
  std::vector<ManagedFieldsEntry> out;
  out.reserve(entries.size());
  for (ManagedEntry& managed : entries) {
    if (managed.fields.empty()) continue;
    managed.entry.fieldsType = "FieldsV1";
    managed.entry.fieldsV1 = RawJson{managed.fields.text()};
    out.push_back(std::move(managed.entry));
  }
  std::sort(out.begin(), out.end(), [](const ManagedFieldsEntry& a, const ManagedFieldsEntry& b) {
    const int64_t x = secondsOf(a), y = secondsOf(b);
    return std::tie(a.operation, x, a.manager, a.apiVersion, a.subresource) <
           std::tie(b.operation, y, b.manager, b.apiVersion, b.subresource);
  });
  return out;
}

ManagedEntry* findEntry(ManagedEntries& entries, const ManagedFieldsEntry& owner) {
  auto at = std::find_if(entries.begin(), entries.end(),
                         [&](const ManagedEntry& entry) { return entry.sameOwner(owner); });
  return at == entries.end() ? nullptr : &*at;
}

ManagedEntry& entryOf(ManagedEntries& entries, const ManagedFieldsEntry& owner) {
  if (ManagedEntry* there = findEntry(entries, owner)) return *there;
  return entries.emplace_back(ManagedEntry{.entry = owner, .fields = {}});
}

void capUpdaters(ManagedEntries& entries) {
  std::vector<ManagedFieldsEntry> updaters;  // owners, oldest first
  for (const ManagedEntry& managed : entries)
    if (!managed.applied()) updaters.push_back(managed.entry);
  if (updaters.size() <= kMaxUpdaters) return;
  std::sort(updaters.begin(), updaters.end(), [](const ManagedFieldsEntry& a, const ManagedFieldsEntry& b) {
    const int64_t x = secondsOf(a), y = secondsOf(b);
    return std::tie(x, a.manager, a.apiVersion, a.subresource) <
           std::tie(y, b.manager, b.apiVersion, b.subresource);
  });
  size_t left = updaters.size();
  for (const ManagedFieldsEntry& owner : updaters) {
    if (left <= kMaxUpdaters) return;
    ManagedFieldsEntry bucketOwner{.manager = std::string(kAncientChanges), .operation = "Update"};
    bucketOwner.apiVersion = owner.apiVersion;
    ManagedEntry* bucket = findEntry(entries, bucketOwner);
    ManagedEntry* merged = findEntry(entries, owner);
    if (bucket == merged) continue;
    if (bucket == nullptr) {
      // The first of a version becomes the bucket; the count falls only with the second.
      merged->entry.manager = kAncientChanges;
      merged->entry.subresource.clear();
      continue;
    }
    bucket->fields.add(merged->fields);
    bucket->entry.time = owner.time;  // the later of the two
    entries.erase(entries.begin() + (merged - entries.data()));
    --left;
  }
}

void stripUnowned(ManagedEntries& entries) {
  for (ManagedEntry& managed : entries) managed.fields.remove(unowned());
}

}  // namespace seamark::api
