// What the nftables data plane costs, in a network namespace of its own (root is needed): 10,000 Services × 5
// endpoints by default (`proxy_apply SERVICES ENDPOINTS`). Prints, in milliseconds of wall time and of CPU of
// this process:
//   plan         Services to rules, all of them
//   full apply   an empty kernel to all of it, the nft program's skeleton not included (skeleton: that)
//   adopt        what a restart does: read everything back, compare, write nothing
//   one change   an endpoint of one Service is replaced: plan + diff + netlink + kernel, median and 99th
//   percentile of 1,000 audit        nothing changed since; and after somebody else's change (reads
//   everything)
// Peer figures (kube-proxy 1.37.2): bench/upstream_figures.md.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "proxy/nftables/nft_data_plane.h"
#include "proxy/plan.h"

namespace {

using namespace seamark;
using namespace seamark::proxy;
using Clock = std::chrono::steady_clock;

double cpuMs() {
  rusage u{};
  getrusage(RUSAGE_SELF, &u);
  return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

void measure(const std::string& name, const std::function<void()>& work) {
  const double cpu = cpuMs();
  const auto begun = Clock::now();
  work();
  const double wall = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
  fmt::print("{:<28} {:>10.3f} ms  {:>10.3f} ms CPU\n", name, wall, cpuMs() - cpu);
}

void check(const Result<>& done) {
  if (done) return;
  fmt::print("failed: {}\n", done.error().message);
  std::exit(1);
}

routing::ServiceView service(size_t number, size_t endpoints, size_t salt) {
  routing::ServiceView view;
  view.name = {"bench", fmt::format("service-{:06}", number)};
  view.clusterIPs = {*IpAddress::parse("10.96.0.0")->plus(number + 1)};
  view.ports = {{"http", Protocol::Tcp, 80, 0, ""}};
  routing::SliceView slice;
  slice.name = view.name.name;
  slice.ports = {{"http", Protocol::Tcp, 8080, ""}};
  for (size_t i = 0; i < endpoints; ++i) {
    routing::SliceEndpoint e;
    e.address = *IpAddress::parse("11.0.0.0")->plus(number * 64 + i + (i == 0 ? salt : 0) * 8'000'000);
    e.nodeName = i == 0 ? "node-1" : "node-2";
    slice.endpoints.push_back(e);
  }
  view.slices = {std::make_shared<const routing::SliceView>(slice)};
  return view;
}

void changes(NftDataPlane& plane, RulesetTable& table, const PlanContext& context, size_t services,
             size_t endpoints) {
  std::vector<double> micros;
  const double cpu = cpuMs();
  for (size_t i = 0; i < 1000; ++i) {
    const auto view = service(i * 7 % services, endpoints, 1 + i % 2);
    const auto begun = Clock::now();
    table.set(view.name, plan(view, context));
    check(plane.apply(table.ruleset(), table.takeChanges()));
    micros.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
  }
  std::sort(micros.begin(), micros.end());
  fmt::print("{:<28} {:>10.1f} µs p50, {:.1f} µs p99, {:.1f} µs CPU each\n", "one change", micros[500],
             micros[990], cpuMs() - cpu);
}

}  // namespace

int main(int argc, char** argv) {
  const size_t services = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000;
  const size_t endpoints = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 5;
  if (::unshare(CLONE_NEWNET) != 0) {
    fmt::print("skipped: cannot make a network namespace; run as root\n");
    return 0;
  }
  PlanContext context;
  context.node.name = "node-1";
  context.rules.podRanges = {*Cidr::parse("11.0.0.0/8")};
  context.rules.serviceRanges = {*Cidr::parse("10.96.0.0/12")};
  std::vector<routing::ServiceView> views;
  for (size_t i = 0; i < services; ++i) views.push_back(service(i, endpoints, 0));

  fmt::print("{} Services x {} endpoints\n", services, endpoints);
  RulesetTable table;
  table.setNode(context.rules);
  measure("plan", [&] {
    for (const auto& view : views) table.set(view.name, plan(view, context));
  });
  auto plane = std::move(*NftDataPlane::open());
  Changes everything;
  everything.everything = true;
  measure("skeleton", [&] { check(plane->apply({}, everything)); });
  measure("full apply", [&] { check(plane->apply(table.ruleset(), everything)); });
  (void)table.takeChanges();
  changes(*plane, table, context, services, endpoints);
  measure("adopt (restart)", [&] {
    plane = std::move(*NftDataPlane::open());
    check(plane->apply(table.ruleset(), everything));
  });
  measure("audit, first (reads all)",
          [&] { fmt::print("  {} differences\n", *plane->audit(table.ruleset())); });
  measure("audit, nothing changed", [&] { (void)plane->audit(table.ruleset()); });
  return 0;
}
