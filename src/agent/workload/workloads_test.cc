// Workloads against a small API, on a simulated clock, with probes and processes that a test scripts.
// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/workloads.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "agent/probe/scripted_prober.h"
#include "agent/workload/names.h"
#include "api/core/event.h"
#include "base/simulated_executor.h"
#include "client/memory_carrier.h"

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;

// What runs is what the test says.
class ScriptedProcesses final : public Processes {
 public:
  explicit ScriptedProcesses(Executor& executor) : executor_(executor) {}
  Follow follow(const ProcessSource& source, std::function<void(const ProcessState&)> changed) override {
    const uint64_t id = ++last_;
    followers_[id] = {source.name, std::move(changed)};
    executor_.post([this, id] { tell(id); });
    return static_cast<Follow>(id);
  }
  void unfollow(Follow follow) override { followers_.erase(static_cast<uint64_t>(follow)); }
  void set(const std::string& name, const ProcessState& state) {
    states_[name] = state;
    for (const auto& [id, follower] : std::map(followers_))
      if (follower.first == name) tell(id);
  }

 private:
  void tell(uint64_t id) {
    const auto it = followers_.find(id);
    if (it == followers_.end()) return;
    const auto state = states_.find(it->second.first);
    it->second.second(state == states_.end() ? ProcessState{.reason = "NotRunning"} : state->second);
  }
  Executor& executor_;
  std::map<std::string, ProcessState> states_;
  std::map<uint64_t, std::pair<std::string, std::function<void(const ProcessState&)>>> followers_;
  uint64_t last_ = 0;
};

constexpr const char* kManifest = R"(apiVersion: v1
kind: Pod
metadata:
  name: mysql
  labels: {app: mysql}
  annotations: {seamark.dev/systemd-unit: mariadb}
spec:
  terminationGracePeriodSeconds: 20
  containers:
  - name: mysql
    ports: [{name: mysql, containerPort: 3306}]
    readinessProbe: {tcpSocket: {port: mysql}, periodSeconds: 2, failureThreshold: 2}
)";
constexpr const char* kKey = "default/mysql-host-1";
constexpr const char* kUnit = "mariadb.service";

class WorkloadsOfAHost : public testing::Test {
 protected:
  void begin(WorkloadsConfig config = {.nodeName = "host-1"}) {
    workloads_ = std::make_unique<Workloads>(
        carrier_, random_, PodSurroundings{executor_, prober_, processes_, metrics_, {"10.0.0.7"}}, events_,
        std::move(config));
    workloads_->start();
    workloads_->setNodeUid("node-uid");
  }
  void manifests(const std::vector<ManifestFile>& files) {
    workloads_->setManifests(files);
    executor_.advance(1s);
  }
  void mysql(const std::string& more = {}) { manifests({{"/m/mysql.yaml", kManifest + more}}); }
  void unitRuns(const std::string& run) {
    processes_.set(kUnit, {.running = true, .id = run, .startedAt = executor_.now()});
  }
  std::shared_ptr<const api::Pod> pod(const std::string& key = kKey) const {
    return std::static_pointer_cast<const api::Pod>(carrier_.at(api::kindOf<api::Pod>(), key));
  }
  std::string ready(const std::string& key = kKey) const {
    const auto found = pod(key);
    if (!found) return "no Pod";
    const auto& conditions = found->status.conditions;
    const auto it = std::ranges::find(conditions, "Ready", &api::PodCondition::type);
    return it == conditions.end() ? "no condition" : it->status;
  }
  std::vector<std::string> said() const {
    std::vector<std::string> texts;
    for (const auto& event : carrier_.all(api::kindOf<api::Event>())) {
      const auto& one = api::as<api::Event>(*event);
      texts.push_back(one.reason + ": " + one.message);
    }
    return texts;
  }
  std::shared_ptr<api::Pod> bound(const std::string& name) const {
    auto made = std::make_shared<api::Pod>();
    made->metadata.namespace_ = "default";
    made->metadata.name = name;
    made->spec.nodeName = "host-1";
    made->spec.hostNetwork = true;
    made->spec.containers.resize(1);
    made->spec.containers[0].name = "c";
    made->spec.containers[0].image = "none";
    return made;
  }
  void create(std::shared_ptr<api::Pod> made) {
    ASSERT_TRUE(carrier_.createNow(api::kindOf<api::Pod>(), std::move(made)));
    executor_.advance(1s);
  }
  void remove(const std::string& name, int64_t graceSeconds) {
    ASSERT_TRUE(
        carrier_.removeNow(api::kindOf<api::Pod>(), "default", name, {.gracePeriodSeconds = graceSeconds}));
    executor_.advance(10ms);
  }

