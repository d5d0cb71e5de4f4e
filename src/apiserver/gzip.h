// gzip (RFC 1952), at the fast level that Kubernetes uses for large answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace seamark::apiserver {

// A body compressed as it is made; memory does not grow with its size. One thread at a time.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  // What can be sent after taking `plain` in; may be empty. `last` ends the stream: nothing may follow.
  std::string add(std::string_view plain, bool last);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string gzip(const std::vector<Bytes>& parts);

// A stretch of a body, compressed without knowledge of what stands before it: it can be kept and become part
// of other bodies.
struct GzipPiece {
  std::string deflated;
  size_t plainSize = 0;
  uint32_t crc = 0;
};
GzipPiece gzipPiece(std::string_view plain);
// The same without compression, for what is small and used once.
GzipPiece plainPiece(std::string_view plain);

// One gzip body out of pieces: head(), then `deflated` of every piece that was counted, in order, then
// tail().
class GzipPieces {
 public:
  static std::string head();
  void count(const GzipPiece& piece);
  std::string tail() const;

 private:
  uint64_t plainSize_ = 0;
  uint32_t crc_ = 0;
};

// How many pieces this process has compressed.
uint64_t gzipPiecesMade();

}  // namespace seamark::apiserver
