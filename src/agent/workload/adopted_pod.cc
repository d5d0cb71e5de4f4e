// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/adopted_pod.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace seamark::agent {
namespace {

constexpr const char* kExecRefused =
    "exec probes of Pods from the API are not run: whoever may create Pods could run commands here; start "
    "the "
    "agent with --exec-probes all to allow it";

const api::Boxed<api::Probe>& probeOf(const api::Container& container, ProbeKind kind) {
  if (kind == ProbeKind::Startup) return container.startupProbe;
  return kind == ProbeKind::Readiness ? container.readinessProbe : container.livenessProbe;
}

}  // namespace

class AdoptedPod::Container {
 public:
  Container(const PodSurroundings& around, const Config& config, const Callbacks& callbacks, size_t index);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  ContainerFacts facts() const;
  void drain();
  bool hasEnded() const { return follow_ && process_ && !process_->running; }

 private:
  struct Watched {
    std::unique_ptr<Metrics::Probe> series;
    std::unique_ptr<ProbeWorker> worker;
    Duration period;
  };
  void addProbe(ProbeKind kind);
  void processChanged(const ProcessState& state);
  void judged(ProbeKind kind);
  void probed(ProbeKind kind, const ProbeResult& result, Duration took);
  std::optional<bool> knownBefore(ProbeKind kind, const ProcessState& state) const;
  ContainerRun runOf(const ProcessState& state) const;
  ProcessState alwaysRunning() const;
  std::optional<Watched>& of(ProbeKind kind) { return probes_[static_cast<size_t>(kind)]; }
  const std::optional<Watched>& of(ProbeKind kind) const { return probes_[static_cast<size_t>(kind)]; }
  const api::ContainerStatus* before() const;

  PodSurroundings around_;
  Config config_;
  Callbacks callbacks_;
  const api::Container& spec_;
  std::array<std::optional<Watched>, std::size(kProbeKinds)> probes_;
  std::optional<Processes::Follow> follow_;
  std::optional<ProcessState> process_;
};

AdoptedPod::Container::Container(const PodSurroundings& around, const Config& config,
                                 const Callbacks& callbacks, size_t index)
    : around_(around), config_(config), callbacks_(callbacks), spec_(config.pod->spec.containers[index]) {
  for (const ProbeKind kind : kProbeKinds)
    if (probeOf(spec_, kind)) addProbe(kind);
  if (!of(ProbeKind::Startup))
    for (auto& probe : probes_)
      if (probe) probe->worker->setStarted(true);
  if (const auto source = sourceOf(config_.pod->metadata.annotations, spec_.name))
    follow_ = around_.processes.follow(*source, [this](const ProcessState& state) { processChanged(state); });
  else
    processChanged(alwaysRunning());
}

AdoptedPod::Container::~Container() {
  if (follow_) around_.processes.unfollow(*follow_);
}

void AdoptedPod::Container::addProbe(ProbeKind kind) {
  const api::Probe& probe = *probeOf(spec_, kind);
  auto target = targetOf(probe, spec_, around_.addresses.empty() ? "127.0.0.1" : around_.addresses.front());
  if (target && std::holds_alternative<ExecTarget>(*target) && !config_.mayExec)
    target = Failure(failure(kExecRefused));
  Watched& watched = of(kind).emplace();
  watched.period = std::chrono::seconds(probe.periodSeconds);
  watched.series = around_.metrics.probe(kind, *config_.pod, spec_.name);
  watched.worker = std::make_unique<ProbeWorker>(
      around_.executor, around_.prober, kind, probe, std::move(target),
      ProbeWorker::Callbacks{.onChange = [this, kind] { judged(kind); },
                             .onProbed = [this, kind](const ProbeResult& result,
                                                      Duration took) { probed(kind, result, took); }});
}

const api::ContainerStatus* AdoptedPod::Container::before() const {
  const auto& known = config_.pod->status.containerStatuses;
  const auto it = std::ranges::find(known, spec_.name, &api::ContainerStatus::name);
  return it == known.end() ? nullptr : &*it;
}

