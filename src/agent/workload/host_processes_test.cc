// Pid files and units: real processes of this host, and what systemctl prints.
// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/host_processes.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "agent/workload/names.h"

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;

class Directory {
 public:
  Directory() {
    std::string pattern = "/tmp/seamark-processes-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text;
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

// A process that does nothing until it is stopped.
class Sleeper {
 public:
  Sleeper() : pid_(fork()) {
    if (pid_ == 0)
      for (;;) pause();
  }
  ~Sleeper() { stop(); }
  void stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  std::string pid() const { return std::to_string(pid_); }

 private:
  pid_t pid_;
};

TEST(PidFile, TellsWhetherItsProcessRuns) {
  const Directory directory;
  Sleeper sleeper;
  const SystemClock clock;
  const std::string path = directory.write("a.pid", sleeper.pid() + "\n");
  const auto running = readPidFile(path, clock.now());
  EXPECT_TRUE(running.running);
  EXPECT_THAT(running.id, testing::StartsWith(sleeper.pid() + "-"));
  EXPECT_LT(clock.now() - *running.startedAt, 1min);
  EXPECT_EQ(readPidFile(path, clock.now()).id, running.id);
  sleeper.stop();
  const auto stopped = readPidFile(path, clock.now());
  EXPECT_FALSE(stopped.running);
  EXPECT_EQ(stopped.reason, "NotRunning");
}

TEST(PidFile, WhatIsNoPidFileIsSaid) {
  const Directory directory;
  EXPECT_EQ(readPidFile("/no/such/file.pid", {}).reason, "NoPidFile");
  for (const char* text : {"", "\n", "none", "-5", "0", "12 34", "99999999999999999999"})
    EXPECT_EQ(readPidFile(directory.write("b.pid", text), {}).reason, "BadPidFile") << text;
}

constexpr const char* kShown =
    "Id=mariadb.service\nLoadState=loaded\nActiveState=active\nSubState=running\nMainPID=812\n"
    "InvocationID=5f0e\nActiveEnterTimestampMonotonic=90000000\nExecMainStatus=0\nResult=success\n"
    "\n"
    "Id=nginx.service\nLoadState=loaded\nActiveState=failed\nSubState=failed\nMainPID=0\nInvocationID=11\n"
    "ActiveEnterTimestampMonotonic=0\nExecMainStatus=1\nResult=exit-code\n"
    "\n"
    "Id=redis.service\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nMainPID=0\nInvocationID=\n"
    "ActiveEnterTimestampMonotonic=0\nExecMainStatus=0\nResult=success\n";

TEST(Units, AreReadFromWhatSystemctlShows) {
  const WallTime now(1000s);
  const auto states = unitStates(kShown, 4, now, 100s);
  ASSERT_EQ(states.size(), 4u);
  EXPECT_EQ(states[0], (ProcessState{.running = true, .id = "5f0e", .startedAt = WallTime(990s)}));
  EXPECT_FALSE(states[1].running);
  EXPECT_EQ(states[1].exitCode, 1);
  EXPECT_EQ(states[1].message, "systemd unit nginx.service is failed (failed), result exit-code");
  EXPECT_EQ(states[2].reason, "NoSuchUnit");
  EXPECT_EQ(states[3].reason, "SystemdUnknown");
}

TEST(Sources, ComeFromAnnotationsOfThePodOrOfOneContainer) {
  using What = ProcessSource::What;
  EXPECT_EQ(sourceOf({}, "db"), std::nullopt);
  EXPECT_EQ(sourceOf({{kUnitAnnotation, "mariadb"}}, "db"), (ProcessSource{What::Unit, "mariadb.service"}));
  EXPECT_EQ(sourceOf({{kPidFileAnnotation, "/run/a.pid"}}, "db"),
            (ProcessSource{What::PidFile, "/run/a.pid"}));
  const std::map<std::string, std::string> both{{kUnitAnnotation, "a.service"},
                                                {std::string(kUnitAnnotation) + ".db", "b.socket"}};
  EXPECT_EQ(sourceOf(both, "db"), (ProcessSource{What::Unit, "b.socket"}));
  EXPECT_EQ(sourceOf(both, "web"), (ProcessSource{What::Unit, "a.service"}));
}

// What a follower was told, from the loop to the test.
class Told {
 public:
  std::function<void(const ProcessState&)> callback() {
    return [this](const ProcessState& state) {
      const std::lock_guard lock(mutex_);
      last_ = state;
      changed_.notify_all();
    };
  }
  bool becomes(bool running) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return last_ && last_->running == running; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<ProcessState> last_;
};

class Follow : public testing::Test {
 protected:
  ~Follow() override {
    loop_.runAndWait([this] { processes_.reset(); });
  }
  void follow(const HostProcesses::Config& config, const ProcessSource& source, Told& told) {
    loop_.runAndWait([&] {
      processes_ = std::make_unique<HostProcesses>(loop_, config);
      processes_->follow(source, told.callback());
    });
  }

  Directory directory_;
  SystemClock clock_;
  net::EventLoop loop_{clock_, "processes"};
  std::unique_ptr<HostProcesses> processes_;
};

TEST_F(Follow, APidFileThroughTheLifeOfItsProcess) {
  Told told;
  const std::string path = directory_.write("c.pid", "");
  follow({.pidFilePeriod = 10ms}, {ProcessSource::What::PidFile, path}, told);
  EXPECT_TRUE(told.becomes(false));
  Sleeper sleeper;
  directory_.write("c.pid", sleeper.pid());
  EXPECT_TRUE(told.becomes(true));
  sleeper.stop();
  EXPECT_TRUE(told.becomes(false));
}

// A program that prints what systemctl prints: tests/agent/systemd.py has the real one.
TEST_F(Follow, AUnitThroughSystemctl) {
  Told told;
  const std::string shown = directory_.write("shown", kShown);
  const std::string systemctl = directory_.write("systemctl", "#!/bin/sh\ncat " + shown + "\n");
  ASSERT_EQ(chmod(systemctl.c_str(), 0755), 0);
  follow({.systemctl = systemctl, .unitPeriod = 10ms}, {ProcessSource::What::Unit, "mariadb.service"}, told);
  EXPECT_TRUE(told.becomes(true));
  directory_.write("shown", "Id=mariadb.service\nLoadState=loaded\nActiveState=deactivating\n");
  EXPECT_TRUE(told.becomes(false));
}

TEST_F(Follow, WithoutSystemctlNothingRuns) {
  Told told;
  follow({.systemctl = "/no/such/systemctl"}, {ProcessSource::What::Unit, "mariadb.service"}, told);
  EXPECT_TRUE(told.becomes(false));
}

}  // namespace
}  // namespace seamark::agent
