// The rules of Pod.
// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "api/core/pod.h"
#include "api/core/pod_defaults.h"
#include "api/core/pod_validation.h"
#include "api/core/pod_warnings.h"
#include "api/rules.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

void setDefaults(Object& object) {
  setPodDefaults(as<Pod>(object));
}

void prepareForCreate(Object& object) {
  auto& pod = as<Pod>(object);
  pod.status = {};
  pod.status.phase = "Pending";
  pod.status.qosClass = podQosClass(pod);
}

void prepareForUpdate(Object& object, const Object& old) {
  as<Pod>(object).status = as<Pod>(old).status;
}

void prepareForStatusUpdate(Object& object, const Object& oldObject) {
  auto& next = as<Pod>(object);
  const auto& old = as<Pod>(oldObject);
  next.spec = old.spec;
  next.metadata.ownerReferences = old.metadata.ownerReferences;  // old kubelets lost some of their fields
  if (next.status.qosClass.empty()) next.status.qosClass = old.status.qosClass;
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
     [](const Object& object) { return std::string(as<Pod>(object).spec.hostNetwork ? "true" : "false"); }},
    {"status.phase", [](const Object& object) { return as<Pod>(object).status.phase; }},
    {"status.podIP", [](const Object& object) { return as<Pod>(object).status.podIP; }},
    {"status.podIPs", podIPs},
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
          .warningsOnCreate = warningsOnCreate};
}

std::span<const SelectableField> podSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
