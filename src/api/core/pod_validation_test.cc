// What a Pod may say: one row a mistake. Each is put into a Pod that is otherwise good.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/pod_resources.h"
#include "api/core/pod_warnings.h"
#include "api/core/profile_annotations.h"

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
       "`resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"},
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
       "[spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a standard resource "
       "type "
       "or fully qualified, spec.containers[0].resources.requests[gpu]: Invalid value: \"gpu\": must be a "
       "standard resource for containers]"},
      {R"("resources":{"requests":{"example.com/gpu":"1"}})",
       "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable "
       "resources"},
      {R"("resources":{"limits":{"example.com/gpu":"1500m"}})",
       "[spec.containers[0].resources.limits[example.com/gpu]: Invalid value: \"1500m\": must be an integer, "
       "spec.containers[0].resources.requests[example.com/gpu]: Invalid value: \"1500m\": must be an "
       "integer]"},
      {R"("resources":{"limits":{"hugepages-2Mi":"3Mi","cpu":"1"}})",
       "[spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive "
       "integer multiple of hugepages-2Mi, spec.containers[0].resources.requests[hugepages-2Mi]: Invalid "
       "value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi]"},
      {R"("resources":{"limits":{"hugepages-2Mi":"2Mi"}})",
       "spec.containers[0].resources: Forbidden: HugePages require cpu or memory"},
      {R"("resources":{"claims":[{"name":"x"}]})",
       "spec.containers[0].resources.claims[0]: Not found: \"x\": must be one of the names in "
       "pod.spec.resourceClaims which is empty"},
      {R"("terminationMessagePolicy":"x")",
       "spec.containers[0].terminationMessagePolicy: Unsupported value: \"x\": supported values: \"File\", "
       "\"FallbackToLogsOnError\""},
      {R"("restartPolicy":"Sometimes")",
       "spec.containers[0].restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", "
       "\"Never\", \"OnFailure\""},
      {R"("restartPolicyRules":[{"action":"Restart"}])",
       "[spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are "
       "used, spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified]"},
      {R"("resizePolicy":[{"resourceName":"cpu","restartPolicy":"x"}])",
       "spec.containers[0].resizePolicy: Unsupported value: \"x\": supported values: \"NotRequired\", "
       "\"RestartContainer\""},
      {R"("volumeDevices":[{"name":"v","devicePath":""}])",
       "[spec.containers[0].volumeDevices[0].name: Not found: \"v\", "
       "spec.containers[0].volumeDevices[0].devicePath: Required value]"},
      {R"("securityContext":{"procMount":"Unmasked","runAsUser":-1})",
       "[spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, "
       "inclusive, spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\": `hostUsers` "
       "must be false to use `Unmasked`]"},
      {R"("securityContext":{"seccompProfile":{"type":"Localhost"},"appArmorProfile":{"type":"x"}})",
       "[spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set "
       "when "
       "seccomp type is Localhost, spec.containers[0].securityContext.appArmorProfile.type: Unsupported "
       "value: "
       "\"x\": supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\"]"},
      {R"("securityContext":{"privileged":true,"allowPrivilegeEscalation":false})",
       R"(spec.containers[0].securityContext: Invalid value: {"Capabilities":null,"Privileged":true,)"
       R"("SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,)"
       R"("ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,)"
       R"("SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and )"
       "`privileged` to true"},
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
       "spec.tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'"},
      {R"("tolerations":[{"key":"a","operator":"Gt","value":"1"}])",
       "spec.tolerations[0].operator: Unsupported value: \"Gt\": supported values: \"Equal\", \"Exists\", "
       "\"Lt\", \"Gt\""},
      {R"("imagePullSecrets":[{"name":""}])", ""},
      {R"("preemptionPolicy":"x")",
       "spec.preemptionPolicy: Unsupported value: \"x\": supported values: \"PreemptLowerPriority\", "
       "\"Never\""},
      {R"("os":{"name":""})", "spec.os.name: Required value"},
      {R"("os":{"name":"mac"})",
       "spec.os: Unsupported value: \"mac\": supported values: \"linux\", \"windows\""},
      {R"("os":{"name":"windows"},"hostPID":true)",
       "spec.hostPID: Forbidden: cannot be set for a windows pod"},
      {R"("hostUsers":false,"hostNetwork":true)", "spec.hostNetwork: Forbidden: when `hostUsers` is false"},
      {R"("hostnameOverride":"a","setHostnameAsFQDN":true)",
       "spec.hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true"},
      {R"("securityContext":{"sysctls":[{"name":"net.core.x","value":"1"},{"name":"A"}],)"
       R"("fsGroupChangePolicy":"x"},"hostNetwork":true)",
       "[spec.securityContext.sysctls[0].name: Invalid value: \"net.core.x\": may not be specified when "
       "'hostNetwork' is true, spec.securityContext.sysctls[1].name: Invalid value: \"A\": must have at most "
       "253 characters and match regex "
       "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$, "
       "spec.securityContext.fsGroupChangePolicy: Unsupported value: \"x\": supported values: \"Always\", "
       "\"OnRootMismatch\"]"},
      {R"("topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"a","whenUnsatisfiable":"ScheduleAnyway",)"
       R"("minDomains":2,"matchLabelKeys":["k"]}])",
       "[spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if "
       "whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway, "
       "spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when "
       "labelSelector "
       "is not set]"},
      {R"("affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":)"
       R"([{"matchFields":[{"key":"a","operator":"Exists"}]}]}}})",
       "[spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]."
       "matchFields[0].operator: Invalid value: \"Exists\": not a valid selector operator, "
       "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]."
       "matchFields[0].key: Invalid value: \"a\": not a valid field selector key]"},
      {R"("resourceClaims":[{"name":"c"}])",
       R"(spec.resourceClaims[0]: Invalid value: {"Name":"c","ResourceClaimName":null,)"
       R"("ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, )"
       "`resourceClaimTemplateName`"},
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
  EXPECT_EQ(
      joinedText(validatePodUpdate(podWith("", R"("schedulingGates":[{"name":"b"}])"), old)),
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'");
}

