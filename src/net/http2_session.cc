// SPDX-License-Identifier: Apache-2.0
#include "net/http2_session.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "net/http_engine.h"

namespace seamark::net {
namespace {

constexpr size_t kFrameHeader = 9;
constexpr size_t kLargePart = 8 * 1024;
constexpr std::string_view kUnsafe("\r\n\0", 3);

bool isUpper(char c) {
  return c >= 'A' && c <= 'Z';
}

std::string lowerCased(std::string text) {
  for (char& c : text)
    if (isUpper(c)) c = static_cast<char>(c + 32);
  return text;
}

// RFC 9113 8.2.2: these are of one connection and must not be sent.
bool isOfOneConnection(std::string_view name) {
  return name == "connection" || name == "transfer-encoding" || name == "keep-alive" || name == "upgrade" ||
         name == "proxy-connection" || name == "host";
}

// Values that no other message has would only push useful ones out of HPACK's table.
bool isSaidOnce(std::string_view name) {
  return name == "audit-id" || name == "content-length";
}

}  // namespace

Http2SessionPtr makeHttp2Session(Http2Side side, const nghttp2_session_callbacks* callbacks, void* user,
                                 const nghttp2_option* option) {
  auto memory = std::make_unique<Http2Memory>();
  nghttp2_mem calls = memory->calls();
  nghttp2_session* session = nullptr;
  const auto make = side == Http2Side::Server ? nghttp2_session_server_new3 : nghttp2_session_client_new3;
  SM_ASSERT(make(&session, callbacks, user, option, &calls) == 0);
  return Http2SessionPtr(session, {std::move(memory)});
}

size_t Http2Output::produce(nghttp2_session* session, char* buffer, size_t room) {
  buffer_ = buffer;
  room_ = room;
  made_ = 0;
  while (made_ < room_) {
    if (pending_.empty()) {
      const uint8_t* data = nullptr;
      const ssize_t length = nghttp2_session_mem_send(session, &data);
      failed_ |= length < 0;
      if (length <= 0) break;
      pending_ = {reinterpret_cast<const char*>(data), static_cast<size_t>(length)};
    }
    const size_t part = std::min(room_ - made_, pending_.size());
    std::memcpy(buffer_ + made_, pending_.data(), part);
    pending_.remove_prefix(part);
    made_ += part;
  }
  return std::exchange(made_, 0);
}

size_t Http2Output::directRoom(size_t wanted) const {
  const size_t left = room_ - made_;
  if (left <= kFrameHeader) return 0;
  const size_t fits = left - kFrameHeader;
  // A frame is not cut in two for the sake of a copy, unless the first part is large.
  if (wanted > fits && fits < kLargePart) return 0;
  return std::min(wanted, fits);
}

char* Http2Output::payload() const {
  return buffer_ + made_ + kFrameHeader;
}

void Http2Output::completeFrame(const uint8_t* header, size_t payloadSize) {
  SM_ASSERT(kFrameHeader + payloadSize <= room_ - made_);
  std::memcpy(buffer_ + made_, header, kFrameHeader);
  made_ += kFrameHeader + payloadSize;
}

void Http2Fields::add(std::string_view name, std::string_view value) {
  // nghttp2 takes pointers to what is not const and changes nothing; it copies what it is given.
  const auto bytes = [](std::string_view text) {
    return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));
  };
  const uint8_t flags = isSaidOnce(name) ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE;
  wire_.push_back({bytes(name), bytes(value), name.size(), value.size(), flags});
}

void Http2Fields::addAll(const Headers& headers) {
  for (const auto& [name, value] : headers.fields()) {
    const bool lower = std::none_of(name.begin(), name.end(), isUpper);
    const std::string_view lowered = lower ? std::string_view(name) : keep(lowerCased(name));
    if (isOfOneConnection(lowered)) continue;
    const bool safe = value.find_first_of(kUnsafe) == std::string::npos;
    add(lowered, safe ? std::string_view(value) : keep(safeFieldValue(value)));
  }
}

}  // namespace seamark::net
