// How soon do the controllers put right what changed, and how much do they touch for it? API server on SQLite
// (durable commits), controllers and a watcher in this process, each on a loop of its own.
//
//   controllers [MOST SERVICES [CASE…]]   default 10,000; each Service has 10 pods; cases: many (cold start and
//                                         one change), large, burst; default all
//
// cold start    the controllers' start with all of it there and nothing kept for it yet, until Endpoints and
//               slices of every Service have been seen by the watcher
// one change    a pod's readiness is changed through the API, one change after the other: from the request to
//               the watcher's event, of the slice and of the Endpoints; writes: how many objects the
//               controllers wrote per change; touched: how many pods each controller looked at for it and how
//               many endpoints of slices it compared; CPU is of all threads, API and watcher included
// large         one Service of so many pods, changed one by one: the same, and the bytes (JSON) of the events
// burst         all Services and pods made through the API as fast as it takes them: from the last answer
//               until the watcher has seen the last of the Endpoints and slices
// Peer figures (kube-controller-manager 1.37.2): bench/upstream_figures.md.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/controllers.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "api/codec.h"
#include "api/core/endpoints.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/core/service_account.h"
#include "api/discovery/endpoint_slice.h"
#include "api/kinds.h"
#include "apiserver/server.h"
#include "base/log.h"
#include "cmd/seamark/in_process_carrier.h"
#include "store/open.h"

namespace seamark {
namespace {

using std::chrono::steady_clock;
constexpr int kPodsEach = 10;
constexpr size_t kInFlight = 256;
const std::string kNode = "node-1";

double msSince(steady_clock::time_point begun) {
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
}
// Of all threads: what another machine's load does not change much.
double cpuMs() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  return ms(used.ru_utime) + ms(used.ru_stime);
}
std::string serviceName(int service) {
  return fmt::format("service-{:05}", service);
}
std::string podName(int service, int pod) {
  return fmt::format("pod-{:05}-{:05}", service, pod);
}

std::shared_ptr<api::Service> makeService(int number) {
  auto service = std::make_shared<api::Service>();
  service->metadata.namespace_ = "default";
  service->metadata.name = serviceName(number);
  service->spec.selector = {{"app", serviceName(number)}};
  service->spec.ports.resize(1);
  service->spec.ports[0].name = "http";
  service->spec.ports[0].port = 80;
  service->spec.ports[0].targetPort = api::IntOrString::of(8080);
  return service;
}

std::shared_ptr<api::Pod> makePod(int service, int number) {
  auto pod = std::make_shared<api::Pod>();
  pod->metadata.namespace_ = "default";
  pod->metadata.name = podName(service, number);
  pod->metadata.labels = {{"app", serviceName(service)}};
  pod->spec.nodeName = kNode;
  pod->spec.containers.resize(1);
  pod->spec.containers[0].name = "c";
  pod->spec.containers[0].image = "i";
  return pod;
}

void makeReady(api::Pod& pod, int service, int number, bool ready) {
  const int address = service * kPodsEach + number;
  const std::string ip =
      fmt::format("10.{}.{}.{}", 100 + address / 65536, address / 256 % 256, address % 256);
  pod.status.phase = "Running";
  pod.status.podIP = ip;
  pod.status.podIPs = {{ip}};
  api::PodCondition condition;
  condition.type = "Ready";
  condition.status = ready ? "True" : "False";
  pod.status.conditions = {condition};
}

// What the watcher knows. Lives on its loop.
struct Seen {
  struct One {
    std::map<std::string, size_t> slices;  // ready endpoints by slice
    size_t inSlices = 0;
    size_t inEndpoints = 0;
    bool complete = false;
  };
  std::map<std::string, One> services;
  size_t wanted = kPodsEach;  // ready endpoints that make a Service complete
  size_t complete = 0;
  size_t events = 0;
  size_t sliceBytes = 0, sliceEvents = 0, endpointsBytes = 0, endpointsEvents = 0;
  std::function<void()> onChange;