TEST(PodValidation, WhoWaitsMayOnlyBeNarrowedDown) {
  const std::string gate = R"("schedulingGates":[{"name":"a"}],)";
  const Pod old = podWith("", gate + R"("nodeSelector":{"k":"v"})");
  EXPECT_THAT(validatePodUpdate(podWith("", gate + R"("nodeSelector":{"k":"v","l":"w"})"), old), IsEmpty());
  EXPECT_EQ(joinedText(validatePodUpdate(podWith("", gate + R"("nodeSelector":{"k":"w"})"), old)),
            R"(spec.nodeSelector: Invalid value: {"k":"w"}: only additions to spec.nodeSelector are allowed )"
            "(no mutations or deletions)");
}

TEST(PodValidation, OnTheNodesNetworkAPortIsTheNodes) {
  EXPECT_EQ(errorOf(podWith(R"("ports":[{"containerPort":80,"hostPort":8080}])", R"("hostNetwork":true)")),
            "spec.containers[0].ports[0].hostPort: Invalid value: 8080: must match `containerPort` when "
            "`hostNetwork` is true");
  EXPECT_EQ(errorOf(podWith(R"("ports":[{"containerPort":80}])", R"("hostNetwork":true)")), "");
}

TEST(PodValidation, TolerationsOfTheOldAnnotation) {
  constexpr const char* kName = "scheduler.alpha.kubernetes.io/tolerations";
  const std::string path = std::string("metadata.annotations") + ": Invalid value: \"" + kName + "\": ";
  const std::pair<const char*, std::string> cases[] = {
      {"", ""},
      {"[]", ""},
      {R"([{"key":"a","operator":"Exists"}])", ""},
      {"x", path + "invalid character 'x' looking for beginning of value"},
      {"{}", path + "json: cannot unmarshal object into Go value of type []core.Toleration"},
      {R"([{"effect":5}])",
       path +
           "json: cannot unmarshal number into Go struct field Toleration.Effect of type core.TaintEffect"},
      {R"([{"key":"a","operator":"Exists","value":"b"}])",
       std::string("metadata.annotations.") + kName +
           "[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'"},
  };
  for (const auto& [text, error] : cases) {
    Pod pod = podWith("");
    pod.metadata.annotations[kName] = text;
    EXPECT_EQ(errorOf(pod), error) << text;
  }
}

