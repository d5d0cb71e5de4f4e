// Random histories of Services, pods, nodes, Endpoints, slices and namespaces, with conflicts, failing
// requests, slow and cut watches, clocks that jump and controllers that are killed. Once all is quiet the
// world must be what an oracle computes from scratch, by brute force, and the controllers' own check must
// find nothing.
//
// SEAMARK_SEED replays one history of SEAMARK_STEPS steps; SEAMARK_HISTORIES says how many are played, from
// SEAMARK_FIRST_SEED on or from anywhere. Without SEAMARK_STEPS they are short but for one in a hundred.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest-spi.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <set>
#include <thread>

#include "base/log.h"
#include "controllers/property_oracle.h"

namespace seamark::controllers {
namespace {

constexpr int kShort = 60, kLong = 3000;
constexpr size_t kPerSlice = 3, kLarge = 2;
const std::vector<std::string> kServices = {"a", "b", "c"};
const std::vector<std::string> kPods = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};
const std::vector<std::string> kNodes = {"n0", "n1", "n2"};
// Of a reflector, with its jitter.
constexpr Duration kLongestBackoff = std::chrono::seconds(46);
const std::string kOther = "other";  // the namespace that comes and goes

class History {
 public:
  explicit History(uint64_t seed, const std::string& without = "-node-lifecycle-controller")
      : random_(seed),
        bed_({.which = {"*", "-node-lifecycle-controller", without},
              .maxEndpointsPerSlice = kPerSlice,
              .largeService = kLarge},
             seed),
        oracle_(bed_, kPerSlice) {
    bed_.server.setFault([this](const auto& request) { return fault(request); });
    bed_.server.setWatchLag([this] { return std::chrono::milliseconds(calm_ ? 0 : random_.below(40)); });
    bed_.start();
  }

  void play(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      if (chance(33)) bed_.executor.advance(std::chrono::milliseconds(random_.below(60)));
      if (chance(4)) cut();
      if (chance(1)) bed_.executor.jumpWall(std::chrono::minutes(random_.below(240)) - std::chrono::hours(2));
      if (!bed_.controllers ? chance(20) : chance(2)) killOrRevive();
    }
    if (!bed_.controllers) killOrRevive();
    quiet();
    check();
    checkExpelled(false);
    // Longer than what the collectors of pods and of Service ranges wait for, and than pods tolerate a taint.
    bed_.executor.advance(std::chrono::minutes(2));
    quiet();
    check();
    checkExpelled(true);
  }

 private:
  using Verb = client::MemoryCarrier::Verb;

  std::optional<Status> fault(const client::MemoryCarrier::Request& request) {
    if (calm_) return std::nullopt;
    const uint64_t dice = random_.below(100);
    if (request.verb == Verb::Watch)
      return dice < 10 ? std::optional(serviceUnavailable("away")) : std::nullopt;
    if (request.verb == Verb::Update && dice < 15)
      return conflict(request.kind->resource(), request.name, "no");
    return dice < 20 ? std::optional(internalError("no")) : std::nullopt;
  }
  void cut() {
    if (random_.below(3) == 0) bed_.server.compact();
    if (random_.below(2) == 0)
      bed_.server.cutWatches({});
    else
      bed_.server.cutWatches(Failure(failure("connection reset")));
  }
  void killOrRevive() { bed_.controllers ? bed_.kill() : bed_.revive(); }

  template <class T>
  const T& any(const std::vector<T>& of) {
    return of[random_.below(of.size())];
  }
  bool chance(uint64_t percent) { return random_.below(100) < percent; }
  api::Labels someSelector() {
    if (chance(30)) return {};
    api::Labels selector{{"app", any<std::string>({"x", "y"})}};
    if (chance(30)) selector["tier"] = any<std::string>({"1", "2"});
    return selector;
  }
  api::Labels someLabels() {
    return {{"app", any<std::string>({"x", "y", "z"})}, {"tier", any<std::string>({"1", "2"})}};
  }

  void step() {
    ns_ = chance(20) && isOpen(kOther) ? kOther : "default";
    switch (random_.below(11)) {
      case 0:
        return makeService_();
      case 1:
      case 2:
        return changeService();
      case 3:
      case 4:
        return makePod_();
      case 5:
      case 6:
        return changePod();
      case 7:
        return writeEndpoints();
      case 8:
        return tamper();
      case 9:
        return changeNamespace();
      default:
        return changeNode();
    }
  }

