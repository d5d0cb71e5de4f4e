// SPDX-License-Identifier: Apache-2.0
#include "apiserver/hidden_fields.h"

#include <algorithm>

#include "api/core/service.h"
#include "api/encoded_object.h"
#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

bool isService(const api::Kind& kind) {
  return &kind == &api::kindOf<api::Service>();
}

bool ownsPolicy(const api::ManagedFieldsEntry& entry) {
  return entry.fieldsV1 && entry.fieldsV1->json.contains("\"f:internalTrafficPolicy\"");
}

}  // namespace

api::EncodedPtr revealed(const api::Kind& kind, const api::EncodedPtr& current) {
  if (!isService(kind)) return current;
  const api::ObjectPtr object = current->object();
  const auto& service = api::as<api::Service>(*object);
  if (service.spec.type != "ExternalName" || service.spec.internalTrafficPolicy) return current;
  if (std::ranges::none_of(service.metadata.managedFields, ownsPolicy)) return current;
  const std::shared_ptr<api::Object> whole = kind.clone(*object);
  api::as<api::Service>(*whole).spec.internalTrafficPolicy = "Cluster";
  return std::make_shared<const api::EncodedObject>(kind, whole, current->revision());
}

bool hasHidden(const api::Kind& kind, const api::Object& object) {
  if (!isService(kind)) return false;
  const auto& spec = api::as<api::Service>(object).spec;
  return spec.type == "ExternalName" && spec.internalTrafficPolicy.has_value();
}

void hide(const api::Kind& kind, api::Object& object) {
  if (hasHidden(kind, object)) api::as<api::Service>(object).spec.internalTrafficPolicy.reset();
}

}  // namespace seamark::apiserver
