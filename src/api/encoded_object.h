// A committed object: immutable, shared, encoded once a representation whatever the number of readers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "api/kind.h"

namespace seamark::api {

// Any thread may read; the first to ask for a representation makes it, and a race makes it at most twice and
// keeps one.
class EncodedObject {
 public:
  // metadata.resourceVersion of `object` is `revision` as decimal text.
  EncodedObject(const Kind& kind, ObjectPtr object, int64_t revision);
  ~EncodedObject();
  EncodedObject(const EncodedObject&) = delete;
  EncodedObject& operator=(const EncodedObject&) = delete;

  const Kind& kind() const { return kind_; }
  const Object& object() const { return *object_; }
  const ObjectPtr& shared() const { return object_; }
  int64_t revision() const { return revision_; }
  // `{"metadata":…}`: an item of a list. A single object is objectHead(kind) + json().substr(1).
  const std::string& json() const;
  // The bare protobuf message, without the envelope.
  const std::string& protobuf() const;

  // How many encodings this process has made: the proof that an object is encoded once. Benchmarks print it.
  struct Encodings {
    uint64_t json = 0;
    uint64_t protobuf = 0;
  };
  static Encodings encodings();

 private:
  const Kind& kind_;
  ObjectPtr object_;
  int64_t revision_;
  mutable std::atomic<const std::string*> json_{nullptr};
  mutable std::atomic<const std::string*> protobuf_{nullptr};
};

// `{"kind":"Service","apiVersion":"v1",` — what stands before the items' own fields.
std::string objectHead(const Kind& kind);

using EncodedPtr = std::shared_ptr<const EncodedObject>;

}  // namespace seamark::api
