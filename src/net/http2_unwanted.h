// UnwantedBodies: the streams of an HTTP/2 connection that are answered already while their bodies still
// arrive. They are read into nothing for a while: many a client takes a stream that is cut off while it sends
// for an error, and never shows the answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/clock.h"

namespace seamark::net {

class UnwantedBodies {
 public:
  static constexpr size_t kBytes = 16 * 1024 * 1024;  // of one stream

  void add(int32_t id, SteadyTime now) { streams_.try_emplace(id, Stream{now, kBytes}); }
  void remove(int32_t id) { streams_.erase(id); }
  // False: the stream has sent enough, and is forgotten.
  bool take(int32_t id, size_t bytes) {
    const auto it = streams_.find(id);
    if (it == streams_.end()) return true;
    if (bytes < it->second.left) {
      it->second.left -= bytes;
      return true;
    }
    streams_.erase(it);
    return false;
  }
  // Forgets and tells those that began before `when`.
  std::vector<int32_t> takeOlderThan(SteadyTime when) {
    std::vector<int32_t> old;
    for (const auto& [id, stream] : streams_)
      if (stream.since < when) old.push_back(id);
    for (const int32_t id : old) streams_.erase(id);
    return old;
  }

 private:
  struct Stream {
    SteadyTime since;
    size_t left;
  };
  std::unordered_map<int32_t, Stream> streams_;
};

}  // namespace seamark::net
