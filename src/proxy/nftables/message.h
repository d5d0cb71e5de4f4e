// MessageWriter: netlink messages, one after the other, in one growing buffer. Attributes nest by scope. It
// knows the framing (RFC 3549 section 2.3) and nothing of what is said.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/netlink.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace seamark::proxy {

class MessageWriter {
 public:
  // Begins a message; the one before it is finished. `header` follows the netlink header (nfgenmsg, rtmsg).
  void begin(uint16_t type, uint16_t flags, uint32_t sequence, std::string_view header);
  void finish();
  void addFlags(uint16_t flags);  // to the message begun last, also when it is finished

  void attribute(uint16_t type, std::string_view bytes);
  void text(uint16_t type, std::string_view text);  // with the final zero
  void number32(uint16_t type, uint32_t value);     // big-endian, as nf_tables wants it
  void number64(uint16_t type, uint64_t value);
  void native32(uint16_t type, uint32_t value);  // host order, as rtnetlink wants it

  // An attribute that holds others, open as long as this lives.
  class Nest {
   public:
    Nest(MessageWriter& writer, uint16_t type);
    ~Nest();
    Nest(const Nest&) = delete;
    Nest& operator=(const Nest&) = delete;

   private:
    MessageWriter& writer_;
    size_t at_;
  };

  const std::string& bytes() const { return bytes_; }
  size_t messageSize() const { return bytes_.size() - begun_; }
  bool empty() const { return bytes_.empty(); }

 private:
  void pad() { bytes_.append((4 - bytes_.size() % 4) % 4, '\0'); }

  std::string bytes_;
  size_t begun_ = 0;
  bool open_ = false;
};

// A value's own bytes, for headers.
template <class T>
std::string_view rawBytes(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace seamark::proxy
