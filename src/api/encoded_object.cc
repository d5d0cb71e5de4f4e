// The encodings of a committed object, each made when first asked for.
// SPDX-License-Identifier: Apache-2.0
#include "api/encoded_object.h"

#include <array>
#include <cstring>
#include <mutex>

#include "api/codec.h"
#include "api/text_difference.h"
#include "base/assert.h"
#include "base/drop_room.h"

namespace seamark::api {

namespace {

// A parsed object takes some 4 KiB.
constexpr size_t kKeptForms = 256;
// What an encoding grows in, so that the object keeps a block of exactly its size.
constexpr size_t kScratch = 64 << 10;

std::atomic<uint64_t> jsonMade{0}, protobufMade{0};

// Room for bytes with their length before them.
char* blockFor(size_t bytes) {
  const auto size = static_cast<uint32_t>(bytes);
  SM_ASSERT(size == bytes);
  char* block = new char[sizeof size + bytes];
  std::memcpy(block, &size, sizeof size);
  return block;
}

char* startIn(char* block) {
  return block + sizeof(uint32_t);
}

const char* blockOf(std::string_view text) {
  char* block = blockFor(text.size());
  text.copy(startIn(block), text.size());
  return block;
}

std::string_view textIn(const char* block) {
  uint32_t size = 0;
  std::memcpy(&size, block, sizeof size);
  return {block + sizeof size, size};
}

// Puts `block` into the slot, unless another thread was quicker, and returns what is in it then.
std::string_view keep(std::atomic<const char*>& slot, std::unique_ptr<const char[]> block) {
  const char* expected = nullptr;
  if (slot.compare_exchange_strong(expected, block.get(), std::memory_order_acq_rel,
                                   std::memory_order_acquire))
    return textIn(block.release());
  return textIn(expected);
}

// Returns what is in `slot`, filling it first. Two threads may both encode; one result is kept.
template <class Encode>
std::string_view once(std::atomic<const char*>& slot, std::atomic<uint64_t>& made, Encode encode) {
  if (const char* kept = slot.load(std::memory_order_acquire)) return textIn(kept);
  thread_local std::string scratch;
  scratch.clear();
  encode(scratch);
  std::unique_ptr<const char[]> mine(blockOf(scratch));
  if (scratch.capacity() > kScratch) dropRoom(scratch);
  made.fetch_add(1, std::memory_order_relaxed);
  return keep(slot, std::move(mine));
}

}  // namespace

// The objects that have both JSON and a parsed form, the newest few of them: whoever comes in takes the place
// of the oldest, which lets its parsed form go. Any thread.
class EncodedObject::ParsedForms {
 public:
  void add(const EncodedObject& object) {
    ObjectPtr oldest;  // destroyed without the lock
    const std::lock_guard lock(mutex_);
    if (object.place_.load(std::memory_order_relaxed) >= 0) return;
    const EncodedObject*& place = kept_[next_];
    if (place) {
      oldest = place->parsed_.exchange(nullptr);
      place->place_.store(-1, std::memory_order_release);  // the last touch: it may be destroyed from here on
    }
    place = &object;
    object.place_.store(static_cast<int32_t>(next_), std::memory_order_relaxed);
    next_ = (next_ + 1) % kept_.size();
  }

  // To be called before `object` is destroyed.
  void remove(const EncodedObject& object) {
    if (object.place_.load(std::memory_order_acquire) < 0) return;
    const std::lock_guard lock(mutex_);
    const int32_t place = object.place_.load(std::memory_order_relaxed);
    if (place >= 0) kept_[static_cast<size_t>(place)] = nullptr;
  }

 private:
  std::mutex mutex_;
  std::array<const EncodedObject*, kKeptForms> kept_{};
  size_t next_ = 0;
};

EncodedObject::ParsedForms& EncodedObject::parsedForms() {
  static ParsedForms forms;
  return forms;
}

struct EncodedObject::Packed {
  EncodedPtr base;
  std::unique_ptr<const char[]> difference;
  size_t size;  // of the JSON
};

EncodedObject::EncodedObject(const Kind& kind, ObjectPtr object, int64_t revision)
    : kind_(kind), revision_(revision), parsed_(std::move(object)) {}

EncodedObject::EncodedObject(const Kind& kind, std::string_view json, int64_t revision)
    : kind_(kind), revision_(revision), json_(blockOf(json)) {}

EncodedObject::EncodedObject(const Kind& kind, int64_t revision, std::unique_ptr<const Packed> packed)
    : kind_(kind), revision_(revision), packed_(std::move(packed)) {}

EncodedPtr EncodedObject::packed(const EncodedObject& version, EncodedPtr base) {
  SM_ASSERT(!base->packed_);
  const std::string_view text = version.json();
  const std::string difference = differenceFrom(base->json(), text);
  if (difference.size() > text.size() / 2) return nullptr;
  std::unique_ptr<const char[]> block(blockOf(difference));
  auto packed = std::make_unique<const Packed>(std::move(base), std::move(block), text.size());
  return EncodedPtr(new EncodedObject(version.kind_, version.revision_, std::move(packed)));
}

const EncodedPtr& EncodedObject::base() const {
  static const EncodedPtr none;
  return packed_ ? packed_->base : none;
}

std::string_view EncodedObject::unpacked() const {
  std::unique_ptr<char[]> block(blockFor(packed_->size));
  const bool good = applyDifference(packed_->base->json(), textIn(packed_->difference.get()),
                                    startIn(block.get()), packed_->size);
  SM_ASSERT(good);  // our own
  return keep(json_, std::move(block));
}

EncodedObject::~EncodedObject() {
  parsedForms().remove(*this);
  delete[] json_.load(std::memory_order_acquire);
  delete[] protobuf_.load(std::memory_order_acquire);
}

ObjectPtr EncodedObject::object() const {
  if (ObjectPtr parsed = parsed_.load()) return parsed;
  std::shared_ptr<Object> decoded = kind_.make();
  const char* made = json_.load(std::memory_order_acquire);
  const auto good = decodeJson(kind_.type(), made ? textIn(made) : unpacked(), decoded.get());
  SM_ASSERT(good);  // our own encoder wrote it
  const ObjectPtr parsed = std::move(decoded);
  parsed_.store(parsed);
  parsedForms().add(*this);
  return parsed;
}

ObjectPtr EncodedObject::objectToKeep() const {
  if (ObjectPtr parsed = parsed_.load()) return parsed;
  std::shared_ptr<Object> decoded = kind_.make();
  const auto good = decodeJsonToKeep(kind_, json(), *decoded);
  SM_ASSERT(good);  // our own encoder wrote it
  return decoded;
}

std::string_view EncodedObject::json() const {
  if (const char* made = json_.load(std::memory_order_acquire)) return textIn(made);
  if (packed_) return unpacked();
  const ObjectPtr parsed = object();  // not dropped as long as there is no JSON
  const std::string_view text =
      once(json_, jsonMade, [&](std::string& out) { encodeJson(kind_.type(), parsed.get(), out); });
  parsedForms().add(*this);
  return text;
}

std::string_view EncodedObject::protobuf() const {
  return once(protobuf_, protobufMade,
              [this](std::string& out) { encodeProtobuf(kind_.type(), object().get(), out); });
}

EncodedObject::Encodings EncodedObject::encodings() {
  return {jsonMade.load(std::memory_order_relaxed), protobufMade.load(std::memory_order_relaxed)};
}

}  // namespace seamark::api
