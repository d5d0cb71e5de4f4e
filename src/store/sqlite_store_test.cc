// The SQLite form: restarts, crashes, and files that are not as they should be.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <semaphore>

#include "base/clock.h"
#include "store/engine.h"
#include "store/sqlite_backend.h"
#include "store/widget_test_kind.h"

namespace seamark::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class SqliteStore : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "seamark-sqlite-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    root_ = name;
    directory_ = root_ + "/a/data";
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  Result<std::unique_ptr<Store>> open() { return openAt(directory_); }
  Result<std::unique_ptr<Store>> openAt(const std::string& directory) {
    TRY(auto backend, openSqliteBackend(directory, kTestKinds));
    TRY(auto engine, Engine::open(std::move(backend), clock_, {.kinds = kTestKinds}));
    return engine;
  }
  std::unique_ptr<Store> mustOpen() {
    auto store = open();
    if (!store) ADD_FAILURE() << store.error().message;
    return store ? std::move(*store) : nullptr;
  }
  std::string whyNot() {
    auto store = open();
    return store ? "opened" : store.error().message;
  }
  std::string file() const { return directory_ + "/seamark.db"; }
  // What a person does with the sqlite3 tool.
  void sql(const std::string& text) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }
  int64_t rows() {
    sqlite3* db = nullptr;
    sqlite3_stmt* count = nullptr;
    EXPECT_EQ(sqlite3_open(file().c_str(), &db), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT count(*) FROM history", -1, &count, nullptr);
    sqlite3_step(count);
    const int64_t n = sqlite3_column_int64(count, 0);
    sqlite3_finalize(count);
    sqlite3_close(db);
    return n;
  }

  SystemClock clock_;
  std::string root_, directory_;
};

std::string read(const Store& store, const std::string& name) {
  const WorldPtr world = store.world();
  const auto* found = world->of(kWidgets).find("ns/" + name);
  return found ? dataOf(*found) : "-";
}

mode_t modeOf(const std::string& path) {
  struct stat info{};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777;
}

TEST_F(SqliteStore, IsForItsUserAlone) {
  auto store = mustOpen();
  commitAndWait(*store, put("a", "1"));
  EXPECT_EQ(modeOf(directory_), 0700u);
  for (const char* name : {"/seamark.db", "/seamark.db-wal", "/seamark.db-shm", "/lock"})
    EXPECT_EQ(modeOf(directory_ + name), 0600u) << name;
}

TEST_F(SqliteStore, StateHistoryAndRevisionSurviveARestart) {
  {
    auto store = mustOpen();
    commitAndWait(*store, put("a", "1"));
    commitAndWait(*store, put("a", "2"));
    commitAndWait(*store, put("b", "1"));
    commitAndWait(*store, remove("b"));
  }
  auto store = mustOpen();
  EXPECT_EQ(store->world()->revision, 5);
  EXPECT_EQ(read(*store, "a"), "2");
  EXPECT_EQ(read(*store, "b"), "-");
  const auto history = store->history(kWidgets, 2);
  ASSERT_TRUE(history);
  ASSERT_EQ(history->size(), 3u);
  EXPECT_EQ(history->front().type, EventType::Modified);
  EXPECT_EQ(dataOf(history->front().previous), "1");
  EXPECT_EQ(history->back().type, EventType::Deleted);
  EXPECT_EQ(dataOf(history->back().object), "1");
  EXPECT_EQ(history->back().object->object()->metadata.resourceVersion, "5");
  EXPECT_EQ(commitAndWait(*store, put("c", "1")).committed.revision, 6);
}

TEST_F(SqliteStore, CompactionSurvivesARestartAndTheRevisionIsNotGivenAgain) {
  {
    auto store = mustOpen();
    commitAndWait(*store, put("a", "1"));
    commitAndWait(*store, remove("a"));
    std::promise<void> done;
    store->compact(3, [&](const Result<>& result) {
      EXPECT_TRUE(result);
      done.set_value();
    });
    done.get_future().wait();
  }
  EXPECT_EQ(rows(), 0);
  auto store = mustOpen();
  EXPECT_EQ(store->world()->revision, 3);
  EXPECT_FALSE(store->history(kWidgets, 2));
  EXPECT_EQ(commitAndWait(*store, put("b", "1")).committed.revision, 4);
}

