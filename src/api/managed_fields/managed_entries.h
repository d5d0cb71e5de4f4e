// The entries of metadata.managedFields with their sets read. Internal to managed_fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "api/managed_fields/field_set.h"
#include "api/meta.h"
#include "base/result.h"

namespace seamark::api {

struct ManagedEntry {
  ManagedFieldsEntry entry;  // fieldsV1 is not kept up to date: `fields` is
  FieldSet fields;

  bool applied() const { return entry.operation == "Apply"; }
  // One entry stands for one manager, operation and subresource, and for updates one version.
  bool sameOwner(const ManagedFieldsEntry& other) const;
};
using ManagedEntries = std::vector<ManagedEntry>;

// Fails when an entry cannot be understood (operation, fieldsType, apiVersion or the set itself).
Result<ManagedEntries> readEntries(const std::vector<ManagedFieldsEntry>& entries);
// Without empty sets, in upstream's order: by operation, second, manager, version, subresource.
std::vector<ManagedFieldsEntry> writeEntries(ManagedEntries entries);

// The entry of that owner, made (empty, without time) when absent.
ManagedEntry& entryOf(ManagedEntries& entries, const ManagedFieldsEntry& owner);
ManagedEntry* findEntry(ManagedEntries& entries, const ManagedFieldsEntry& owner);

// More than ten updaters: the oldest become one entry a version, `ancient-changes`.
void capUpdaters(ManagedEntries& entries);

// Entries of another version go with the next write: theirs is another shape, and nothing here is shown in two.
// (Upstream has kinds in several versions, and none of them is served here.)
void dropOtherVersions(ManagedEntries& entries, std::string_view apiVersion);

// apiVersion, kind, metadata.name, … are nobody's.
void stripUnowned(ManagedEntries& entries);

}  // namespace seamark::api
