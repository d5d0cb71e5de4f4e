// The rules of Pod.
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "api/core/pod.h"
#include "api/core/pod_defaults.h"
#include "api/core/pod_resources.h"
#include "api/core/pod_switched_off.h"
#include "api/core/pod_validation.h"
#include "api/core/pod_warnings.h"
#include "api/core/profile_annotations.h"
#include "api/rules.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

void setDefaults(Object& object) {
  setPodDefaults(as<Pod>(object));
}

void addKeys(MetaLabelSelector& selector, const std::vector<std::string>& keys, const char* op,
             const std::map<std::string, std::string>& labels) {
  for (const std::string& key : keys)
    if (const auto label = labels.find(key); label != labels.end())
      selector.matchExpressions.push_back({key, op, {label->second}});
}

// matchLabelKeys say "as this Pod is labelled": by now it is known how.
void settleLabelKeys(Pod& pod) {
  const auto& labels = pod.metadata.labels;
  const auto settle = [&](PodAffinityTerm& term) {
    if (!term.labelSelector) return;
    addKeys(*term.labelSelector, term.matchLabelKeys, "In", labels);
    addKeys(*term.labelSelector, term.mismatchLabelKeys, "NotIn", labels);
  };
  const auto settleAll = [&](auto& affinity) {
    if (!affinity) return;
    for (WeightedPodAffinityTerm& term : affinity->preferredDuringSchedulingIgnoredDuringExecution)
      settle(term.podAffinityTerm);
    for (PodAffinityTerm& term : affinity->requiredDuringSchedulingIgnoredDuringExecution) settle(term);
  };
  if (pod.spec.affinity) {
    settleAll(pod.spec.affinity->podAffinity);
    settleAll(pod.spec.affinity->podAntiAffinity);
  }
  for (TopologySpreadConstraint& constraint : pod.spec.topologySpreadConstraints)
    if (constraint.labelSelector) addKeys(*constraint.labelSelector, constraint.matchLabelKeys, "In", labels);
}

void prepareForCreate(Object& object) {
  auto& pod = as<Pod>(object);
  fillPodResources(pod.spec);
  pod.status = {};
  pod.status.phase = "Pending";
  pod.status.qosClass = podQosClass(pod);
  dropSwitchedOff(pod.spec);
  takeAppArmorAnnotations(pod);
  if (auto& seconds = pod.spec.terminationGracePeriodSeconds; seconds && *seconds < 0) seconds = 1;
  settleLabelKeys(pod);
  if (pod.spec.schedulingGates.empty()) return;
  PodCondition gated;
  gated.type = "PodScheduled";
  gated.status = "False";
  gated.reason = "SchedulingGated";
  gated.message = "Scheduling is blocked due to non-empty scheduling gates";
  gated.lastTransitionTime = pod.metadata.creationTimestamp;
  pod.status.conditions.push_back(std::move(gated));
}

void prepareForUpdate(Object& object, const Object& old) {
  as<Pod>(object).status = as<Pod>(old).status;
  dropSwitchedOff(as<Pod>(object).spec);
}

// Who does not know of observed generations does not take them away.
void keepGenerations(PodStatus& next, const PodStatus& old) {
  if (next.observedGeneration == 0) next.observedGeneration = old.observedGeneration;
  std::multimap<std::string, int64_t> known;
  for (const PodCondition& condition : old.conditions)
    known.emplace(condition.type, condition.observedGeneration);
  for (PodCondition& condition : next.conditions) {
    const auto before = known.find(condition.type);
    if (before == known.end()) continue;
    if (condition.observedGeneration == 0) condition.observedGeneration = before->second;
    known.erase(before);
  }
}

void prepareForStatusUpdate(Object& object, const Object& oldObject) {
  auto& next = as<Pod>(object);
  const auto& old = as<Pod>(oldObject);
  next.spec = old.spec;
  next.metadata.deletionTimestamp = old.metadata.deletionTimestamp;
  next.metadata.ownerReferences = old.metadata.ownerReferences;  // old kubelets lost some of their fields
  if (next.status.qosClass.empty()) next.status.qosClass = old.status.qosClass;
  keepGenerations(next.status, old.status);
}

Warnings warningsOnStatusUpdate(const Object& object) {
  const PodStatus& status = as<Pod>(object).status;
  const Path path("status");
  Warnings warnings;
  for (size_t i = 0; i < status.podIPs.size(); ++i)
    warnAboutIp(warnings, path.child("podIPs").index(i).child("ip"), status.podIPs[i].ip);
  for (size_t i = 0; i < status.hostIPs.size(); ++i)
    warnAboutIp(warnings, path.child("hostIPs").index(i).child("ip"), status.hostIPs[i].ip);
  return warnings;
}

Warnings warningsOnCreate(const Object& object) {
  return podWarnings(as<Pod>(object));
}

FieldErrors validateCreate(const Object& object) {
  return validatePod(as<Pod>(object));
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  return validatePodUpdate(as<Pod>(next), as<Pod>(old));
}

FieldErrors validateStatusUpdate(const Object& next, const Object& old) {
  return validatePodStatus(as<Pod>(next), as<Pod>(old));
}

std::string podIPs(const Object& object) {
  std::string text;
  for (const PodIP& address : as<Pod>(object).status.podIPs) text += (text.empty() ? "" : ",") + address.ip;
  return text;
}

std::string nodeName(const Object& object) {
  return as<Pod>(object).spec.nodeName;
}

constexpr SelectableField kSelectable[] = {
    {"spec.nodeName", nodeName},
    {"spec.host", nodeName},  // its name before v1
    {"spec.restartPolicy", [](const Object& object) { return as<Pod>(object).spec.restartPolicy; }},
    {"spec.schedulerName", [](const Object& object) { return as<Pod>(object).spec.schedulerName; }},
    {"spec.serviceAccountName", [](const Object& object) { return as<Pod>(object).spec.serviceAccountName; }},
    {"spec.hostNetwork",
     [](const Object& object) { return std::string(as<Pod>(object).spec.hostNetwork ? "true" : "false"); },
     false},
    {"status.phase", [](const Object& object) { return as<Pod>(object).status.phase; }},
    {"status.podIP", [](const Object& object) { return as<Pod>(object).status.podIP; }},
    {"status.podIPs", podIPs, false},
    {"status.nominatedNodeName",
     [](const Object& object) { return as<Pod>(object).status.nominatedNodeName; }},
};

}  // namespace

Rules podRules() {
  return {.generation = GenerationRule::Spec,
          .deleteReturnsObject = true,
          .graceful = true,
          .setDefaults = setDefaults,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .prepareForStatusUpdate = prepareForStatusUpdate,
          .validateStatusUpdate = validateStatusUpdate,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnStatusUpdate = warningsOnStatusUpdate};
}

std::span<const SelectableField> podSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
