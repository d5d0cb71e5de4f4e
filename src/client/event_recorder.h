// EventRecorder: tells people what a component noticed about an object, as core/v1 Events. Best effort: an
// Event that cannot be written is dropped. The same thing said again raises the count of the Event that is
// there; one object gets no more than a burst of 25 and then one every five minutes. Lives on one executor.
// Source: semantics 5.12; limits as client-go's recorder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client/carrier.h"

namespace seamark::client {

class EventRecorder {
 public:
  // `component` is shown as source.component and reportingComponent, `host` as source.host (may be empty).
  EventRecorder(Carrier& carrier, std::string component, std::string host = {});
  ~EventRecorder();
  EventRecorder(const EventRecorder&) = delete;
  EventRecorder& operator=(const EventRecorder&) = delete;

  // `type` is "Normal" or "Warning". An Event about a cluster-scoped object goes to namespace default.
  // `fieldPath` names the part of the object that is meant (spec.containers{NAME}), or nothing.
  void record(const api::Kind& kind, const api::Object& about, std::string_view type, std::string_view reason,
              std::string_view message, std::string_view fieldPath = {});

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::client
