// The continue token of a paged list: where the next page starts and which version it shows.
// Source of form and texts: Kubernetes' storage.EncodeContinue and DecodeContinue.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/store.h"

namespace seamark::apiserver {

struct ContinueToken {
  // The version of the first page; kNewest: whatever there is now (given out when that version is forgotten).
  static constexpr store::Revision kNewest = -1;
  store::Revision revision = 0;
  // The first key that may stand on the page, below the namespace of the request: "name" or "ns/name", ended
  // by a NUL to mean "after it".
  std::string start;
  bool operator==(const ContinueToken&) const = default;
};

// base64url of {"v":"meta.k8s.io/v1","rv":…,"start":…}, without padding.
std::string encodeContinue(const ContinueToken& token);
// A 400 `invalid continue token: …`.
Result<ContinueToken> decodeContinue(std::string_view text);

}  // namespace seamark::apiserver
