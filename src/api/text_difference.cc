// Differences as raw DEFLATE (RFC 1951) with the other text as the dictionary.
// SPDX-License-Identifier: Apache-2.0
#include "api/text_difference.h"

#include <zlib.h>

#include "base/assert.h"

namespace seamark::api {
namespace {

constexpr int kRaw = -15;   // no header, the whole window
constexpr int kMemory = 6;  // of 9: the tables follow the size of objects, which is some KiB
constexpr size_t kWindow = 32 << 10;

// zlib's interface predates const.
Bytef* bytes(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

std::string_view windowOf(std::string_view base) {
  return base.size() > kWindow ? base.substr(base.size() - kWindow) : base;
}

// One a thread, used again and again: making one costs more than an object.
class Deflater {
 public:
  Deflater() { SM_ASSERT(deflateInit2(&stream_, 1, Z_DEFLATED, kRaw, kMemory, Z_DEFAULT_STRATEGY) == Z_OK); }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string run(std::string_view dictionary, std::string_view text) {
    deflateReset(&stream_);
    deflateSetDictionary(&stream_, bytes(dictionary), static_cast<uInt>(dictionary.size()));
    std::string out(deflateBound(&stream_, text.size()), '\0');
    stream_.next_in = bytes(text);
    stream_.avail_in = static_cast<uInt>(text.size());
    stream_.next_out = bytes(out);
    stream_.avail_out = static_cast<uInt>(out.size());
    SM_ASSERT(deflate(&stream_, Z_FINISH) == Z_STREAM_END);
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::string differenceFrom(std::string_view base, std::string_view text) {
  thread_local Deflater deflater;
  return deflater.run(windowOf(base), text);
}

bool applyDifference(std::string_view base, std::string_view difference, char* out, size_t size) {
  z_stream stream{};
  if (inflateInit2(&stream, kRaw) != Z_OK) return false;
  const std::string_view window = windowOf(base);
  inflateSetDictionary(&stream, bytes(window), static_cast<uInt>(window.size()));
  stream.next_in = bytes(difference);
  stream.avail_in = static_cast<uInt>(difference.size());
  stream.next_out = reinterpret_cast<Bytef*>(out);
  stream.avail_out = static_cast<uInt>(size);
  const bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == size;
  inflateEnd(&stream);
  return whole;
}

}  // namespace seamark::api