  SeededRandom random_{7};
  SimulatedExecutor executor_;
  client::MemoryCarrier carrier_{executor_, random_};
  ScriptedProber prober_{executor_};
  ScriptedProcesses processes_{executor_};
  Metrics metrics_{"host-1", WallTime{}};
  client::EventRecorder events_{carrier_, "seamark-agent", "host-1"};
  std::unique_ptr<Workloads> workloads_;
};

TEST_F(WorkloadsOfAHost, AManifestIsMirroredAndFollowsItsUnitAndItsProbe) {
  begin();
  mysql();
  ASSERT_TRUE(pod());
  EXPECT_EQ(pod()->metadata.annotations.at(kMirrorAnnotation),
            pod()->metadata.annotations.at(kHashAnnotation));
  EXPECT_EQ(pod()->metadata.ownerReferences.at(0).uid, "node-uid");
  EXPECT_EQ(pod()->status.phase, "Pending");
  EXPECT_EQ(ready(), "False");
  unitRuns("run-1");
  executor_.advance(1s);
  EXPECT_EQ(pod()->status.phase, "Running");
  EXPECT_EQ(pod()->status.podIP, "10.0.0.7");
  EXPECT_EQ(ready(), "True");
  prober_.answers["3306"] = Outcome::Failure;
  executor_.advance(5s);
  EXPECT_EQ(ready(), "False");
  EXPECT_THAT(said(), Contains("Unhealthy: Readiness probe failed: as the script says"));
  prober_.answers["3306"] = Outcome::Success;
  executor_.advance(3s);
  EXPECT_EQ(ready(), "True");
  processes_.set(kUnit, {.reason = "UnitNotActive", .message = "it was stopped"});
  executor_.advance(10ms);
  EXPECT_EQ(ready(), "False") << "a unit that stops is out at once, whatever the probe's period";
  unitRuns("run-2");
  executor_.advance(10ms);
  EXPECT_EQ(ready(), "True");
  EXPECT_EQ(pod()->status.containerStatuses[0].restartCount, 1);
}

TEST_F(WorkloadsOfAHost, ARemovedManifestDrainsItsMirror) {
  begin();
  unitRuns("run-1");
  mysql();
  ASSERT_EQ(ready(), "True");
  manifests({});
  ASSERT_TRUE(pod());
  EXPECT_TRUE(pod()->metadata.deletionTimestamp);
  EXPECT_EQ(ready(), "True") << "it serves while it drains";
  executor_.advance(15s);
  EXPECT_TRUE(pod());
  executor_.advance(5s);
  EXPECT_FALSE(pod());
}

TEST_F(WorkloadsOfAHost, ADrainEndsWhenTheProcessHasEnded) {
  begin();
  unitRuns("run-1");
  mysql();
  manifests({});
  processes_.set(kUnit, {.reason = "UnitNotActive"});
  executor_.advance(10ms);
  EXPECT_FALSE(pod());
}

TEST_F(WorkloadsOfAHost, AManifestThatComesBackWhileDrainingIsAdoptedAnew) {
  begin();
  unitRuns("run-1");
  mysql();
  const std::string before = pod()->metadata.uid;
  manifests({});
  mysql();
  executor_.advance(1s);
  ASSERT_TRUE(pod());
  EXPECT_NE(pod()->metadata.uid, before);
  EXPECT_FALSE(pod()->metadata.deletionTimestamp);
  EXPECT_EQ(ready(), "True");
}

TEST_F(WorkloadsOfAHost, AChangedManifestGetsAnotherMirror) {
  begin();
  unitRuns("run-1");
  mysql();
  const std::string hash = pod()->metadata.annotations.at(kMirrorAnnotation);
  mysql("    livenessProbe: {tcpSocket: {port: mysql}}\n");
  ASSERT_TRUE(pod());
  EXPECT_NE(pod()->metadata.annotations.at(kMirrorAnnotation), hash);
  EXPECT_EQ(ready(), "True");
}

TEST_F(WorkloadsOfAHost, AMirrorThatSomebodyDeletesComesBack) {
  begin();
  unitRuns("run-1");
  mysql();
  const std::string before = pod()->metadata.uid;
  remove("mysql-host-1", 30);
  executor_.advance(1s);
  ASSERT_TRUE(pod());
  EXPECT_NE(pod()->metadata.uid, before);
  EXPECT_EQ(ready(), "True");
  remove("mysql-host-1", 0);
  executor_.advance(1s);
  EXPECT_EQ(ready(), "True");
}

