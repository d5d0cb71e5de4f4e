// One Event, two kinds: events.k8s.io/v1 shows the stored core/v1 Event under other field names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/core/event.h"
#include "api/events/event.h"

namespace seamark::api {

EventsEvent eventsEventOf(const Event& stored);
Event storedEventOf(const EventsEvent& shown);

}  // namespace seamark::api
