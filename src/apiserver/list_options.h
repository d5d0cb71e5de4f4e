// ListOptions: the query parameters of list and watch, parsed and checked as Kubernetes does.
// Source of the rules and texts: meta/v1 ListOptions, its conversion from query strings, and
// ValidateListOptions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/selector.h"
#include "base/result.h"
#include "store/store.h"

namespace seamark::apiserver {

enum class VersionMatch : uint8_t { Unset, NotOlderThan, Exact };

struct ListOptions {
  api::LabelSelector labels;
  api::FieldSelector fields;
  std::string resourceVersion;  // as sent; listVersion() and watchVersion() read it
  VersionMatch match = VersionMatch::Unset;
  int64_t limit = 0;  // 0 and below: none
  std::string continueToken;
  int64_t timeoutSeconds = 0;  // 0 and below: the server chooses
  bool bookmarks = false;
  std::optional<bool> sendInitialEvents;

  bool selectsEverything() const { return labels.empty() && fields.empty(); }
};

enum class ListPurpose : uint8_t { List, Watch };

// 400 for parameters that cannot be read, then 422 (`ListOptions.meta.k8s.io "" is invalid: …`) for
// combinations that are forbidden, then 400 for fields that the kind cannot be selected by: the first of
// them is told.
Result<ListOptions> parseListOptions(const std::vector<std::pair<std::string, std::string>>& query,
                                     const api::Kind& kind, ListPurpose purpose);

// resourceVersion as a number; nothing when it is not set. The error is a 400 for a list, a 500 for a watch,
// as upstream.
Result<std::optional<store::Revision>> listVersion(const ListOptions& options);
Result<std::optional<store::Revision>> watchVersion(const ListOptions& options);

}  // namespace seamark::apiserver
