// Rows of core/event.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/event.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<EventSource>::type() {
  static constexpr Field kFields[] = {
      field<&EventSource::component>("component", 1),
      field<&EventSource::host>("host", 2),
  };
  static const Type kType =
      structType<EventSource>("EventSource", "io.k8s.api.core.v1.EventSource", kFields, "");
  return kType;
}

const Type& Schema<EventSeries>::type() {
  static constexpr Field kFields[] = {
      field<&EventSeries::count>("count", 1),
      field<&EventSeries::lastObservedTime>("lastObservedTime", 2),
  };
  static const Type kType =
      structType<EventSeries>("EventSeries", "io.k8s.api.core.v1.EventSeries", kFields, "");
  return kType;
}

const Type& Schema<Event>::type() {
  static constexpr Field kFields[] = {
      field<&Event::metadata, Event>("metadata", 1),
      field<&Event::involvedObject>("involvedObject", 2, {.required = true}),
      field<&Event::reason>("reason", 3),
      field<&Event::message>("message", 4),
      field<&Event::source>("source", 5),
      field<&Event::firstTimestamp>("firstTimestamp", 6),
      field<&Event::lastTimestamp>("lastTimestamp", 7),
      field<&Event::count>("count", 8),
      field<&Event::type>("type", 9),
      field<&Event::eventTime>("eventTime", 10),
      field<&Event::series>("series", 11),
      field<&Event::action>("action", 12),
      field<&Event::related>("related", 13),
      field<&Event::reportingComponent>("reportingComponent", 14, {.keepZero = true}),
      field<&Event::reportingInstance>("reportingInstance", 15, {.keepZero = true}),
  };
  static const Type kType = withTypeMeta(structType<Event>("Event", "io.k8s.api.core.v1.Event", kFields, ""));
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
