// A plan from the pods that changed is the plan from all pods, and looks at no more than it must.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "controllers/endpointslice/ledger.h"
#include "controllers/endpointslice/plan.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

using endpointslice::Ledger;
using endpointslice::Plan;

// A Service, its pods, and the slices that every plan leaves.
class World {
 public:
  explicit World(uint64_t seed, size_t perSlice) : random_(seed), perSlice_(perSlice) {
    service_ = makeService("web", {{"app", "web"}});
    service_->metadata.uid = "service";
    if (chance(40)) service_->spec.ipFamilies = {"IPv4", "IPv6"};
    if (chance(50)) service_->spec.ports[0].targetPort = api::IntOrString::of("web");
    if (chance(30)) service_->spec.trafficDistribution = "PreferSameZone";
    if (chance(20)) service_->spec.publishNotReadyAddresses = true;
  }

  void change(const std::string& name) {
    changed_.insert(name);
    const auto known = pods_.find(name);
    if (known != pods_.end() && chance(30)) return void(pods_.erase(known));
    const std::string number = std::to_string(random_.below(250) + 1);
    auto pod = makePod(name, {{"app", "web"}}, "10.1.0." + number, chance(60),
                       chance(3)    ? "gone"
                       : chance(50) ? "n1"
                                    : "n2");
    pod->metadata.uid = name + (chance(20) ? "-again" : "");
    if (chance(60)) pod->status.podIPs.push_back({"fd00::" + number});
    api::Container container;
    if (chance(90))
      container.ports = {{.name = "web",
                          .hostPort = 0,
                          .containerPort = chance(80) ? 7001 : 7002,
                          .protocol = "TCP",
                          .hostIP = {}}};
    pod->spec.containers = {container};
    pods_[name] = std::move(pod);
  }
  void changeSome(size_t most) {
    for (size_t i = 0; i <= random_.below(most); ++i) change("p" + std::to_string(random_.below(16)));
  }

  Plan whole() const { return endpointslice::plan(inputOf(std::nullopt)); }
  std::optional<Plan> fromChanges() const {
    return endpointslice::planChanged(inputOf(changed_), {changed_, ledger_.holding(changed_)});
  }
  // As the API would take them.
  void apply(const std::vector<Change>& changes) {
    for (const Change& change : changes) {
      auto slice = std::make_shared<api::EndpointSlice>(api::as<api::EndpointSlice>(*change.object));
      if (change.what == Change::What::Create)
        slice->metadata.name = slice->metadata.uid = "web-" + std::to_string(++made_);
      slices_.erase(slice->metadata.name);
      ledger_.erase(slice->metadata.name);
      if (change.what == Change::What::Delete) continue;
      slice->metadata.resourceVersion = std::to_string(++made_);
      slices_[slice->metadata.name] = slice;
      ledger_.put(slice);
    }
    changed_.clear();
    EXPECT_TRUE(ledger_.knows(existing()));
  }
  bool chance(uint64_t percent) { return random_.below(100) < percent; }

 private:
  std::vector<SlicePtr> existing() const {
    std::vector<SlicePtr> found;
    for (const auto& [name, slice] : slices_) found.push_back(slice);
    return found;
  }
  endpointslice::Input inputOf(const std::optional<std::set<std::string>>& only) const {
    std::vector<PodPtr> pods;
    for (const auto& [name, pod] : pods_)
      if (!only || only->contains(name)) pods.push_back(pod);
    return {.service = *service_,
            .pods = std::move(pods),
            .node = [](const std::string& name) -> std::shared_ptr<const api::Node> {
              return name == "gone" ? nullptr : makeNode(name, "z" + name);
            },
            .existing = existing(),
            .trigger = {},
            .maxPerSlice = perSlice_};
  }

  SeededRandom random_;
  const size_t perSlice_;
  std::shared_ptr<api::Service> service_;
  std::map<std::string, PodPtr> pods_;
  std::map<std::string, SlicePtr> slices_;
  Ledger ledger_;
  std::set<std::string> changed_;
  int made_ = 0;
};

void expectSame(const std::vector<Change>& a, const std::vector<Change>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].what, b[i].what);
    EXPECT_EQ(api::as<api::EndpointSlice>(*a[i].object), api::as<api::EndpointSlice>(*b[i].object));
  }
}

TEST(PlanChanged, IsWhatThePlanOfAllPodsSays) {
  size_t fromChanges = 0, all = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    World world(seed, seed % 5 + 1);
    for (int i = 0; i < 40 && !testing::Test::HasFailure(); ++i, ++all) {
      world.changeSome(4);
      const Plan whole = world.whole();
      if (i > 0)
        if (const auto plan = world.fromChanges()) {
          ++fromChanges;
          if (whole.withoutNode.empty()) expectSame(plan->changes, whole.changes);
          EXPECT_LE(plan->podsSeen, 8u);
        }
      world.apply(whole.changes);
    }
  }
  EXPECT_GT(fromChanges, all / 2) << "of " << all;
}

TEST(PlanChanged, LooksAtTheChangedPodsOnly) {
  World world(7, 100);
  for (int i = 0; i < 1000; ++i) world.change("pod-" + std::to_string(i));
  world.apply(world.whole().changes);
  world.change("pod-500");
  const auto plan = world.fromChanges();
  ASSERT_TRUE(plan);
  EXPECT_LE(plan->podsSeen, 2u) << "once for each family";
  EXPECT_LE(plan->endpointsCompared, 2u);
}

}  // namespace
}  // namespace seamark::controllers