  void settle(One& one) {
    const bool now = one.inSlices == wanted && one.inEndpoints == wanted;
    complete += static_cast<size_t>(now) - static_cast<size_t>(one.complete);
    one.complete = now;
  }
  void take(const api::EndpointSlice& slice, bool gone) {
    One& one = services[slice.metadata.labels.at("kubernetes.io/service-name")];
    size_t& ready = one.slices[slice.metadata.name];
    const auto count = static_cast<size_t>(std::ranges::count_if(
        slice.endpoints, [](const auto& e) { return e.conditions.ready.value_or(false); }));
    one.inSlices += (gone ? 0 : count) - ready;
    ready = gone ? 0 : count;
    settle(one);
  }
  void take(const api::Endpoints& endpoints, bool gone) {
    One& one = services[endpoints.metadata.name];
    one.inEndpoints = 0;
    if (!gone)
      for (const auto& subset : endpoints.subsets) one.inEndpoints += subset.addresses.size();
    settle(one);
  }
};

class Bench {
 public:
  explicit Bench(const std::string& directory)
      : directory_(directory),
        serving_(clock_, "serving"),
        control_(clock_, "control"),
        mine_(clock_, "bench") {
    auto store = store::openSqliteStore(directory, clock_);
    if (!store) fail(store.error());
    store_ = std::move(*store);
    apiserver::ApiServerConfig config;
    config.dataDir = directory;
    config.bindAddress = "127.0.0.1";
    config.advertiseAddress = "192.168.10.1";
    config.securePort = 0;
    config.serviceClusterIpRange = {"10.0.0.0/12"};
    auto api = apiserver::ApiServer::start(std::move(config), *store_, {&serving_}, clock_, random_);
    if (!api) fail(api.error());
    api_ = std::move(*api);
    control_.runAndWait([this] {
      forControllers_ =
          std::make_unique<cmd::InProcessCarrier>(api_->services(), control_, cmd::InProcessIdentity{});
    });
    mine_.runAndWait([this] {
      carrier_ = std::make_unique<cmd::InProcessCarrier>(
          api_->services(), mine_, cmd::InProcessIdentity{.user = "bench", .manager = "bench"});
    });
    auto node = std::make_shared<api::Node>();
    node->metadata.name = kNode;
    auto account = std::make_shared<api::ServiceAccount>();
    account->metadata.namespace_ = "default";
    account->metadata.name = "default";
    send({[&](auto then) { carrier_->create(api::kindOf<api::Node>(), node, then); },
          [&](auto then) { carrier_->create(api::kindOf<api::ServiceAccount>(), account, then); }});
  }

