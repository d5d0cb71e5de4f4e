// SPDX-License-Identifier: Apache-2.0
#include "apiserver/stored_form.h"

#include "api/events/event_conversion.h"
#include "api/kinds.h"

namespace seamark::apiserver {

const api::Kind& storedKind(const api::Kind& kind) {
  return kind.storedAs ? *kind.storedAs() : kind;
}

std::shared_ptr<api::Object> toStored(const api::Kind& kind, std::shared_ptr<api::Object> served) {
  if (!kind.storedAs) return served;
  return std::make_shared<api::Event>(api::storedEventOf(api::as<api::EventsEvent>(*served)));
}

api::EncodedPtr toServed(const api::Kind& kind, const api::EncodedPtr& stored) {
  if (!kind.storedAs || !stored) return stored;
  auto served =
      std::make_shared<api::EventsEvent>(api::eventsEventOf(api::as<api::Event>(*stored->object())));
  return std::make_shared<const api::EncodedObject>(kind, std::move(served), stored->revision());
}

std::string upstreamKey(const api::Kind& kind, std::string_view ns, std::string_view name) {
  std::string prefix(kind.plural);
  if (kind.group.empty() && kind.plural == "services") prefix = "services/specs";
  if (kind.group.empty() && kind.plural == "endpoints") prefix = "services/endpoints";
  if (kind.group.empty() && kind.plural == "nodes") prefix = "minions";
  if (kind.plural == "ingresses") prefix = "ingress";
  return prefix + "/" + api::objectKey(ns, name);
}

}  // namespace seamark::apiserver
