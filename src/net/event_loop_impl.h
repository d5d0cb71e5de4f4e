// The inside of EventLoop, for net/'s own files: descriptors without a std::function each, work at the end of
// a turn, and buffers that all connections of a loop share. Everything but post() is for the loop's thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "net/event_loop.h"

namespace seamark::net {

// What a descriptor's owner gives to the loop. `events` are EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP bits.
class DescriptorHandler {
 public:
  virtual ~DescriptorHandler() = default;
  virtual void onEvents(uint32_t events) = 0;
};

// Called once at the end of the turn in which it was asked for: whatever was written until then leaves
// together.
class TurnEndHandler {
 public:
  virtual ~TurnEndHandler() = default;
  virtual void onTurnEnd() = 0;
};

// Room that one connection uses during one call and no connection owns.
struct LoopBuffers {
  static constexpr size_t kInput = 64 * 1024;
  static constexpr size_t kRecord = 16 * 1024;  // a TLS record holds at most 2^14 bytes
  std::unique_ptr<char[]> input = std::make_unique<char[]>(kInput);
  std::unique_ptr<char[]> plain = std::make_unique<char[]>(kRecord);
  std::string output;  // empty between uses
};

struct EventLoop::Impl {
  Impl(const Clock& clock, const std::string& name);
  ~Impl();

  void post(Task task);
  // Level-triggered. The handler must outlive its registration; after remove() it is not called, even for
  // events of the same turn.
  uint64_t add(int fd, uint32_t events, DescriptorHandler& handler);
  void change(uint64_t registration, uint32_t events);
  void remove(uint64_t registration);
  void atTurnEnd(TurnEndHandler& handler);      // at most once a turn and handler
  void forgetTurnEnd(TurnEndHandler& handler);  // before the handler goes
  bool onThread() const { return std::this_thread::get_id() == threadId_; }

  struct Registration {
    int fd = -1;
    DescriptorHandler* handler = nullptr;
    uint32_t generation = 0;
    uint32_t events = 0;
  };
  struct Watched;

  const Clock& clock_;
  LoopBuffers buffers;
  std::unordered_map<int, std::unique_ptr<Watched>> watched_;  // by descriptor, for watchReadable
  uint64_t lastWatch_ = 0;
  std::map<std::pair<SteadyTime, uint64_t>, Task> timers_;
  std::unordered_map<uint64_t, SteadyTime> due_;
  uint64_t lastTimer_ = 0;

 private:
  friend class EventLoop;
  void run();
  int waitMillis();
  void dispatch(int count);
  bool runPosted();
  void runTimers();
  void runTurnEnd();

  int epoll_ = -1;
  int wake_ = -1;
  std::vector<Registration> registrations_;
  std::vector<uint32_t> freeRegistrations_;
  std::vector<TurnEndHandler*> turnEnd_;
  std::mutex mutex_;
  std::vector<Task> posted_;  // guarded by mutex_
  bool sleeping_ = false;     // guarded by mutex_: a post has to write to wake_
  bool stopping_ = false;     // guarded by mutex_
  std::thread thread_;
  std::thread::id threadId_;
};

}  // namespace seamark::net
