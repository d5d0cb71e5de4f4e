// Reflector: follows one kind on the server: the whole state first, then every change, across broken streams
// and forgotten versions. The informer is built on it. Lives on the carrier's executor; calls back from
// there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "client/carrier.h"

namespace seamark::client {

struct ReflectorSink {
  // Everything that is there, as of `resourceVersion`: what is not in it is gone. At the start, and again
  // whenever the server had forgotten where we were (410).
  std::function<void(std::vector<ObjectPtr> all, const std::string& resourceVersion)> onReplace;
  // What changed since, in order. Bookmarks come too: they move the version on.
  std::function<void(const std::vector<WatchEvent>& events)> onChanges;
};

struct ReflectorOptions {
  std::string ns;
  std::string labelSelector;
  std::string fieldSelector;
  Duration firstBackoff = std::chrono::milliseconds(100);
  Duration longestBackoff = std::chrono::seconds(30);
  Random* random = nullptr;  // null: a sequence of its own
};

class Reflector {
 public:
  Reflector(Carrier& carrier, const api::Kind& kind, ReflectorOptions options, ReflectorSink sink);
  ~Reflector();  // no call back after it
  Reflector(const Reflector&) = delete;
  Reflector& operator=(const Reflector&) = delete;

  void start();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace seamark::client
