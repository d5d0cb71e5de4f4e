// The memory of one nghttp2 session. A session holds a buffer for the largest frame all its life, and an idle
// one uses the first bytes of it: given whole pages of its own, the buffer takes memory only as far as frames
// have reached into it. That is a third of what a connection with one watch costs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nghttp2/nghttp2.h>

#include <cstddef>

namespace seamark::net {

// Outlives its session; lives on the session's loop.
class Http2Memory {
 public:
  Http2Memory() = default;
  Http2Memory(const Http2Memory&) = delete;
  Http2Memory& operator=(const Http2Memory&) = delete;
  ~Http2Memory();

  // What nghttp2_session_*_new3 takes.
  nghttp2_mem calls() { return {this, allocate, release, allocateZeroed, resize}; }

  // nghttp2 asks for no other block of this size while it makes a session.
  static constexpr size_t kFrameBuffer = 16 * 1024;

 private:
  static void* allocate(size_t size, void* self);
  static void release(void* block, void* self);
  static void* allocateZeroed(size_t count, size_t size, void* self);
  static void* resize(void* block, size_t size, void* self);

  void* pages_ = nullptr;  // of the first large block; one session has one mapping at most
  size_t mapped_ = 0;
};

}  // namespace seamark::net
