// HTTP/1 messages from bytes as they come, in pieces of any size: Boost.Beast's parser behind a plain face.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"

namespace seamark::net {

struct Http1Fed {
  size_t consumed = 0;  // the rest is to be given again, with more behind it
  int errorStatus =
      0;              // 400, 417, 431, 501, 505: the message is broken; nothing can follow on the connection
  bool done = false;  // the message is whole (or its body is larger than allowed, see tooLarge())
  std::string_view why;  // of errorStatus; a literal, or empty
};

// One request.
class Http1RequestParser {
 public:
  Http1RequestParser(size_t headerLimit, size_t bodyLimit);
  ~Http1RequestParser();
  Http1Fed feed(std::string_view bytes);
  bool headersDone() const;
  size_t heldBytes() const;     // of fields and body, so far
  bool tooLarge() const;        // HttpRequest::bodyTooLarge; the rest of the body was not read
  bool keepAlive() const;       // as the request asks
  bool expectContinue() const;  // Expect: 100-continue
  bool http10() const;
  HttpRequest head() const;  // what there is of it but the body, once headersDone()
  HttpRequest takeRequest();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

// One answer, for the client.
class Http1ResponseParser {
 public:
  // `headOnly`: the answer to a HEAD request has no body whatever its headers say.
  Http1ResponseParser(size_t headerLimit, bool headOnly, std::function<void(int, const Headers&)> onHeaders,
                      std::function<void(std::string_view)> onData);
  ~Http1ResponseParser();
  Http1Fed feed(std::string_view bytes);
  // The connection ended: true when that ends the message well (a body without a length).
  bool endOfInput();
  bool keepAlive() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace seamark::net