TEST(PodValidation, ResourcesOfTheWhole) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}})",
       "spec.resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"},
      {R"("resources":{"requests":{"ephemeral-storage":"1"}})",
       "spec.resources.requests[ephemeral-storage]: Unsupported value: \"ephemeral-storage\": supported "
       "values: "
       "\"cpu\", \"hugepages-\", \"memory\""},
      {R"("resources":{"requests":{"foo":"1"}})",
       "spec.resources.requests[foo]: Invalid value: \"foo\": must be a standard resource type or fully "
       "qualified"},
      {R"("resources":{"requests":{"memory":"2Mi"}})",
       "spec.resources.requests[memory]: Invalid value: \"2Mi\": must be greater than or equal to aggregate "
       "container requests of 3Mi"},
      {R"("resources":{"limits":{"memory":"2Mi"}})",
       "spec.resources.containers[0][memory].limits: Invalid value: \"3Mi\": must be less than or equal to "
       "pod "
       "limits of 2Mi"},
      {R"("resources":{"requests":{"cpu":"-1"}},"os":{"name":"windows"})",
       "spec.resources: Forbidden: may not be set for a windows pod"},
  };
  for (const auto& [fields, error] : cases)
    EXPECT_EQ(errorOf(podWith(R"("resources":{"limits":{"memory":"3Mi"}})", fields)), error) << fields;
}

TEST(PodDefaults, TheWholeGetsWhatItDoesNotSay) {
  const auto filled = [](const std::string& ofContainer, const std::string& ofSpec) {
    Pod pod = podWith(ofContainer, ofSpec);
    fillPodResources(pod.spec);
    std::string json;
    encodeJson(typeOf<ResourceRequirements>(), &*pod.spec.resources, json);
    return json;
  };
  EXPECT_EQ(filled(R"("resources":{"limits":{"cpu":"1"}})", R"("resources":{})"), "{}");
  EXPECT_EQ(filled("", R"("resources":{"limits":{"cpu":"1.0001"}})"),
            R"({"limits":{"cpu":"1001m"},"requests":{"cpu":"1001m"}})");
  EXPECT_EQ(filled(R"("resources":{"limits":{"memory":"1Gi"}})", R"("resources":{"requests":{"cpu":"1"}})"),
            R"({"limits":{"memory":"1Gi"},"requests":{"cpu":"1","memory":"1Gi"}})");
  // Sidecars run beside an init container, and all together later.
  EXPECT_EQ(
      filled(R"("resources":{"requests":{"cpu":"500m"}})",
             R"("resources":{"limits":{"cpu":"2"}},"initContainers":[)"
             R"({"name":"s","image":"i","restartPolicy":"Always","resources":{"requests":{"cpu":"300m"}}},)"
             R"({"name":"o","image":"i","resources":{"requests":{"cpu":"700m"}}}])"),
      R"({"limits":{"cpu":"2"},"requests":{"cpu":"1"}})");
}

TEST(PodValidation, MirrorsAndCosts) {
  Pod pod = podWith("");
  pod.metadata.annotations = {{"kubernetes.io/config.mirror", "m"},
                              {"controller.kubernetes.io/pod-deletion-cost", "+1"}};
  EXPECT_EQ(
      errorOf(pod),
      "[metadata.annotations[kubernetes.io/config.mirror]: Invalid value: \"m\": must set spec.nodeName "
      "if mirror pod annotation is set, "
      "metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: \"+1\": must be "
      "a 32bit integer]");
}

