// The backend that keeps nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/backend.h"

namespace seamark::store {

class MemoryBackend final : public Backend {
 public:
  Result<Extent> load(const std::function<Result<>(const Row&)>&) override { return Extent{}; }
  Result<> commit(const Changes&) override { return {}; }
  Status malformed(Revision, const std::string& why) override { return failure(why); }
  bool keepsRows() const override { return false; }
};

}  // namespace seamark::store
