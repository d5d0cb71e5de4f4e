// Admission: what the server adds to objects and refuses before a kind's own rules are asked. The plugins
// that upstream runs by default and whose effect a client of our kinds sees. Pure but for `random`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/kind.h"
#include "apiserver/context.h"
#include "base/random.h"

namespace seamark::apiserver {

struct AdmissionRequest {
  const store::World& world;
  const api::Kind& kind;
  std::string_view ns;
  std::string_view name;  // as messages call it: the prefix of a name that is to be generated
};

// Before a create, may change `object`. NamespaceLifecycle (404, 403), ServiceAccount and its token volume,
// DefaultTolerationSeconds, Priority, TaintNodesByCondition, DefaultIngressClass.
Result<> admitCreate(const AdmissionRequest& request, api::Object& object, Random& random);
// Before a create that makes no object of the kind (a Binding, an Eviction): NamespaceLifecycle alone.
Result<> admitAct(const AdmissionRequest& request);
// Before an update, may change `object`: Pods keep their default tolerations and their priority.
void admitUpdate(const api::Kind& kind, api::Object& object, const api::Object& old);
// After a kind's own rules: what plugins look at without changing it (validating.cc). `old` is null for a create.
// PodSecurity for the labels of Namespaces, RuntimeClass for the overhead of Pods.
Result<> admitValid(const AdmissionRequest& request, const api::Object& next, const api::Object* old);
// Before the resize of a Pod that runs on a Node: whether that can do it, and is large enough
// (resize_admission.cc). NodeDeclaredFeatureValidator and PodResizeValidator.
Result<> admitResize(const AdmissionRequest& request, const api::Object& next, const api::Object& old);
// Before a delete: the namespaces that must be (403).
Result<> admitDelete(const AdmissionRequest& request);

// The ServiceAccount plugin for Pods (pod_admission.cc).
Result<> admitPod(const AdmissionRequest& request, api::Object& object, Random& random);
void addDefaultTolerations(api::Object& pod);

}  // namespace seamark::apiserver
