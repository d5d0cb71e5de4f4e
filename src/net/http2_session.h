// What the server's and the client's HTTP/2 engines share: an nghttp2 session that owns itself, bytes in and
// bytes out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nghttp2/nghttp2.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace seamark::net {

struct Http2SessionDeleter {
  void operator()(nghttp2_session* session) const { nghttp2_session_del(session); }
};
using Http2SessionPtr = std::unique_ptr<nghttp2_session, Http2SessionDeleter>;

// Copies what the session wants to send, whole frames cut to the room there is.
class Http2Output {
 public:
  // 0: nothing now. A broken session sets failed().
  size_t produce(nghttp2_session* session, char* buffer, size_t room);
  bool failed() const { return failed_; }

 private:
  std::string_view pending_;  // nghttp2's own buffer, valid until it is asked again
  bool failed_ = false;
};

// Lower-cased, connection-specific fields left out: what may go into an HTTP/2 header block. Views stay valid
// as long as the object.
class Http2Fields {
 public:
  void add(std::string name, std::string value);  // as they are
  void addAll(const Headers& headers);
  const std::vector<nghttp2_nv>& finish();

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<nghttp2_nv> wire_;
};

}  // namespace seamark::net
