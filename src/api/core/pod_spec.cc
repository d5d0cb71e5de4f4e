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
      field<&HostAlias::ip>("ip", 1, {.required = true, .keepZero = true, .doc = "The address."}),
      field<&HostAlias::hostnames>("hostnames", 2, {.merge = Merge::Atomic, .doc = "Its names."}),
  };
  static const Type kType = structType<HostAlias>("HostAlias", "io.k8s.api.core.v1.HostAlias", kFields, "");
  return kType;
}

const Type& Schema<PodDNSConfigOption>::type() {
  static constexpr Field kFields[] = {
      field<&PodDNSConfigOption::name>("name", 1, {.doc = "Its name."}),
      field<&PodDNSConfigOption::value>("value", 2, {.doc = "Its value."}),
  };
  static const Type kType = structType<PodDNSConfigOption>(
      "PodDNSConfigOption", "io.k8s.api.core.v1.PodDNSConfigOption", kFields, "");
  return kType;
}

const Type& Schema<PodDNSConfig>::type() {
  static constexpr Field kFields[] = {
      field<&PodDNSConfig::nameservers>("nameservers", 1,
                                        {.merge = Merge::Atomic, .doc = "Further name servers."}),
      field<&PodDNSConfig::searches>("searches", 2,
                                     {.merge = Merge::Atomic, .doc = "Further search domains."}),
      field<&PodDNSConfig::options>("options", 3,
                                    {.merge = Merge::Atomic, .doc = "Further resolver options."}),
  };
  static const Type kType =
      structType<PodDNSConfig>("PodDNSConfig", "io.k8s.api.core.v1.PodDNSConfig", kFields, "");
  return kType;
}

const Type& Schema<PodReadinessGate>::type() {
  static constexpr Field kFields[] = {
      field<&PodReadinessGate::conditionType>("conditionType", 1,
                                              {.required = true,
                                               .keepZero = true,
                                               .goType = "v1.PodConditionType",
                                               .doc = "The condition that must be True."}),
  };
  static const Type kType =
      structType<PodReadinessGate>("PodReadinessGate", "io.k8s.api.core.v1.PodReadinessGate", kFields, "");
  return kType;
}

const Type& Schema<PodOS>::type() {
  static constexpr Field kFields[] = {
      field<&PodOS::name>("name", 1,
                          {.required = true, .keepZero = true, .goType = "v1.OSName", .doc = "Its name."}),
  };
  static const Type kType = structType<PodOS>("PodOS", "io.k8s.api.core.v1.PodOS", kFields, "");
  return kType;
}

const Type& Schema<PodSchedulingGate>::type() {
  static constexpr Field kFields[] = {
      field<&PodSchedulingGate::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
  };
  static const Type kType =
      structType<PodSchedulingGate>("PodSchedulingGate", "io.k8s.api.core.v1.PodSchedulingGate", kFields, "");
  return kType;
}

const Type& Schema<PodResourceClaim>::type() {
  static constexpr Field kFields[] = {
      field<&PodResourceClaim::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&PodResourceClaim::resourceClaimName>("resourceClaimName", 3, {.doc = "The claim."}),
      field<&PodResourceClaim::resourceClaimTemplateName>("resourceClaimTemplateName", 4,
                                                          {.doc = "The template to make a claim from."}),
  };
  static const Type kType =
      structType<PodResourceClaim>("PodResourceClaim", "io.k8s.api.core.v1.PodResourceClaim", kFields, "");
  return kType;
}

const Type& Schema<PodSchedulingGroup>::type() {
  static constexpr Field kFields[] = {
      field<&PodSchedulingGroup::podGroupName>("podGroupName", 1, {.doc = "The group."}),
  };
  static const Type kType = structType<PodSchedulingGroup>(
      "PodSchedulingGroup", "io.k8s.api.core.v1.PodSchedulingGroup", kFields, "");
  return kType;
}

