// The options that a write carries in its query: CreateOptions, UpdateOptions, PatchOptions. Source of rules
// and texts: Kubernetes' metav1 validation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/field_error.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

enum class FieldValidation : uint8_t { Ignore, Warn, Strict };

struct WriteOptions {
  bool dryRun = false;
  std::string manager;  // who owns the fields that are written: fieldManager, or the program of User-Agent
  FieldValidation fieldValidation = FieldValidation::Warn;
  bool force = false;  // server-side apply takes over what others own
};

enum class WriteVerb : uint8_t { Create, Update, Patch, Apply };

// Reads them out of the query. The error is the 422 about `CreateOptions.meta.k8s.io` and its like.
Result<WriteOptions> parseWriteOptions(const RequestContext& context, WriteVerb verb);

// Checks every value of dryRun; "All" is the only one there is.
void checkDryRun(const std::vector<std::string>& values, api::FieldErrors& errors);

// A number of a query parameter; absent is nullopt. The error is Go's `strconv.ParseInt: parsing "x": invalid
// syntax` as 400.
Result<std::optional<int64_t>> integerParameter(const RequestContext& context, std::string_view name);

}  // namespace seamark::apiserver
