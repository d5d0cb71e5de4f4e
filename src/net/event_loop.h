// EventLoop: the real Executor; one thread around epoll. Not Asio: its waits cost an epoll_ctl each and its
// TLS stream 34 KiB a connection; what is needed here is small (event_loop_impl.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/executor.h"

namespace seamark::net {

class EventLoop final : public Executor {
 public:
  // Starts the thread; `name` is what `top -H` shows (15 bytes).
  explicit EventLoop(const Clock& clock, const std::string& name);
  // Stops and joins; tasks that are still waiting are destroyed without running.
  ~EventLoop() override;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Tasks posted to a loop that is being destroyed are destroyed unrun.
  void post(Task task) override;
  Timer after(Duration delay, Task task) override;
  void cancel(Timer timer) override;
  const Clock& clock() const override;
  bool onThisThread() const;
  // Runs `task` on the loop and waits for it. Not to be called on the loop itself.
  void runAndWait(Task task);

  // Calls `ready` on the loop whenever the descriptor can be read (level-triggered), until unwatched. The
  // caller owns fd.
  uint64_t watchReadable(int fd, Task ready);
  uint64_t watchWritable(int fd, Task ready);
  void unwatch(uint64_t watch);

  struct Impl;
  Impl& impl() { return *impl_; }  // for net/'s own files only

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace seamark::net
