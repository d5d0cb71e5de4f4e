// core/v1 Event.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "api/core/references.h"
#include "api/kinds.h"
#include "api/meta.h"
#include "api/schema.h"

namespace seamark::api {

// Who reported an event.
struct EventSource {
  std::string component;
  std::string host;
  bool operator==(const EventSource&) const = default;
};

// A run of equal events.
struct EventSeries {
  int32_t count = 0;
  MicroTime lastObservedTime;
  bool operator==(const EventSeries&) const = default;
};

// Something that happened to an object.
struct Event : Object {
  ObjectReference involvedObject;
  std::string reason;
  std::string message;
  EventSource source;
  Time firstTimestamp;
  Time lastTimestamp;
  int32_t count = 0;
  std::string type;
  MicroTime eventTime;
  std::optional<EventSeries> series;
  std::string action;
  std::optional<ObjectReference> related;
  std::string reportingComponent;
  std::string reportingInstance;
  bool operator==(const Event&) const = default;
};

template <>
struct Schema<EventSource> {
  static const Type& type();
};
template <>
struct Schema<EventSeries> {
  static const Type& type();
};
template <>
struct Schema<Event> {
  static const Type& type();
};

template <>
const Kind& kindOf<Event>();

}  // namespace seamark::api
