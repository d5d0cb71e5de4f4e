// Random histories of Services, pods, nodes, Endpoints and slices, with conflicts, failing requests, slow and
// cut watches. Once all is quiet the world must be what an oracle computes from scratch, by brute force.
// SEAMARK_SEED replays one history, SEAMARK_HISTORIES says how many are played.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>
#include <set>

#include "controllers/testbed.h"
#include "controllers/well_known.h"

namespace seamark::controllers {
namespace {

constexpr int kSteps = 60;
const std::vector<std::string> kServices = {"a", "b", "c"};
const std::vector<std::string> kPods = {"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"};
const std::vector<std::string> kNodes = {"n0", "n1", "n2"};

// Everything that a slice says about one endpoint and one port.
using Fact = std::string;
using Facts = std::multiset<Fact>;

std::string text(bool value) {
  return value ? "y" : "n";
}

class History {
 public:
  explicit History(uint64_t seed)
      : random_(seed), bed_({.which = {"*", "-node-lifecycle-controller"}, .maxEndpointsPerSlice = 3}, seed) {
    bed_.server.setFault([this](const auto& request) { return fault(request); });
    bed_.server.setWatchLag([this] { return std::chrono::milliseconds(calm_ ? 0 : random_.below(40)); });
    bed_.start();
  }

  void play() {
    for (int i = 0; i < kSteps; ++i) {
      step();
      if (random_.below(3) == 0) bed_.executor.advance(std::chrono::milliseconds(random_.below(60)));
      if (random_.below(25) == 0) cut();
    }
    calm_ = true;
    bed_.settle();
    bed_.executor.advance(std::chrono::minutes(2));
    kickServicesUnderHandWrittenEndpoints();
    bed_.settle();
  }

  void check() {
    for (const auto& service : bed_.all<api::Service>()) {
      checkEndpoints(*service);
      checkSlices(*service);
    }
    checkStrays();
    checkPersons();
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
    switch (random_.below(10)) {
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
      default:
        return makeNode_();
    }
  }

  void makeService_() {
    const std::string& name = any(kServices);
    if (bed_.get<api::Service>(name)) {
      if (!chance(50)) return;
      bed_.remove<api::Service>(name);
      takeable_.insert(name);
      return;
    }
    auto service = makeService(name, someSelector());
    if (chance(30)) service->spec.clusterIP = "None";
    if (chance(30)) service->spec.ipFamilies = {"IPv4", "IPv6"};
    if (chance(30)) service->spec.publishNotReadyAddresses = true;
    if (!service->spec.selector.empty()) takeable_.insert(name);
    bed_.create(service);
  }

  void changeService() {
    const std::string& name = any(kServices);
    if (!bed_.get<api::Service>(name)) return;
    bed_.edit<api::Service>(name, [this](api::Service& s) {
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
          s.spec.ports[0].targetPort = chance(50) ? api::IntOrString::of("web") : api::IntOrString::of(8080);
      }
    });
    if (isManaged(*bed_.get<api::Service>(name))) takeable_.insert(name);
  }

  void makePod_() {
    const std::string& name = any(kPods);
    if (bed_.get<api::Pod>(name)) {
      if (chance(40)) bed_.remove<api::Pod>(name);
      return;
    }
    auto pod = makePod(name, someLabels(), someAddress(), chance(60), chance(90) ? any(kNodes) : "");
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
    bed_.create(pod);
  }
  std::string someAddress() { return "10.1.0." + std::to_string(random_.below(200) + 1); }

  void changePod() {
    const std::string& name = any(kPods);
    const auto pod = bed_.get<api::Pod>(name);
    if (!pod) return;
    if (chance(10)) return bed_.remove<api::Pod>(name);  // with a finalizer it stays, terminating
    bed_.edit<api::Pod>(name, [this](api::Pod& p) {
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
    });
  }

  void makeNode_() {
    const std::string& name = any(kNodes);
    if (!bed_.get<api::Node>(name)) bed_.create(makeNode(name, chance(70) ? "z" + name : ""));
  }

