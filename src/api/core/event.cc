// Rows of core/event.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/event.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<EventSource>::type() {
  static constexpr Field kFields[] = {
      field<&EventSource::component>("component", 1, {.doc = "The program."}),
      field<&EventSource::host>("host", 2, {.doc = "The node."}),
  };
  static const Type kType = structType<EventSource>("EventSource", "io.k8s.api.core.v1.EventSource", kFields,
                                                    "Who reported an event.");
  return kType;
}

const Type& Schema<EventSeries>::type() {
  static constexpr Field kFields[] = {
      field<&EventSeries::count>("count", 1, {.doc = "How many so far."}),
      field<&EventSeries::lastObservedTime>("lastObservedTime", 2, {.doc = "When the last one was seen."}),
  };
  static const Type kType = structType<EventSeries>("EventSeries", "io.k8s.api.core.v1.EventSeries", kFields,
                                                    "A run of equal events.");
  return kType;
}

const Type& Schema<Event>::type() {
  static constexpr Field kFields[] = {
      field<&Event::metadata, Event>(
          "metadata", 1, {.required = true, .doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Event::involvedObject>("involvedObject", 2, {.required = true, .doc = "The object."}),
      field<&Event::reason>("reason", 3, {.doc = "What happened, as one word."}),
      field<&Event::message>("message", 4, {.doc = "What happened, for people."}),
      field<&Event::source>("source", 5, {.doc = "Who reported it."}),
      field<&Event::firstTimestamp>("firstTimestamp", 6, {.doc = "When it was first seen."}),
      field<&Event::lastTimestamp>("lastTimestamp", 7, {.doc = "When it was last seen."}),
      field<&Event::count>("count", 8, {.doc = "How often."}),
      field<&Event::type>("type", 9, {.doc = "Normal or Warning."}),
      field<&Event::eventTime>("eventTime", 10, {.doc = "When it was seen, in newer clients."}),
      field<&Event::series>("series", 11, {.doc = "The run that it belongs to."}),
      field<&Event::action>("action", 12, {.doc = "What was being done."}),
      field<&Event::related>("related", 13, {.doc = "A second object."}),
      field<&Event::reportingComponent>("reportingComponent", 14,
                                        {.keepZero = true, .doc = "The program that reports."}),
      field<&Event::reportingInstance>("reportingInstance", 15,
                                       {.keepZero = true, .doc = "Which instance of it."}),
  };
  static const Type kType = withTypeMeta(structType<Event>("Event", "io.k8s.api.core.v1.Event", kFields,
                                                           "Something that happened to an object."));
  return kType;
}

template <>
const Kind& kindOf<Event>() {
  static constexpr std::string_view kShortNames[] = {"ev"};
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Event";
    k.list = "EventList";
    k.plural = "events";
    k.singular = "event";
    k.shortNames = kShortNames;
    k.type = &typeOf<Event>;
    k.make = &makeObject<Event>;
    k.clone = &cloneObject<Event>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<Event>();
    k.selectableFields = eventSelectableFields();
    k.rules = eventRules();
    k.table = eventTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
