// EventLoop on epoll, an eventfd and an ordered map of timers.
// SPDX-License-Identifier: Apache-2.0
#include "net/event_loop.h"

#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <future>
#include <utility>

#include "base/assert.h"
#include "net/event_loop_impl.h"

namespace seamark::net {
namespace {

constexpr uint64_t kWakeKey = ~0ULL;
constexpr int kEventsPerTurn = 256;

uint64_t keyOf(uint32_t slot, uint32_t generation) {
  return (static_cast<uint64_t>(generation) << 32) | slot;
}

std::array<epoll_event, kEventsPerTurn>& eventBuffer() {
  thread_local std::array<epoll_event, kEventsPerTurn> events;
  return events;
}

}  // namespace

// One descriptor watched through the public interface: up to one reader and one writer.
struct EventLoop::Impl::Watched final : DescriptorHandler {
  Impl& loop;
  int fd;
  uint64_t registration = 0;
  uint64_t reader = 0, writer = 0;
  Task readable, writable;

  Watched(Impl& l, int f) : loop(l), fd(f) { registration = loop.add(fd, 0, *this); }
  ~Watched() override { loop.remove(registration); }
  void update() {
    loop.change(registration, (reader ? uint32_t{EPOLLIN} : 0) | (writer ? uint32_t{EPOLLOUT} : 0));
  }
  void onEvents(uint32_t events) override {
    // Copies: a callback may unwatch, which destroys this.
    const uint32_t failed = events & (EPOLLERR | EPOLLHUP);
    const uint64_t writeId = writer;
    const Task onRead = (events & EPOLLIN) || failed ? readable : Task();
    const Task onWrite = (events & EPOLLOUT) || failed ? writable : Task();
    Impl& impl = loop;
    const int descriptor = fd;
    if (onRead) onRead();
    const auto it = impl.watched_.find(descriptor);
    if (onWrite && it != impl.watched_.end() && it->second->writer == writeId) onWrite();
  }
};

EventLoop::Impl::Impl(const Clock& clock, const std::string& name) : clock_(clock) {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  SM_ASSERT(epoll_ >= 0 && wake_ >= 0);
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kWakeKey}};
  SM_ASSERT(epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0);
  std::promise<void> started;
  thread_ = std::thread([this, &started, name] {
    sigset_t all;  // signals belong to the main thread
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    threadId_ = std::this_thread::get_id();
    started.set_value();
    run();
  });
  started.get_future().wait();
}

EventLoop::Impl::~Impl() {
  SM_ASSERT(!onThread());
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  const uint64_t one = 1;
  SM_ASSERT(write(wake_, &one, sizeof one) == sizeof one);
  thread_.join();
  // Destroying a task may post another one or cancel a timer, so take them out first.
  {
    decltype(timers_) timers;
    timers.swap(timers_);
  }
  for (;;) {
    std::vector<Task> waiting;
    {
      const std::lock_guard lock(mutex_);
      waiting.swap(posted_);
    }
    if (waiting.empty()) break;
  }
  watched_.clear();
  close(wake_);
  close(epoll_);
}

void EventLoop::Impl::post(Task task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
    wake = std::exchange(sleeping_, false);
  }
  if (!wake) return;
  const uint64_t one = 1;
  SM_ASSERT(write(wake_, &one, sizeof one) == sizeof one);
}

uint64_t EventLoop::Impl::add(int fd, uint32_t events, DescriptorHandler& handler) {
  if (freeRegistrations_.empty()) {
    freeRegistrations_.push_back(static_cast<uint32_t>(registrations_.size()));
    registrations_.emplace_back();
  }
  const uint32_t slot = freeRegistrations_.back();
  freeRegistrations_.pop_back();
  auto& entry = registrations_[slot];
  entry.fd = fd;
  entry.handler = &handler;
  entry.events = events;
  epoll_event event{.events = events, .data = {.u64 = keyOf(slot, entry.generation)}};
  SM_ASSERT(epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) == 0);
  return event.data.u64;
}

void EventLoop::Impl::change(uint64_t registration, uint32_t events) {
  auto& entry = registrations_[static_cast<uint32_t>(registration)];
  SM_ASSERT(entry.handler && entry.generation == registration >> 32);
  if (entry.events == events) return;
  entry.events = events;
  epoll_event event{.events = events, .data = {.u64 = registration}};
  SM_ASSERT(epoll_ctl(epoll_, EPOLL_CTL_MOD, entry.fd, &event) == 0);
}

void EventLoop::Impl::remove(uint64_t registration) {
  const auto slot = static_cast<uint32_t>(registration);
  auto& entry = registrations_[slot];
  SM_ASSERT(entry.handler && entry.generation == registration >> 32);
  epoll_ctl(epoll_, EPOLL_CTL_DEL, entry.fd, nullptr);
  entry.handler = nullptr;
  ++entry.generation;
  freeRegistrations_.push_back(slot);
}

void EventLoop::Impl::atTurnEnd(TurnEndHandler& handler) {
  turnEnd_.push_back(&handler);
}

