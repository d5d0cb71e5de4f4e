// What an Event must say.
// SPDX-License-Identifier: Apache-2.0
#include "api/events/event_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

constexpr size_t kMaxShortText = 128;
constexpr size_t kMaxMessage = 1024;

void refuseLong(FieldErrors& errors, std::string_view field, std::string_view value, size_t max) {
  if (value.size() <= max) return;
  errors.push_back(invalidText(Path(field), "", fmt::format("can have at most {} characters", max)));
}

void requireShort(FieldErrors& errors, std::string_view field, std::string_view value) {
  if (value.empty()) errors.push_back(required(Path(field)));
  refuseLong(errors, field, value, kMaxShortText);
}

void validateNamespace(FieldErrors& errors, const Event& event) {
  const std::string& about = event.involvedObject.namespace_;
  const std::string& own = event.metadata.namespace_;
  bool agrees = about == own;
  if (!event.eventTime.isZero()) {
    agrees = !about.empty() || own == "default" || own == "kube-system";
  } else if (about.empty()) {
    agrees = own.empty() || own == "default";
  }
  if (agrees) return;
  errors.push_back(invalidText(Path("involvedObject.namespace"), about, "does not match event.namespace"));
}

FieldErrors validateCommon(const Event& event, std::string_view controllerField) {
  FieldErrors errors;
  validateNamespace(errors, event);
  if (!event.eventTime.isZero()) {
    if (event.reportingComponent.empty()) errors.push_back(required(Path(controllerField)));
    addProblems(errors, Path(controllerField), event.reportingComponent,
                qualifiedNameProblems(event.reportingComponent));
    requireShort(errors, "reportingInstance", event.reportingInstance);
    requireShort(errors, "action", event.action);
    requireShort(errors, "reason", event.reason);
    refuseLong(errors, "message", event.message, kMaxMessage);
  }
  addProblems(errors, Path("namespace"), event.metadata.namespace_,
              dns1123SubdomainProblems(event.metadata.namespace_));
  return errors;
}

void validateSeries(FieldErrors& errors, const Event& event) {
  if (!event.series) return;
  if (event.series->count < 2)
    errors.push_back(invalidText(Path("series.count"), "", "should be at least 2"));
  if (event.series->lastObservedTime.isZero()) errors.push_back(required(Path("series.lastObservedTime")));
}

template <class T, class Show>
void requireSame(FieldErrors& errors, std::string_view field, const T& next, const T& old, Show show) {
  if (next != old) errors.push_back(invalid(Path(field), show(next), "field is immutable"));
}
template <class T>
void requireSame(FieldErrors& errors, std::string_view field, const T& next, const T& old) {
  requireSame(errors, field, next, old, [](const T& value) {
    if constexpr (std::is_same_v<T, std::string>) return goQuoted(value);
    return shownJson(value);
  });
}

std::string shownReference(const ObjectReference& reference) {
  return fmt::format(
      R"({{"Kind":{},"Namespace":{},"Name":{},"UID":{},"APIVersion":{},"ResourceVersion":{},"FieldPath":{}}})",
      shownJson(reference.kind), shownJson(reference.namespace_), shownJson(reference.name),
      shownJson(reference.uid), shownJson(reference.apiVersion), shownJson(reference.resourceVersion),
      shownJson(reference.fieldPath));
}

}  // namespace

FieldErrors allErrorsOf(const Kind& kind, FieldErrors ofMeta, FieldErrors ofEvent) {
  if (kind.group.empty()) return ofEvent.empty() ? ofMeta : ofEvent;
  static constexpr std::array<std::string_view, 6> kOfNewEvents{"eventTime",     "type",  "firstTimestamp",
                                                                "lastTimestamp", "count", "source"};
  const auto strict = std::ranges::find_if(ofEvent, [](const FieldError& error) {
    return error.field.starts_with("series.") ||
           std::ranges::find(kOfNewEvents, error.field) != kOfNewEvents.end();
  });
  ofEvent.insert(strict, std::make_move_iterator(ofMeta.begin()), std::make_move_iterator(ofMeta.end()));
  return ofEvent;
}

FieldErrors validateCoreEvent(const Event& event) {
  return validateCommon(event, "reportingComponent");
}

FieldErrors validateNewEvent(const Event& event) {
  FieldErrors errors = validateCommon(event, "reportingController");
  validateSeries(errors, event);
  if (event.eventTime.isZero()) errors.push_back(required(Path("eventTime")));
  if (event.type != "Normal" && event.type != "Warning") {
    errors.push_back(invalidText(Path("type"), "", fmt::format("has invalid value: {}", event.type)));
  }
  const auto refuseSet = [&](std::string_view field, bool isSet) {
    if (isSet) errors.push_back(invalidText(Path(field), "", "needs to be unset"));
  };
  refuseSet("firstTimestamp", !event.firstTimestamp.isZero());
  refuseSet("lastTimestamp", !event.lastTimestamp.isZero());
  refuseSet("count", event.count != 0);
  refuseSet("source", event.source != EventSource{});
  return errors;
}

FieldErrors validateNewEventUpdate(const Event& next, const Event& old) {
  FieldErrors errors = validateCommon(next, "reportingController");
  if (next.series != old.series) validateSeries(errors, next);
  requireSame(errors, "involvedObject", next.involvedObject, old.involvedObject, shownReference);
  requireSame(errors, "reason", next.reason, old.reason);
  requireSame(errors, "message", next.message, old.message);
  requireSame(errors, "source", next.source, old.source, [](const EventSource& source) {
    return fmt::format(R"({{"Component":{},"Host":{}}})", shownJson(source.component),
                       shownJson(source.host));
  });
  requireSame(errors, "firstTimestamp", next.firstTimestamp, old.firstTimestamp);
  requireSame(errors, "lastTimestamp", next.lastTimestamp, old.lastTimestamp);
  requireSame(errors, "count", next.count, old.count);
  requireSame(errors, "reason", next.reason, old.reason);  // said twice, upstream too
  requireSame(errors, "type", next.type, old.type);
  requireSame(errors, "eventTime", next.eventTime, old.eventTime);
  requireSame(errors, "action", next.action, old.action);
  requireSame(errors, "related", next.related, old.related,
              [](const auto& related) { return related ? shownReference(*related) : std::string("null"); });
  requireSame(errors, "reportingController", next.reportingComponent, old.reportingComponent);
  requireSame(errors, "reportingInstance", next.reportingInstance, old.reportingInstance);
  return errors;
}

}  // namespace seamark::api
