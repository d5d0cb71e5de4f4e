// Rows of events/event.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/events/event.h"

#include "api/core/event.h"
#include "api/rules.h"

namespace seamark::api {

const Type& Schema<EventsEventSeries>::type() {
  static constexpr Field kFields[] = {
      field<&EventsEventSeries::count>("count", 1, {.required = true, .keepZero = true}),
      field<&EventsEventSeries::lastObservedTime>("lastObservedTime", 2, {.required = true}),
  };
  static const Type kType =
      structType<EventsEventSeries>("EventSeries", "io.k8s.api.events.v1.EventSeries", kFields, "");
  return kType;
}

const Type& Schema<EventsEvent>::type() {
  static constexpr Field kFields[] = {
      field<&EventsEvent::metadata, EventsEvent>("metadata", 1),
      field<&EventsEvent::eventTime>("eventTime", 2, {.required = true}),
      field<&EventsEvent::series>("series", 3),
      field<&EventsEvent::reportingController>("reportingController", 4),
      field<&EventsEvent::reportingInstance>("reportingInstance", 5),
      field<&EventsEvent::action>("action", 6),
      field<&EventsEvent::reason>("reason", 7),
      field<&EventsEvent::regarding>("regarding", 8),
      field<&EventsEvent::related>("related", 9),
      field<&EventsEvent::note>("note", 10),
      field<&EventsEvent::type>("type", 11),
      field<&EventsEvent::deprecatedSource>("deprecatedSource", 12),
      field<&EventsEvent::deprecatedFirstTimestamp>("deprecatedFirstTimestamp", 13),
      field<&EventsEvent::deprecatedLastTimestamp>("deprecatedLastTimestamp", 14),
      field<&EventsEvent::deprecatedCount>("deprecatedCount", 15),
  };
  static const Type kType =
      withTypeMeta(structType<EventsEvent>("Event", "io.k8s.api.events.v1.Event", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<EventsEvent>() {
  static constexpr std::string_view kShortNames[] = {"ev"};
  static const Kind kKind = [] {
    Kind k;
    k.group = "events.k8s.io";
    k.version = "v1";
    k.kind = "Event";
    k.list = "EventList";
    k.plural = "events";
    k.singular = "event";
    k.shortNames = kShortNames;
    k.type = &typeOf<EventsEvent>;
    k.make = &makeObject<EventsEvent>;
    k.clone = &cloneObject<EventsEvent>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<EventsEvent>();
    k.selectableFields = eventsEventSelectableFields();
    k.rules = eventsEventRules();
    k.table = eventsEventTable();
    k.storedAs = []() -> const Kind* { return &kindOf<Event>(); };
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
