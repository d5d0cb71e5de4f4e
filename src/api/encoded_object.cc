// The encodings of a committed object, each made when first asked for.
// SPDX-License-Identifier: Apache-2.0
#include "api/encoded_object.h"

#include "api/codec.h"

namespace seamark::api {

namespace {

std::atomic<uint64_t> jsonMade{0}, protobufMade{0};

// What an encoding grows in, so that the object keeps a string of exactly its size, made with one allocation.
constexpr size_t kScratch = 64 << 10;

template <class Encode>
std::unique_ptr<const std::string> encoded(Encode encode) {
  thread_local std::string scratch;
  scratch.clear();
  encode(scratch);
  auto out = std::make_unique<const std::string>(scratch);
  if (scratch.capacity() > kScratch) std::string().swap(scratch);
  return out;
}

// Returns what is in `slot`, filling it first. Two threads may both encode; one result is kept.
template <class Encode>
const std::string& once(std::atomic<const std::string*>& slot, std::atomic<uint64_t>& made, Encode encode) {
  if (const std::string* kept = slot.load(std::memory_order_acquire)) return *kept;
  auto mine = encoded(encode);
  made.fetch_add(1, std::memory_order_relaxed);
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
  return once(json_, jsonMade, [this](std::string& out) { encodeJson(kind_.type(), object_.get(), out); });
}

const std::string& EncodedObject::protobuf() const {
  return once(protobuf_, protobufMade,
              [this](std::string& out) { encodeProtobuf(kind_.type(), object_.get(), out); });
}

EncodedObject::Encodings EncodedObject::encodings() {
  return {jsonMade.load(std::memory_order_relaxed), protobufMade.load(std::memory_order_relaxed)};
}

}  // namespace seamark::api
