// A cursor over JSON text: tokens, strings, skipping. What is wrong with the text it says in the words of
// Go's scanner, because these reach users.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace seamark::api {

// Reads a text once, front to back, without recursion. After a failure every call returns false and `problem`
// says why. The text must outlive the reader.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  // The first character of the next token, '\0' at the end.
  char peek();
  // Steps over `c`, which peek() has just told.
  void take() { ++at_; }

  // A string token; `out` is replaced. Escapes are resolved, bytes that are no UTF-8 and lone surrogates become
  // U+FFFD.
  bool string(std::string& out) { return string(&out); }
  // The text of a number, checked.
  bool number(std::string_view& out);
  // true, false or null.
  bool literal(std::string_view word);
  // Any value; `out` is its text.
  bool skip(std::string_view& out);

  // Opening brackets; they count towards the greatest depth.
  bool open(char bracket);
  void close() { take(), --depth_; }
  // Where the next key of an object, or item of an array, begins. False: the closing bracket has been taken,
  // or failed().
  bool nextKey(bool first, std::string& key) { return nextKey(first, &key); }
  bool nextItem(bool first);

  // Nothing but blanks may follow.
  bool end();

  bool failed() const { return !problem_.empty(); }
  const std::string& problem() const { return problem_; }

  static constexpr int kMaxDepth = 10000;

 private:
  bool string(std::string* out);
  bool nextKey(bool first, std::string* key);
  bool fail(std::string_view context);
  // The same inside a token, where Go's scanner takes the end of the text for a blank.
  bool failInToken(std::string_view context);
  bool escape(std::string* out);
  bool hex4(uint32_t& value);
  bool digits(std::string_view context);
  bool skipScalar(char c);

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  std::string problem_;
};

}  // namespace seamark::api
