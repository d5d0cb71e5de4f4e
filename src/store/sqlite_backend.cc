// The history of a store in SQLite.
// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite_backend.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <unordered_map>

#include "base/assert.h"
#include "store/data_directory.h"
#include "store/seal.h"
#include "store/sqlite_database.h"

namespace seamark::store {
namespace {

constexpr int64_t kApplicationId = 0x5365616d;  // "Seam": what `file seamark.db` and we recognise it by
constexpr int64_t kFormat = 1;                  // PRAGMA user_version

constexpr const char* kFile = "seamark.db";
constexpr const char* kDataVersion = "PRAGMA data_version";
// Where a database's header says that it has a WAL, for writers and for readers (SQLite's file format, 1.3).
constexpr size_t kWriteVersion = 18, kReadVersion = 19;
constexpr char kWalVersion = 2;

// Before the first write that matters. The trial write (prepare) need not wait for the disk.
constexpr const char* kTrial = "PRAGMA synchronous = OFF;";
// WAL: a commit is one append and one fdatasync. FULL: it is on the disk before it returns.
constexpr const char* kConnection = "PRAGMA synchronous = FULL; PRAGMA cache_size = -256;";
// The log is written back into the file when nobody waits for an answer: a little of it when nobody waits at all (the
// next write may come any moment), and at the latest when it has 16 MiB.
constexpr int kWriteBackIdle = 256, kWriteBackBusy = 4096;  // pages

constexpr const char* kCreate =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE history("
    "  revision INTEGER PRIMARY KEY,"
    "  collection TEXT NOT NULL,"
    "  key TEXT NOT NULL,"
    "  event TEXT NOT NULL,"
    "  value TEXT NOT NULL);"
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO meta VALUES('compacted', 0);"
    "PRAGMA application_id = 1399153005;"
    "PRAGMA user_version = 1;"
    "COMMIT;";
static_assert(kApplicationId == 1399153005 && kFormat == 1, "kCreate holds these as text");

std::string_view eventName(EventType type) {
  switch (type) {
    case EventType::Added:
      return "added";
    case EventType::Modified:
      return "modified";
    case EventType::Deleted:
      return "deleted";
  }
  return {};
}

std::optional<EventType> eventOf(std::string_view name) {
  if (name == "added") return EventType::Added;
  if (name == "modified") return EventType::Modified;
  if (name == "deleted") return EventType::Deleted;
  return std::nullopt;
}

// Fills a file that is still empty. Written as a whole, it needs neither the journal nor the waits of a
// database that SQLite makes table by table: the first commit makes it durable.
Result<> writeEmptyStore(const std::string& path) {
  std::error_code error;
  if (std::filesystem::file_size(path, error) != 0 || error) return {};
  TRY(SqliteDatabase model, SqliteDatabase::open(":memory:"));
  CHECKED(model.run(kCreate));
  std::string bytes = model.bytes();
  bytes[kWriteVersion] = bytes[kReadVersion] = kWalVersion;
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file) return {};
  const int reason = errno;
  std::filesystem::resize_file(path, 0, error);
  return Failure(failure(fmt::format("cannot write {}: {}; {}", path, std::strerror(reason),
                                     reason == ENOSPC ? "free some space" : "check its permissions")));
}

class SqliteBackend final : public Backend {
 public:
  SqliteBackend(DataDirectory directory, SqliteDatabase database, std::span<const api::Kind* const> kinds,
                bool sealed)
      : directory_(std::move(directory)), database_(std::move(database)), sealed_(sealed) {
    for (const api::Kind* kind : kinds) {
      const auto name = names_.emplace(kind, collectionName(*kind)).first;
      byName_.emplace(name->second, kind);
    }
  }

  ~SqliteBackend() override { close(); }

  // Checks the tables. Writes a little, so that a file that cannot be written is known at the start.
  Result<> prepare();

  Result<Extent> load(const std::function<Result<>(const Row&)>& row) override;
  Result<> commit(const Changes& changes) override;
  void settle(bool busy) override;
  Status malformed(Revision revision, const std::string& why) override;
  void holdsOtherForms() override { sealable_ = false; }
  bool keepsRows() const override { return true; }

 private:
  Result<> checkFormat();
  Result<> useWal();
  Result<> write(const Changes& changes);
  void close();

