// Rules of ObjectMeta that all kinds share. The server calls them around the kind's own verbs: first the
// prepare function, then the kind's, then validation of metadata followed by the kind's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/field_error.h"
#include "api/kind.h"
#include "api/meta.h"

namespace seamark::api {

// Before a create: what a client may not say is dropped (deletionTimestamp, grace period, selfLink).
// What a client says of an object's deletion.
void dropDeletionMarks(ObjectMeta& meta);
void prepareMetaForCreate(ObjectMeta& meta);

// Before an update: generation, creationTimestamp and a set deletionTimestamp come from the stored object;
// uid is filled when it is missing; selfLink is dropped. resourceVersion is left alone: it is the caller's
// precondition.
void prepareMetaForUpdate(ObjectMeta& next, const ObjectMeta& old);

// By the kind's GenerationRule: 1 on create (`old` null), one more when the rest of the object changed. Call
// after the kind's prepare functions; `next` and `old` are objects of `kind`.
void updateGeneration(const Kind& kind, Object& next, const Object* old);

// Errors at metadata.…, in the order of upstream. The name has been generated already where it is to be.
FieldErrors validateMetaForCreate(const Kind& kind, const ObjectMeta& meta);
// The same with what the kind itself has to say, in upstream's order.
FieldErrors validateForCreate(const Kind& kind, const Object& object);
// Also refuses new finalizers on an object that is being deleted and changes of immutable fields.
FieldErrors validateMetaForUpdate(const Kind& kind, const ObjectMeta& next, const ObjectMeta& old);
// Most kinds look at the whole of an object that is updated, generateName by the rule of their names included.
FieldErrors validatePrefixOnUpdate(const Kind& kind, const ObjectMeta& next);

// The 422 of an object of `kind`. A kind that shows another's objects is refused under the other's name.
Status invalidObject(const Kind& kind, std::string_view name, FieldErrors errors);

}  // namespace seamark::api
