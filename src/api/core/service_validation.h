// What a Service may say; metadata is checked elsewhere (api/object_meta_rules.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/service.h"
#include "api/field_error.h"

namespace seamark::api {

// `old` is null on create; on update it decides which addresses may stay as they are written.
FieldErrors validateService(const Service& service, const Service* old);
// Only for a LoadBalancer, and for as long as it is one it stays as it is. `old` is null on create.
void validateLoadBalancerClass(FieldErrors& errors, const Service& service, const Service* old);
// What an update may not change, then all of validateService.
FieldErrors validateServiceUpdate(const Service& next, const Service& old);
FieldErrors validateServiceStatus(const Service& next);

}  // namespace seamark::api
