// SQLite with owners.
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_database.h"

#include <fmt/format.h>

#include <cstring>

#include "base/assert.h"

namespace seamark::store {
namespace {

// The connection does not serialise calls: one thread at a time uses it.
constexpr int kOpenFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
// For somebody else's sqlite3 shell in the middle of a write.
constexpr int kBusyTimeoutMs = 2000;

Status about(const std::string& path, int code, const char* detail, int systemError) {
  const std::string system = systemError ? std::string(": ") + std::strerror(systemError) : "";
  switch (code & 0xff) {
    case SQLITE_FULL:
      return failure(fmt::format("the disk of {} is full: nothing was written; free some space", path));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return failure(
          fmt::format("{} cannot be written ({}): give this user the right to write it", path, detail));
    case SQLITE_CANTOPEN:
      return failure(
          fmt::format("{} cannot be opened ({}{}): check the directory's permissions", path, detail, system));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return failure(fmt::format("{} is damaged ({}): restore a copy, or move the file away to start empty",
                                 path, detail));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return failure(fmt::format(
          "{} is locked by another program: end its transaction (is a sqlite3 shell open?)", path));
    case SQLITE_IOERR:
      return failure(fmt::format("{}: {}{}: nothing was written; check the disk", path, detail, system));
    default:
      return failure(fmt::format("{}: {}", path, detail));
  }
}

struct FreeWith {
  void operator()(void* memory) const { sqlite3_free(memory); }
};

}  // namespace

Result<SqliteDatabase> SqliteDatabase::open(const std::string& path) {
  SqliteDatabase database;
  database.path_ = path;
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, kOpenFlags, nullptr);
  database.db_.reset(db);
  if (code != SQLITE_OK) {
    if (!db) return Failure(failure("out of memory"));
    return Failure(database.failed());
  }
  sqlite3_extended_result_codes(db, 1);
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  sqlite3_wal_hook(
      db,
      [](void* pages, sqlite3*, const char*, int now) {
        *static_cast<int*>(pages) = now;
        return SQLITE_OK;
      },
      database.logPages_.get());
  return database;
}

Status SqliteDatabase::failed() const {
  return about(path_, sqlite3_errcode(db_.get()), sqlite3_errmsg(db_.get()), sqlite3_system_errno(db_.get()));
}

Result<> SqliteDatabase::run(const char* sql) {
  if (sqlite3_exec(db_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return Failure(failed());
  return {};
}

void SqliteDatabase::writeBack() {
  sqlite3_wal_checkpoint_v2(db_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  *logPages_ = 0;  // the next commit begins a new log, or tells how long the old one has become
}

Result<int64_t> SqliteDatabase::number(const char* sql) {
  TRY(SqliteStatement statement, SqliteStatement::prepare(*this, sql));
  TRY(const bool row, statement.step());
  return row ? statement.number(0) : 0;
}

std::string SqliteDatabase::bytes() const {
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, FreeWith> bytes(sqlite3_serialize(db_.get(), "main", &size, 0));
  SM_ASSERT(bytes);
  return std::string(reinterpret_cast<const char*>(bytes.get()), static_cast<size_t>(size));
}

Result<SqliteStatement> SqliteStatement::prepare(SqliteDatabase& database, const char* sql) {
  SqliteStatement statement;
  statement.database_ = &database;
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(database.db_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) !=
      SQLITE_OK)
    return Failure(database.failed());
  statement.statement_.reset(prepared);
  return statement;
}

void SqliteStatement::bind(int index, int64_t number) {
  const int code = sqlite3_bind_int64(statement_.get(), index, number);
  SM_ASSERT(code == SQLITE_OK);
}

void SqliteStatement::bind(int index, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_.get(), index, text.data() ? text.data() : "", text.size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
  SM_ASSERT(code == SQLITE_OK);
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  Status status = database_->failed();
  reset();
  return Failure(std::move(status));
}

Result<> SqliteStatement::run() {
  TRY(const bool row, step());
  SM_ASSERT(!row);
  return {};
}

std::string_view SqliteStatement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return text ? std::string_view(text, static_cast<size_t>(sqlite3_column_bytes(statement_.get(), column)))
              : std::string_view();
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_.get());
}

}  // namespace seamark::store
