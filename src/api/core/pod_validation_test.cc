// What a Pod may say: one row a mistake. Each is put into a Pod that is otherwise good.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/pod_warnings.h"

namespace seamark::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A Pod whose spec is `spec`, decoded and defaulted as a request's body is.
Pod podOf(const std::string& spec) {
  Pod pod;
  const std::string json = R"({"metadata":{"name":"p"},"spec":)" + spec + "}";
  const auto decoded = decodeJson(typeOf<Pod>(), json, &pod);
  EXPECT_TRUE(decoded) << json;
  kindOf<Pod>().rules.setDefaults(pod);
  return pod;
}

// Fields of the first container, and of the spec.
Pod podWith(const std::string& ofContainer, const std::string& ofSpec = "") {
  return podOf(R"({"containers":[{"name":"c","image":"i")" + (ofContainer.empty() ? "" : "," + ofContainer) +
               "}]" + (ofSpec.empty() ? "" : "," + ofSpec) + "}");
}

std::string errorOf(const Pod& pod) {
  const FieldErrors errors = validatePod(pod);
  return errors.empty() ? "" : joinedText(errors);
}

TEST(PodValidation, WhatAContainerMaySay) {
  EXPECT_EQ(errorOf(podWith("")), "");
  const std::pair<const char*, const char*> cases[] = {
      {R"("env":[{"name":"A=B"}])",
       "spec.containers[0].env[0].name: Invalid value: \"A=B\": a valid environment variable name must "
       "consist "
       "only of printable ASCII characters other than '='"},
      {R"("env":[{"name":"A","valueFrom":{}}])",
       "spec.containers[0].env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, "
       "`resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"},
      {R"("env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"spec.hostname"}}}])",
       "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.hostname\": error "
       "converting fieldPath: field label not supported: spec.hostname"},
      {R"("env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"status.phase"}}}])",
       "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\": "
       "supported "
       "values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", "
       "\"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", "
       "\"status.podIPs\""},
      {R"("env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"m"}}}])",
       "spec.containers[0].env[0].valueFrom.configMapKeyRef.key: Required value"},
      {R"("volumeMounts":[{"name":"v","mountPath":"/d"}])",
       "spec.containers[0].volumeMounts[0].name: Not found: \"v\""},
      {R"("resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}})",
       "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit "
       "of 1"},
      {R"("resources":{"limits":{"memory":"-1"}})",
       "[spec.containers[0].resources.limits[memory]: Invalid value: \"-1\": must be greater than or equal "
       "to "
       "0, spec.containers[0].resources.requests[memory]: Invalid value: \"-1\": must be greater than or "
       "equal "
       "to 0]"},
      {R"("resources":{"requests":{"gpu":"1"}})",
       "spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource for "
       "containers"},
      {R"("readinessProbe":{})",
       "spec.containers[0].readinessProbe: Required value: must specify a handler type"},
      {R"("readinessProbe":{"tcpSocket":{"port":0},"exec":{"command":["a"]}})",
       "spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"},
      {R"("livenessProbe":{"tcpSocket":{"port":80},"successThreshold":2,"periodSeconds":-1})",
       "[spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to "
       "0, "
       "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1]"},
      {R"("lifecycle":{"preStop":{"sleep":{"seconds":31}}})",
       "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than "
       "terminationGracePeriodSeconds (30)"},
      {R"("image":" i")",
       "spec.containers[0].image: Invalid value: \" i\": must not have leading or trailing whitespace"},
  };
  for (const auto& [fields, error] : cases) EXPECT_EQ(errorOf(podWith(fields)), error) << fields;
}