  bool isOpen(const std::string& ns) { return bed_.get<api::Namespace>(ns) && !oracle_.isTerminating(ns); }
  std::string keyOf(const std::string& name) const { return ns_ + "/" + name; }

  void changeNamespace() {
    if (!chance(30)) return;
    if (isOpen(kOther)) {
      bed_.remove<api::Namespace>(kOther);
      std::erase_if(persons_, [](const auto& entry) { return entry.first.starts_with(kOther + "/"); });
      std::erase(personsSlices_, kOther);
    } else if (!bed_.get<api::Namespace>(kOther)) {
      auto space = std::make_shared<api::Namespace>();
      space->metadata.name = kOther;
      bed_.create(space);
    }
  }

  void makeService_() {
    const std::string& name = any(kServices);
    if (bed_.get<api::Service>(name, ns_)) {
      if (!chance(50)) return;
      bed_.remove<api::Service>(name, ns_);
      takeable_.insert(keyOf(name));
      return;
    }
    auto service = makeService(name, someSelector());
    service->metadata.namespace_ = ns_;
    if (chance(30)) service->spec.clusterIP = "None";
    if (chance(30)) service->spec.ipFamilies = {"IPv4", "IPv6"};
    if (chance(30)) service->spec.publishNotReadyAddresses = true;
    if (!service->spec.selector.empty()) takeable_.insert(keyOf(name));
    bed_.create(service);
  }

  void changeService() {
    const std::string& name = any(kServices);
    if (!bed_.get<api::Service>(name, ns_)) return;
    bed_.edit<api::Service>(
        name,
        [this](api::Service& s) {
          switch (random_.below(6)) {
            case 0:
            case 1:
              s.spec.selector = someSelector();
              break;
            case 2:
              s.spec.type = s.spec.type == "ExternalName" ? "ClusterIP" : "ExternalName";
              break;
            case 3:
              s.metadata.labels["team"] = any<std::string>({"red", "blue"});
              break;
            case 4:
              s.spec.ipFamilies = any<std::vector<std::string>>({{"IPv4"}, {"IPv6"}, {"IPv6", "IPv4"}});
              break;
            default:
              s.spec.ports[0].targetPort =
                  chance(50) ? api::IntOrString::of("web") : api::IntOrString::of(8080);
          }
        },
        ns_);
    if (isManagedService(*bed_.get<api::Service>(name, ns_))) takeable_.insert(keyOf(name));
  }

  void makePod_() {
    const std::string& name = any(kPods);
    if (bed_.get<api::Pod>(name, ns_)) {
      if (chance(40)) bed_.remove<api::Pod>(name, ns_);
      return;
    }
    auto pod = makePod(name, someLabels(), someAddress(), chance(60), chance(90) ? any(kNodes) : "");
    pod->metadata.namespace_ = ns_;
    if (chance(50)) pod->status.podIPs.push_back({"fd00::" + std::to_string(random_.below(200) + 1)});
    api::Container container;
    if (chance(70))
      container.ports = {{.name = "web",
                          .hostPort = 0,
                          .containerPort = chance(50) ? 7001 : 7002,
                          .protocol = "TCP",
                          .hostIP = {}}};
    pod->spec.containers = {container};
    if (chance(20)) pod->metadata.finalizers = {"example.com/hold"};
    if (chance(50)) {
      api::Toleration toleration{.key = "t", .operator_ = "Exists", .effect = "NoExecute"};
      if (chance(50)) toleration.tolerationSeconds = static_cast<int64_t>(random_.below(100));
      pod->spec.tolerations = {toleration};
    }
    bed_.create(pod);
  }
  std::string someAddress() { return "10.1.0." + std::to_string(random_.below(200) + 1); }

  void changePod() {
    const std::string& name = any(kPods);
    const auto pod = bed_.get<api::Pod>(name, ns_);
    if (!pod) return;
    if (chance(10)) return bed_.remove<api::Pod>(name, ns_);  // with a finalizer it stays, terminating
    bed_.edit<api::Pod>(
        name,
        [this](api::Pod& p) {
          switch (random_.below(5)) {
            case 0:
            case 1:
              p.status.conditions[0].status = p.status.conditions[0].status == "True" ? "False" : "True";
              break;
            case 2:
              p.metadata.labels = someLabels();
              break;
            case 3:
              p.status.phase = any<std::string>({"Running", "Succeeded", "Pending"});
              break;
            default:
              p.status.podIP = p.status.podIPs[0].ip = someAddress();
          }
        },
        ns_);
  }