  // What a person writes: only where no Service with a selector has the name, because there it stands until
  // the next event (as upstream has it).
  void writeEndpoints() {
    const std::string name = chance(80) ? any(kServices) : "lonely";
    const auto service = bed_.get<api::Service>(name);
    if (service && isManaged(*service)) return;
    const auto there = bed_.get<api::Endpoints>(name);
    if (there && chance(25)) {
      bed_.remove<api::Endpoints>(name);
      persons_.erase(name);
      return;
    }
    auto endpoints =
        makeEndpoints(name, {someAddress(), someAddress(), "fd00:1::1"}, chance(50) ? 9092 : 9093);
    if (chance(15)) endpoints->metadata.labels[kSkipMirror] = "true";
    if (chance(30))
      endpoints->subsets.push_back({{}, endpoints->subsets[0].addresses, endpoints->subsets[0].ports});
    persons_[name] = endpoints->subsets;
    takeable_.erase(name);
    EXPECT_TRUE(bed_.server.updateNow(api::kindOf<api::Endpoints>(), endpoints));
  }

  void tamper() {
    const auto slices = bed_.slices();
    if (chance(20)) {
      auto mine = std::make_shared<api::EndpointSlice>();
      mine->metadata.namespace_ = "default";
      mine->metadata.generateName = "mine-";
      mine->metadata.labels = {{kServiceName, any(kServices)}, {kSliceManagedBy, "staff"}};
      mine->addressType = "IPv4";
      bed_.create(mine);
      ++personsSlices_;
      return;
    }
    if (slices.empty()) return;
    const auto slice = any(slices);
    if (isManagedBy(*slice, "staff")) return;
    if (chance(40)) return bed_.remove<api::EndpointSlice>(slice->metadata.name);
    bed_.edit<api::EndpointSlice>(slice->metadata.name, [this](api::EndpointSlice& s) {
      chance(50) ? s.endpoints.clear() : void(s.metadata.labels["mine"] = "1");
    });
  }

  void kickServicesUnderHandWrittenEndpoints() {
    for (const auto& service : bed_.all<api::Service>()) {
      const auto endpoints = bed_.get<api::Endpoints>(service->metadata.name);
      if (isManaged(*service) && endpoints && !endpoints->metadata.labels.contains(kEndpointsManagedBy))
        bed_.edit<api::Service>(service->metadata.name,
                                [](api::Service& s) { s.metadata.annotations["kick"] = "1"; });
    }
  }

  // The oracle

  static bool isManaged(const api::Service& s) {
    return s.spec.type != "ExternalName" && !s.spec.selector.empty();
  }
  static bool selected(const api::Service& service, const api::Pod& pod) {
    for (const auto& [key, value] : service.spec.selector)
      if (!pod.metadata.labels.contains(key) || pod.metadata.labels.at(key) != value) return false;
    return pod.status.phase != "Succeeded" && pod.status.phase != "Failed";
  }
  static int portOf(const api::Service& service, const api::Pod& pod) {  // 0: none
    const auto& target = service.spec.ports[0].targetPort;
    if (!target.isString) return target.number;
    const auto& ports = pod.spec.containers[0].ports;
    return ports.empty() ? 0 : ports[0].containerPort;
  }
  static bool isReady(const api::Pod& pod) { return pod.status.conditions[0].status == "True"; }