Pod withStatus(const std::string& spec, const std::string& status) {
  Pod pod = podWith("", spec);
  EXPECT_TRUE(decodeJson(typeOf<PodStatus>(), status, &pod.status)) << status;
  return pod;
}

TEST(PodValidation, WhatAStatusMaySay) {
  const std::string ended = R"({"containerStatuses":[{"name":"c","state":{"terminated":{"exitCode":1}}}]})";
  const std::string runs = R"({"containerStatuses":[{"name":"c","state":{"running":{}}}]})";
  const auto change = [&](const std::string& spec, const std::string& from, const std::string& to) {
    const FieldErrors errors = validatePodStatus(withStatus(spec, to), withStatus(spec, from));
    return errors.empty() ? "" : joinedText(errors);
  };
  const std::string again =
      "status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state";
  EXPECT_EQ(change(R"("restartPolicy":"Always")", ended, runs), "");
  EXPECT_EQ(change(R"("restartPolicy":"OnFailure")", ended, runs), "");
  EXPECT_EQ(change(R"("restartPolicy":"Never")", ended, runs), again);
  EXPECT_EQ(change(R"("nodeName":"n")", "{}", R"({"nominatedNodeName":"m","observedGeneration":-1})"),
            "[status.nominatedNodeName: Forbidden: may not be set on pods that are already bound to a node, "
            "status.observedGeneration: Invalid value: -1: must be a non-negative integer]");
  EXPECT_EQ(
      change("\"hostname\":\"h\"", "{}", R"({"conditions":[{"type":"a b","status":"True"}]})").substr(0, 51),
      "status.conditions[0].Type: Invalid value: \"a b\": na");
}

TEST(PodDefaults, PullPolicies) {
  const std::pair<const char*, const char*> cases[] = {
      {"nginx", "Always"},        {"nginx:1", "IfNotPresent"},         {"nginx:latest", "Always"},
      {"h:5000/nginx", "Always"}, {"a/b:2", "IfNotPresent"},           {"nginx@sha256:0", "IfNotPresent"},
      {"Nginx", "IfNotPresent"},  {"nginx:latest@sha256:0", "Always"}, {"Host/nginx", "Always"},
      {"", "IfNotPresent"},
  };
  for (const auto& [image, policy] : cases) {
    const Pod pod = podOf(std::string(R"({"containers":[{"name":"c","image":")") + image + "\"}]}");
    EXPECT_EQ(pod.spec.containers[0].imagePullPolicy, policy) << image;
  }
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
      R"("env":[{"name":"A"},{"name":"A"},{"name":"B","value":"1"},{"name":"B","value":"$(B)2"}],
         "ports":[{"containerPort":1},{"containerPort":1},{"containerPort":1,"hostPort":2}],
         "resources":{"limits":{"memory":"100m"}})",
      R"("nodeSelector":{"beta.kubernetes.io/os":"linux"},"imagePullSecrets":[{"name":""}],
         "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"failure-domain.beta.kubernetes.io/zone"}])");
  EXPECT_THAT(
      podWarnings(pod),
      ElementsAre(R"(spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use )"
                  R"("kubernetes.io/os" instead)",
                  "spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is "
                  R"(deprecated since v1.17; use "topology.kubernetes.io/zone" instead)",
                  "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching "
                  "no pod",
                  R"(spec.imagePullSecrets[0].name: invalid empty name "")",
                  R"(spec.containers[0].resources.limits[memory]: fractional byte value "100m" is )"
                  "invalid, must be an integer",
                  R"(spec.containers[0].resources.requests[memory]: fractional byte value "100m" is )"
                  "invalid, must be an integer",
                  R"(spec.containers[0].env[1]: hides previous definition of "A", which may be dropped )"
                  "when using apply",
                  "spec.containers[0].ports[1]: duplicate port definition with "
                  "spec.containers[0].ports[0]",
                  "spec.containers[0].ports[2]: overlapping port definition with "
                  "spec.containers[0].ports[0]",
                  "spec.containers[0].ports[2]: overlapping port definition with "
                  "spec.containers[0].ports[1]"));
}

