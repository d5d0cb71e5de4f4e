// SPDX-License-Identifier: Apache-2.0
#include "net/http2_session.h"

#include <algorithm>
#include <cstring>

#include "net/http_engine.h"

namespace seamark::net {

size_t Http2Output::produce(nghttp2_session* session, char* buffer, size_t room) {
  size_t made = 0;
  while (made < room) {
    if (pending_.empty()) {
      const uint8_t* data = nullptr;
      const ssize_t length = nghttp2_session_mem_send(session, &data);
      failed_ |= length < 0;
      if (length <= 0) break;
      pending_ = {reinterpret_cast<const char*>(data), static_cast<size_t>(length)};
    }
    const size_t part = std::min(room - made, pending_.size());
    std::memcpy(buffer + made, pending_.data(), part);
    pending_.remove_prefix(part);
    made += part;
  }
  return made;
}

void Http2Fields::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

void Http2Fields::addAll(const Headers& headers) {
  for (const auto& [name, value] : headers.fields()) {
    std::string lowered = name;
    for (char& c : lowered)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    // RFC 9113 8.2.2: these are of one connection and must not be sent.
    if (lowered == "connection" || lowered == "transfer-encoding" || lowered == "keep-alive" ||
        lowered == "upgrade" || lowered == "proxy-connection" || lowered == "host")
      continue;
    fields_.emplace_back(std::move(lowered), safeFieldValue(value));
  }
}

const std::vector<nghttp2_nv>& Http2Fields::finish() {
  wire_.reserve(fields_.size());
  for (auto& [name, value] : fields_) {
    wire_.push_back({reinterpret_cast<uint8_t*>(name.data()), reinterpret_cast<uint8_t*>(value.data()),
                     name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  return wire_;
}

}  // namespace seamark::net
