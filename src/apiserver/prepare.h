// Preparing an object for the store: what the server fills in, what it keeps, and all validation. One
// attempt, against one World; nothing is written here. The order is that of upstream's registry: admission,
// escalation, allocation, the kind's prepare function, generation, validation, canonical form.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "apiserver/allocators/reservation.h"
#include "apiserver/write.h"

namespace seamark::apiserver {

// Drops what is said twice in metadata.ownerReferences, with upstream's warning, which for a patch is worded
// as if admission had done it.
void dropDuplicateOwners(std::vector<std::string>& warnings, api::ObjectMeta& meta, bool patched = false);

// Settles managedFields of a given object, before anything is filled in. `old` null: a create.
void settleManagedFields(const WriteRequest& request, const Given& given, const api::Object* old,
                         api::Object& next);

// 400 for names that cannot be a path segment; everything else is simply not found.
Result<> checkNameParameter(std::string_view name);

// Makes `next` what shall be stored. The reservation gets the writes that go with it.
Result<> prepareCreate(WriteRequest& request, Reservation& reservation, api::Object& next);
Result<> prepareUpdate(WriteRequest& request, Reservation& reservation, api::Object& next,
                       const api::Object& old);

// The last finalizer of an object that waits for deletion has gone: an update that is a delete.
bool deletesByUpdate(const WriteRequest& request, const api::Object& next, const api::Object& old);

// Gives back what an object held in the pools.
void releaseAll(const WriteRequest& request, Reservation& reservation, const api::Object& gone);

}  // namespace seamark::apiserver
