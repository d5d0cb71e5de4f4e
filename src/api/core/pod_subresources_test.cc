// What pods/NAME/ephemeralcontainers and pods/NAME/resize may change: one row an attempt.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_subresources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/pod_defaults.h"

namespace seamark::api {
namespace {

Pod podOf(const std::string& spec, const std::string& status = "{}", const std::string& meta = "") {
  Pod pod;
  const std::string json =
      R"({"metadata":{"name":"p")" + meta + R"(},"spec":)" + spec + R"(,"status":)" + status + "}";
  EXPECT_TRUE(decodeJson(typeOf<Pod>(), json, &pod)) << json;
  setPodDefaults(pod);
  return pod;
}

std::string containers(const std::string& c, const std::string& rest = "") {
  return R"({"containers":[{"name":"c","image":"i")" + c + "}]" + rest + "}";
}

std::string ephemeral(const std::string& items) {
  return containers("", R"(,"ephemeralContainers":[)" + items + "]");
}

// The outcome of a write, as the request's path takes it: prepared, then validated.
template <class Prepare, class Validate>
std::string errorOf(Pod next, const Pod& old, Prepare prepare, Validate validate) {
  prepare(next, old);
  const FieldErrors errors = validate(next, old);
  return errors.empty() ? "" : joinedText(errors);
}

std::string ephemeralError(const std::string& next, const Pod& old) {
  return errorOf(podOf(next), old, prepareEphemeralContainers, validateEphemeralContainersUpdate);
}
std::string resizeError(const std::string& next, const Pod& old) {
  return errorOf(podOf(next), old, prepareResize, validateResize);
}

TEST(EphemeralContainers, AreOnlyAdded) {
  const Pod old = podOf(ephemeral(R"({"name":"a","image":"i"})"));
  const std::pair<std::string, std::string> cases[] = {
      {R"({"name":"a","image":"i"},{"name":"b","image":"i","targetContainerName":"c"})", ""},
      {R"({"name":"b","image":"i"},{"name":"a","image":"i"})", ""},
      {R"({"name":"b","image":"i"})",
       "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"a\" may not be removed\n"},
      {R"({"name":"a","image":"j"})",
       "spec.ephemeralContainers: Forbidden: existing ephemeral containers \"a\" may not be changed\n"},
      {R"({"name":"a","image":"i"},{"name":"c","image":"i"})",
       "spec.ephemeralContainers[1].name: Duplicate value: \"c\""},
      {R"({"name":"a","image":"i"},{"name":"b","image":"i","targetContainerName":"a"})",
       "spec.ephemeralContainers[1].targetContainerName: Not found: \"a\""},
      {R"({"name":"a","image":"i"},{"name":"b"})", "spec.ephemeralContainers[1].image: Required value"},
  };
  for (const auto& [items, error] : cases) EXPECT_EQ(ephemeralError(ephemeral(items), old), error) << items;
}

TEST(EphemeralContainers, SomeFieldsAreNotForThem) {
  const Pod old = podOf(containers("", R"(,"volumes":[{"name":"v"}])"));
  const std::pair<std::string, std::string> cases[] = {
      {R"("ports":[{"containerPort":1}])", "ports"},
      {R"("resources":{"requests":{"cpu":"1"}})", "resources"},
      {R"("resizePolicy":[{"resourceName":"cpu","restartPolicy":"NotRequired"}])", "resizePolicy"},
      {R"("restartPolicy":"Always")", "restartPolicy"},
      {R"("livenessProbe":{"tcpSocket":{"port":1}})", "livenessProbe"},
      {R"("readinessProbe":{"tcpSocket":{"port":1}})", "readinessProbe"},
      {R"("startupProbe":{"tcpSocket":{"port":1}})", "startupProbe"},
      {R"("lifecycle":{"preStop":{"sleep":{"seconds":1}}})", "lifecycle"},
      {R"("volumeMounts":[{"name":"v","mountPath":"/v","subPath":"x"}])", "volumeMounts[0].subPath"},
  };
  for (const auto& [fields, refused] : cases)
    EXPECT_EQ(
        ephemeralError(ephemeral(R"({"name":"e","image":"i",)" + fields + "}"), old),
        "spec.ephemeralContainers[0]." + refused + ": Forbidden: cannot be set for an Ephemeral Container");
}

TEST(EphemeralContainers, NothingElseIsChanged) {
  const Pod old = podOf(containers(""), R"({"phase":"Running"})", R"(,"labels":{"a":"b"})");
  Pod next = podOf(ephemeral(R"({"name":"e","image":"i"})"), R"({"phase":"Failed"})");
  next.spec.containers[0].image = "other";
  prepareEphemeralContainers(next, old);
  EXPECT_EQ(next.spec.containers, old.spec.containers);
  EXPECT_EQ(next.status, old.status);
  EXPECT_EQ(next.metadata.labels, old.metadata.labels);
  EXPECT_EQ(next.spec.ephemeralContainers.size(), 1U);
}

TEST(EphemeralContainers, NotOfAStaticPod) {
  const Pod old = podOf(containers(""), "{}", R"(,"annotations":{"kubernetes.io/config.mirror":"x"})");
  EXPECT_EQ(ephemeralError(ephemeral(R"({"name":"e","image":"i"})"), old),
            "[]: Forbidden: static pods do not support ephemeral containers");
  EXPECT_EQ(resizeError(containers(""), old), "[]: Forbidden: static pods cannot be resized");
}

constexpr const char* kBurstable = R"(,"resources":{"requests":{"cpu":"1","memory":"1Gi"}})";

TEST(Resize, CpuAndMemoryWithinTheClass) {
  const Pod old = podOf(containers(kBurstable));
  const std::pair<std::string, std::string> cases[] = {
      {R"(,"resources":{"requests":{"cpu":"2","memory":"1Gi"}})", ""},
      {R"(,"resources":{"requests":{"cpu":"500m","memory":"1Gi"},"limits":{"cpu":"1"}})", ""},
      {R"(,"image":"ignored","resources":{"requests":{"cpu":"2","memory":"1Gi"}})", ""},
      {R"(,"resources":{"requests":{"cpu":"1"}})",
       "spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed"},
      {R"(,"resources":{"requests":{"cpu":"1","memory":"1Gi","ephemeral-storage":"1Gi"}})",
       "spec: Forbidden: only cpu and memory resources are mutable"},
      {R"(,"resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"cpu":"1","memory":"1Gi"}})",
       "spec: Invalid value: \"\": Pod QOS Class may not change as a result of resizing"},
      {R"(,"resources":{"requests":{"cpu":"1","memory":"1Gi"}},"resizePolicy":[{"resourceName":"cpu",)"
       R"("restartPolicy":"NotRequired"}])",
       "spec: Forbidden: only cpu and memory resources are mutable"},
  };
  for (const auto& [fields, error] : cases) EXPECT_EQ(resizeError(containers(fields), old), error) << fields;
}

