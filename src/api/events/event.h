// events.k8s.io/v1 Event: core/v1 Event under other field names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/core/event.h"
#include "api/core/references.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// A run of equal events.
struct EventsEventSeries {
  int32_t count = 0;
  MicroTime lastObservedTime;
  bool operator==(const EventsEventSeries&) const = default;
};

// Something that happened to an object.
struct EventsEvent : Object {
  MicroTime eventTime;
  std::optional<EventsEventSeries> series;
  std::string reportingController;
  std::string reportingInstance;
  std::string action;
  std::string reason;
  ObjectReference regarding;
  std::optional<ObjectReference> related;
  std::string note;
  std::string type;
  EventSource deprecatedSource;
  Time deprecatedFirstTimestamp;
  Time deprecatedLastTimestamp;
  int32_t deprecatedCount = 0;
  bool operator==(const EventsEvent&) const = default;
};

template <>
struct Schema<EventsEventSeries> {
  static const Type& type();
};
template <>
struct Schema<EventsEvent> {
  static const Type& type();
};

template <>
const Kind& kindOf<EventsEvent>();

}  // namespace seamark::api