// One run for as long as the Pod of this name is there, also over restarts of the agent.
ProcessState AdoptedPod::Container::alwaysRunning() const {
  const api::ObjectMeta& meta = config_.pod->metadata;
  ProcessState state{.running = true, .id = fmt::format("{}/{}/{}", meta.namespace_, meta.name, spec_.name)};
  const api::ContainerStatus* const known = before();
  const bool same = known && known->containerID == containerIdOf(state) && known->state.running;
  const auto started = same ? known->state.running->startedAt.seconds : std::nullopt;
  state.startedAt = started ? WallTime(std::chrono::seconds(*started)) : around_.executor.clock().now();
  return state;
}

// The wall clock may have jumped since the run began; a start in the future counts as now.
ContainerRun AdoptedPod::Container::runOf(const ProcessState& state) const {
  const Clock& clock = around_.executor.clock();
  const Duration age =
      state.startedAt ? std::max(clock.now() - *state.startedAt, Duration::zero()) : Duration{};
  return {.id = state.id, .running = state.running, .startedAt = clock.steady() - age};
}

std::optional<bool> AdoptedPod::Container::knownBefore(ProbeKind kind, const ProcessState& state) const {
  const api::ContainerStatus* const known = before();
  if (!known || known->containerID != containerIdOf(state) || kind == ProbeKind::Liveness)
    return std::nullopt;
  return kind == ProbeKind::Startup ? known->started.value_or(false) : known->ready;
}

void AdoptedPod::Container::processChanged(const ProcessState& state) {
  ContainerRun run = runOf(state);
  if (process_ && !state.running) run.id = process_->id;  // the run that has ended
  process_ = state;
  process_->id = run.id;
  for (const ProbeKind kind : kProbeKinds)
    if (auto& probe = of(kind))
      probe->worker->run(run, knownBefore(kind, state),
                         config_.stagger ? config_.stagger(probe->period) : Duration{});
  callbacks_.onChange();
}

void AdoptedPod::Container::judged(ProbeKind kind) {
  if (kind == ProbeKind::Startup) {
    const bool started = of(kind)->worker->good();
    for (auto& probe : probes_)
      if (probe) probe->worker->setStarted(started);
  }
  callbacks_.onChange();
}

void AdoptedPod::Container::probed(ProbeKind kind, const ProbeResult& result, Duration took) {
  of(kind)->series->probed(result.outcome, took);
  if (result.outcome == Outcome::Success) return;
  const std::string field = fmt::format("spec.containers{{{}}}", spec_.name);
  const std::string_view name = probeKindName(kind);
  if (result.outcome == Outcome::Failure)
    callbacks_.onEvent("Unhealthy", fmt::format("{} probe failed: {}", name, result.output), field);
  else if (result.outcome == Outcome::Warning)
    callbacks_.onEvent("ProbeWarning", fmt::format("{} probe warning: {}", name, result.output), field);
  else
    callbacks_.onEvent("Unhealthy",
                       fmt::format("{} probe errored and resulted in unknown state: {}", name, result.output),
                       field);
}

ContainerFacts AdoptedPod::Container::facts() const {
  const auto content = [&](ProbeKind kind) { return !of(kind) || of(kind)->worker->good(); };
  return {.process = process_,
          .started = content(ProbeKind::Startup),
          .passes = content(ProbeKind::Readiness) && content(ProbeKind::Liveness)};
}

void AdoptedPod::Container::drain() {
  for (const ProbeKind kind : {ProbeKind::Startup, ProbeKind::Liveness})
    if (auto& probe = of(kind)) probe->worker->stop();
}

AdoptedPod::AdoptedPod(const PodSurroundings& around, Config config, Callbacks callbacks)
    : addresses_(around.addresses) {
  for (size_t i = 0; i < config.pod->spec.containers.size(); ++i)
    containers_.push_back(std::make_unique<Container>(around, config, callbacks, i));
}

AdoptedPod::~AdoptedPod() = default;

PodFacts AdoptedPod::facts() const {
  PodFacts facts{.hostIPs = addresses_};
  for (const auto& container : containers_) facts.containers.push_back(container->facts());
  return facts;
}

void AdoptedPod::drain() {
  for (const auto& container : containers_) container->drain();
}

bool AdoptedPod::hasEnded() const {
  return std::ranges::all_of(containers_, [](const auto& container) { return container->hasEnded(); });
}

}  // namespace seamark::agent