const Type& Schema<EvictionResponder>::type() {
  static constexpr Field kFields[] = {
      field<&EvictionResponder::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&EvictionResponder::priority>("priority", 2,
                                          {.required = true, .keepZero = true, .doc = "Who is asked first."}),
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
                                .patchStrategy = "merge,retainKeys",
                                .doc = "Volumes that containers may mount."}),
      field<&PodSpec::initContainers>("initContainers", 20,
                                      {.merge = Merge::Map,
                                       .listMapKeys = "name",
                                       .patchMergeKey = "name",
                                       .patchStrategy = "merge",
                                       .doc = "Run before the others, one by one."}),
      field<&PodSpec::containers>("containers", 2,
                                  {.required = true,
                                   .keepZero = true,
                                   .merge = Merge::Map,
                                   .listMapKeys = "name",
                                   .patchMergeKey = "name",
                                   .patchStrategy = "merge",
                                   .doc = "The programs."}),
      field<&PodSpec::ephemeralContainers>("ephemeralContainers", 34,
                                           {.merge = Merge::Map,
                                            .listMapKeys = "name",
                                            .patchMergeKey = "name",
                                            .patchStrategy = "merge",
                                            .doc = "Added while running, for a look inside."}),
      field<&PodSpec::restartPolicy>(
          "restartPolicy", 3,
          {.enumValues = kRestartPolicy, .goType = "v1.RestartPolicy", .doc = "Always, OnFailure or Never."}),
      field<&PodSpec::terminationGracePeriodSeconds>("terminationGracePeriodSeconds", 4,
                                                     {.doc = "Seconds to end in; 30 when left out."}),
      field<&PodSpec::activeDeadlineSeconds>("activeDeadlineSeconds", 5,
                                             {.doc = "Seconds after which it is ended."}),
      field<&PodSpec::dnsPolicy>(
          "dnsPolicy", 6, {.enumValues = kDNSPolicy, .goType = "v1.DNSPolicy", .doc = "Which DNS it uses."}),
      field<&PodSpec::nodeSelector>("nodeSelector", 7,
                                    {.merge = Merge::Atomic, .doc = "Labels that its node must have."}),
      field<&PodSpec::serviceAccountName>("serviceAccountName", 8, {.doc = "Who its programs are."}),
      field<&PodSpec::serviceAccount>("serviceAccount", 9, {.doc = "The same under its old name."}),
      field<&PodSpec::automountServiceAccountToken>("automountServiceAccountToken", 21,
                                                    {.doc = "Whether it gets a token."}),
      field<&PodSpec::nodeName>("nodeName", 10, {.doc = "The node that it is on."}),
      field<&PodSpec::hostNetwork>("hostNetwork", 11, {.doc = "Whether it uses the node's network."}),
      field<&PodSpec::hostPID>("hostPID", 12, {.doc = "Whether it sees the node's processes."}),
      field<&PodSpec::hostIPC>("hostIPC", 13, {.doc = "Whether it shares the node's IPC."}),
      field<&PodSpec::shareProcessNamespace>("shareProcessNamespace", 27,
                                             {.doc = "Whether its containers see each other's processes."}),
      field<&PodSpec::securityContext>("securityContext", 14,
                                       {.doc = "Security settings of all containers."}),
      field<&PodSpec::imagePullSecrets>("imagePullSecrets", 15,
                                        {.merge = Merge::Map,
                                         .listMapKeys = "name",
                                         .patchMergeKey = "name",
                                         .patchStrategy = "merge",
                                         .doc = "Secrets for pulling images."}),
      field<&PodSpec::hostname>("hostname", 16, {.doc = "Its host name."}),
      field<&PodSpec::subdomain>("subdomain", 17, {.doc = "The name below which its DNS name is."}),
      field<&PodSpec::affinity>("affinity", 18, {.doc = "Where it should run."}),
      field<&PodSpec::schedulerName>("schedulerName", 19, {.doc = "Who places it."}),
      field<&PodSpec::tolerations>("tolerations", 22,
                                   {.merge = Merge::Atomic, .doc = "Taints that it puts up with."}),
      field<&PodSpec::hostAliases>("hostAliases", 23,
                                   {.merge = Merge::Map,
                                    .listMapKeys = "ip",
                                    .patchMergeKey = "ip",
                                    .patchStrategy = "merge",
                                    .doc = "Lines for /etc/hosts."}),
      field<&PodSpec::priorityClassName>("priorityClassName", 24, {.doc = "Its priority, by name."}),
      field<&PodSpec::priority>("priority", 25, {.doc = "Its priority, as a number."}),
      field<&PodSpec::dnsConfig>("dnsConfig", 26, {.doc = "DNS settings."}),
      field<&PodSpec::readinessGates>("readinessGates", 28,
                                      {.merge = Merge::Atomic, .doc = "Further conditions of being ready."}),
      field<&PodSpec::runtimeClassName>("runtimeClassName", 29, {.doc = "The RuntimeClass that runs it."}),
      field<&PodSpec::enableServiceLinks>("enableServiceLinks", 30,
                                          {.doc = "Whether Services become environment variables."}),
      field<&PodSpec::preemptionPolicy>("preemptionPolicy", 31,
                                        {.enumValues = kPreemptionPolicy,
                                         .goType = "v1.PreemptionPolicy",
                                         .doc = "Whether others may be preempted for it."}),
      field<&PodSpec::overhead>("overhead", 32,
                                {.goType = "v1.ResourceList", .doc = "What the runtime itself takes."}),
      field<&PodSpec::topologySpreadConstraints>("topologySpreadConstraints", 33,
                                                 {.merge = Merge::Map,
                                                  .listMapKeys = "topologyKey,whenUnsatisfiable",
                                                  .patchMergeKey = "topologyKey",
                                                  .patchStrategy = "merge",
                                                  .doc = "How it is spread with its like."}),
      field<&PodSpec::setHostnameAsFQDN>("setHostnameAsFQDN", 35,
                                         {.doc = "Whether the host name is the full DNS name."}),
      field<&PodSpec::os>("os", 36, {.doc = "Its operating system."}),
      field<&PodSpec::hostUsers>("hostUsers", 37, {.doc = "Whether it uses the host's user namespace."}),
      field<&PodSpec::schedulingGates>("schedulingGates", 38,
                                       {.merge = Merge::Map,
                                        .listMapKeys = "name",
                                        .patchMergeKey = "name",
                                        .patchStrategy = "merge",
                                        .doc = "It is not placed while there are any."}),
      field<&PodSpec::resourceClaims>("resourceClaims", 39,
                                      {.merge = Merge::Map,
                                       .listMapKeys = "name",
                                       .patchMergeKey = "name",
                                       .patchStrategy = "merge,retainKeys",
                                       .doc = "Devices that it needs."}),
      field<&PodSpec::resources>("resources", 40, {.doc = "Compute resources of the whole Pod."}),
      field<&PodSpec::hostnameOverride>("hostnameOverride", 41, {.doc = "Its host name as it is."}),
      field<&PodSpec::schedulingGroup>("schedulingGroup", 43, {.doc = "The group that it is placed with."}),
      field<&PodSpec::evictionResponders>("evictionResponders", 44,
                                          {.merge = Merge::Map,
                                           .listMapKeys = "name",
                                           .patchMergeKey = "name",
                                           .patchStrategy = "merge",
                                           .doc = "Who answers for its eviction."}),
  };
  static const Type kType = structType<PodSpec>("PodSpec", "io.k8s.api.core.v1.PodSpec", kFields,
                                                "What a Pod runs, where and how.");
  return kType;
}

}  // namespace seamark::api