TEST_F(SqliteStore, RowsWhoseDeletionWasCutShortAreDeletedLater) {
  {
    auto store = mustOpen();
    for (int i = 0; i < 5; ++i) commitAndWait(*store, put("a", std::to_string(i)));
  }
  sql("UPDATE meta SET value = 5 WHERE name = 'compacted'");
  {
    auto store = mustOpen();
    EXPECT_EQ(read(*store, "a"), "4");
    EXPECT_FALSE(store->history(kWidgets, 4));
    std::promise<void> done;
    store->compact(5, [&](const Result<>&) { done.set_value(); });
    done.get_future().wait();
  }
  EXPECT_EQ(rows(), 2);  // what 6 replaced, for those who watch from 5, and 6
}

// Whether a start would take the rows as they are instead of decoding each.
bool takenAsWritten(const std::string& directory) {
  auto backend = openSqliteBackend(directory, kTestKinds);
  EXPECT_TRUE(backend);
  size_t rows = 0, asWritten = 0;
  EXPECT_TRUE((*backend)->load([&](const Row& row) {
    ++rows;
    asWritten += row.asWritten;
    return Result<>();
  }));
  EXPECT_GT(rows, 0u);
  EXPECT_TRUE(asWritten == 0 || asWritten == rows);
  return asWritten > 0;
}

TEST_F(SqliteStore, WhatWasClosedInGoodOrderIsTakenAsWritten) {
  commitAndWait(*mustOpen(), put("a", "1"));
  EXPECT_EQ(modeOf(file() + ".seal"), 0600u);
  EXPECT_TRUE(takenAsWritten(directory_));
  auto store = mustOpen();
  EXPECT_EQ(read(*store, "a"), "1");
  EXPECT_FALSE(std::filesystem::exists(file() + ".seal")) << "holds for one start";
}

TEST_F(SqliteStore, WhatOthersTouchedBetweenTwoRunsIsNotTakenAsWritten) {
  commitAndWait(*mustOpen(), put("a", "1"));
  sql("UPDATE history SET value = value || ' '");
  EXPECT_FALSE(takenAsWritten(directory_));
}

TEST_F(SqliteStore, WhatOthersTouchedDuringARunIsNotTakenAsWritten) {
  {
    auto store = mustOpen();
    commitAndWait(*store, put("a", "1"));
    sql("UPDATE history SET value = value || ' '");
  }
  EXPECT_FALSE(takenAsWritten(directory_));
}

TEST_F(SqliteStore, ACopyIsNotTakenAsWritten) {
  commitAndWait(*mustOpen(), put("a", "1"));
  const std::string copy = root_ + "/copy";
  std::filesystem::copy(directory_, copy);
  EXPECT_FALSE(takenAsWritten(copy));
  EXPECT_TRUE(takenAsWritten(directory_));
}

TEST_F(SqliteStore, ARowOfAnotherFormIsNotSealed) {
  commitAndWait(*mustOpen(), put("a", "1"));
  sql(R"(UPDATE history SET value = replace(value, '{"metadata"', '{ "metadata"'))");
  EXPECT_EQ(read(*mustOpen(), "a"), "1");
  EXPECT_FALSE(takenAsWritten(directory_));
}

TEST_F(SqliteStore, OneProcessAtATime) {
  auto store = mustOpen();
  EXPECT_THAT(whyNot(),
              AllOf(HasSubstr(directory_),
                    HasSubstr("in use by another seamark (process " + std::to_string(::getpid()) + ")"),
                    HasSubstr("stop it")));
  store.reset();
  EXPECT_EQ(whyNot(), "opened");
}

TEST_F(SqliteStore, AnotherFormat) {
  mustOpen();
  sql("PRAGMA user_version = 7");
  EXPECT_THAT(whyNot(),
              AllOf(HasSubstr("has format 7, this seamark knows format 1"), HasSubstr("--data-dir")));
}

