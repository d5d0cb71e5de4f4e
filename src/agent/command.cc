// SPDX-License-Identifier: Apache-2.0
#include "agent/command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <unordered_map>
#include <utility>

namespace seamark::agent {
namespace {

// Owns a descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

// A spawned process: in a group of its own, default signals, no input, output into `output`. The error is
// errno's.
int spawn(const std::vector<std::string>& command, int output, pid_t& pid) {
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&files, "/");
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int error = posix_spawnp(&pid, words[0], &files, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

void end(pid_t pid) {
  kill(-pid, SIGKILL);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED);
}

int exitCodeOf(const siginfo_t& info) {
  return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
}

}  // namespace

struct CommandRunner::Impl : std::enable_shared_from_this<Impl> {
  struct Asked {
    std::vector<std::string> command;
    Duration timeout;
    Then then;
  };
  struct Process {
    pid_t pid = 0;
    Descriptor handle, output;
    uint64_t exitWatch = 0, outputWatch = 0;
    Executor::Timer timer = Executor::Timer::None;
    Then then;
    CommandResult result;
  };

  net::EventLoop& loop;
  const size_t concurrency, outputBytes;
  std::deque<Asked> queue;
  std::unordered_map<uint64_t, Process> processes;
  uint64_t lastId = 0;

  Impl(net::EventLoop& l, size_t c, size_t o) : loop(l), concurrency(c), outputBytes(o) {}

  void next() {
    while (processes.size() < concurrency && !queue.empty()) {
      Asked asked = std::move(queue.front());
      queue.pop_front();
      start(std::move(asked));
    }
  }

  void start(Asked asked) {
    int ends[2] = {-1, -1};
    if (asked.command.empty()) return refuse(std::move(asked), "no command is given");
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return refuse(std::move(asked), std::strerror(errno));
    Process process{.output = Descriptor(ends[0]), .then = std::move(asked.then)};
    const Descriptor far(ends[1]);
    fcntl(far.fd(), F_SETFL, 0);  // the command's own end blocks, as a program expects
    if (const int error = spawn(asked.command, far.fd(), process.pid)) {
      asked.then = std::move(process.then);
      return refuse(std::move(asked), std::strerror(error));
    }
    process.handle = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process.pid, 0)));
    if (process.handle.fd() < 0) {
      const std::string why = std::strerror(errno);
      end(process.pid);
      asked.then = std::move(process.then);
      return refuse(std::move(asked), why);
    }
    follow(std::move(process), asked.timeout);
  }

  void refuse(Asked asked, const std::string& why) {
    const std::string program = asked.command.empty() ? "" : asked.command[0];
    CommandResult result{.why = fmt::format("cannot run \"{}\": {}", program, why)};
    loop.post([then = std::move(asked.then), result = std::move(result)] { then(result); });
  }

  void follow(Process started, Duration timeout) {
    const uint64_t id = ++lastId;
    Process& process = processes.emplace(id, std::move(started)).first->second;
    process.exitWatch = loop.watchReadable(process.handle.fd(), [this, id] { ended(id); });
    process.outputWatch = loop.watchReadable(process.output.fd(), [this, id] { read(processes.at(id)); });
    process.timer = loop.after(timeout, [weak = weak_from_this(), id] {
      if (const auto self = weak.lock()) self->expire(id);
    });
  }

  void expire(uint64_t id) {
    const auto it = processes.find(id);
    if (it == processes.end()) return;
    it->second.result.timedOut = true;
    kill(-it->second.pid, SIGKILL);  // its exit follows
  }

  // What is beyond the bound is read and dropped, so that the command is not held up.
  void read(Process& process) const {
    char buffer[4096];
    for (;;) {
      const ssize_t length = ::read(process.output.fd(), buffer, sizeof buffer);
      if (length < 0 && errno == EINTR) continue;
      if (length == 0 && process.outputWatch) loop.unwatch(std::exchange(process.outputWatch, 0));
      if (length <= 0) return;
      std::string& output = process.result.output;
      output.append(buffer, std::min(static_cast<size_t>(length), outputBytes - output.size()));
    }
  }

  // What the command left running may hold its output open; that is not waited for.
  void ended(uint64_t id) {
    const auto node = processes.extract(id);
    if (node.empty()) return;
    Process& process = node.mapped();
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(process.pid), &info, WEXITED);
    read(process);
    release(process);
    if (process.result.timedOut)
      process.result.why = "the command was killed because it took too long";
    else
      process.result.exitCode = exitCodeOf(info);
    next();
    process.then(std::move(process.result));
  }

  void release(Process& process) const {
    loop.cancel(process.timer);
    loop.unwatch(process.exitWatch);
    if (process.outputWatch) loop.unwatch(std::exchange(process.outputWatch, 0));
  }

  void killAll() {
    queue.clear();
    for (auto& [id, process] : processes) {
      release(process);
      end(process.pid);
    }
    processes.clear();
  }
};

CommandRunner::CommandRunner(net::EventLoop& loop, size_t concurrency, size_t outputBytes)
    : impl_(std::make_shared<Impl>(loop, concurrency, outputBytes)) {}

CommandRunner::~CommandRunner() {
  impl_->killAll();
}

void CommandRunner::run(std::vector<std::string> command, Duration timeout, Then then) {
  impl_->queue.push_back({std::move(command), timeout, std::move(then)});
  impl_->next();
}

size_t CommandRunner::running() const {
  return impl_->processes.size();
}
size_t CommandRunner::waiting() const {
  return impl_->queue.size();
}

}  // namespace seamark::agent
