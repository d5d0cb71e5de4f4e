// SPDX-License-Identifier: Apache-2.0
#include "apiserver/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <atomic>

#include "base/assert.h"

namespace seamark::apiserver {
namespace {

constexpr int kLevel = 1;
constexpr int kWindowBitsGzip = 15 + 16;  // +16: a gzip header instead of zlib's
constexpr int kWindowBitsRaw = -15;       // neither header nor trailer
constexpr int kMemoryLevel = 8;
constexpr size_t kStoredBlock = 65535;  // RFC 1951 3.2.4: LEN has 16 bits

std::atomic<uint64_t> piecesMade{0};

void appendLittle(uint64_t value, int bytes, std::string& out) {
  for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 0xff);
}

void appendStored(std::string_view block, bool last, std::string& out) {
  out += last ? '\1' : '\0';
  appendLittle(block.size(), 2, out);
  appendLittle(~block.size(), 2, out);
  out += block;
}

uint32_t crcOf(std::string_view plain) {
  return static_cast<uint32_t>(
      crc32_z(crc32_z(0, nullptr, 0), reinterpret_cast<const Bytef*>(plain.data()), plain.size()));
}

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

GzipPiece gzipPiece(std::string_view plain) {
  piecesMade.fetch_add(1, std::memory_order_relaxed);
  GzipPiece piece{.deflated = {}, .plainSize = plain.size(), .crc = crcOf(plain)};
  z_stream stream{};
  const int made =
      deflateInit2(&stream, kLevel, Z_DEFLATED, kWindowBitsRaw, kMemoryLevel, Z_DEFAULT_STRATEGY);
  SM_ASSERT(made == Z_OK);
  // deflateBound() does not count the empty block that a flush adds.
  piece.deflated.resize(deflateBound(&stream, plain.size()) + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(piece.deflated.data());
  stream.avail_out = static_cast<uInt>(piece.deflated.size());
  const int flushed = deflate(&stream, Z_SYNC_FLUSH);  // ends on a byte
  SM_ASSERT(flushed == Z_OK && stream.avail_in == 0 && stream.avail_out > 0);
  piece.deflated.resize(piece.deflated.size() - stream.avail_out);
  piece.deflated.shrink_to_fit();  // it is made to be kept
  deflateEnd(&stream);
  return piece;
}

GzipPiece plainPiece(std::string_view plain) {
  GzipPiece piece{.deflated = {}, .plainSize = plain.size(), .crc = crcOf(plain)};
  for (; !plain.empty(); plain.remove_prefix(std::min(plain.size(), kStoredBlock)))
    appendStored(plain.substr(0, kStoredBlock), false, piece.deflated);
  return piece;
}

std::string GzipPieces::head() {
  // RFC 1952 2.3: deflate, no flags, no time, fastest, an unknown system.
  return {"\x1f\x8b\x08\0\0\0\0\0\x04\xff", 10};
}

void GzipPieces::count(const GzipPiece& piece) {
  crc_ = static_cast<uint32_t>(crc32_combine(crc_, piece.crc, static_cast<z_off_t>(piece.plainSize)));
  plainSize_ += piece.plainSize;
}

std::string GzipPieces::tail() const {
  std::string out;
  appendStored({}, true, out);
  appendLittle(crc_, 4, out);
  appendLittle(plainSize_, 4, out);
  return out;
}

uint64_t gzipPiecesMade() {
  return piecesMade.load(std::memory_order_relaxed);
}

}  // namespace seamark::apiserver
