// What the server's and the client's HTTP/2 engines share: an nghttp2 session that owns itself, bytes in and
// bytes out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nghttp2/nghttp2.h>

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"
#include "net/http2_memory.h"

namespace seamark::net {

// Frees the session, then the memory that it was given.
struct Http2SessionDeleter {
  std::unique_ptr<Http2Memory> memory;
  void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
};
using Http2SessionPtr = std::unique_ptr<nghttp2_session, Http2SessionDeleter>;

enum class Http2Side : uint8_t { Server, Client };
// `user` comes back in every callback. nghttp2 copies callbacks and option.
Http2SessionPtr makeHttp2Session(Http2Side side, const nghttp2_session_callbacks* callbacks, void* user,
                                 const nghttp2_option* option);

// Copies what the session wants to send, whole frames cut to the room there is. A DATA frame can be put into
// the buffer without the way through nghttp2's: the data source asks directRoom(), puts the payload where
// payload() says, and the session's send_data_callback completes the frame.
class Http2Output {
 public:
  // 0: nothing now. A broken session sets failed().
  size_t produce(nghttp2_session* session, char* buffer, size_t room);
  bool failed() const { return failed_; }

  // Within produce(): how many bytes of payload, of `wanted`, a DATA frame may have that is put into what is
  // left of the buffer; 0: leave it to nghttp2, whose frames may begin in one buffer and end in the next.
  size_t directRoom(size_t wanted) const;
  char* payload() const;
  // The payload stands; `header` goes in front of it.
  void completeFrame(const uint8_t* header, size_t payloadSize);

 private:
  std::string_view pending_;  // nghttp2's own buffer, valid until it is asked again
  char* buffer_ = nullptr;    // within produce()
  size_t room_ = 0, made_ = 0;
  bool failed_ = false;
};

// Lower-cased, connection-specific fields left out: what may go into an HTTP/2 header block. What is given must
// live as long as the object; only what has to be changed is copied.
class Http2Fields {
 public:
  Http2Fields() { wire_.reserve(12); }
  void add(std::string_view name, std::string_view value);  // as they are
  void addAll(const Headers& headers);
  const std::vector<nghttp2_nv>& wire() const { return wire_; }

 private:
  std::string_view keep(std::string text) { return made_.emplace_back(std::move(text)); }
  std::list<std::string> made_;
  std::vector<nghttp2_nv> wire_;
};

}  // namespace seamark::net
