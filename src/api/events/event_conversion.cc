// Renames fields between the two kinds of Event; nothing is lost either way.
// SPDX-License-Identifier: Apache-2.0
#include "api/events/event_conversion.h"

namespace seamark::api {

EventsEvent eventsEventOf(const Event& stored) {
  EventsEvent shown;
  shown.metadata = stored.metadata;
  shown.eventTime = stored.eventTime;
  if (stored.series) {
    shown.series =
        EventsEventSeries{.count = stored.series->count, .lastObservedTime = stored.series->lastObservedTime};
  }
  shown.reportingController = stored.reportingComponent;
  shown.reportingInstance = stored.reportingInstance;
  shown.action = stored.action;
  shown.reason = stored.reason;
  shown.regarding = stored.involvedObject;
  shown.related = stored.related;
  shown.note = stored.message;
  shown.type = stored.type;
  shown.deprecatedSource = stored.source;
  shown.deprecatedFirstTimestamp = stored.firstTimestamp;
  shown.deprecatedLastTimestamp = stored.lastTimestamp;
  shown.deprecatedCount = stored.count;
  return shown;
}

Event storedEventOf(const EventsEvent& shown) {
  Event stored;
  stored.metadata = shown.metadata;
  stored.eventTime = shown.eventTime;
  if (shown.series) {
    stored.series =
        EventSeries{.count = shown.series->count, .lastObservedTime = shown.series->lastObservedTime};
  }
  stored.reportingComponent = shown.reportingController;
  stored.reportingInstance = shown.reportingInstance;
  stored.action = shown.action;
  stored.reason = shown.reason;
  stored.involvedObject = shown.regarding;
  stored.related = shown.related;
  stored.message = shown.note;
  stored.type = shown.type;
  stored.source = shown.deprecatedSource;
  stored.firstTimestamp = shown.deprecatedFirstTimestamp;
  stored.lastTimestamp = shown.deprecatedLastTimestamp;
  stored.count = shown.deprecatedCount;
  return stored;
}

}  // namespace seamark::api
