// SPDX-License-Identifier: Apache-2.0
#include "controllers/rootca/plan.h"

#include "api/core/config_map.h"

namespace seamark::controllers::rootca {

namespace {
constexpr auto kDescription = "kubernetes.io/description";
// Part of the interface: tools show it.
constexpr auto kDescriptionText =
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such "
    "as "
    "the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of "
    "Kubernetes clusters.";
}  // namespace

std::optional<Change> plan(const std::string& caPem, const std::string& ns, const api::Object* existing) {
  auto wanted = existing ? std::make_shared<api::ConfigMap>(api::as<api::ConfigMap>(*existing))
                         : std::make_shared<api::ConfigMap>();
  wanted->metadata.namespace_ = ns;
  wanted->metadata.name = kName;
  wanted->metadata.annotations[kDescription] = kDescriptionText;
  wanted->data = {{"ca.crt", caPem}};
  wanted->binaryData.clear();
  if (existing && *wanted == api::as<api::ConfigMap>(*existing)) return std::nullopt;
  return Change{existing ? Change::What::Update : Change::What::Create, std::move(wanted)};
}

}  // namespace seamark::controllers::rootca
