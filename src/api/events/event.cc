// Rows of events/event.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/events/event.h"

#include "api/core/event.h"
#include "api/rules.h"

namespace seamark::api {

const Type& Schema<EventsEventSeries>::type() {
  static constexpr Field kFields[] = {
      field<&EventsEventSeries::count>("count", 1,
                                       {.required = true, .keepZero = true, .doc = "How many so far."}),
      field<&EventsEventSeries::lastObservedTime>("lastObservedTime", 2,
                                                  {.required = true, .doc = "When the last one was seen."}),
  };
  static const Type kType = structType<EventsEventSeries>("EventSeries", "io.k8s.api.events.v1.EventSeries",
                                                          kFields, "A run of equal events.");
  return kType;
}

const Type& Schema<EventsEvent>::type() {
  static constexpr Field kFields[] = {
      field<&EventsEvent::metadata, EventsEvent>(
          "metadata", 1, {.required = true, .doc = "Standard metadata: name, labels, versions, owners."}),
      field<&EventsEvent::eventTime>("eventTime", 2, {.required = true, .doc = "When it was first seen."}),
      field<&EventsEvent::series>("series", 3, {.doc = "The run that it belongs to."}),
      field<&EventsEvent::reportingController>("reportingController", 4,
                                               {.doc = "The program that reports."}),
      field<&EventsEvent::reportingInstance>("reportingInstance", 5, {.doc = "Which instance of it."}),
      field<&EventsEvent::action>("action", 6, {.doc = "What was being done."}),
      field<&EventsEvent::reason>("reason", 7, {.doc = "Why it was done, as one word."}),
      field<&EventsEvent::regarding>("regarding", 8, {.doc = "The object."}),
      field<&EventsEvent::related>("related", 9, {.doc = "A second object."}),
      field<&EventsEvent::note>("note", 10, {.doc = "What happened, for people."}),
      field<&EventsEvent::type>("type", 11, {.doc = "Normal or Warning."}),
      field<&EventsEvent::deprecatedSource>("deprecatedSource", 12, {.doc = "Who reported it, in core/v1."}),
      field<&EventsEvent::deprecatedFirstTimestamp>("deprecatedFirstTimestamp", 13,
                                                    {.doc = "When it was first seen, in core/v1."}),
      field<&EventsEvent::deprecatedLastTimestamp>("deprecatedLastTimestamp", 14,
                                                   {.doc = "When it was last seen, in core/v1."}),
      field<&EventsEvent::deprecatedCount>("deprecatedCount", 15, {.doc = "How often, in core/v1."}),
  };
  static const Type kType = withTypeMeta(structType<EventsEvent>(
      "Event", "io.k8s.api.events.v1.Event", kFields, "Something that happened to an object."));
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
