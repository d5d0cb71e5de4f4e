// What both kinds of writes share. Internal to managed_fields.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/managed_fields/compare.h"
#include "api/managed_fields/managed_entries.h"
#include "api/managed_fields/managed_fields.h"

namespace seamark::api {

// Takes out of `fields` what a write through this resource or subresource does not change, because the strategy
// resets it: status through the object itself, spec through /status.
void dropReset(const Kind& kind, std::string_view subresource, FieldSet& fields);

// One writer's name for the rest of a request: time is not set.
ManagedFieldsEntry ownerOf(const Kind& kind, const FieldWriter& writer, std::string_view operation);

// The entries that a write by update starts from become those after it. True when the writer took a field.
bool recordUpdate(const Kind& kind, const FieldWriter& writer, const Object& old, const Object& next,
                  ManagedEntries& entries, const JsonOnly& said = {});

}  // namespace seamark::api
