// What Members keep is what a plan from all pods says.
// SPDX-License-Identifier: Apache-2.0
#include "controllers/endpoints/members.h"

#include <gtest/gtest.h>

#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

using endpoints::Members;

PodPtr podOf(SeededRandom& random, const std::string& name, bool namedPorts) {
  auto pod =
      makePod(name, {{"app", "web"}}, "10.1.0." + std::to_string(random.below(40) + 1), random.below(2) == 0);
  pod->metadata.uid = name;
  if (random.below(10) == 0) pod->status.phase = "Succeeded";
  api::Container container;
  container.ports = {{.name = "web",
                      .hostPort = 0,
                      .containerPort = namedPorts && random.below(20) == 0 ? 7002 : 7001,
                      .protocol = "TCP",
                      .hostIP = {}}};
  pod->spec.containers = {container};
  return pod;
}

TEST(Members, AreWhatThePlanOfAllPodsSays) {
  size_t kept = 0, lost = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    auto service = makeService("web", {{"app", "web"}});
    service->spec.ports.push_back(service->spec.ports[0]);
    service->spec.ports[1].name = "another";
    service->spec.ports[1].targetPort = api::IntOrString::of("web");
    std::map<std::string, PodPtr> pods;
    std::optional<Members> members = Members::of(*service, {});
    for (int i = 0; i < 60; ++i) {
      const std::string name = "p" + std::to_string(random.below(12));
      std::vector<PodPtr> selected, all;
      if (random.below(4) == 0)
        pods.erase(name);
      else
        selected.push_back(pods[name] = podOf(random, name, seed % 2 == 0));
      for (const auto& [key, pod] : pods) all.push_back(pod);
      if (!members || !members->update(*service, {name}, selected)) members = Members::of(*service, all);
      if (!members && ++lost) continue;
      ++kept;
      auto subsets = endpoints::addressesOf(*service, all).subsets;
      EXPECT_EQ(members->addresses(endpoints::kMostAddresses).subsets, subsets);
      const size_t leftOut = endpoints::truncate(subsets, 4);
      EXPECT_EQ(members->addresses(4).subsets, subsets);
      EXPECT_EQ(members->addresses(4).leftOut, leftOut);
    }
  }
  EXPECT_GT(kept, lost);
  EXPECT_GT(lost, 0u);
}

}  // namespace
}  // namespace seamark::controllers
