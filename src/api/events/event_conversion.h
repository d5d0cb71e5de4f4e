// One Event, two kinds: events.k8s.io/v1 shows the stored core/v1 Event under other field names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "api/core/event.h"
#include "api/events/event.h"

namespace seamark::api {

EventsEvent eventsEventOf(const Event& stored);
Event storedEventOf(const EventsEvent& shown);

// The same for Kind::fromStored and Kind::toStored.
std::shared_ptr<Object> eventsEventFromStored(const Object& stored);
std::shared_ptr<Object> eventsEventToStored(const Object& shown);

}  // namespace seamark::api
