// Rules of both kinds of Event, over the stored form. Paths are the stored form's in either case, but for the
// reporting controller.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/event.h"
#include "api/field_error.h"
#include "api/kind.h"

namespace seamark::api {

// Core Events: strict only when eventTime is set ("new" Events); create and update have the same rules.
FieldErrors validateCoreEvent(const Event& event);
// events.k8s.io: always new Events.
FieldErrors validateNewEvent(const Event& event);
// What is wrong with an Event that is created, in upstream's order: what holds for Events of both groups comes before
// what holds for the metadata of all objects. Of the core group's, only one of the two is told.
FieldErrors allErrorsOf(const Kind& kind, FieldErrors ofMeta, FieldErrors ofEvent);
// Of a new Event only the series may change.
FieldErrors validateNewEventUpdate(const Event& next, const Event& old);

}  // namespace seamark::api
