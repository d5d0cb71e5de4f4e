// The options that a write carries in its query and body: CreateOptions, UpdateOptions, PatchOptions and
// DeleteOptions. Source of rules and texts: Kubernetes' metav1 validation.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

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

struct DeleteOptions {
  std::optional<int64_t> gracePeriodSeconds;
  std::optional<std::string> uid;              // precondition
  std::optional<std::string> resourceVersion;  // precondition
  std::optional<bool> orphanDependents;
  std::optional<std::string> propagationPolicy;  // Orphan, Background, Foreground
  bool dryRun = false;
};

// Out of the body when there is one, else out of the query.
Result<DeleteOptions> parseDeleteOptions(const RequestContext& context);

// A number of a query parameter; absent is nullopt. The error is Go's `strconv.ParseInt: parsing "x": invalid
// syntax` as 400.
Result<std::optional<int64_t>> integerParameter(const RequestContext& context, std::string_view name);

}  // namespace seamark::apiserver
