// The encodings of a committed object, each made when first asked for.
// SPDX-License-Identifier: Apache-2.0
#include "api/encoded_object.h"

#include "api/codec.h"

namespace seamark::api {

namespace {

std::atomic<uint64_t> encodingsMade{0};

// Returns what is in `slot`, filling it first. Two threads may both encode; one result is kept.
template <class Encode>
const std::string& once(std::atomic<const std::string*>& slot, Encode encode) {
  if (const std::string* made = slot.load(std::memory_order_acquire)) return *made;
  auto mine = std::make_unique<std::string>();
  encode(*mine);
  encodingsMade.fetch_add(1, std::memory_order_relaxed);
  const std::string* expected = nullptr;
  if (slot.compare_exchange_strong(expected, mine.get(), std::memory_order_acq_rel,
                                   std::memory_order_acquire))
    return *mine.release();
  return *expected;
}

}  // namespace

EncodedObject::EncodedObject(const Kind& kind, ObjectPtr object, int64_t revision)
    : kind_(kind), object_(std::move(object)), revision_(revision) {}

EncodedObject::~EncodedObject() {
  delete json_.load(std::memory_order_acquire);
  delete protobuf_.load(std::memory_order_acquire);
}

const std::string& EncodedObject::json() const {
  return once(json_, [this](std::string& out) { encodeJson(kind_.type(), object_.get(), out); });
}

const std::string& EncodedObject::protobuf() const {
  return once(protobuf_, [this](std::string& out) { encodeProtobuf(kind_.type(), object_.get(), out); });
}

uint64_t EncodedObject::encodings() {
  return encodingsMade.load(std::memory_order_relaxed);
}

}  // namespace seamark::api