TEST_F(SqliteStore, SomebodyElsesDatabase) {
  std::filesystem::create_directories(directory_);
  sql("CREATE TABLE recipes(name TEXT)");
  EXPECT_THAT(whyNot(), HasSubstr("is not a Seamark store"));
}

TEST_F(SqliteStore, NotADatabase) {
  std::filesystem::create_directories(directory_);
  std::ofstream(file()) << std::string(10'000, 'x');
  EXPECT_THAT(whyNot(), AllOf(HasSubstr("is damaged"), HasSubstr("restore a copy")));
}

TEST_F(SqliteStore, DamagedPages) {
  {
    auto store = mustOpen();
    for (int i = 0; i < 200; ++i) commitAndWait(*store, put("w" + std::to_string(i), std::string(500, 'x')));
  }
  std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(3 * 4096);
  damaged << std::string(10 * 4096, '\xff');
  damaged.close();
  EXPECT_THAT(whyNot(), AllOf(HasSubstr("is damaged"), HasSubstr("restore a copy")));
}

TEST_F(SqliteStore, ARowThatCannotBeDecoded) {
  {
    auto store = mustOpen();
    commitAndWait(*store, put("a", "1"));
  }
  sql("UPDATE history SET value = 'nonsense'");
  EXPECT_THAT(whyNot(), AllOf(HasSubstr("is damaged (row 2: "), HasSubstr("ns/a"), HasSubstr("sqlite3")));
  sql("UPDATE history SET event = 'renamed'");
  EXPECT_THAT(whyNot(), HasSubstr("row 2: event 'renamed'"));
}

TEST_F(SqliteStore, RowsOfUnknownCollectionsAreKeptAndTheirRevisionsCount) {
  mustOpen();
  sql("INSERT INTO history VALUES(41, 'future.io/things', 'x', 'added', '?')");
  {
    auto store = mustOpen();
    EXPECT_EQ(commitAndWait(*store, put("a", "1")).committed.revision, 42);
  }
  EXPECT_EQ(rows(), 2);
}

TEST_F(SqliteStore, ADirectoryThatCannotBeMade) {
  std::filesystem::create_directories(root_ + "/a");
  std::ofstream(directory_) << "a file";
  EXPECT_THAT(whyNot(), AllOf(HasSubstr("Not a directory"), HasSubstr("--data-dir")));
}

// Runs `work` in a child process with the write end of a pipe and returns the read end.
template <class Work>
std::pair<pid_t, int> inChild(Work work) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    work(ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  return {child, ends[0]};
}

TEST_F(SqliteStore, ReadOnly) {
  mustOpen();
  for (const auto& path : {root_, root_ + "/a", directory_})
    std::filesystem::permissions(path, std::filesystem::perms::all);
  std::filesystem::permissions(directory_ + "/lock", std::filesystem::perms::all);
  std::filesystem::permissions(file(), std::filesystem::perms(0444));
  const auto [child, pipe] = inChild([&](int answer) {
    // Root may write everything: become nobody.
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(1);
    const std::string why = whyNot();
    if (::write(answer, why.data(), why.size()) < 0) ::_exit(1);
  });
  std::string why(1000, 0);
  const ssize_t read = ::read(pipe, why.data(), why.size());
  ::close(pipe);
  ::waitpid(child, nullptr, 0);
  ASSERT_GT(read, 0);
  why.resize(static_cast<size_t>(read));
  EXPECT_THAT(why, AllOf(HasSubstr("seamark.db: Permission denied"), HasSubstr("correct its permissions")));
}

TEST_F(SqliteStore, WhatWasAcknowledgedSurvivesKill9) {
  for (int round = 0; round < 5; ++round) {
    const int before = round * 1'000'000;
    const auto [child, pipe] = inChild([&](int acks) {
      auto store = std::move(*open());
      std::counting_semaphore<> slots(16);
      for (int i = before;; ++i) {
        slots.acquire();
        Transaction transaction;
        transaction.writes.push_back(put("w" + std::to_string(i), "x"));
        transaction.writes.push_back(put("last", std::to_string(i)));
        store->commit(std::move(transaction), [&, i](const Outcome& outcome) {
          if (outcome.what != Outcome::What::Committed || ::write(acks, &i, sizeof i) != sizeof i) ::_exit(1);
          slots.release();
        });
      }
    });
    std::vector<int> acknowledged;
    int number = 0;
    while (acknowledged.size() < 100u + 37u * static_cast<unsigned>(round) &&
           ::read(pipe, &number, sizeof number) == sizeof number)
      acknowledged.push_back(number);
    ::kill(child, SIGKILL);
    while (::read(pipe, &number, sizeof number) == sizeof number) acknowledged.push_back(number);
    ::close(pipe);
    ::waitpid(child, nullptr, 0);

    auto store = mustOpen();
    ASSERT_GE(acknowledged.size(), 100u);
    for (const int i : acknowledged) ASSERT_EQ(read(*store, "w" + std::to_string(i)), "x");
    EXPECT_GE(std::stoi(read(*store, "last")), acknowledged.back());
    // Both writes of a transaction or none.
    EXPECT_EQ(read(*store, "w" + read(*store, "last")), "x");
  }
}

TEST_F(SqliteStore, ATornLogLosesNothingBeforeTheTear) {
  auto store = mustOpen();
  for (int i = 0; i < 50; ++i) commitAndWait(*store, put("w" + std::to_string(i), "x"));
  // As after a power cut: the files as they are, the log's last pages half written.
  const std::string copy = root_ + "/copy";
  std::filesystem::create_directories(copy);
  std::filesystem::copy_file(file(), copy + "/seamark.db");
  std::filesystem::copy_file(file() + "-wal", copy + "/seamark.db-wal");
  std::filesystem::resize_file(copy + "/seamark.db-wal",
                               std::filesystem::file_size(copy + "/seamark.db-wal") - 3 * 4096 - 100);
  auto torn = openAt(copy);
  ASSERT_TRUE(torn) << torn.error().message;
  const Revision revision = (*torn)->world()->revision;
  EXPECT_GT(revision, 40);
  EXPECT_LT(revision, 51);
  EXPECT_EQ((*torn)->world()->of(kWidgets).size(), static_cast<size_t>(revision - 1));
  EXPECT_EQ(commitAndWait(**torn, put("more", "x")).what, Outcome::What::Committed);
}

// A full disk: a small tmpfs where we may mount one, else a limit on the size of files.
TEST_F(SqliteStore, AFullDiskRefusesWritesAndKeepsServing) {
  std::filesystem::create_directories(directory_);
  const bool mounted = ::mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=2m") == 0;
  const auto [child, pipe] = inChild([&](int answers) {
    if (!mounted) {
      const rlimit limit{1 << 20, 1 << 20};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      ::signal(SIGXFSZ, SIG_IGN);
    }
    auto store = std::move(*open());
    int written = 0;
    Outcome outcome;
    while ((outcome = commitAndWait(*store, put("w" + std::to_string(written), std::string(50'000, 'x'))))
               .what == Outcome::What::Committed)
      ++written;
    bool good = written > 5 && outcome.failure.code == 500;
    good = good && outcome.failure.message.find("nothing was written") != std::string::npos;
    // Reads go on and show exactly what was acknowledged; once there is space, so do writes.
    good = good && store->world()->of(kWidgets).size() == static_cast<size_t>(written);
    if (mounted) {
      good = good && ::mount("tmpfs", directory_.c_str(), "tmpfs", MS_REMOUNT, "size=50m") == 0;
      for (int i = 0; good && i < 20; ++i)
        good = commitAndWait(*store, put("w" + std::to_string(written++), std::string(50'000, 'x'))).what ==
               Outcome::What::Committed;
    }
    store.reset();
    if (!good || ::write(answers, &written, sizeof written) != sizeof written) ::_exit(1);
  });
  int written = 0, status = 0;
  const bool answered = ::read(pipe, &written, sizeof written) == sizeof written;
  ::close(pipe);
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(answered);
  EXPECT_EQ(status, 0);
  {
    auto store = mustOpen();
    EXPECT_EQ(store->world()->of(kWidgets).size(), static_cast<size_t>(written));
  }
  if (mounted) {
    EXPECT_EQ(::umount(directory_.c_str()), 0);
  }
}

}  // namespace
}  // namespace seamark::store
