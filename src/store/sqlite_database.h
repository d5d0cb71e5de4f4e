// SQLite with owners: a connection and prepared statements that close themselves, and errors as Status. The
// only file beside sqlite_backend.cc that knows sqlite3.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace seamark::store {

// One thread at a time. Errors are one line: what happened to which file, and what to do.
class SqliteDatabase {
 public:
  // Opens or creates the file.
  static Result<SqliteDatabase> open(const std::string& path);

  Result<> run(const char* sql);
  // The log (WAL) as the last commit left it, in pages. It is written back into the file by writeBack() only.
  int logPages() const { return *logPages_; }
  void writeBack();
  Result<int64_t> number(const char* sql);  // the first column of the first row; 0 when there is none
  // The whole database as the bytes of its file.
  std::string bytes() const;
  const std::string& path() const { return path_; }
  // What the last failed call on this connection was about.
  Status failed() const;

 private:
  friend class SqliteStatement;
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
  };
  std::string path_;
  std::unique_ptr<int> logPages_ = std::make_unique<int>(0);  // SQLite knows where it is
  std::unique_ptr<sqlite3, Close> db_;
};

// A prepared statement. Bound texts must live until reset().
class SqliteStatement {
 public:
  static Result<SqliteStatement> prepare(SqliteDatabase& database, const char* sql);

  void bind(int index, int64_t number);
  void bind(int index, std::string_view text);
  // True: there is a row. Resets itself at the end and after a failure.
  Result<bool> step();
  // For statements that give no rows: runs it once.
  Result<> run();
  int64_t number(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::string_view text(int column) const;
  void reset();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  SqliteDatabase* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace seamark::store
