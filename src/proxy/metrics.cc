// Metrics.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <vector>

namespace seamark::proxy {

namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using Labels = std::map<std::string, std::string>;

double seconds(Duration d) {
  return std::chrono::duration<double>(d).count();
}
double seconds(WallTime t) {
  return seconds(t.time_since_epoch());
}

// 1 ms doubling, as kube-proxy's; below it the steps that this proxy lives in.
std::vector<double> syncBuckets() {
  std::vector<double> buckets{0.00001, 0.00005, 0.0001, 0.0005};
  for (double b = 0.001; b < 20; b *= 2) buckets.push_back(b);
  return buckets;
}

std::vector<double> programmingBuckets() {
  std::vector<double> buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5};
  for (int s = 1; s < 60; ++s) buckets.push_back(s);
  for (int s = 60; s <= 300; s += 5) buckets.push_back(s);
  return buckets;
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;

  Gauge& gauge(const std::string& name, const std::string& help, const Labels& labels = {}) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
  }
  Counter& counter(const std::string& name, const std::string& help, const Labels& labels = {}) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add(labels);
  }
  Histogram& histogram(const std::string& name, const std::string& help, const std::vector<double>& buckets) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, buckets);
  }

  Histogram& sync =
      histogram("kubeproxy_sync_proxy_rules_duration_seconds", "Duration of one apply", syncBuckets());
  Histogram& full = histogram("kubeproxy_sync_full_proxy_rules_duration_seconds",
                              "Duration of an apply of everything", syncBuckets());
  Histogram& partial = histogram("kubeproxy_sync_partial_proxy_rules_duration_seconds",
                                 "Duration of an apply of what changed", syncBuckets());
  Histogram& programming =
      histogram("kubeproxy_network_programming_duration_seconds",
                "From the change of a Pod to its effect on packets", programmingBuckets());
  Gauge& lastApplied =
      gauge("kubeproxy_sync_proxy_rules_last_timestamp_seconds", "When the last apply that succeeded ended");
  Gauge& lastQueued =
      gauge("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds", "When the last change arrived");
  Gauge& endpointsPending =
      gauge("kubeproxy_sync_proxy_rules_endpoint_changes_pending", "Changes of endpoints not applied yet");
  Counter& endpoints = counter("kubeproxy_sync_proxy_rules_endpoint_changes_total", "Changes of endpoints");
  Gauge& servicesPending =
      gauge("kubeproxy_sync_proxy_rules_service_changes_pending", "Changes of Services not applied yet");
  Counter& services = counter("kubeproxy_sync_proxy_rules_service_changes_total", "Changes of Services");
  Gauge& internalWithout = gauge("kubeproxy_sync_proxy_rules_no_local_endpoints_total",
                                 "Service ports under policy Local without an endpoint on this node",
                                 {{"traffic_policy", "internal"}});
  Gauge& externalWithout = gauge("kubeproxy_sync_proxy_rules_no_local_endpoints_total",
                                 "Service ports under policy Local without an endpoint on this node",
                                 {{"traffic_policy", "external"}});
  Counter& failures =
      counter("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", "Applies that the kernel refused");
  Counter& cleanupFailures = counter("kubeproxy_sync_proxy_rules_nftables_cleanup_failures_total",
                                     "Failures to remove stale chains");
  Counter& drift =
      counter("seamark_proxy_drift_total", "Differences that audits found in the kernel; must stay 0");
  Gauge& start = gauge("process_start_time_seconds", "When the process started");

  Counter& health(bool livez, int code) {
    return livez
               ? counter("kubeproxy_proxy_livez_total", "Answers of /livez", {{"code", std::to_string(code)}})
               : counter("kubeproxy_proxy_healthz_total", "Answers of /healthz",
                         {{"code", std::to_string(code)}});
  }
};

Metrics::Metrics(WallTime processStart) : impl_(std::make_unique<Impl>()) {
  impl_->start.Set(seconds(processStart));
  for (const bool livez : {false, true})
    for (const int code : {200, 503}) impl_->health(livez, code);
}
Metrics::~Metrics() = default;

void Metrics::changesArrived(WallTime now, size_t services, size_t endpoints) {
  impl_->lastQueued.Set(seconds(now));
  impl_->services.Increment(static_cast<double>(services));
  impl_->endpoints.Increment(static_cast<double>(endpoints));
}

void Metrics::applied(WallTime now, Duration took, bool everything, size_t servicesPending) {
  impl_->sync.Observe(seconds(took));
  (everything ? impl_->full : impl_->partial).Observe(seconds(took));
  impl_->lastApplied.Set(seconds(now));
  impl_->servicesPending.Set(static_cast<double>(servicesPending));
  impl_->endpointsPending.Set(static_cast<double>(servicesPending));
}

void Metrics::applyFailed() {
  impl_->failures.Increment();
}

void Metrics::programmed(Duration sinceChange) {
  impl_->programming.Observe(seconds(sinceChange));
}

void Metrics::withoutLocalEndpoints(size_t internalPorts, size_t externalPorts) {
  impl_->internalWithout.Set(static_cast<double>(internalPorts));
  impl_->externalWithout.Set(static_cast<double>(externalPorts));
}

void Metrics::drifted(size_t differences) {
  impl_->drift.Increment(static_cast<double>(differences));
}

void Metrics::healthAnswered(bool livez, int code) {
  impl_->health(livez, code).Increment();
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace seamark::proxy