  // What a node that goes or moves leaves in slices stays until the next change of the Service (upstream).
  void changeNode() {
    const std::string& name = any(kNodes);
    if (!bed_.get<api::Node>(name)) {
      bed_.create(makeNode(name, chance(70) ? "z" + name : ""));
    } else if (chance(20)) {
      bed_.remove<api::Node>(name);
      nodesChanged_ = true;
    } else if (chance(20)) {
      bed_.edit<api::Node>(name, [this](api::Node& n) {
        n.spec.taints.clear();
        if (chance(40)) n.spec.taints = {{.key = any<std::string>({"t", "u"}), .effect = "NoExecute"}};
      });
    } else if (chance(20)) {
      bed_.edit<api::Node>(name,
                           [](api::Node& n) { n.metadata.labels["topology.kubernetes.io/zone"] = "zz"; });
      nodesChanged_ = true;
    }
  }

  // What a person writes: only where no Service with a selector has the name, because there it stands until
  // the next event (as upstream has it).
  void writeEndpoints() {
    const std::string name = chance(80) ? any(kServices) : "lonely";
    const auto service = bed_.get<api::Service>(name, ns_);
    if (service && isManagedService(*service)) return;
    const auto there = bed_.get<api::Endpoints>(name, ns_);
    if (there && chance(25)) {
      bed_.remove<api::Endpoints>(name, ns_);
      persons_.erase(keyOf(name));
      return;
    }
    auto endpoints =
        makeEndpoints(name, {someAddress(), someAddress(), "fd00:1::1"}, chance(50) ? 9092 : 9093);
    endpoints->metadata.namespace_ = ns_;
    if (chance(15)) endpoints->metadata.labels[kSkipMirror] = "true";
    if (chance(30))
      endpoints->subsets.push_back({{}, endpoints->subsets[0].addresses, endpoints->subsets[0].ports});
    persons_[keyOf(name)] = endpoints->subsets;
    takeable_.erase(keyOf(name));
    EXPECT_TRUE(bed_.server.updateNow(api::kindOf<api::Endpoints>(), endpoints));
  }

  void tamper() {
    if (chance(20)) {
      auto mine = std::make_shared<api::EndpointSlice>();
      mine->metadata.namespace_ = ns_;
      mine->metadata.generateName = "mine-";
      mine->metadata.labels = {{kServiceName, any(kServices)}, {kSliceManagedBy, kStaff}};
      mine->addressType = "IPv4";
      bed_.create(mine);
      personsSlices_.push_back(ns_);
      return;
    }
    const auto slices = bed_.slices();
    if (slices.empty()) return;
    const auto slice = any(slices);
    const std::string& ns = slice->metadata.namespace_;
    if (managerOf(*slice) == kStaff) return;
    if (chance(40)) return bed_.remove<api::EndpointSlice>(slice->metadata.name, ns);
    bed_.edit<api::EndpointSlice>(
        slice->metadata.name,
        [this](api::EndpointSlice& s) {
          chance(50) ? s.endpoints.clear() : void(s.metadata.labels["mine"] = "1");
        },
        ns);
  }

  // No more faults, and nothing that waits for ever.
  void quiet() {
    calm_ = true;
    bed_.executor.advance(kLongestBackoff);  // every watch is back
    for (const auto& pod : bed_.all<api::Pod>())
      if (oracle_.isTerminating(pod->metadata.namespace_) && !pod->metadata.finalizers.empty())
        bed_.edit<api::Pod>(
            pod->metadata.name, [](api::Pod& p) { p.metadata.finalizers.clear(); }, pod->metadata.namespace_);
    bed_.settle();
    for (const auto& service : bed_.all<api::Service>()) {
      const auto& meta = service->metadata;
      const auto endpoints = bed_.get<api::Endpoints>(meta.name, meta.namespace_);
      const bool written = endpoints && !endpoints->metadata.labels.contains(kEndpointsManagedBy);
      if (!isManagedService(*service) || (!written && !nodesChanged_)) continue;
      bed_.edit<api::Service>(
          meta.name, [this](api::Service& s) { s.metadata.annotations["kick"] = std::to_string(++kicks_); },
          meta.namespace_);
    }
    bed_.settle();
  }

