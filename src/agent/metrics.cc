// SPDX-License-Identifier: Apache-2.0
#include "agent/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <vector>

namespace seamark::agent {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

constexpr std::array kResults = {"successful", "failed", "unknown"};

size_t resultOf(Outcome outcome) {
  if (outcome == Outcome::Unknown) return 2;
  return outcome == Outcome::Failure ? 1 : 0;
}

const std::vector<double>& buckets() {
  static const std::vector<double> all{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
  return all;
}

double seconds(Duration d) {
  return std::chrono::duration<double>(d).count();
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry, probes;

  Gauge& gauge(const char* name, const char* help, const Labels& labels = {}) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
  }
  Counter& counter(const char* name, const char* help, const Labels& labels) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels);
  }
  Gauge& podGauge(const char* name, const char* help, bool isStatic) {
    return gauge(name, help, {{"static", isStatic ? "true" : "false"}});
  }

  static constexpr const char* kDesired = "Pods that this node is asked to take care of";
  static constexpr const char* kActive = "Pods that this node takes care of";
  Gauge& wantedStatic = podGauge("kubelet_desired_pods", kDesired, true);
  Gauge& wantedBound = podGauge("kubelet_desired_pods", kDesired, false);
  Gauge& adoptedStatic = podGauge("kubelet_active_pods", kActive, true);
  Gauge& adoptedBound = podGauge("kubelet_active_pods", kActive, false);
  Gauge& mirrors = gauge("kubelet_mirror_pods", "Mirror Pods of manifests");
  Gauge& running = gauge("kubelet_running_pods", "Pods in phase Running");
  Gauge& badManifests = gauge("seamark_agent_bad_manifests", "Manifests that cannot be used as they are");
  Counter& written =
      counter("seamark_agent_status_writes_total", "Statuses of Pods written", {{"result", "ok"}});
  Counter& refused =
      counter("seamark_agent_status_writes_total", "Statuses of Pods written", {{"result", "error"}});

  prometheus::Family<Counter>& results =
      prometheus::BuildCounter()
          .Name("prober_probe_total")
          .Help("Cumulative number of a liveness, readiness or startup probe for a container by result.")
          .Register(probes);
  prometheus::Family<Histogram>& durations = prometheus::BuildHistogram()
                                                 .Name("prober_probe_duration_seconds")
                                                 .Help("Duration in seconds for a probe response.")
                                                 .Register(probes);
};

namespace {

class ProbeSeries final : public Metrics::Probe {
 public:
  ProbeSeries(std::shared_ptr<void> keep, prometheus::Family<Counter>& results,
              prometheus::Family<Histogram>& durations, Labels labels, const std::string& uid)
      : keep_(std::move(keep)), results_(results), durations_(durations) {
    duration_ = &durations_.Add(labels, buckets());
    labels["pod_uid"] = uid;
    for (size_t i = 0; i < kResults.size(); ++i) {
      labels["result"] = kResults[i];
      counters_[i] = &results_.Add(labels);
    }
  }
  ~ProbeSeries() override {
    for (Counter* counter : counters_) results_.Remove(counter);
    durations_.Remove(duration_);
  }
  ProbeSeries(const ProbeSeries&) = delete;
  ProbeSeries& operator=(const ProbeSeries&) = delete;
  void probed(Outcome outcome, Duration took) override {
    counters_[resultOf(outcome)]->Increment();
    duration_->Observe(seconds(took));
  }

 private:
  std::shared_ptr<void> keep_;
  prometheus::Family<Counter>& results_;
  prometheus::Family<Histogram>& durations_;
  std::array<Counter*, kResults.size()> counters_{};
  Histogram* duration_;
};

std::string textOf(const prometheus::Registry& registry) {
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

}  // namespace

Metrics::Metrics(const std::string& nodeName, WallTime processStart) : impl_(std::make_shared<Impl>()) {
  impl_->gauge("kubelet_node_name", "The node's name. The value is always 1.", {{"node", nodeName}}).Set(1);
  impl_->gauge("process_start_time_seconds", "When the process started")
      .Set(seconds(processStart.time_since_epoch()));
}
Metrics::~Metrics() = default;

std::unique_ptr<Metrics::Probe> Metrics::probe(ProbeKind kind, const api::Pod& pod,
                                               const std::string& container) {
  Labels labels{{"probe_type", std::string(probeKindName(kind))},
                {"container", container},
                {"pod", pod.metadata.name},
                {"namespace", pod.metadata.namespace_}};
  return std::make_unique<ProbeSeries>(impl_, impl_->results, impl_->durations, std::move(labels),
                                       pod.metadata.uid);
}

void Metrics::counted(const PodCounts& counts) {
  impl_->wantedStatic.Set(static_cast<double>(counts.wantedStatic));
  impl_->wantedBound.Set(static_cast<double>(counts.wantedBound));
  impl_->adoptedStatic.Set(static_cast<double>(counts.adoptedStatic));
  impl_->adoptedBound.Set(static_cast<double>(counts.adoptedBound));
  impl_->mirrors.Set(static_cast<double>(counts.adoptedStatic));
  impl_->running.Set(static_cast<double>(counts.running));
  impl_->badManifests.Set(static_cast<double>(counts.badManifests));
}

void Metrics::statusWritten(bool accepted) {
  (accepted ? impl_->written : impl_->refused).Increment();
}

std::string Metrics::text() const {
  return textOf(impl_->registry);
}
std::string Metrics::probesText() const {
  return textOf(impl_->probes);
}

}  // namespace seamark::agent
