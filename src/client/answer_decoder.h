// What an API server answers, as values: objects, lists, Statuses, and watch events from a stream that comes
// in pieces.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/carrier.h"

namespace seamark::client {

// An answer of 400 or more: its Status, or, when the body is none, one made from the code and the body's
// start.
Status decodeFailure(int code, std::string_view body);
Result<ObjectPtr> decodeAnswer(const api::Kind& kind, std::string_view body);

struct ListPage {
  std::string resourceVersion;
  std::string continueToken;
};
// Appends the page's items.
Result<ListPage> decodeList(const api::Kind& kind, std::string_view body, std::vector<ObjectPtr>& items);

// Newline-delimited JSON in pieces of any size.
class WatchDecoder {
 public:
  explicit WatchDecoder(const api::Kind& kind) : kind_(&kind) {}

  // Appends the events that are whole now. The error is an ERROR event's Status, or says what cannot be read;
  // the stream is of no use after it. Events that came before it have been appended.
  Result<> feed(std::string_view chunk, std::vector<WatchEvent>& events);

  static constexpr size_t kLongestEvent = 64 * 1024 * 1024;

 private:
  Result<WatchEvent> decode(std::string_view line) const;

  const api::Kind* kind_;
  std::string buffer_;  // the start of an event that is not whole
};

}  // namespace seamark::client