  void check() {
    oracle_.check();
    checkPersons();
    EXPECT_EQ(bed_.controllers->checkDrift(), 0u);
    bed_.settle();
  }

  // No pod is where it may not be. All tolerations are of the taint "t".
  void checkExpelled(bool inTime) {
    for (const auto& pod : bed_.all<api::Pod>()) {
      const auto node = bed_.get<api::Node>(pod->spec.nodeName);
      if (!node || node->spec.taints.empty() || pod->metadata.deletionTimestamp) continue;
      const auto& tolerations = pod->spec.tolerations;
      EXPECT_TRUE(node->spec.taints[0].key == "t" && !tolerations.empty()) << pod->metadata.name;
      EXPECT_FALSE(inTime && !tolerations.empty() && tolerations[0].tolerationSeconds) << pod->metadata.name;
    }
  }

  // What a person wrote is there as it was written, unless a Service with a selector took the name or the
  // Service was deleted since.
  void checkPersons() {
    for (const auto& [key, subsets] : persons_) {
      if (takeable_.contains(key)) continue;
      const size_t slash = key.find('/');
      const auto endpoints = bed_.get<api::Endpoints>(key.substr(slash + 1), key.substr(0, slash));
      ASSERT_TRUE(endpoints) << key;
      EXPECT_EQ(endpoints->subsets, subsets) << key;
    }
    size_t slices = 0;
    for (const auto& slice : bed_.slices())
      slices += managerOf(*slice) == kStaff && !oracle_.isTerminating(slice->metadata.namespace_);
    EXPECT_EQ(slices, personsSlices_.size());
  }

  SeededRandom random_;
  Testbed bed_;
  PropertyOracle oracle_;
  bool calm_ = false;
  bool nodesChanged_ = false;
  int kicks_ = 0;
  std::string ns_ = "default";  // where the step under way does its work
  std::map<std::string, std::vector<api::EndpointSubset>> persons_;
  std::set<std::string> takeable_;
  std::vector<std::string> personsSlices_;  // the namespace of each
};

int number(const char* variable, int otherwise) {
  const char* value = std::getenv(variable);
  return value ? std::atoi(value) : otherwise;
}

void playOne(uint64_t seed, int steps) {
  SCOPED_TRACE("SEAMARK_SEED=" + std::to_string(seed) + " SEAMARK_STEPS=" + std::to_string(steps));
  History(seed).play(steps);
}

TEST(ControllersProperty, QuietWorldsAreWhatTheOracleSays) {
  const char* replay = std::getenv("SEAMARK_SEED");
  log::configure(replay ? log::Level::Warning : log::Level::Error, log::Format::Text);
  if (replay) return playOne(std::strtoull(replay, nullptr, 10), number("SEAMARK_STEPS", kShort));
  const char* from = std::getenv("SEAMARK_FIRST_SEED");
  const uint64_t first = from ? std::strtoull(from, nullptr, 10) : SystemRandom().next() >> 1;
  const int histories = number("SEAMARK_HISTORIES", 300);
  std::atomic<int> next{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t)
    threads.emplace_back([&] {
      for (int i = next++; i < histories && !testing::Test::HasFailure(); i = next++)
        playOne(first + static_cast<uint64_t>(i), number("SEAMARK_STEPS", i % 100 == 99 ? kLong : kShort));
    });
  for (std::thread& thread : threads) thread.join();
}

// The oracle would be worth nothing if it did not notice that a controller is not at work.
TEST(ControllersProperty, TheOracleNoticesAMissingController) {
  log::configure(log::Level::Error, log::Format::Text);
  for (const char* without :
       {"-endpoints-controller", "-endpointslice-controller", "-endpointslice-mirroring-controller",
        "-garbage-collector-controller", "-taint-eviction-controller"}) {
    testing::TestPartResultArray noticed;
    {
      const testing::ScopedFakeTestPartResultReporter reporter(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &noticed);
      for (uint64_t seed = 1; seed <= 20; ++seed) History(seed, without).play(kShort);
    }
    EXPECT_GT(noticed.size(), 0) << without;
  }
}

}  // namespace
}  // namespace seamark::controllers
