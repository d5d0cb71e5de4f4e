// SPDX-License-Identifier: Apache-2.0
#include "apiserver/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "api/encoded_object.h"
#include "api/kinds.h"
#include "apiserver/gzip.h"
#include "apiserver/watch_event.h"

namespace seamark::apiserver {
namespace {

constexpr std::array<std::string_view, 11> kVerbs{
    "GET", "LIST", "WATCH", "POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION", "PROXY", "OTHER"};
constexpr std::array<std::string_view, 3> kSubresources{"", "status", "other"};
constexpr std::array<int, 20> kCodes{200, 201, 202, 304, 400, 401, 403, 404, 405, 406,
                                     409, 410, 413, 415, 422, 429, 500, 503, 504, 0};
constexpr std::array<double, 23> kBounds{0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1,  1.25, 1.5, 2,
                                         3,     4,     5,    6,   8,   10,  15,  20,  30, 45,   60};

template <class List, class Value>
size_t placeIn(const List& list, const Value& value) {
  const auto found = std::find(list.begin(), list.end(), value);
  return found == list.end() ? list.size() - 1 : static_cast<size_t>(found - list.begin());
}

std::string_view verbOf(const RequestContext& context) {
  const std::string& verb = context.info.verb;
  if (verb == "get" || verb == "head") return "GET";
  if (verb == "list") return "LIST";
  if (verb == "watch") return "WATCH";
  if (verb == "create" || verb == "post") return "POST";
  if (verb == "update" || verb == "put") return "PUT";
  if (verb == "delete") return "DELETE";
  if (verb == "deletecollection") return "DELETECOLLECTION";
  if (verb != "patch") return "OTHER";
  const std::string* type = context.request.headers.find("content-type");
  return type && type->starts_with("application/apply-patch") ? "APPLY" : "PATCH";
}

struct Duration {
  std::array<std::atomic<uint64_t>, kBounds.size() + 1> buckets{};
  std::atomic<uint64_t> nanoseconds{0};
};

// One kind's requests, or those that are about no kind.
struct OfKind {
  std::array<std::array<std::array<std::atomic<uint64_t>, kCodes.size()>, kSubresources.size()>,
             kVerbs.size()>
      totals{};
  std::array<std::array<Duration, kSubresources.size()>, kVerbs.size()> durations{};
};

using Labels = std::vector<prometheus::ClientMetric::Label>;

Labels labelsOf(size_t kindIndex, size_t verb, size_t subresource) {
  const auto kinds = api::kinds();
  Labels labels{{"component", "apiserver"}, {"dry_run", ""}};
  if (kindIndex < kinds.size()) {
    labels.push_back({"group", std::string(kinds[kindIndex]->group)});
    labels.push_back({"resource", std::string(kinds[kindIndex]->plural)});
    labels.push_back({"version", std::string(kinds[kindIndex]->version)});
  }
  labels.push_back({"scope", kindIndex >= kinds.size()      ? ""
                             : kinds[kindIndex]->namespaced ? "namespace"
                                                            : "cluster"});
  labels.push_back({"subresource", std::string(kSubresources[subresource])});
  labels.push_back({"verb", std::string(kVerbs[verb])});
  return labels;
}

prometheus::ClientMetric histogramOf(const Duration& duration, Labels labels) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  uint64_t count = 0;
  for (size_t i = 0; i < kBounds.size(); ++i) {
    count += duration.buckets[i].load(std::memory_order_relaxed);
    metric.histogram.bucket.push_back({count, kBounds[i]});
  }
  count += duration.buckets.back().load(std::memory_order_relaxed);
  metric.histogram.bucket.push_back({count, std::numeric_limits<double>::infinity()});
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum =
      static_cast<double>(duration.nanoseconds.load(std::memory_order_relaxed)) / 1e9;
  return metric;
}

prometheus::MetricFamily familyOf(std::string name, std::string help, prometheus::MetricType type) {
  prometheus::MetricFamily family;
  family.name = std::move(name);
  family.help = std::move(help);
  family.type = type;
  return family;
}

prometheus::ClientMetric gaugeOf(double value, Labels labels) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = value;
  return metric;
}

}  // namespace

struct Metrics::Slots {
  std::vector<OfKind> kinds{api::kinds().size() + 1};
  std::atomic<int64_t> inFlight{0};
  std::atomic<int64_t> watching{0};

  void finish(size_t kind, size_t verb, size_t subresource, int code, seamark::Duration took) {
    OfKind& of = kinds[kind];
    of.totals[verb][subresource][placeIn(kCodes, code)].fetch_add(1, std::memory_order_relaxed);
    if (kVerbs[verb] == "WATCH") return;
    Duration& duration = of.durations[verb][subresource];
    const double seconds = static_cast<double>(took.count()) / 1e9;
    const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
    duration.buckets[static_cast<size_t>(bound - kBounds.begin())].fetch_add(1, std::memory_order_relaxed);
    duration.nanoseconds.fetch_add(static_cast<uint64_t>(took.count()), std::memory_order_relaxed);
  }
};

// Hands everything on and counts the request at its end.
class Metrics::MeasuredResponder final : public net::HttpResponder {
 public:
  MeasuredResponder(Metrics& metrics, const RequestContext& context)
      : slots_(*metrics.slots_),
        clock_(metrics.clock_),
        inner_(context.responder),
        started_(context.started),
        kind_(context.kind ? context.kind->index : api::kinds().size()),
        verb_(placeIn(kVerbs, verbOf(context))),
        subresource_(placeIn(kSubresources, std::string_view(context.info.subresource))),
        gauge_(kVerbs[verb_] == "WATCH" ? slots_.watching : slots_.inFlight) {
    gauge_.fetch_add(1, std::memory_order_relaxed);
  }
  ~MeasuredResponder() override { end(); }

