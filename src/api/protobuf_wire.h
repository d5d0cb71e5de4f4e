// The bytes of protobuf: varints, tags and messages whose length is known only after them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace seamark::api::wire {

enum : uint32_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kStartGroup = 3, kEndGroup = 4, kFixed32 = 5 };

inline void putVarint(uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

inline void putTag(uint32_t number, uint32_t wireType, std::string& out) {
  putVarint(number << 3 | wireType, out);
}

inline void putBytes(uint32_t number, std::string_view bytes, std::string& out) {
  putTag(number, kBytes, out);
  putVarint(bytes.size(), out);
  out.append(bytes);
}

inline void putNumber(uint32_t number, uint64_t value, std::string& out) {
  putTag(number, kVarint, out);
  putVarint(value, out);
}

// Writes field `number` around what `body` appends. One byte is kept for the length, which is enough for most
// messages; longer ones move by the missing bytes.
template <class Body>
void putMessage(uint32_t number, std::string& out, Body body) {
  putTag(number, kBytes, out);
  const size_t at = out.size();
  out.push_back(0);
  body();
  const size_t length = out.size() - at - 1;
  if (length < 0x80) {
    out[at] = static_cast<char>(length);
    return;
  }
  std::string prefix;
  putVarint(length, prefix);
  out.replace(at, 1, prefix);
}

// Reads what is left of a message.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  bool atEnd() const { return rest_.empty(); }
  // False: truncated, or longer than ten bytes.
  bool varint(uint64_t& value) {
    value = 0;
    for (size_t i = 0; i < rest_.size() && i < 10; ++i) {
      const auto byte = static_cast<unsigned char>(rest_[i]);
      value |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
      if (byte >= 0x80) continue;
      rest_.remove_prefix(i + 1);
      return true;
    }
    return false;
  }
  bool bytes(std::string_view& value) {
    uint64_t length = 0;
    if (!varint(length) || length > rest_.size()) return false;
    value = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return true;
  }
  // A field that nobody knows.
  bool skip(uint32_t wireType) {
    uint64_t number = 0;
    std::string_view bytes_;
    switch (wireType) {
      case kVarint:
        return varint(number);
      case kBytes:
        return bytes(bytes_);
      case kFixed64:
        return drop(8);
      case kFixed32:
        return drop(4);
      case kStartGroup:
        return skipGroup();
      default:
        return false;
    }
  }

 private:
  bool drop(size_t count) {
    if (count > rest_.size()) return false;
    rest_.remove_prefix(count);
    return true;
  }
  // Groups nest; counting their ends needs no recursion.
  bool skipGroup() {
    for (size_t open = 1; open > 0;) {
      uint64_t tag = 0;
      if (!varint(tag)) return false;
      const uint32_t wireType = tag & 7;
      if (wireType == kStartGroup)
        ++open;
      else if (wireType == kEndGroup)
        --open;
      else if (!skip(wireType))
        return false;
    }
    return true;
  }

  std::string_view rest_;
};

}  // namespace seamark::api::wire