TEST(Resize, ContainersStayAsTheyAre) {
  const Pod old = podOf(R"({"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}]})");
  EXPECT_EQ(resizeError(R"({"containers":[{"name":"b","image":"i"},{"name":"a","image":"i"}]})", old),
            "[spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize, "
            "spec.containers[1].name: Forbidden: containers may not be renamed or reordered on resize]");
  EXPECT_EQ(resizeError(R"({"containers":[{"name":"a","image":"i"}]})", old),
            "spec.containers: Forbidden: containers may not be added or removed on resize");
}

TEST(Resize, InitContainersToo) {
  const auto spec = [](const std::string& init) {
    return containers(kBurstable, R"(,"initContainers":[{"name":"z","image":"i")" + init + "}]");
  };
  const std::string small = R"(,"resources":{"requests":{"cpu":"1"}})";
  const std::string large = R"(,"resources":{"requests":{"cpu":"2"}})";
  EXPECT_EQ(resizeError(spec(large), podOf(spec(small))), "");
  EXPECT_EQ(
      resizeError(spec(R"(,"resources":{"requests":{"cpu":"1","ephemeral-storage":"1"}})"),
                  podOf(spec(small))),
      "spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are "
      "mutable");
  const std::string restarts =
      R"(,"resizePolicy":[{"resourceName":"cpu","restartPolicy":"RestartContainer"}])";
  EXPECT_THAT(
      resizeError(spec(restarts + large), podOf(spec(restarts + small))),
      testing::HasSubstr("spec.initContainers[0]: Forbidden: non-sidecar init containers with a resize "
                         "policy of RestartContainer cannot be resized"));
  const std::string sidecar = R"(,"restartPolicy":"Always")" + restarts;
  EXPECT_EQ(resizeError(spec(sidecar + large), podOf(spec(sidecar + small))), "");
}

TEST(Resize, ThePodAsAWhole) {
  const auto spec = [](const std::string& resources) {
    return containers("", resources.empty() ? "" : R"(,"resources":)" + resources);
  };
  const Pod old = podOf(spec(R"({"requests":{"cpu":"1","memory":"1Gi"}})"));
  EXPECT_EQ(resizeError(spec(R"({"requests":{"cpu":"2","memory":"1Gi"}})"), old), "");
  EXPECT_EQ(resizeError(spec(R"({"requests":{"cpu":"2"}})"), old),
            "spec.resources.requests: Forbidden: pod-level resource requests cannot be removed");
  EXPECT_EQ(resizeError(spec(""), old), "") << "what is not said stays";
}

TEST(Resize, WhereItRunsItMustBePossible) {
  const Pod old =
      podOf(containers(kBurstable),
            R"({"containerStatuses":[{"name":"c","state":{"running":{}},"image":"","imageID":""}]})");
  EXPECT_EQ(resizeError(containers(kBurstable), old),
            "spec: Forbidden: Pod running on node without support for resize");
  EXPECT_EQ(resizeError(containers(""), podOf(containers("", R"(,"os":{"name":"windows"})"))),
            "[]: Forbidden: windows pods cannot be resized");
}

TEST(QosClass, OfThePodAsAWholeWhenItSays) {
  const auto classOf = [](const std::string& spec) { return podQosClass(podOf(spec)); };
  EXPECT_EQ(classOf(containers(R"(,"resources":{"limits":{"cpu":"1000m","memory":"1Gi"},)"
                               R"("requests":{"cpu":"1","memory":"1024Mi"}})")),
            "Guaranteed");
  EXPECT_EQ(classOf(containers("", R"(,"resources":{"limits":{"cpu":"1","memory":"1Gi"},)"
                                   R"("requests":{"cpu":"1","memory":"1Gi"}})")),
            "Guaranteed");
  EXPECT_EQ(classOf(containers("", R"(,"resources":{"requests":{"cpu":"1"}})")), "Burstable");
  EXPECT_EQ(classOf(containers(R"(,"resources":{"requests":{"cpu":"0m"}})")), "BestEffort");
}

}  // namespace
}  // namespace seamark::api