  void checkEndpoints(const api::Service& service) {
    const auto endpoints = bed_.get<api::Endpoints>(service.metadata.name);
    if (!isManaged(service)) {
      if (!endpoints) return;
      EXPECT_FALSE(endpoints->metadata.labels.contains(kEndpointsManagedBy))
          << "left behind for " << service.metadata.name;
      return;
    }
    ASSERT_TRUE(endpoints) << service.metadata.name;
    Facts want, have;
    const bool v6 = service.spec.ipFamilies[0] == "IPv6";
    for (const auto& pod : bed_.all<api::Pod>()) {
      const bool all = service.spec.publishNotReadyAddresses;
      if (!selected(service, *pod) || (pod->metadata.deletionTimestamp && !all)) continue;
      for (const auto& ip : pod->status.podIPs)
        if ((ip.ip.find(':') != std::string::npos) == v6 && portOf(service, *pod) != 0)
          want.insert(ip.ip + " " + pod->metadata.name + " " + text(all || isReady(*pod)) + " " +
                      std::to_string(portOf(service, *pod)) + " " + pod->spec.nodeName);
    }
    for (const auto& subset : endpoints->subsets)
      for (const auto& port : subset.ports)
        for (const auto* list : {&subset.addresses, &subset.notReadyAddresses})
          for (const auto& address : *list)
            have.insert(address.ip + " " + address.targetRef.value_or(api::ObjectReference{}).name + " " +
                        text(list == &subset.addresses) + " " + std::to_string(port.port) + " " +
                        address.nodeName.value_or(""));
    EXPECT_EQ(have, want) << "Endpoints " << service.metadata.name;
    EXPECT_EQ(endpoints->metadata.labels.contains(kHeadless), service.spec.clusterIP == "None");
    EXPECT_TRUE(endpoints->metadata.labels.contains(kEndpointsManagedBy));
  }

  void checkSlices(const api::Service& service) {
    std::map<std::string, Facts> want, have;
    std::string expectedManager;
    if (isManaged(service)) {
      expectedManager = kSliceController;
      for (const auto& family : service.spec.ipFamilies) want[family];
      for (const auto& pod : bed_.all<api::Pod>()) addPod(service, *pod, want);
    } else if (auto endpoints = bed_.get<api::Endpoints>(service.metadata.name);
               endpoints && !endpoints->metadata.labels.contains(kSkipMirror) &&
               service.spec.selector.empty()) {
      expectedManager = kMirroringController;
      addMirrored(*endpoints, want);
    }
    for (const auto& slice : bed_.slices()) {
      if (slice->metadata.labels.at(kServiceName) != service.metadata.name) continue;
      const std::string& manager = slice->metadata.labels.at(kSliceManagedBy);
      if (manager == "staff") continue;
      EXPECT_EQ(manager, expectedManager) << "slice " << slice->metadata.name;
      EXPECT_FALSE(slice->metadata.labels.contains("mine")) << slice->metadata.name;
      if (manager == kSliceController) {
        EXPECT_LE(slice->endpoints.size(), 3u);
        EXPECT_EQ(slice->metadata.ownerReferences.at(0).uid, service.metadata.uid);
      }
      Facts& facts = have[slice->addressType];
      for (const auto& endpoint : slice->endpoints) facts.insert(factOf(endpoint, *slice));
    }
    EXPECT_EQ(have, want) << "slices of " << service.metadata.name;
  }

  void addPod(const api::Service& service, const api::Pod& pod, std::map<std::string, Facts>& want) {
    const auto node = pod.spec.nodeName.empty() ? nullptr : bed_.get<api::Node>(pod.spec.nodeName);
    if (!selected(service, pod) || (!node && !service.spec.publishNotReadyAddresses)) return;
    const bool terminating = pod.metadata.deletionTimestamp.has_value();
    for (const auto& ip : pod.status.podIPs) {
      const auto family = want.find(ip.ip.find(':') != std::string::npos ? "IPv6" : "IPv4");
      if (family == want.end()) continue;
      std::string zone;
      if (node && node->metadata.labels.contains("topology.kubernetes.io/zone"))
        zone = node->metadata.labels.at("topology.kubernetes.io/zone");
      const int port = portOf(service, pod);
      family->second.insert(ip.ip + " " + pod.metadata.name + " ready=" +
                            text(service.spec.publishNotReadyAddresses || (isReady(pod) && !terminating)) +
                            " serving=" + text(isReady(pod)) + " terminating=" + text(terminating) + " " +
                            pod.spec.nodeName + " " + zone + " port=" + (port ? std::to_string(port) : ""));
    }
  }

