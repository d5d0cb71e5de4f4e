// One committed write on its way to watchers.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/watch_event.h"

#include "api/codec.h"
#include "api/protobuf_wire.h"
#include "base/assert.h"

namespace seamark::apiserver {
namespace {

namespace wire = api::wire;

std::atomic<uint64_t> framesMadeSoFar{0};

std::string_view nameOf(Seen seen) {
  switch (seen) {
    case Seen::Added:
      return "ADDED";
    case Seen::Modified:
      return "MODIFIED";
    case Seen::Deleted:
      return "DELETED";
    case Seen::Nothing:
      break;
  }
  SM_ASSERT(false);
}

// WatchEvent {1: type, 2: RawExtension {1: raw}}, behind its length. Only the object has an envelope.
void appendProtobufFrame(std::string_view type, std::string_view object, std::string& out) {
  const size_t at = out.size();
  out.append(4, '\0');
  wire::putBytes(1, type, out);
  std::string extension;
  wire::putTag(1, wire::kBytes, extension);
  wire::putVarint(object.size(), extension);
  wire::putTag(2, wire::kBytes, out);
  wire::putVarint(extension.size() + object.size(), out);
  out += extension;
  out += object;
  const size_t length = out.size() - at - 4;
  for (size_t i = 0; i < 4; ++i) out[at + i] = static_cast<char>(length >> (24 - 8 * i) & 0xff);
}

}  // namespace

void appendWatchFrame(const Form& form, std::string_view type, const api::EncodedObject& object, WallTime now,
                      bool columns, std::string& out) {
  if (form.protobuf()) {
    std::string bytes;
    appendObject(form, object, now, columns, bytes);
    appendProtobufFrame(type, bytes, out);
    return;
  }
  out += "{\"type\":\"";
  out += type;
  out += "\",\"object\":";
  appendObject(form, object, now, columns, out);
  out += "}\n";
}

// Upstream's bookmark is an object of the kind with nothing in it but its version.
std::string bookmarkFrame(const Form& form, const api::Kind& kind, store::Revision revision,
                          bool initialEventsEnd, WallTime now, bool columns) {
  auto object = kind.make();
  object->metadata.resourceVersion = std::to_string(revision);
  if (initialEventsEnd) object->metadata.annotations["k8s.io/initial-events-end"] = "true";
  std::string out;
  appendWatchFrame(form, "BOOKMARK", api::EncodedObject(kind, std::move(object), revision), now, columns,
                   out);
  return out;
}

std::string errorFrame(const Form& form, const Status& status) {
  std::string out;
  if (form.protobuf()) {
    appendProtobufFrame("ERROR", api::encodeStatusProtobuf(status), out);
    return out;
  }
  std::string json = api::encodeStatus(status);
  if (json.ends_with('\n')) json.pop_back();
  return "{\"type\":\"ERROR\",\"object\":" + json + "}\n";
}

WatchEvent::~WatchEvent() {
  for (auto& frame : frames_) delete frame.load(std::memory_order_relaxed);
}

api::EncodedPtr WatchEvent::object(Seen seen) const {
  if (seen != Seen::Deleted || event_.type == store::EventType::Deleted) return event_.object;
  std::lock_guard lock(mutex_);
  if (!left_) {
    const api::Kind& kind = event_.previous->kind();
    auto before = kind.clone(*event_.previous->object());
    before->metadata.resourceVersion = std::to_string(event_.revision);
    left_ = std::make_shared<const api::EncodedObject>(kind, std::move(before), event_.revision);
  }
  return left_;
}

std::string WatchEvent::makeFrame(const Form& form, Seen seen, const Clock& clock) const {
  framesMadeSoFar.fetch_add(1, std::memory_order_relaxed);
  std::string out;
  appendWatchFrame(form, nameOf(seen), *object(seen), clock.now(), false, out);
  return out;
}

Bytes WatchEvent::frame(const Form& form, Seen seen, const Clock& clock) const {
  SM_ASSERT(seen != Seen::Nothing);
  if (form.as != Representation::Object) return Bytes(shared_from_this(), rareFrame(form, seen, clock));
  auto& slot = frames_[(static_cast<size_t>(seen) - 1) * 2 + (form.protobuf() ? 1 : 0)];
  const std::string* made = slot.load(std::memory_order_acquire);
  if (!made) {
    auto mine = std::make_unique<const std::string>(makeFrame(form, seen, clock));
    // A race makes it twice and keeps one.
    if (slot.compare_exchange_strong(made, mine.get(), std::memory_order_acq_rel)) made = mine.release();
  }
  return Bytes(shared_from_this(), *made);
}

const std::string& WatchEvent::rareFrame(const Form& form, Seen seen, const Clock& clock) const {
  {
    std::lock_guard lock(mutex_);
    for (const Cached& cached : rare_)
      if (cached.form == form && cached.seen == seen) return *cached.bytes;
  }
  auto bytes = std::make_unique<const std::string>(makeFrame(form, seen, clock));
  std::lock_guard lock(mutex_);
  return *rare_.emplace_back(Cached{form, seen, std::move(bytes)}).bytes;
}

uint64_t WatchEvent::framesMade() {
  return framesMadeSoFar.load(std::memory_order_relaxed);
}

}  // namespace seamark::apiserver
