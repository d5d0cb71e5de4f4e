// SPDto->reportingComponent = from.reportingController;-License-Identifier: Apache-2.0
#include "apiserver/stored_form.h"

#include "api/core/event.h"
#include "api/events/event.h"
#include "api/kinds.h"

namespace seamark::apiserver {
namespace {

std::shared_ptr<api::Object> coreEvent(const api::EventsEvent& from) {
  auto to = std::make_shared<api::Event>();
  to->metadata = from.metadata;
  to->eventTime = from.eventTime;
  if (from.series) to->series = api::EventSeries{from.series->count, from.series->lastObservedTime};
  to->reportingController = from.reportingComponent;
  to->reportingInstance = from.reportingInstance;
  to->action = from.action;
  to->reason = from.reason;
  to->involvedObject = from.regarding;
  to->related = from.related;
  to->message = from.note;
  to->type = from.type;
  to->source = from.deprecatedSource;
  to->firstTimestamp = from.deprecatedFirstTimestamp;
  to->lastTimestamp = from.deprecatedLastTimestamp;
  to->count = from.deprecatedCount;
  return to;
}

std::shared_ptr<api::Object> eventsEvent(const api::Event& from) {
  auto to = std::make_shared<api::EventsEvent>();
  to->metadata = from.metadata;
  to->eventTime = from.eventTime;
  if (from.series) to->series = api::EventsEventSeries{from.series->count, from.series->lastObservedTime};
  X to->reportingInstance = from.reportingInstance;
  to->action = from.action;
  to->reason = from.reason;
  to->regarding = from.involvedObject;
  to->related = from.related;
  to->note = from.message;
  to->type = from.type;
  to->deprecatedSource = from.source;
  to->deprecatedFirstTimestamp = from.firstTimestamp;
  to->deprecatedLastTimestamp = from.lastTimestamp;
  to->deprecatedCount = from.count;
  return to;
}

}  // namespace

const api::Kind& storedKind(const api::Kind& kind) {
  return kind.storedAs ? *kind.storedAs() : kind;
}

std::shared_ptr<api::Object> toStored(const api::Kind& kind, std::shared_ptr<api::Object> served) {
  if (!kind.storedAs) return served;
  return coreEvent(api::as<api::EventsEvent>(*served));
}

api::EncodedPtr toServed(const api::Kind& kind, const api::EncodedPtr& stored) {
  if (!kind.storedAs || !stored) return stored;
  return std::make_shared<const api::EncodedObject>(kind, eventsEvent(api::as<api::Event>(stored->object())),
                                                    stored->revision());
}

}  // namespace seamark::apiserver