TEST(PodWarnings, NamesThatAreNoHosts) {
  Pod pod = podWith("");
  pod.metadata.name = "a.b";
  EXPECT_THAT(podWarnings(pod),
              ElementsAre("metadata.name: this is used in the Pod's hostname, which can result in surprising "
                          "behavior; a DNS label is recommended: [must not contain dots]"));
}

TEST(PodValidation, WhatOnlyWindowsHas) {
  const auto problem = [](const std::string& options, const std::string& ofSpec = "") {
    return errorOf(podWith("", ofSpec + R"("securityContext":{"windowsOptions":{)" + options + "}}"));
  };
  const std::string at = "spec.securityContext.windowsOptions.";
  EXPECT_EQ(problem(R"("runAsUserName":"NT AUTHORITY\\SYSTEM")"), "");
  EXPECT_EQ(problem(R"("runAsUserName":"")"),
            at + R"(runAsUserName: Invalid value: "": runAsUserName cannot be an empty string)");
  EXPECT_EQ(
      problem(R"("runAsUserName":"a\\b\\c")"),
      at +
          R"(runAsUserName: Invalid value: "a\\b\\c": runAsUserName cannot contain more than one backslash)");
  EXPECT_EQ(
      problem(R"("runAsUserName":"..")"),
      at +
          R"(runAsUserName: Invalid value: "..": runAsUserName's User cannot contain only periods or spaces)");
  EXPECT_EQ(problem(R"("gmsaCredentialSpec":"")"),
            at + R"(gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string)");
  EXPECT_EQ(
      problem(R"("hostProcess":true)"),
      "spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess "
      "containers");
  EXPECT_EQ(problem(R"("hostProcess":true)", R"("hostNetwork":true,)"), "");
}

TEST(PodValidation, ProfilesAsAnnotations) {
  Pod pod = podWith(R"("securityContext":{"seccompProfile":{"type":"Unconfined"}})");
  auto& annotations = pod.metadata.annotations;
  annotations["container.seccomp.security.alpha.kubernetes.io/c"] = "runtime/default";
  EXPECT_EQ(
      errorOf(pod),
      "spec.containers[0].securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and "
      "field must match");
  annotations = {{"seccomp.security.alpha.kubernetes.io/pod", "bad"}};
  EXPECT_EQ(
      errorOf(pod),
      "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: \"bad\": must be a "
      "valid seccomp profile");
  EXPECT_THAT(podWarnings(pod),
              ElementsAre("metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: "
                          "non-functional in v1.27+; use the \"seccompProfile\" field instead"));
  annotations = {{"container.apparmor.security.beta.kubernetes.io/other", "x"}};
  EXPECT_EQ(
      errorOf(pod),
      "[metadata.annotations[container.apparmor.security.beta.kubernetes.io/other]: Invalid value: "
      "\"other\": container not found, "
      "metadata.annotations[container.apparmor.security.beta.kubernetes.io/other]: Invalid value: \"x\": "
      "invalid AppArmor profile name: \"x\"]");
}

TEST(PodValidation, AppArmorAnnotationsBecomeFields) {
  Pod pod = podWith("");
  pod.metadata.annotations = {{"container.apparmor.security.beta.kubernetes.io/c", "localhost/x"}};
  EXPECT_THAT(
      appArmorWarnings(pod),
      ElementsAre("metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since "
                  "v1.30; use the \"appArmorProfile\" field instead"));
  takeAppArmorAnnotations(pod);
  const AppArmorProfile expected{"Localhost", "x"};
  ASSERT_TRUE(pod.spec.containers[0].securityContext);
  EXPECT_EQ(pod.spec.containers[0].securityContext->appArmorProfile, expected);
  EXPECT_THAT(appArmorWarnings(pod), IsEmpty());
  EXPECT_EQ(errorOf(pod), "");
  pod.metadata.annotations.begin()->second = "unconfined";
  EXPECT_EQ(
      errorOf(pod),
      "spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and "
      "field must match");
}

}  // namespace
}  // namespace seamark::api
