// SPDX-License-Identifier: Apache-2.0
#include "apiserver/admission/admission.h"

#include <algorithm>

#include "api/core/namespace.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/kinds.h"
#include "api/networking/ingress.h"
#include "api/networking/ingress_class.h"

namespace seamark::apiserver {
namespace {

// A namespaced object needs a namespace that is there and not going away. Without one it is not valid, which is found
// later.
Result<> checkNamespace(const AdmissionRequest& request) {
  if (request.ns.empty()) return {};
  const api::Kind& kind = api::kindOf<api::Namespace>();
  const api::EncodedPtr* found = request.world.of(kind).find(request.ns);
  if (!found) return Failure(notFound(kind.resource(), std::string(request.ns)));
  const api::ObjectPtr object = (*found)->object();
  const auto& ns = api::as<api::Namespace>(*object);
  if (!ns.metadata.deletionTimestamp && ns.status.phase != "Terminating") return {};
  const std::string name(request.ns);
  Status status =
      forbidden(request.kind.resource(), std::string(request.name),
                "unable to create new content in namespace " + name + " because it is being terminated");
  status.details->causes.push_back(
      {"NamespaceTerminating", "namespace " + name + " is being terminated", "metadata.namespace"});
  return Failure(std::move(status));
}

// A node takes no pods until something has called it ready.
void taintNode(api::Node& node) {
  constexpr std::string_view kNotReady = "node.kubernetes.io/not-ready";
  auto& taints = node.spec.taints;
  const bool there = std::any_of(taints.begin(), taints.end(), [&](const api::Taint& taint) {
    return taint.key == kNotReady && taint.effect == "NoSchedule";
  });
  if (!there) taints.push_back({std::string(kNotReady), "", "NoSchedule", {}});
}

bool isDefaultClass(const api::Object& ingressClass) {
  const auto& annotations = ingressClass.metadata.annotations;
  const auto found = annotations.find("ingressclass.kubernetes.io/is-default-class");
  return found != annotations.end() && found->second == "true";
}

// An Ingress that names no class gets the default one; of several the newest.
void setDefaultClass(const store::World& world, api::Ingress& ingress) {
  if (ingress.spec.ingressClassName || ingress.metadata.annotations.contains("kubernetes.io/ingress.class"))
    return;
  api::ObjectPtr best;
  for (auto at = world.of(api::kindOf<api::IngressClass>()).begin(); at; at.next()) {
    api::ObjectPtr candidate = at.value()->object();
    if (!isDefaultClass(*candidate)) continue;
    if (!best || best->metadata.creationTimestamp < candidate->metadata.creationTimestamp)
      best = std::move(candidate);
  }
  if (best) ingress.spec.ingressClassName = best->metadata.name;
}

}  // namespace

Result<> admitCreate(const AdmissionRequest& request, api::Object& object, Random& random) {
  if (request.kind.namespaced) CHECKED(checkNamespace(request));
  if (&request.kind == &api::kindOf<api::Pod>()) return admitPod(request, object, random);
  if (&request.kind == &api::kindOf<api::Node>()) taintNode(static_cast<api::Node&>(object));
  if (&request.kind == &api::kindOf<api::Ingress>())
    setDefaultClass(request.world, static_cast<api::Ingress&>(object));
  return {};
}

Result<> admitAct(const AdmissionRequest& request) {
  return checkNamespace(request);
}

void admitUpdate(const api::Kind& kind, api::Object& object, const api::Object& old) {
  if (&kind != &api::kindOf<api::Pod>()) return;
  addDefaultTolerations(object);
  auto& spec = static_cast<api::Pod&>(object).spec;
  const auto& before = api::as<api::Pod>(old).spec;
  if (!spec.priority) spec.priority = before.priority;
  if (!spec.preemptionPolicy) spec.preemptionPolicy = before.preemptionPolicy;
}

Result<> admitDelete(const AdmissionRequest& request) {
  const api::Kind& kind = api::kindOf<api::Namespace>();
  if (&request.kind != &kind) return {};
  if (request.name != "default" && request.name != "kube-system" && request.name != "kube-public") return {};
  return Failure(forbidden(kind.resource(), std::string(request.name), "this namespace may not be deleted"));
}

}  // namespace seamark::apiserver
