// A committed object: immutable, shared, encoded once a representation whatever the number of readers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/kind.h"
#include "api/text_block.h"
#include "base/atomic_shared_ptr.h"

namespace seamark::api {

// Any thread may read; the first to ask for a representation makes it, and a race makes it at most twice and
// keeps one.
//
// What stays in memory is the JSON, or of an old version its difference from another one. A parsed object takes
// several times its room and is rarely looked at, so once there is JSON only the parsed forms that were asked for last
// are kept (of all objects of the process together), and others are decoded again when needed.
class EncodedObject {
 public:
  // metadata.resourceVersion of `object` is `revision` as decimal text.
  EncodedObject(const Kind& kind, ObjectPtr object, int64_t revision);
  // Of an object that was encoded before: `json` is what json() gave then.
  EncodedObject(const Kind& kind, std::string_view json, int64_t revision);
  // `version` in less room: of its JSON only the difference from that of `base` is kept, until somebody reads it. Null
  // where that would save less than half. `base`, a version of the same object, is not packed itself.
  static std::shared_ptr<const EncodedObject> packed(const EncodedObject& version,
                                                     std::shared_ptr<const EncodedObject> base);
  // What a packed one is kept as a difference from; else null.
  const std::shared_ptr<const EncodedObject>& base() const;
  ~EncodedObject();
  EncodedObject(const EncodedObject&) = delete;
  EncodedObject& operator=(const EncodedObject&) = delete;

  const Kind& kind() const { return kind_; }
  // The parsed form. Hold the pointer as long as you look at the object.
  ObjectPtr object() const;
  // For who keeps it: the parsed form when there is one, else one that is made for the caller alone, without
  // metadata.managedFields.
  ObjectPtr objectToKeep() const;
  int64_t revision() const { return revision_; }
  // `{"metadata":…}`: an item of a list. A single object is objectHead(kind) + json().behind(1).
  EncodedText json() const;
  // The bare protobuf message, without the envelope.
  EncodedText protobuf() const;

  // Fetches the start of an encoding, if it is there, for who reads many objects in a row: each lies anywhere in memory.
  void prefetch(bool protobuf) const {
    __builtin_prefetch((protobuf ? protobuf_ : json_).load(std::memory_order_relaxed));
  }

  // How many encodings this process has made: the proof that an object is encoded once. Benchmarks print it.
  struct Encodings {
    uint64_t json = 0;
    uint64_t protobuf = 0;
  };
  static Encodings encodings();

 private:
  class ParsedForms;
  struct Packed;
  EncodedObject(const Kind& kind, int64_t revision, std::unique_ptr<const Packed> packed);
  EncodedText unpacked() const;
  static ParsedForms& parsedForms();

  const Kind& kind_;
  const int64_t revision_;
  mutable AtomicSharedPtr<const Object> parsed_;
  mutable std::atomic<const TextBlock*> json_{nullptr};
  mutable std::atomic<const TextBlock*> protobuf_{nullptr};
  const std::unique_ptr<const Packed> packed_;
  mutable std::atomic<int32_t> place_{-1};  // among the parsed forms that are kept
};

// `{"kind":"Service","apiVersion":"v1",` — what stands before the items' own fields.
std::string objectHead(const Kind& kind);

using EncodedPtr = std::shared_ptr<const EncodedObject>;

}  // namespace seamark::api
