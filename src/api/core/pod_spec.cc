// Rows of core/pod_spec.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod_spec.h"

namespace seamark::api {

namespace {

constexpr std::string_view kRestartPolicy[] = {"Always", "Never", "OnFailure"};
constexpr std::string_view kDNSPolicy[] = {"ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"};
constexpr std::string_view kPreemptionPolicy[] = {"Never", "PreemptLowerPriority"};

}  // namespace

const Type& Schema<HostAlias>::type() {
  static constexpr Field kFields[] = {
      field<&HostAlias::ip>("ip", 1, {.required = true, .keepZero = true}),
      field<&HostAlias::hostnames>("hostnames", 2, {.merge = Merge::Atomic}),
  };
  static const Type kType = structType<HostAlias>("HostAlias", "io.k8s.api.core.v1.HostAlias", kFields, "");
  return kType;
}

const Type& Schema<PodDNSConfigOption>::type() {
  static constexpr Field kFields[] = {
      field<&PodDNSConfigOption::name>("name", 1),
      field<&PodDNSConfigOption::value>("value", 2),
  };
  static const Type kType = structType<PodDNSConfigOption>(
      "PodDNSConfigOption", "io.k8s.api.core.v1.PodDNSConfigOption", kFields, "");
  return kType;
}

const Type& Schema<PodDNSConfig>::type() {
  static constexpr Field kFields[] = {
      field<&PodDNSConfig::nameservers>("nameservers", 1, {.merge = Merge::Atomic}),
      field<&PodDNSConfig::searches>("searches", 2, {.merge = Merge::Atomic}),
      field<&PodDNSConfig::options>("options", 3, {.merge = Merge::Atomic}),
  };
  static const Type kType =
      structType<PodDNSConfig>("PodDNSConfig", "io.k8s.api.core.v1.PodDNSConfig", kFields, "");
  return kType;
}

const Type& Schema<PodReadinessGate>::type() {
  static constexpr Field kFields[] = {
      field<&PodReadinessGate::conditionType>(
          "conditionType", 1, {.required = true, .keepZero = true, .goType = "v1.PodConditionType"}),
  };
  static const Type kType =
      structType<PodReadinessGate>("PodReadinessGate", "io.k8s.api.core.v1.PodReadinessGate", kFields, "");
  return kType;
}

const Type& Schema<PodOS>::type() {
  static constexpr Field kFields[] = {
      field<&PodOS::name>("name", 1, {.required = true, .keepZero = true, .goType = "v1.OSName"}),
  };
  static const Type kType = structType<PodOS>("PodOS", "io.k8s.api.core.v1.PodOS", kFields, "");
  return kType;
}

const Type& Schema<PodSchedulingGate>::type() {
  static constexpr Field kFields[] = {
      field<&PodSchedulingGate::name>("name", 1, {.required = true, .keepZero = true}),
  };
  static const Type kType =
      structType<PodSchedulingGate>("PodSchedulingGate", "io.k8s.api.core.v1.PodSchedulingGate", kFields, "");
  return kType;
}

const Type& Schema<PodResourceClaim>::type() {
  static constexpr Field kFields[] = {
      field<&PodResourceClaim::name>("name", 1, {.required = true, .keepZero = true}),
      field<&PodResourceClaim::resourceClaimName>("resourceClaimName", 3),
      field<&PodResourceClaim::resourceClaimTemplateName>("resourceClaimTemplateName", 4),
  };
  static const Type kType =
      structType<PodResourceClaim>("PodResourceClaim", "io.k8s.api.core.v1.PodResourceClaim", kFields, "");
  return kType;
}

const Type& Schema<PodSchedulingGroup>::type() {
  static constexpr Field kFields[] = {
      field<&PodSchedulingGroup::podGroupName>("podGroupName", 1),
  };
  static const Type kType = structType<PodSchedulingGroup>(
      "PodSchedulingGroup", "io.k8s.api.core.v1.PodSchedulingGroup", kFields, "");
  return kType;
}

const Type& Schema<EvictionResponder>::type() {
  static constexpr Field kFields[] = {
      field<&EvictionResponder::name>("name", 1, {.required = true, .keepZero = true}),
      field<&EvictionResponder::priority>("priority", 2, {.required = true, .keepZero = true}),
  };
  static const Type kType = structType<EvictionResponder>(
      "EvictionResponder", "io.k8s.api.core.v1.EvictionResponder", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<PodSpec>::type() {
  static constexpr Field kFields[] = {
      field<&PodSpec::volumes>("volumes", 1,
                               {.merge = Merge::Map,
                                .listMapKeys = "name",
                                .patchMergeKey = "name",
                                .patchStrategy = "merge,retainKeys"}),
      field<&PodSpec::initContainers>(
          "initContainers", 20,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&PodSpec::containers>("containers", 2,
                                  {.required = true,
                                   .keepZero = true,
                                   .merge = Merge::Map,
                                   .listMapKeys = "name",
                                   .patchMergeKey = "name",
                                   .patchStrategy = "merge"}),
      field<&PodSpec::ephemeralContainers>(
          "ephemeralContainers", 34,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&PodSpec::restartPolicy>("restartPolicy", 3,
                                     {.enumValues = kRestartPolicy, .goType = "v1.RestartPolicy"}),
      field<&PodSpec::terminationGracePeriodSeconds>("terminationGracePeriodSeconds", 4),
      field<&PodSpec::activeDeadlineSeconds>("activeDeadlineSeconds", 5),
      field<&PodSpec::dnsPolicy>("dnsPolicy", 6, {.enumValues = kDNSPolicy, .goType = "v1.DNSPolicy"}),
      field<&PodSpec::nodeSelector>("nodeSelector", 7, {.merge = Merge::Atomic}),
      field<&PodSpec::serviceAccountName>("serviceAccountName", 8),
      field<&PodSpec::serviceAccount>("serviceAccount", 9),
      field<&PodSpec::automountServiceAccountToken>("automountServiceAccountToken", 21),
      field<&PodSpec::nodeName>("nodeName", 10),
      field<&PodSpec::hostNetwork>("hostNetwork", 11),
      field<&PodSpec::hostPID>("hostPID", 12),
      field<&PodSpec::hostIPC>("hostIPC", 13),
      field<&PodSpec::shareProcessNamespace>("shareProcessNamespace", 27),
      field<&PodSpec::securityContext>("securityContext", 14),
      field<&PodSpec::imagePullSecrets>(
          "imagePullSecrets", 15,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&PodSpec::hostname>("hostname", 16),
      field<&PodSpec::subdomain>("subdomain", 17),
      field<&PodSpec::affinity>("affinity", 18),
      field<&PodSpec::schedulerName>("schedulerName", 19),
      field<&PodSpec::tolerations>("tolerations", 22, {.merge = Merge::Atomic}),
      field<&PodSpec::hostAliases>(
          "hostAliases", 23,
          {.merge = Merge::Map, .listMapKeys = "ip", .patchMergeKey = "ip", .patchStrategy = "merge"}),
      field<&PodSpec::priorityClassName>("priorityClassName", 24),
      field<&PodSpec::priority>("priority", 25),
      field<&PodSpec::dnsConfig>("dnsConfig", 26),
      field<&PodSpec::readinessGates>("readinessGates", 28, {.merge = Merge::Atomic}),
      field<&PodSpec::runtimeClassName>("runtimeClassName", 29),
      field<&PodSpec::enableServiceLinks>("enableServiceLinks", 30),
      field<&PodSpec::preemptionPolicy>("preemptionPolicy", 31,
                                        {.enumValues = kPreemptionPolicy, .goType = "v1.PreemptionPolicy"}),
      field<&PodSpec::overhead>("overhead", 32, {.goType = "v1.ResourceList"}),
      field<&PodSpec::topologySpreadConstraints>("topologySpreadConstraints", 33,
                                                 {.merge = Merge::Map,
                                                  .listMapKeys = "topologyKey,whenUnsatisfiable",
                                                  .patchMergeKey = "topologyKey",
                                                  .patchStrategy = "merge"}),
      field<&PodSpec::setHostnameAsFQDN>("setHostnameAsFQDN", 35),
      field<&PodSpec::os>("os", 36),
      field<&PodSpec::hostUsers>("hostUsers", 37),
      field<&PodSpec::schedulingGates>(
          "schedulingGates", 38,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
      field<&PodSpec::resourceClaims>("resourceClaims", 39,
                                      {.merge = Merge::Map,
                                       .listMapKeys = "name",
                                       .patchMergeKey = "name",
                                       .patchStrategy = "merge,retainKeys"}),
      field<&PodSpec::resources>("resources", 40),
      field<&PodSpec::hostnameOverride>("hostnameOverride", 41),
      field<&PodSpec::schedulingGroup>("schedulingGroup", 43),
      field<&PodSpec::evictionResponders>(
          "evictionResponders", 44,
          {.merge = Merge::Map, .listMapKeys = "name", .patchMergeKey = "name", .patchStrategy = "merge"}),
  };
  static const Type kType = structType<PodSpec>("PodSpec", "io.k8s.api.core.v1.PodSpec", kFields, "");
  return kType;
}

}  // namespace seamark::api