  static void addMirrored(const api::Endpoints& endpoints, std::map<std::string, Facts>& want) {
    std::map<std::pair<std::string, int>, bool> ready;
    for (const auto& subset : endpoints.subsets)
      for (const auto* list : {&subset.addresses, &subset.notReadyAddresses})
        for (const auto& address : *list) {
          auto [it, fresh] = ready.try_emplace({address.ip, subset.ports[0].port}, true);
          it->second = it->second && list == &subset.addresses;
        }
    for (const auto& [key, isUp] : ready)
      want[key.first.find(':') != std::string::npos ? "IPv6" : "IPv4"].insert(
          key.first + "  ready=" + text(isUp) +
          " serving=- terminating=-   port=" + std::to_string(key.second));
  }

  static Fact factOf(const api::Endpoint& endpoint, const api::EndpointSlice& slice) {
    const auto condition = [](const std::optional<bool>& value) {
      return value ? text(*value) : std::string("-");
    };
    return endpoint.addresses.at(0) + " " + endpoint.targetRef.value_or(api::ObjectReference{}).name +
           " ready=" + condition(endpoint.conditions.ready) +
           " serving=" + condition(endpoint.conditions.serving) +
           " terminating=" + condition(endpoint.conditions.terminating) + " " +
           endpoint.nodeName.value_or("") + " " + endpoint.zone.value_or("") +
           " port=" + (slice.ports.empty() ? "" : std::to_string(slice.ports[0].port.value_or(0)));
  }

  // Nothing of ours stays for a Service that is gone.
  void checkStrays() {
    for (const auto& endpoints : bed_.all<api::Endpoints>()) {
      if (!endpoints->metadata.labels.contains(kEndpointsManagedBy)) continue;
      EXPECT_TRUE(bed_.get<api::Service>(endpoints->metadata.name)) << endpoints->metadata.name;
    }
    for (const auto& slice : bed_.slices()) {
      if (isManagedBy(*slice, "staff")) continue;
      EXPECT_TRUE(bed_.get<api::Service>(slice->metadata.labels.at(kServiceName))) << slice->metadata.name;
    }
  }

  static bool isManagedBy(const api::Object& object, const std::string& manager) {
    return object.metadata.labels.at(kSliceManagedBy) == manager;
  }

  // What a person wrote is there as it was written, unless a Service with a selector took the name or the
  // Service was deleted since.
  void checkPersons() {
    for (const auto& [name, subsets] : persons_) {
      const auto endpoints = bed_.get<api::Endpoints>(name);
      if (takeable_.contains(name)) continue;
      ASSERT_TRUE(endpoints) << name;
      EXPECT_EQ(endpoints->subsets, subsets) << name;
    }
    int slices = 0;
    for (const auto& slice : bed_.slices()) slices += isManagedBy(*slice, "staff");
    EXPECT_EQ(slices, personsSlices_);
  }

  SeededRandom random_;
  Testbed bed_;
  bool calm_ = false;
  std::map<std::string, std::vector<api::EndpointSubset>> persons_;
  std::set<std::string> takeable_;
  int personsSlices_ = 0;
};

TEST(ControllersProperty, QuietWorldsAreWhatTheOracleSays) {
  const char* replay = std::getenv("SEAMARK_SEED");
  const char* wanted = std::getenv("SEAMARK_HISTORIES");
  const uint64_t first = replay ? std::strtoull(replay, nullptr, 10) : SystemRandom().next() >> 1;
  const int histories = replay ? 1 : wanted ? std::atoi(wanted) : 300;
  for (int i = 0; i < histories; ++i) {
    const uint64_t seed = first + static_cast<uint64_t>(i);
    SCOPED_TRACE("SEAMARK_SEED=" + std::to_string(seed));
    History history(seed);
    history.play();
    history.check();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace seamark::controllers