TEST_F(WorkloadsOfAHost, AWrongManifestIsToldAndTheFormerStays) {
  begin();
  unitRuns("run-1");
  mysql();
  const std::string before = pod()->metadata.uid;
  manifests({{"/m/mysql.yaml", "kind: Pod\napiVersion: v1\nmetadata: [\n"}});
  manifests({{"/m/mysql.yaml", kManifest}, {"/m/other.yaml", "x"}});
  manifests({{"/m/mysql.yaml", "kind: Pod\napiVersion: v1\nmetadata: [\n"}});
  executor_.advance(60s);
  EXPECT_EQ(pod()->metadata.uid, before);
  EXPECT_EQ(ready(), "True");
  EXPECT_THAT(said(), Contains(testing::StartsWith("InvalidManifest: /m/mysql.yaml: ")));
  EXPECT_THAT(said(), Contains(testing::StartsWith("InvalidManifest: /m/other.yaml: ")));
}

TEST_F(WorkloadsOfAHost, TwoManifestsOfOneNameAreToldAndTheFirstCounts) {
  begin();
  manifests({{"/m/a.yaml", kManifest}, {"/m/b.yaml", kManifest}});
  EXPECT_EQ(pod()->metadata.annotations.at(kManifestAnnotation), "/m/a.yaml");
  EXPECT_THAT(said(), Contains(HasSubstr("give one another name")));
}

TEST_F(WorkloadsOfAHost, MirrorsWaitUntilTheManifestsAreKnown) {
  begin();
  unitRuns("run-1");
  mysql();
  workloads_.reset();
  begin();  // and the directory cannot be read
  executor_.advance(60s);
  ASSERT_TRUE(pod());
  EXPECT_FALSE(pod()->metadata.deletionTimestamp);
  manifests({});
  executor_.advance(30s);
  EXPECT_FALSE(pod());
}

TEST_F(WorkloadsOfAHost, ANewAgentDoesNotTakeAReadyPodOutOfService) {
  begin();
  unitRuns("run-1");
  mysql();
  ASSERT_EQ(ready(), "True");
  const auto version = pod()->metadata.resourceVersion;
  workloads_.reset();
  begin();
  mysql();
  executor_.advance(10s);
  EXPECT_EQ(ready(), "True");
  EXPECT_EQ(pod()->metadata.resourceVersion, version) << "nothing was written in between";
}

TEST_F(WorkloadsOfAHost, ABoundPodIsAdoptedAndDrainsWhenItIsDeleted) {
  begin();
  auto made = bound("web");
  made->spec.containers[0].readinessProbe = api::Probe{.periodSeconds = 2};
  made->spec.containers[0].readinessProbe->probeHandler.tcpSocket =
      api::TCPSocketAction{api::IntOrString::of(80), {}};
  made->spec.containers[0].livenessProbe = made->spec.containers[0].readinessProbe;
  create(std::move(made));
  EXPECT_EQ(ready("default/web"), "True");
  remove("web", 10);
  executor_.advance(5s);
  EXPECT_EQ(ready("default/web"), "True") << "it serves while the grace lasts";
  prober_.answers["80"] = Outcome::Failure;
  executor_.advance(4s);
  EXPECT_THAT(said(), testing::Not(Contains(HasSubstr("Liveness"))));
  EXPECT_TRUE(pod("default/web"));
  EXPECT_LT(carrier_.requests(client::MemoryCarrier::Verb::Update), 10u) << "a drain is no storm of writes";
  EXPECT_LT(prober_.probes, 20u);
  executor_.advance(1s);
  EXPECT_FALSE(pod("default/web"));
}

TEST_F(WorkloadsOfAHost, ALivenessProbeThatFailsMakesThePodUnreadyUntilItPasses) {
  begin();
  auto made = bound("web");
  made->spec.containers[0].livenessProbe = api::Probe{.periodSeconds = 1, .failureThreshold = 3};
  made->spec.containers[0].livenessProbe->probeHandler.tcpSocket =
      api::TCPSocketAction{api::IntOrString::of(80), {}};
  create(std::move(made));
  EXPECT_EQ(ready("default/web"), "True");
  prober_.answers["80"] = Outcome::Failure;
  executor_.advance(4s);
  EXPECT_EQ(ready("default/web"), "False");
  EXPECT_THAT(said(), Contains("Unhealthy: Liveness probe failed: as the script says"));
  EXPECT_EQ(pod("default/web")->status.containerStatuses[0].restartCount, 0);
  prober_.answers.clear();
  executor_.advance(2s);
  EXPECT_EQ(ready("default/web"), "True");
}

