// AppArmor and seccomp profiles as annotations, which came before the fields: what they may be, that they agree with the
// fields, and AppArmor's way into them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod.h"
#include "api/field_error.h"
#include "api/warnings.h"

namespace seamark::api {

void validateProfileAnnotations(FieldErrors& errors, const Path& annotations, const Pod& pod);
void validateAppArmorUnchanged(FieldErrors& errors, const Path& annotations, const ObjectMeta& next,
                               const ObjectMeta& old);
// Of a new Pod: where there are an annotation and a field, they say the same.
void validateProfilesAgree(FieldErrors& errors, const Pod& pod);

// Containers of a new Pod that have an AppArmor annotation and no field get the field.
void takeAppArmorAnnotations(Pod& pod);
// Asked before that: which annotations are without a field.
Warnings appArmorWarnings(const Pod& pod);

}  // namespace seamark::api
