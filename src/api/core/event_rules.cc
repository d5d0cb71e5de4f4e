// The rules of core/v1 Event.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/event.h"
#include "api/events/event_validation.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

FieldErrors validateCreate(const Object& object) {
  return validateCoreEvent(as<Event>(object));
}
FieldErrors validateUpdate(const Object& next, const Object&) {
  return validateCoreEvent(as<Event>(next));
}

std::string sourceOf(const Object& object) {
  const auto& event = as<Event>(object);
  return event.source.component.empty() ? event.reportingComponent : event.source.component;
}

constexpr SelectableField kSelectable[] = {
    {"involvedObject.kind", [](const Object& object) { return as<Event>(object).involvedObject.kind; }},
    {"involvedObject.namespace",
     [](const Object& object) { return as<Event>(object).involvedObject.namespace_; }},
    {"involvedObject.name", [](const Object& object) { return as<Event>(object).involvedObject.name; }},
    {"involvedObject.uid", [](const Object& object) { return as<Event>(object).involvedObject.uid; }},
    {"involvedObject.apiVersion",
     [](const Object& object) { return as<Event>(object).involvedObject.apiVersion; }},
    {"involvedObject.resourceVersion",
     [](const Object& object) { return as<Event>(object).involvedObject.resourceVersion; }},
    {"involvedObject.fieldPath",
     [](const Object& object) { return as<Event>(object).involvedObject.fieldPath; }},
    {"reason", [](const Object& object) { return as<Event>(object).reason; }},
    {"reportingComponent", [](const Object& object) { return as<Event>(object).reportingComponent; }},
    {"source", sourceOf},
    {"type", [](const Object& object) { return as<Event>(object).type; }},
};

}  // namespace

Rules eventRules() {
  return {.name = NameRule::PathSegment,
          .allowCreateOnUpdate = true,
          .bareFinalizers = true,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> eventSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
