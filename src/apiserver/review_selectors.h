// The selectors in a question about access: what they must say, and what of them could not be understood.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/authorization/access_review.h"
#include "api/field_error.h"

namespace seamark::apiserver {

void checkSelectors(const api::ResourceAttributes& attributes, api::FieldErrors& errors);
// The review's evaluationError: which selectors were ignored. An unknown operator is no mistake: clients may
// be newer.
std::string ignoredSelectors(const api::ResourceAttributes& attributes);

}  // namespace seamark::apiserver
