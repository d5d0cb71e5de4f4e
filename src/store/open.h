// The stores there are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace seamark::store {

// Nothing on disk: for tests and throw-away servers. No thread of its own: a commit happens inside the call,
// observers and answers are called on the caller's thread (or on that of a caller whose commit is under way).
std::unique_ptr<Store> openMemoryStore(const Clock& clock, Retention retention = {});

// SQLite (WAL, synchronous=FULL) in `directory`/seamark.db, owned by one process at a time. Errors are one
// line each that says what to do: a directory of another version, corrupt, read-only, full, or held by
// another server.
Result<std::unique_ptr<Store>> openSqliteStore(const std::string& directory, const Clock& clock,
                                               Retention retention = {});

}  // namespace seamark::store