void EventLoop::Impl::forgetTurnEnd(TurnEndHandler& handler) {
  std::replace(turnEnd_.begin(), turnEnd_.end(), &handler, static_cast<TurnEndHandler*>(nullptr));
}

void EventLoop::Impl::run() {
  bool more = false;
  for (;;) {
    int wait = more ? 0 : waitMillis();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      if (!posted_.empty()) wait = 0;
      sleeping_ = wait != 0;
    }
    const int count = epoll_wait(epoll_, eventBuffer().data(), kEventsPerTurn, wait);
    dispatch(count);
    runTimers();
    more = runPosted();
    runTurnEnd();
  }
}

int EventLoop::Impl::waitMillis() {
  if (timers_.empty()) return -1;
  const Duration left = timers_.begin()->first.first - clock_.steady();
  if (left <= Duration::zero()) return 0;
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(std::min<int64_t>(millis, 60'000));
}

void EventLoop::Impl::dispatch(int count) {
  for (int i = 0; i < count; ++i) {
    const auto& event = eventBuffer()[static_cast<size_t>(i)];
    if (event.data.u64 == kWakeKey) {
      uint64_t ignored = 0;
      if (read(wake_, &ignored, sizeof ignored) < 0) continue;
      continue;
    }
    const auto& entry = registrations_[static_cast<uint32_t>(event.data.u64)];
    if (entry.handler && entry.generation == event.data.u64 >> 32) entry.handler->onEvents(event.events);
  }
}

bool EventLoop::Impl::runPosted() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    sleeping_ = false;
    tasks.swap(posted_);
  }
  for (auto& task : tasks) {
    task();
    task = nullptr;  // what it holds goes now, in order
  }
  const std::lock_guard lock(mutex_);
  if (posted_.empty() && posted_.capacity() < tasks.capacity() && tasks.capacity() < 4096) {
    tasks.clear();
    posted_.swap(tasks);  // keep the room
  }
  return !posted_.empty();
}

void EventLoop::Impl::runTimers() {
  if (timers_.empty()) return;
  const SteadyTime now = clock_.steady();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    auto node = timers_.extract(timers_.begin());
    due_.erase(node.key().second);
    node.mapped()();
  }
}

void EventLoop::Impl::runTurnEnd() {
  // A handler may ask for another one's end of turn: that one still belongs to this turn.
  for (size_t i = 0; i < turnEnd_.size(); ++i) {
    if (TurnEndHandler* handler = std::exchange(turnEnd_[i], nullptr)) handler->onTurnEnd();
  }
  turnEnd_.clear();
}

EventLoop::EventLoop(const Clock& clock, const std::string& name)
    : impl_(std::make_unique<Impl>(clock, name)) {}
EventLoop::~EventLoop() = default;

void EventLoop::post(Task task) {
  impl_->post(std::move(task));
}

Executor::Timer EventLoop::after(Duration delay, Task task) {
  SM_ASSERT(onThisThread());
  const SteadyTime due = impl_->clock_.steady() + std::max(delay, Duration::zero());
  const uint64_t id = ++impl_->lastTimer_;
  impl_->timers_.emplace(std::pair(due, id), std::move(task));
  impl_->due_.emplace(id, due);
  return static_cast<Timer>(id);
}

void EventLoop::cancel(Timer timer) {
  const auto it = impl_->due_.find(static_cast<uint64_t>(timer));
  if (it == impl_->due_.end()) return;
  const auto node = impl_->timers_.extract({it->second, it->first});  // destroyed after the books are right
  impl_->due_.erase(it);
}

const Clock& EventLoop::clock() const {
  return impl_->clock_;
}
bool EventLoop::onThisThread() const {
  return impl_->onThread();
}

void EventLoop::runAndWait(Task task) {
  SM_ASSERT(!onThisThread());
  std::promise<void> done;
  post([&task, &done] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

uint64_t EventLoop::watchReadable(int fd, Task ready) {
  auto& entry = impl_->watched_[fd];
  if (!entry) entry = std::make_unique<Impl::Watched>(*impl_, fd);
  SM_ASSERT(entry->reader == 0);
  entry->reader = ++impl_->lastWatch_;
  entry->readable = std::move(ready);
  entry->update();
  return entry->reader;
}

uint64_t EventLoop::watchWritable(int fd, Task ready) {
  auto& entry = impl_->watched_[fd];
  if (!entry) entry = std::make_unique<Impl::Watched>(*impl_, fd);
  SM_ASSERT(entry->writer == 0);
  entry->writer = ++impl_->lastWatch_;
  entry->writable = std::move(ready);
  entry->update();
  return entry->writer;
}

void EventLoop::unwatch(uint64_t watch) {
  for (auto it = impl_->watched_.begin(); it != impl_->watched_.end(); ++it) {
    auto& entry = *it->second;
    if (entry.reader != watch && entry.writer != watch) continue;
    if (entry.reader == watch) {
      entry.reader = 0;
      entry.readable = nullptr;
    } else {
      entry.writer = 0;
      entry.writable = nullptr;
    }
    if (entry.reader == 0 && entry.writer == 0)
      impl_->watched_.erase(it);
    else
      entry.update();
    return;
  }
}

}  // namespace seamark::net
