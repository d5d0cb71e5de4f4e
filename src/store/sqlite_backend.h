// The history of a store in one SQLite file, as a log that people can read with the sqlite3 tool:
//   sqlite3 seamark.db "SELECT revision, event, key, value FROM history WHERE collection = 'core/services'"
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>

#include "store/backend.h"

namespace seamark::store {

// The name of a kind's rows: "core/services", "discovery.k8s.io/endpointslices". Independent of the order of
// kinds() and of versions.
std::string collectionName(const api::Kind& kind);

// Takes the directory for this process. Errors: open.h, openSqliteStore.
Result<std::unique_ptr<Backend>> openSqliteBackend(const std::string& directory,
                                                   std::span<const api::Kind* const> kinds);

}  // namespace seamark::store
