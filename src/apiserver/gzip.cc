// SPDX-License-Identifier: Apache-2.0
#include "apiserver/gzip.h"

#include <zlib.h>

#include "base/assert.h"

namespace seamark::apiserver {
namespace {

constexpr int kLevel = 1;
constexpr int kWindowBitsGzip = 15 + 16;  // +16: a gzip header instead of zlib's
constexpr int kMemoryLevel = 8;

}  // namespace

struct GzipStream::Impl {
  z_stream stream{};
};

GzipStream::GzipStream() : impl_(std::make_unique<Impl>()) {
  const int made =
      deflateInit2(&impl_->stream, kLevel, Z_DEFLATED, kWindowBitsGzip, kMemoryLevel, Z_DEFAULT_STRATEGY);
  SM_ASSERT(made == Z_OK);
}

GzipStream::~GzipStream() {
  deflateEnd(&impl_->stream);
}

std::string GzipStream::add(std::string_view plain, bool last) {
  z_stream& stream = impl_->stream;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  std::string out;
  char buffer[16 * 1024];
  do {
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  } while (stream.avail_out == 0);
  return out;
}

std::string gzip(const std::vector<Bytes>& parts) {
  GzipStream stream;
  std::string out;
  for (const Bytes& part : parts) out += stream.add(part.view(), false);
  return out += stream.add({}, true);
}

}  // namespace seamark::apiserver