TEST_F(WorkloadsOfAHost, CommandsOfPodsFromTheApiAreNotRunUnlessAllowed) {
  const auto withCommand = [&](const std::string& name) {
    auto made = bound(name);
    made->spec.containers[0].readinessProbe = api::Probe{.periodSeconds = 1};
    made->spec.containers[0].readinessProbe->probeHandler.exec = api::ExecAction{{"check"}};
    return made;
  };
  begin();
  create(withCommand("a"));
  executor_.advance(3s);
  EXPECT_EQ(ready("default/a"), "False");
  EXPECT_EQ(prober_.probes, 0u);
  EXPECT_THAT(said(), Contains(HasSubstr("start the agent with --exec-probes all")));
  workloads_.reset();
  begin({.nodeName = "host-1", .execProbes = ExecProbes::All});
  executor_.advance(3s);
  EXPECT_EQ(ready("default/a"), "True");
}

TEST_F(WorkloadsOfAHost, APodThatIsNotForTheAgentIsToldSoAndLetGo) {
  begin();
  auto made = bound("proxy");
  made->metadata.ownerReferences = {
      {.apiVersion = "apps/v1", .kind = "DaemonSet", .name = "p", .uid = "u", .controller = true}};
  create(std::move(made));
  EXPECT_EQ(ready("default/proxy"), "no condition");
  EXPECT_THAT(said(), Contains(HasSubstr("NotAdopted: ")));
  remove("proxy", 30);
  executor_.advance(1s);
  EXPECT_FALSE(pod("default/proxy"));
}

TEST_F(WorkloadsOfAHost, BesideOthersOnlyPodsOnTheHostsNetworkAreTouched) {
  begin({.nodeName = "host-1", .adoption = {AdoptionPolicy::Bound::HostNetwork}, .soleKeeper = false});
  auto other = bound("other");
  other->spec.hostNetwork = false;
  create(std::move(other));
  create(bound("mine"));
  EXPECT_EQ(ready("default/other"), "no condition");
  EXPECT_EQ(ready("default/mine"), "True");
  EXPECT_TRUE(said().empty());
  remove("other", 30);
  executor_.advance(60s);
  EXPECT_TRUE(pod("default/other"));
}

TEST_F(WorkloadsOfAHost, WritesAreTriedUntilTheApiTakesThem) {
  int refusals = 20;
  carrier_.setFault([&](const client::MemoryCarrier::Request& request) -> std::optional<Status> {
    using Verb = client::MemoryCarrier::Verb;
    if (request.kind != &api::kindOf<api::Pod>() ||
        (request.verb != Verb::Update && request.verb != Verb::Create))
      return std::nullopt;
    return refusals-- > 0 ? std::optional(serviceUnavailable("away")) : std::nullopt;
  });
  begin();
  unitRuns("run-1");
  mysql();
  executor_.advance(10min);
  EXPECT_EQ(ready(), "True");
}

TEST_F(WorkloadsOfAHost, LeavingTakesEveryPodOutOfService) {
  begin();
  unitRuns("run-1");
  mysql();
  bool left = false;
  workloads_->leave("the node is shutting down", [&] { left = true; });
  executor_.advance(1s);
  EXPECT_TRUE(left);
  EXPECT_EQ(ready(), "False");
}

TEST_F(WorkloadsOfAHost, AThousandManifestsAreProbedApartFromEachOther) {
  begin();
  std::vector<ManifestFile> files;
  for (int i = 0; i < 1000; ++i)
    files.push_back(
        {fmt::format("/m/{}.yaml", i),
         fmt::format("apiVersion: v1\nkind: Pod\nmetadata: {{name: p{}}}\nspec:\n  containers:\n  - name: c\n"
                     "    readinessProbe: {{tcpSocket: {{port: {}}}, periodSeconds: 10}}\n",
                     i, 1000 + i)});
  manifests(files);
  executor_.advance(20s);
  std::map<SteadyTime, int> moments;
  for (const SteadyTime moment : prober_.moments) ++moments[moment];
  for (const auto& [moment, count] : moments) EXPECT_LE(count, 2);
  EXPECT_EQ(workloads_->counts().running, 1000u);
}

}  // namespace
}  // namespace seamark::agent
