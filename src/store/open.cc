// The stores there are.
// SPDX-License-Identifier: Apache-2.0
#include "store/open.h"

#include "api/kinds.h"
#include "base/assert.h"
#include "store/engine.h"
#include "store/memory_backend.h"
#include "store/sqlite_backend.h"

namespace seamark::store {

std::unique_ptr<Store> openMemoryStore(const Clock& clock, Retention retention) {
  auto engine = Engine::open(std::make_unique<MemoryBackend>(), clock,
                             {.kinds = api::kinds(), .retention = retention, .threading = Threading::Caller});
  SM_ASSERT(engine);  // nothing to read, so nothing to fail
  return std::move(*engine);
}

Result<std::unique_ptr<Store>> openSqliteStore(const std::string& directory, const Clock& clock,
                                               Retention retention) {
  TRY(auto backend, openSqliteBackend(directory, api::kinds()));
  TRY(auto engine, Engine::open(std::move(backend), clock, {.kinds = api::kinds(), .retention = retention}));
  return engine;
}

}  // namespace seamark::store