  void respond(int status, net::Headers headers, std::vector<Bytes> body) override {
    code_ = status;
    end();
    inner_->respond(status, std::move(headers), std::move(body));
  }
  // The body holds the request and so this: it ends when the body does.
  void respondFrom(int status, net::Headers headers, std::unique_ptr<net::BodySource> body) override {
    code_ = status;
    inner_->respondFrom(status, std::move(headers), std::move(body));
  }
  void start(int status, net::Headers headers) override {
    code_ = status;
    inner_->start(status, std::move(headers));
  }
  void write(Bytes chunk) override { inner_->write(std::move(chunk)); }
  void finish() override {
    end();
    inner_->finish();
  }
  void abort() override { inner_->abort(); }
  size_t queued() const override { return inner_->queued(); }
  void onDrained(std::function<void()> callback) override { inner_->onDrained(std::move(callback)); }
  void onClosed(std::function<void()> callback) override { inner_->onClosed(std::move(callback)); }
  bool closed() const override { return inner_->closed(); }
  Executor& executor() override { return inner_->executor(); }

 private:
  void end() {
    if (std::exchange(ended_, true)) return;
    gauge_.fetch_sub(1, std::memory_order_relaxed);
    slots_.finish(kind_, verb_, subresource_, code_, clock_.steady() - started_);
  }

  Slots& slots_;
  const Clock& clock_;
  std::shared_ptr<net::HttpResponder> inner_;
  SteadyTime started_;
  size_t kind_, verb_, subresource_;
  std::atomic<int64_t>& gauge_;
  int code_ = 0;
  bool ended_ = false;
};

Metrics::Metrics(const Clock& clock) : clock_(clock), slots_(std::make_unique<Slots>()) {}
Metrics::~Metrics() = default;

void Metrics::measure(RequestContext& context) {
  context.responder = std::make_shared<MeasuredResponder>(*this, context);
}

int64_t Metrics::inFlight() const {
  return slots_->inFlight.load(std::memory_order_relaxed);
}

std::string Metrics::text(const store::World& world) const {
  using prometheus::MetricType;
  auto totals = familyOf("apiserver_request_total", "Requests by verb, resource and HTTP response code.",
                         MetricType::Counter);
  auto durations = familyOf("apiserver_request_duration_seconds",
                            "Time from a request's arrival to the end of its answer.", MetricType::Histogram);
  auto objects = familyOf("apiserver_storage_objects", "Stored objects by resource.", MetricType::Gauge);
  auto inFlight = familyOf("apiserver_current_inflight_requests", "Requests under way.", MetricType::Gauge);
  auto watching = familyOf("apiserver_longrunning_requests", "Watches under way.", MetricType::Gauge);
  auto encodings = familyOf("seamark_object_encodings_total",
                            "Objects, watch events and stretches of compressed lists turned into bytes.",
                            MetricType::Counter);
  for (size_t kind = 0; kind < slots_->kinds.size(); ++kind) {
    const OfKind& of = slots_->kinds[kind];
    for (size_t verb = 0; verb < kVerbs.size(); ++verb)
      for (size_t subresource = 0; subresource < kSubresources.size(); ++subresource) {
        bool any = false;
        for (size_t code = 0; code < kCodes.size(); ++code) {
          const uint64_t count = of.totals[verb][subresource][code].load(std::memory_order_relaxed);
          if (count == 0) continue;
          any = true;
          prometheus::ClientMetric metric;
          metric.label = labelsOf(kind, verb, subresource);
          metric.label.push_back({"code", std::to_string(kCodes[code])});
          metric.counter.value = static_cast<double>(count);
          totals.metric.push_back(std::move(metric));
        }
        if (any && kVerbs[verb] != "WATCH")
          durations.metric.push_back(
              histogramOf(of.durations[verb][subresource], labelsOf(kind, verb, subresource)));
      }
  }
  for (const api::Kind* kind : api::kinds())
    if (kind->served && !kind->storedAs)
      objects.metric.push_back(
          gaugeOf(static_cast<double>(world.of(*kind).size()), {{"resource", kind->resource().text()}}));
  inFlight.metric.push_back(gaugeOf(static_cast<double>(slots_->inFlight.load()), {}));
  watching.metric.push_back(gaugeOf(static_cast<double>(slots_->watching.load()), {{"verb", "WATCH"}}));
  const auto objectEncodings = api::EncodedObject::encodings();
  const std::pair<const char*, uint64_t> made[] = {{"json", objectEncodings.json},
                                                   {"protobuf", objectEncodings.protobuf},
                                                   {"watch_frame", WatchEvent::framesMade()},
                                                   {"gzip_piece", gzipPiecesMade()}};
  for (const auto& [representation, count] : made) {
    prometheus::ClientMetric encoded;
    encoded.label = {{"representation", representation}};
    encoded.counter.value = static_cast<double>(count);
    encodings.metric.push_back(std::move(encoded));
  }
  std::string own =
      prometheus::TextSerializer().Serialize({totals, durations, objects, inFlight, watching, encodings});
  const std::lock_guard lock(mutex_);
  return more_ ? own + more_() : own;
}

void Metrics::alsoMeasure(std::function<std::string()> more) {
  const std::lock_guard lock(mutex_);
  more_ = std::move(more);
}

}  // namespace seamark::apiserver
