// The rules of events.k8s.io/v1 Event.
// SPDX-License-Identifier: Apache-2.0
#include "api/events/event.h"
#include "api/events/event_conversion.h"
#include "api/events/event_validation.h"
#include "api/rules.h"

namespace seamark::api {
namespace {

FieldErrors validateCreate(const Object& object) {
  return validateNewEvent(storedEventOf(as<EventsEvent>(object)));
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  return validateNewEventUpdate(storedEventOf(as<EventsEvent>(next)), storedEventOf(as<EventsEvent>(old)));
}

std::string sourceOf(const Object& object) {
  const auto& event = as<EventsEvent>(object);
  return event.deprecatedSource.component.empty() ? event.reportingController
                                                  : event.deprecatedSource.component;
}

constexpr SelectableField kSelectable[] = {
    {"regarding.kind", [](const Object& object) { return as<EventsEvent>(object).regarding.kind; }},
    {"regarding.namespace",
     [](const Object& object) { return as<EventsEvent>(object).regarding.namespace_; }},
    {"regarding.name", [](const Object& object) { return as<EventsEvent>(object).regarding.name; }},
    {"regarding.uid", [](const Object& object) { return as<EventsEvent>(object).regarding.uid; }},
    {"regarding.apiVersion",
     [](const Object& object) { return as<EventsEvent>(object).regarding.apiVersion; }},
    {"regarding.resourceVersion",
     [](const Object& object) { return as<EventsEvent>(object).regarding.resourceVersion; }},
    {"regarding.fieldPath", [](const Object& object) { return as<EventsEvent>(object).regarding.fieldPath; }},
    {"reason", [](const Object& object) { return as<EventsEvent>(object).reason; }},
    {"reportingController", [](const Object& object) { return as<EventsEvent>(object).reportingController; }},
    {"source", sourceOf},
    {"type", [](const Object& object) { return as<EventsEvent>(object).type; }},
};

}  // namespace

Rules eventsEventRules() {
  return {.allowCreateOnUpdate = true, .validateCreate = validateCreate, .validateUpdate = validateUpdate};
}

std::span<const SelectableField> eventsEventSelectableFields() {
  return kSelectable;
}

}  // namespace seamark::api
