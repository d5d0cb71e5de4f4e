// What a Pod and its containers may say of their security, and what goes with which operating system.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/pod_spec.h"
#include "api/field_error.h"

namespace seamark::api {

void validateAppArmor(FieldErrors& errors, const Path& path, const AppArmorProfile& profile);
void validateSecurityContext(FieldErrors& errors, const Path& path, const SecurityContext& security,
                             bool hostUsers);
void validatePodSecurityContext(FieldErrors& errors, const Path& path, const PodSpec& pod);
// spec.os, and fields that make no sense under that system.
void validateOs(FieldErrors& errors, const Path& spec, const PodSpec& pod);
// Who has user namespaces of their own shares no other namespace of the host.
void validateHostUsers(FieldErrors& errors, const Path& spec, const PodSpec& pod);

}  // namespace seamark::api