  DataDirectory directory_;  // let go last
  SqliteDatabase database_;
  std::unordered_map<const api::Kind*, std::string> names_;
  std::unordered_map<std::string_view, const api::Kind*> byName_;
  std::optional<SqliteStatement> begin_, insert_, remove_, compacted_, truncate_, commit_, rollback_;
  Revision newest_ = 0;
  bool sealed_;                 // at the start: every row is as this build wrote it
  bool sealable_ = false;       // as far as we know every row is so now
  int64_t version_ = 0;         // changes when somebody else writes into the file
  bool fileIsDurable_ = false;  // also its name; SQLite takes care of the rest
  bool uncertain_ = false;      // a commit failed; it may nevertheless have reached the disk
};

Result<> SqliteBackend::prepare() {
  // A database without tables is what a first start left that was cut short before it wrote them.
  TRY(const int64_t tables, database_.number("SELECT count(*) FROM sqlite_schema"));
  if (tables > 0) CHECKED(checkFormat());
  CHECKED(useWal());
  if (tables == 0) CHECKED(database_.run(kCreate));
  CHECKED(database_.run(kTrial));
  CHECKED(database_.run("BEGIN IMMEDIATE; UPDATE meta SET value = value WHERE name = 'compacted'; COMMIT"));
  CHECKED(database_.run(kConnection));
  const std::pair<std::optional<SqliteStatement>*, const char*> statements[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&insert_, "INSERT INTO history(revision, collection, key, event, value) VALUES(?, ?, ?, ?, ?)"},
      {&remove_, "DELETE FROM history WHERE revision = ?"},
      {&compacted_, "UPDATE meta SET value = ? WHERE name = 'compacted' AND value < ?1"},
      {&truncate_, "DELETE FROM history WHERE revision > ?"},
      {&commit_, "COMMIT"},
      {&rollback_, "ROLLBACK"}};
  for (const auto& [statement, sql] : statements) {
    TRY(auto prepared, SqliteStatement::prepare(database_, sql));
    statement->emplace(std::move(prepared));
  }
  return {};
}

Result<> SqliteBackend::useWal() {
  TRY(auto journal, SqliteStatement::prepare(database_, "PRAGMA journal_mode = WAL"));
  TRY(const bool row, journal.step());
  if (!row || journal.text(0) != "wal")
    return Failure(
        failure(database_.path() + " cannot be used in WAL mode here: put --data-dir on a local disk"));
  return {};
}

Result<> SqliteBackend::checkFormat() {
  TRY(const int64_t application, database_.number("PRAGMA application_id"));
  if (application != kApplicationId)
    return Failure(failure(database_.path() + " is not a Seamark store: use another --data-dir"));
  TRY(const int64_t format, database_.number("PRAGMA user_version"));
  if (format != kFormat)
    return Failure(
        failure(fmt::format("{} has format {}, this seamark knows format {}: start the version that wrote "
                            "it, or use another --data-dir",
                            database_.path(), format, kFormat)));
  return {};
}

Status SqliteBackend::malformed(Revision revision, const std::string& why) {
  sealable_ = false;
  return failure(fmt::format("{} is damaged (row {}: {}): restore a copy, or delete the row with sqlite3",
                             database_.path(), revision, why));
}

Result<Extent> SqliteBackend::load(const std::function<Result<>(const Row&)>& row) {
  TRY(auto rows,
      SqliteStatement::prepare(
          database_, "SELECT revision, collection, key, event, value FROM history ORDER BY revision"));
  while (true) {
    TRY(const bool more, rows.step());
    if (!more) break;
    newest_ = rows.number(0);
    const auto kind = byName_.find(rows.text(1));
    if (kind == byName_.end()) continue;  // of another version of Seamark: kept as it is
    const auto type = eventOf(rows.text(3));
    if (!type) return Failure(malformed(newest_, fmt::format("event '{}'", rows.text(3))));
    const Row read{newest_, *type, kind->second, rows.text(2), rows.text(4), sealed_};
    CHECKED(row(read));
  }
  TRY(const Revision compacted, database_.number("SELECT value FROM meta WHERE name = 'compacted'"));
  newest_ = std::max(newest_, compacted);
  TRY(version_, database_.number(kDataVersion));
  sealable_ = true;
  return Extent{compacted, newest_};
}

// With the last connection SQLite writes the log back into the file and removes it.
void SqliteBackend::close() {
  const std::string path = database_.path();
  const auto version = database_.number(kDataVersion);
  const bool ours = sealable_ && !uncertain_ && version && *version == version_;
  for (auto* statement : {&begin_, &insert_, &remove_, &compacted_, &truncate_, &commit_, &rollback_})
    statement->reset();
  database_ = SqliteDatabase();
  if (ours) seal(path);
}

Result<> SqliteBackend::commit(const Changes& changes) {
  if (!fileIsDurable_) {
    CHECKED(directory_.sync());
    fileIsDurable_ = true;
  }
  CHECKED(begin_->run());
  Result<> written = write(changes);
  if (written) written = commit_->run();
  if (!written) {
    uncertain_ = true;
    // Fails when SQLite has rolled back by itself, which is as good.
    [[maybe_unused]] const auto rolledBack = rollback_->run();
    return written;
  }
  uncertain_ = false;
  if (!changes.rows.empty()) newest_ = changes.rows.back().revision;
  return {};
}

// What cannot be written back now stays in the log, where it is as safe.
void SqliteBackend::settle(bool busy) {
  if (database_.logPages() >= (busy ? kWriteBackBusy : kWriteBackIdle)) database_.writeBack();
}

Result<> SqliteBackend::write(const Changes& changes) {
  if (uncertain_) {
    truncate_->bind(1, newest_);
    CHECKED(truncate_->run());
  }
  for (const Row& row : changes.rows) {
    insert_->bind(1, row.revision);
    insert_->bind(2, names_.at(row.kind));
    insert_->bind(3, row.key);
    insert_->bind(4, eventName(row.type));
    insert_->bind(5, row.value);
    CHECKED(insert_->run());
  }
  for (const Revision revision : changes.forgotten) {
    remove_->bind(1, revision);
    CHECKED(remove_->run());
  }
  compacted_->bind(1, changes.compacted);
  return compacted_->run();
}

}  // namespace

std::string collectionName(const api::Kind& kind) {
  return (kind.group.empty() ? std::string("core") : std::string(kind.group)) + "/" +
         std::string(kind.plural);
}

Result<std::unique_ptr<Backend>> openSqliteBackend(const std::string& directory,
                                                   std::span<const api::Kind* const> kinds) {
  TRY(DataDirectory held, DataDirectory::hold(directory));
  TRY(const std::string file, held.file(kFile));
  const bool sealed = breakSeal(file);
  CHECKED(writeEmptyStore(file));
  TRY(SqliteDatabase database, SqliteDatabase::open(file));
  auto backend = std::make_unique<SqliteBackend>(std::move(held), std::move(database), kinds, sealed);
  CHECKED(backend->prepare());
  return backend;
}

}  // namespace seamark::store