  ~Bench() {
    stopControllers();
    mine_.runAndWait([this] { carrier_.reset(); });
    control_.runAndWait([this] { forControllers_.reset(); });
    api_->stop();
    api_.reset();
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  void startControllers() {
    control_.runAndWait([this] {
      controllers::ControllersConfig config;
      config.which = {"*", "-node-lifecycle-controller"};
      config.metrics = &metrics_;
      controllers_ = std::make_unique<controllers::Controllers>(*forControllers_, random_, config);
      controllers_->start();
    });
  }
  void stopControllers() {
    control_.runAndWait([this] {
      if (controllers_) controllers_->stop();
      controllers_.reset();
    });
  }

  void watch() {
    std::promise<void> synced;
    mine_.runAndWait([&] {
      watchOne<api::EndpointSlice>(seen_.sliceEvents, seen_.sliceBytes);
      watchOne<api::Endpoints>(seen_.endpointsEvents, seen_.endpointsBytes);
    });
  }

  using Call = std::function<void(client::Carrier::Then<client::ObjectPtr>)>;
  // All of them, so many at a time; returns when the last is answered.
  void send(std::vector<Call> calls) {
    struct Sending {
      std::vector<Call> calls;
      size_t next = 0, open = 0;
      std::promise<void> done;
    };
    auto sending = std::make_shared<Sending>();
    sending->calls = std::move(calls);
    auto more = std::make_shared<std::function<void()>>();
    *more = [sending, more] {
      while (sending->open < kInFlight && sending->next < sending->calls.size()) {
        ++sending->open;
        sending->calls[sending->next++]([sending, more](const Result<client::ObjectPtr>& result) {
          if (!result) fail(result.error());
          --sending->open;
          if (sending->open == 0 && sending->next == sending->calls.size()) return sending->done.set_value();
          (*more)();
        });
      }
    };
    mine_.post([more] { (*more)(); });
    sending->done.get_future().wait();
    mine_.runAndWait([more] { *more = nullptr; });
  }

  void makeAll(int from, int to, int podsEach) {
    std::vector<Call> calls;
    for (int s = from; s < to; ++s)
      calls.emplace_back(
          [this, s](auto then) { carrier_->create(api::kindOf<api::Service>(), makeService(s), then); });
    for (int s = from; s < to; ++s)
      for (int p = 0; p < podsEach; ++p)
        calls.emplace_back([this, s, p](auto then) {
          carrier_->create(api::kindOf<api::Pod>(), makePod(s, p),
                           [this, s, p, then](const Result<client::ObjectPtr>& made) {
                             if (!made) return then(made);
                             auto pod = std::make_shared<api::Pod>(api::as<api::Pod>(**made));
                             makeReady(*pod, s, p, true);
                             carrier_->update(api::kindOf<api::Pod>(), std::move(pod), "status", then);
                           });
        });
    send(std::move(calls));
  }

  // Waits until `good` holds; looked at on the watcher's loop after each event.
  void until(std::function<bool(const Seen&)> good) {
    auto done = std::make_shared<std::promise<void>>();
    mine_.post([this, good = std::move(good), done] {
      seen_.onChange = [this, good, done] {
        if (!good(seen_)) return;
        seen_.onChange = nullptr;
        done->set_value();
      };
      auto look = seen_.onChange;
      look();
    });
    done->get_future().wait();
  }
  void untilComplete(size_t services) {
    until([services](const Seen& seen) { return seen.complete == services; });
  }

  // From the request to the watcher's two events.
  std::pair<double, double> flip(int service, int pod, bool ready, size_t expected) {
    const std::string name = serviceName(service);
    double slice = 0, endpoints = 0;
    auto found = std::make_shared<std::promise<std::shared_ptr<api::Pod>>>();
    mine_.post([this, service, pod, found] {
      carrier_->get(api::kindOf<api::Pod>(), "default", podName(service, pod),
                    [found](const Result<client::ObjectPtr>& got) {
                      if (!got) fail(got.error());
                      found->set_value(std::make_shared<api::Pod>(api::as<api::Pod>(**got)));
                    });
    });
    auto next = found->get_future().get();
    makeReady(*next, service, pod, ready);
    const auto begun = steady_clock::now();
    mine_.post([this, next] {
      carrier_->update(api::kindOf<api::Pod>(), next, "status", [](const Result<client::ObjectPtr>& result) {
        if (!result) fail(result.error());
      });
    });
    until([&](const Seen& seen) {
      const Seen::One& one = seen.services.at(name);
      if (slice == 0 && one.inSlices == expected) slice = msSince(begun);
      if (endpoints == 0 && one.inEndpoints == std::min<size_t>(expected, 1000)) endpoints = msSince(begun);
      return slice != 0 && endpoints != 0;
    });
    return {slice, endpoints};
  }

  Seen snapshot() {
    Seen copy;
    mine_.runAndWait([&] { copy = seen_; });
    return copy;
  }
  // Looked at since the start, as the controllers count it.
  double touched(const std::string& controller, const std::string& object) {
    return metrics_
        .counter("seamark_plan_objects_total", "", {{"controller", controller}, {"object", object}})
        .Value();
  }
  void expect(size_t ready) {
    mine_.runAndWait([&] { seen_.wanted = ready; });
  }

 private:
  [[noreturn]] static void fail(const Status& why) {
    fmt::print(stderr, "{}\n", why.message);
    std::exit(1);
  }

  template <class T>
  void watchOne(size_t& events, size_t& bytes) {
    const api::Kind& kind = api::kindOf<T>();
    client::WatchSink sink;
    sink.onEvents = [this, &kind, &events, &bytes](const std::vector<client::WatchEvent>& batch) {
      for (const client::WatchEvent& event : batch) {
        if (!event.object || event.object->metadata.name == "kubernetes") continue;
        ++events;
        if (countBytes_) bytes += api::encodeObject(kind, *event.object).size();
        seen_.take(api::as<T>(*event.object), event.type == client::WatchEventType::Deleted);
      }
      if (auto look = seen_.onChange) look();
    };
    sink.onEnd = [](const Result<>&) {};
    carrier_->watch(kind, {}, std::move(sink));
  }

 public:
  void countBytes() {
    mine_.runAndWait([this] { countBytes_ = true; });
  }

 private:
  const std::string directory_;
  SystemClock clock_;
  SystemRandom random_;
  client::Metrics metrics_;
  net::EventLoop serving_, control_, mine_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<apiserver::ApiServer> api_;
  std::unique_ptr<cmd::InProcessCarrier> forControllers_, carrier_;
  std::unique_ptr<controllers::Controllers> controllers_;
  bool countBytes_ = false;
  Seen seen_;
};

std::string percentiles(std::vector<double> values) {
  std::ranges::sort(values);
  return fmt::format("p50 {:.2f} p99 {:.2f} max {:.2f} ms", values[values.size() / 2],
                     values[values.size() * 99 / 100], values.back());
}

void measureChanges(Bench& bench, const std::string& name, const std::function<int(int)>& service, int pods,
                    size_t ready, int changes) {
  std::vector<double> slices, endpoints;
  const std::vector<std::pair<std::string, std::string>> kinds = {{"endpointslice-controller", "pod"},
                                                                  {"endpointslice-controller", "endpoint"},
                                                                  {"endpoints-controller", "pod"}};
  std::vector<double> touched;
  for (const auto& [controller, object] : kinds) touched.push_back(bench.touched(controller, object));
  const Seen before = bench.snapshot();
  const double cpu = cpuMs();
  for (int i = 0; i < changes; ++i) {
    const bool up = i % 2 == 1;
    const auto [slice, whole] = bench.flip(service(i / 2), i / 2 % pods, up, up ? ready : ready - 1);
    slices.push_back(slice);
    endpoints.push_back(whole);
  }
  const double cpuEach = (cpuMs() - cpu) / changes;
  const Seen after = bench.snapshot();
  const auto each = [changes](size_t a, size_t b) { return static_cast<double>(b - a) / changes; };
  fmt::print("{:<22} slice {}\n{:<22} Endpoints {}\n", name, percentiles(slices), "", percentiles(endpoints));
  fmt::print("{:<22} {:.2f} slices and {:.2f} Endpoints written per change, {:.2f} ms CPU", "",
             each(before.sliceEvents, after.sliceEvents), each(before.endpointsEvents, after.endpointsEvents),
             cpuEach);
  if (after.sliceBytes > 0)
    fmt::print(", {:.1f} and {:.1f} kB", each(before.sliceBytes, after.sliceBytes) / 1000,
               each(before.endpointsBytes, after.endpointsBytes) / 1000);
  fmt::print("\n{:<22} touched per change:", "");
  for (size_t i = 0; i < kinds.size(); ++i)
    fmt::print(" {:.2f} {}s by the {}{}",
               (bench.touched(kinds[i].first, kinds[i].second) - touched[i]) / changes, kinds[i].second,
               kinds[i].first, i + 1 < kinds.size() ? "," : "\n");
}

void measureMany(const std::string& directory, int services, int changes) {
  Bench bench(directory);
  bench.makeAll(0, services, kPodsEach);
  bench.watch();
  const auto begun = steady_clock::now();
  const double cpu = cpuMs();
  bench.startControllers();
  bench.untilComplete(static_cast<size_t>(services));
  fmt::print("{:<22} {:.0f} ms, {:.0f} ms CPU\n", fmt::format("cold start {}x{}", services, kPodsEach),
             msSince(begun), cpuMs() - cpu);
  measureChanges(
      bench, fmt::format("one change {}x{}", services, kPodsEach),
      [services](int i) { return i * 7919 % services; }, kPodsEach, kPodsEach, changes);
}

void measureLarge(const std::string& directory, int pods, int changes) {
  Bench bench(directory);
  bench.expect(static_cast<size_t>(pods));
  bench.makeAll(0, 1, pods);
  bench.watch();
  bench.countBytes();
  bench.startControllers();
  bench.until([pods](const Seen& seen) {
    const auto it = seen.services.find(serviceName(0));
    return it != seen.services.end() && it->second.inSlices == static_cast<size_t>(pods);
  });
  measureChanges(
      bench, fmt::format("large 1x{}", pods), [](int) { return 0; }, pods, static_cast<size_t>(pods),
      changes);
}

void measureBurst(const std::string& directory, int services) {
  Bench bench(directory);
  bench.watch();
  bench.startControllers();
  const auto begun = steady_clock::now();
  bench.makeAll(0, services, kPodsEach);
  const double took = msSince(begun);
  const auto last = steady_clock::now();
  bench.untilComplete(static_cast<size_t>(services));
  fmt::print("{:<22} written in {:.0f} ms, settled {:.0f} ms after the last write\n",
             fmt::format("burst {}x{}", services, kPodsEach), took, msSince(last));
}

}  // namespace
}  // namespace seamark

int main(int argc, char** argv) {
  using namespace seamark;
  log::configure(log::Level::Error, log::Format::Text);
  const int most = argc > 1 ? std::atoi(argv[1]) : 10'000;
  const std::set<std::string> cases(argv + std::min(argc, 2), argv + argc);
  const auto wanted = [&](const std::string& name) { return cases.empty() || cases.contains(name); };
  std::string directory = "./controllers-XXXXXX";
  if (!::mkdtemp(directory.data())) return 1;
  for (int services = 10; wanted("many") && services <= most; services *= services == 10 ? 100 : 10)
    measureMany(directory + "/many", services, 400);
  for (const int pods : {1000, 10'000})
    if (wanted("large") && pods <= most) measureLarge(directory + "/large", pods, 200);
  if (wanted("burst")) measureBurst(directory + "/burst", most);
  std::filesystem::remove_all(directory);
}
