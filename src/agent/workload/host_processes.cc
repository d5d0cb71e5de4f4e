// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/host_processes.h"

#include <time.h>

#include <map>
#include <set>
#include <utility>

#include "base/log.h"

namespace seamark::agent {
namespace {

constexpr size_t kUnitOutput = 4 * 1024 * 1024;
constexpr Duration kUnitPatience = std::chrono::seconds(10);

// When a run started is computed anew each time, and not worth telling again.
bool sameNews(const ProcessState& a, const ProcessState& b) {
  return a.running == b.running && a.id == b.id && a.exitCode == b.exitCode && a.reason == b.reason &&
         a.message == b.message;
}

Duration sinceBoot() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace

struct HostProcesses::Impl : std::enable_shared_from_this<Impl> {
  struct Followed {
    std::optional<ProcessState> state;
    std::map<uint64_t, std::function<void(const ProcessState&)>> followers;
    std::set<uint64_t> untold;  // have not been told anything yet
  };

  net::EventLoop& loop;
  const Config config;
  CommandRunner commands;
  std::map<ProcessSource, Followed> sources;
  std::map<uint64_t, ProcessSource> follows;
  uint64_t lastId = 0;
  bool asking = false;  // systemctl runs
  Executor::Timer fileTimer = Executor::Timer::None, unitTimer = Executor::Timer::None;

  Impl(net::EventLoop& l, Config c) : loop(l), config(std::move(c)), commands(l, 1, kUnitOutput) {}

  void schedule(Executor::Timer& timer, Duration delay, void (Impl::*look)()) {
    loop.cancel(timer);
    timer = loop.after(delay, [weak = weak_from_this(), look] {
      if (const auto self = weak.lock()) (self.get()->*look)();
    });
  }

  std::vector<ProcessSource> of(ProcessSource::What what) const {
    std::vector<ProcessSource> found;
    for (const auto& [source, followed] : sources)
      if (source.what == what) found.push_back(source);
    return found;
  }

  void lookAtFiles() {
    const auto files = of(ProcessSource::What::PidFile);
    for (const ProcessSource& file : files) tell(file, readPidFile(file.name, loop.clock().now()));
    if (!files.empty()) schedule(fileTimer, config.pidFilePeriod, &Impl::lookAtFiles);
  }

  void askForUnits() {
    const auto units = of(ProcessSource::What::Unit);
    if (units.empty() || std::exchange(asking, true)) return;
    std::vector<std::string> names;
    for (const ProcessSource& unit : units) names.push_back(unit.name);
    commands.run(unitQuestion(config.systemctl, names), kUnitPatience,
                 [weak = weak_from_this(), units](const CommandResult& result) {
                   if (const auto self = weak.lock()) self->answered(units, result);
                 });
  }

  void answered(const std::vector<ProcessSource>& units, const CommandResult& result) {
    asking = false;
    if (result.exitCode) {
      const auto states = unitStates(result.output, units.size(), loop.clock().now(), sinceBoot());
      for (size_t i = 0; i < units.size(); ++i) tell(units[i], states[i]);
    } else {
      for (const ProcessSource& unit : units)
        tell(unit, {.reason = "SystemdUnknown", .message = "systemctl: " + result.why});
    }
    schedule(unitTimer, config.unitPeriod, &Impl::askForUnits);
  }

  void tell(const ProcessSource& source, const ProcessState& state) {
    const auto it = sources.find(source);
    if (it == sources.end()) return;
    Followed& followed = it->second;
    const bool news = !followed.state || !sameNews(*followed.state, state);
    if (news) followed.state = state;
    const auto untold = std::exchange(followed.untold, {});
    std::vector<std::function<void(const ProcessState&)>> calls;
    for (const auto& [id, changed] : followed.followers)
      if (news || untold.contains(id)) calls.push_back(changed);
    const ProcessState now = *followed.state;  // a call may unfollow
    for (const auto& changed : calls) changed(now);
  }
};

HostProcesses::HostProcesses(net::EventLoop& loop, Config config)
    : impl_(std::make_shared<Impl>(loop, std::move(config))) {}

HostProcesses::~HostProcesses() {
  impl_->loop.cancel(impl_->fileTimer);
  impl_->loop.cancel(impl_->unitTimer);
}

Processes::Follow HostProcesses::follow(const ProcessSource& source,
                                        std::function<void(const ProcessState&)> changed) {
  const uint64_t id = ++impl_->lastId;
  impl_->follows.emplace(id, source);
  Impl::Followed& followed = impl_->sources[source];
  followed.followers.emplace(id, std::move(changed));
  followed.untold.insert(id);
  if (source.what == ProcessSource::What::PidFile)
    impl_->schedule(impl_->fileTimer, Duration::zero(), &Impl::lookAtFiles);
  else
    impl_->schedule(impl_->unitTimer, Duration::zero(), &Impl::askForUnits);
  return static_cast<Follow>(id);
}

void HostProcesses::unfollow(Follow follow) {
  const auto it = impl_->follows.find(static_cast<uint64_t>(follow));
  if (it == impl_->follows.end()) return;
  const auto source = impl_->sources.find(it->second);
  source->second.followers.erase(it->first);
  if (source->second.followers.empty()) impl_->sources.erase(source);
  impl_->follows.erase(it);
}

}  // namespace seamark::agent
