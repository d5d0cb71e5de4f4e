// The columns of Event, for both of its kinds.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/core/event.h"
#include "api/events/event_conversion.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    textColumn("Last Seen", "How long ago it was last observed."),
    textColumn("Type", "Normal or Warning."),
    textColumn("Reason", "Why it happened, in one word."),
    textColumn("Object", "The object that it is about, as kind/name."),
    textColumn("Subobject", "The part of the object that it is about.", 1),
    textColumn("Source", "The component, and the host, that reported it.", 1),
    textColumn("Message", "What happened."),
    textColumn("First Seen", "How long ago it was first observed.", 1),
    textColumn("Count", "How often it was observed.", 1),
    {.name = kNameColumn.name,
     .type = "string",
     .format = "name",
     .description = kNameColumn.description,
     .priority = 1},
};

std::string lowerCased(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::string trimmed(const std::string& text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string objectText(const ObjectReference& object) {
  const std::string kind = lowerCased(object.kind);
  return object.name.empty() ? kind : kind + "/" + object.name;
}

std::string sourceText(const Event& event) {
  const std::string& component =
      event.source.component.empty() ? event.reportingComponent : event.source.component;
  const std::string& host = event.source.host.empty() ? event.reportingInstance : event.source.host;
  return host.empty() ? component : component + ", " + host;
}

std::vector<std::string> cellsOf(const Event& event, WallTime now) {
  const std::string first =
      event.firstTimestamp.isZero() ? ageText(event.eventTime, now) : ageText(event.firstTimestamp, now);
  std::string last = event.lastTimestamp.isZero() ? first : ageText(event.lastTimestamp, now);
  int32_t count = event.count;
  if (event.series) {
    last = ageText(event.series->lastObservedTime, now);
    count = event.series->count;
  } else if (count == 0) {
    count = 1;  // events.k8s.io leaves the count out of what happened once
  }
  return {textCell(last),
          textCell(event.type),
          textCell(event.reason),
          textCell(objectText(event.involvedObject)),
          textCell(event.involvedObject.fieldPath),
          textCell(sourceText(event)),
          textCell(trimmed(event.message)),
          textCell(first),
          numberCell(count),
          textCell(event.metadata.name)};
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  return cellsOf(as<Event>(object), now);
}

std::vector<std::string> eventsEventCells(const Object& object, WallTime now) {
  return cellsOf(storedEventOf(as<EventsEvent>(object)), now);
}

}  // namespace

TableSpec eventTable() {
  return {.columns = kColumns, .cells = cells};
}

TableSpec eventsEventTable() {
  return {.columns = kColumns, .cells = eventsEventCells};
}

}  // namespace seamark::api
