// Carrier: how a part of Seamark that is a client reaches a Kubernetes API. Two carriers: HTTPS to any API
// server (https_carrier.h), and in-process to our own (joined in cmd/). The parts cannot tell them apart.
// Lives on one executor: every call is made there and every callback comes from there, never inside the call.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/kind.h"
#include "base/executor.h"
#include "base/result.h"

namespace seamark::client {

// An object as read: immutable, shared with whoever else reads it (in-process: with the server itself). Its
// managedFields may be left out.
using api::ObjectPtr;

enum class WatchEventType : uint8_t { Added, Modified, Deleted, Bookmark };

struct WatchEvent {
  WatchEventType type;
  ObjectPtr object;               // null for Bookmark
  std::string resourceVersion;    // the object's, or the bookmark's
  bool initialEventsEnd = false;  // Bookmark that ends the initial list
};

struct WatchOptions {
  std::string ns;  // empty: all namespaces
  std::string labelSelector;
  std::string fieldSelector;
  // Empty: first all that is there as Added, then a Bookmark with initialEventsEnd, then what changes
  // (sendInitialEvents). Else what came after this version; the stream may fail with 410 Expired.
  std::string resourceVersion;
};

// Events in order, then exactly one onEnd: success when the server ended the stream, else why (410: start
// anew).
struct WatchSink {
  std::function<void(std::vector<WatchEvent>)> onEvents;
  std::function<void(Result<>)> onEnd;
};

struct ListOptions {
  std::string ns;
  std::string labelSelector;
  std::string fieldSelector;
};
struct ObjectList {
  std::string resourceVersion;
  std::vector<ObjectPtr> items;
};

struct DeleteOptions {
  std::string uid;              // precondition, or empty
  std::string resourceVersion;  // precondition, or empty
  std::optional<std::string> propagationPolicy;
  std::optional<int64_t> gracePeriodSeconds;
};

class Carrier {
 public:
  enum class Watch : uint64_t {};
  template <class T>
  using Then = std::function<void(Result<T>)>;

  virtual ~Carrier() = default;
  virtual Executor& executor() = 0;

  virtual Watch watch(const api::Kind& kind, WatchOptions options, WatchSink sink) = 0;
  virtual void stop(Watch watch) = 0;  // no call back after it
  virtual void list(const api::Kind& kind, ListOptions options, Then<ObjectList> then) = 0;
  virtual void get(const api::Kind& kind, std::string ns, std::string name, Then<ObjectPtr> then) = 0;

  // Writes. The object's metadata names it; update sends its resourceVersion (conflict: 409). Answers are the
  // object as stored. `subresource`: "", "status", "finalize".
  virtual void create(const api::Kind& kind, std::shared_ptr<api::Object> object, Then<ObjectPtr> then) = 0;
  virtual void update(const api::Kind& kind, std::shared_ptr<api::Object> object, std::string subresource,
                      Then<ObjectPtr> then) = 0;
  // `contentType` is one of the four PATCH media types; `patch` JSON (or YAML for apply).
  virtual void patch(const api::Kind& kind, std::string ns, std::string name, std::string subresource,
                     std::string contentType, std::string patch, Then<ObjectPtr> then) = 0;
  virtual void remove(const api::Kind& kind, std::string ns, std::string name, DeleteOptions options,
                      Then<void> then) = 0;
};

}  // namespace seamark::client
