// The encodings of a committed object, each made when first asked for.
// SPDX-License-Identifier: Apache-2.0
#include "api/encoded_object.h"

#include <array>
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

// Puts `block` into the slot, unless another thread was quicker, and returns what is in it then.
EncodedText keep(std::atomic<const TextBlock*>& slot, TextBlock::Ptr block) {
  const TextBlock* expected = nullptr;
  if (slot.compare_exchange_strong(expected, block.get(), std::memory_order_acq_rel,
                                   std::memory_order_acquire))
    return block.release()->text();
  return expected->text();
}

// Fills `slot`. Two threads may both encode; one result is kept.
template <class Encode, class Block>
EncodedText fill(std::atomic<const TextBlock*>& slot, std::atomic<uint64_t>& made, Encode encode,
                 Block block) {
  thread_local std::string scratch;
  scratch.clear();
  encode(scratch);
  TextBlock::Ptr mine = block(scratch);
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
  TextBlock::Ptr difference;
  size_t size;  // of the JSON
};

EncodedObject::EncodedObject(const Kind& kind, ObjectPtr object, int64_t revision)
    : kind_(kind), revision_(revision), parsed_(std::move(object)) {}

EncodedObject::EncodedObject(const Kind& kind, std::string_view json, int64_t revision)
    : kind_(kind), revision_(revision), json_(TextBlock::ofJson(json).release()) {}

EncodedObject::EncodedObject(const Kind& kind, int64_t revision, std::unique_ptr<const Packed> packed)
    : kind_(kind), revision_(revision), packed_(std::move(packed)) {}

EncodedPtr EncodedObject::packed(const EncodedObject& version, EncodedPtr base) {
  SM_ASSERT(!base->packed_);
  std::string ours, others;
  const std::string_view text = version.json().inOnePiece(ours);
  const std::string difference = differenceFrom(base->json().inOnePiece(others), text);
  if (difference.size() > text.size() / 2) return nullptr;
  auto packed = std::make_unique<const Packed>(std::move(base), TextBlock::make(difference), text.size());
  return EncodedPtr(new EncodedObject(version.kind_, version.revision_, std::move(packed)));
}

const EncodedPtr& EncodedObject::base() const {
  static const EncodedPtr none;
  return packed_ ? packed_->base : none;
}

EncodedText EncodedObject::unpacked() const {
  std::string base, difference, json(packed_->size, '\0');
  const bool good =
      applyDifference(packed_->base->json().inOnePiece(base),
                      packed_->difference->text().inOnePiece(difference), json.data(), json.size());
  SM_ASSERT(good);  // our own
  return keep(json_, TextBlock::ofJson(json));
}

EncodedObject::~EncodedObject() {
  parsedForms().remove(*this);
  for (auto* slot : {&json_, &protobuf_})
    if (const TextBlock* block = slot->load(std::memory_order_acquire)) TextBlock::Destroy()(block);
}

ObjectPtr EncodedObject::object() const {
  if (ObjectPtr parsed = parsed_.load()) return parsed;
  std::shared_ptr<Object> decoded = kind_.make();
  const TextBlock* made = json_.load(std::memory_order_acquire);
  std::string scratch;
  const std::string_view text = (made ? made->text() : unpacked()).inOnePiece(scratch);
  const auto good = decodeJson(kind_.type(), text, decoded.get());
  SM_ASSERT(good);  // our own encoder wrote it
  const ObjectPtr parsed = std::move(decoded);
  parsed_.store(parsed);
  parsedForms().add(*this);
  return parsed;
}

ObjectPtr EncodedObject::objectToKeep() const {
  if (ObjectPtr parsed = parsed_.load()) return parsed;
  std::shared_ptr<Object> decoded = kind_.make();
  std::string scratch;
  const auto good = decodeJsonToKeep(kind_, json().inOnePiece(scratch), *decoded);
  SM_ASSERT(good);  // our own encoder wrote it
  return decoded;
}

EncodedText EncodedObject::json() const {
  if (const TextBlock* made = json_.load(std::memory_order_acquire)) return made->text();
  if (packed_) return unpacked();
  const ObjectPtr parsed = object();  // not dropped as long as there is no JSON
  const EncodedText text = fill(
      json_, jsonMade, [&](std::string& out) { encodeJson(kind_.type(), parsed.get(), out); },
      TextBlock::ofJson);
  parsedForms().add(*this);
  return text;
}

// What fields a manager owns is the same text in both encodings.
EncodedText EncodedObject::protobuf() const {
  if (const TextBlock* made = protobuf_.load(std::memory_order_acquire)) return made->text();
  return fill(
      protobuf_, protobufMade,
      [this](std::string& out) { encodeProtobuf(kind_.type(), object().get(), out); },
      [this](std::string_view message) {
        const TextBlock* json = json_.load(std::memory_order_acquire);
        const SharedText shared = json ? json->shared() : SharedText();
        const size_t at = shared.view().empty() ? std::string_view::npos : message.find(shared.view());
        return at == std::string_view::npos ? TextBlock::make(message) : TextBlock::make(message, at, shared);
      });
}

EncodedObject::Encodings EncodedObject::encodings() {
  return {jsonMade.load(std::memory_order_relaxed), protobufMade.load(std::memory_order_relaxed)};
}

}  // namespace seamark::api