TEST(PodValidation, WhatASpecMaySay) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("tolerations":[{"key":"a","operator":"Exists","value":"b"}])",
       R"(spec.tolerations[0].operator: Invalid value: {"Key":"a","Operator":"Exists","Value":"b","Effect":"",)"
       R"("TolerationSeconds":null}: value must be empty when `operator` is 'Exists')"},
      {R"("tolerations":[{"operator":"Equal"}])",
       "spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, "
       "which means \"match all values and all keys\""},
      {R"("hostAliases":[{"ip":"x","hostnames":["A"]}])",
       "[spec.hostAliases[0].ip: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or "
       "2001:db8::ffff), spec.hostAliases[0].hostnames[0]: Invalid value: \"A\": a lowercase RFC 1123 "
       "subdomain "
       "must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
       "alphanumeric character (e.g. 'example.com', regex used for validation is "
       "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]"},
      {R"("volumes":[{"name":"a"},{"name":"a"}])", "spec.volumes[1].name: Duplicate value: \"a\""},
      {R"("volumes":[{"name":"a","emptyDir":{},"hostPath":{"path":"/x"}}])",
       "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"},
      {R"("volumes":[{"name":"a","secret":{}}])", "spec.volumes[0].secret.secretName: Required value"},
      {R"("volumes":[{"name":"a","configMap":{"name":"m","items":[{"key":"k","path":"../x"}]}}])",
       "spec.volumes[0].configMap.items[0].path: Invalid value: \"../x\": must not contain '..'"},
      {R"("dnsConfig":{"nameservers":["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]})",
       R"(spec.dnsConfig.nameservers: Invalid value: ["1.1.1.1","1.1.1.2","1.1.1.3","1.1.1.4"]: must not have )"
       "more than 3 nameservers"},
      {R"("affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{}}})",
       "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: "
       "Required "
       "value: must have at least one node selector term"},
      {R"("schedulingGates":[{"name":"a"}],"nodeName":"n")",
       "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"},
      {R"("initContainers":[{"name":"c","image":"i","readinessProbe":{"tcpSocket":{"port":1}}}])",
       "[spec.initContainers[0].name: Duplicate value: \"c\", spec.initContainers[0].readinessProbe: "
       "Forbidden: "
       "may not be set for init containers without restartPolicy=Always]"},
      {R"("hostNetwork":true,"hostPID":true,"shareProcessNamespace":true)",
       "spec.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be "
       "enabled"},
  };
  for (const auto& [fields, error] : cases) EXPECT_EQ(errorOf(podWith("", fields)), error) << fields;
}

TEST(PodValidation, PortsOfTheNodeAreSharedByAllContainers) {
  const Pod pod = podOf(R"({"containers":[{"name":"a","image":"i","ports":[{"containerPort":1,"hostPort":9}]},
                            {"name":"b","image":"i","ports":[{"containerPort":2,"hostPort":9}]}]})");
  EXPECT_EQ(errorOf(pod), "spec.containers[1].ports[0].hostPort: Duplicate value: \"TCP//9\"");
}

TEST(PodValidation, GatesMayOnlyBeOpened) {
  const Pod old = podWith("", R"("schedulingGates":[{"name":"a"}])");
  EXPECT_THAT(validatePodUpdate(podWith(""), old), IsEmpty());
  EXPECT_EQ(joinedText(validatePodUpdate(podWith("", R"("schedulingGates":[{"name":"b"}])"), old)),
            "spec.schedulingGates: Forbidden: only deletion is allowed, but found new scheduling gate 'b'");
}

TEST(PodDefaults, AmountsAreRoundedUpToThousandths) {
  const Pod pod = podWith(R"("resources":{"limits":{"cpu":"1u","memory":"1.5Gi"}})");
  const auto& resources = pod.spec.containers[0].resources;
  EXPECT_EQ(resources.limits.at("cpu").value, "1m");
  EXPECT_EQ(resources.requests.at("cpu").value, "1m");
  EXPECT_EQ(resources.limits.at("memory").value, "1536Mi");
}

TEST(PodWarnings, WhatIsSaidTwice) {
  const Pod pod = podWith(
      R"("env":[{"name":"A"},{"name":"A"}],"ports":[{"containerPort":1},{"containerPort":1}],
         "resources":{"limits":{"memory":"100m"}})",
      R"("nodeSelector":{"beta.kubernetes.io/os":"linux"})");
  EXPECT_THAT(
      podWarnings(pod),
      ElementsAre(R"(spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use )"
                  R"("kubernetes.io/os" instead)",
                  R"(spec.containers[0].resources.requests[memory]: fractional byte value "100m" is )"
                  "invalid, must be an integer",
                  R"(spec.containers[0].resources.limits[memory]: fractional byte value "100m" is )"
                  "invalid, must be an integer",
                  R"(spec.containers[0].env[1]: hides previous definition of "A", which may be dropped )"
                  "when using apply",
                  "spec.containers[0].ports[1]: duplicate port definition with "
                  "spec.containers[0].ports[0]"));
}

}  // namespace
}  // namespace seamark::api
