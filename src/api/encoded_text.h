// EncodedText: an object's bytes where they lie. What its managers own is the same text in all objects of one shape, a
// third of all bytes, and kept once: it stands between two parts of the object's own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace seamark::api {

// Views: valid as long as the object.
class EncodedText {
 public:
  EncodedText() = default;
  EncodedText(std::string_view head, std::string_view shared, std::string_view tail)
      : parts_{head, shared, tail} {}

  // In this order; any may be empty.
  const std::array<std::string_view, 3>& parts() const { return parts_; }
  size_t size() const { return parts_[0].size() + parts_[1].size() + parts_[2].size(); }

  // Without its first `count` bytes, and those alone. At most size().
  EncodedText behind(size_t count) const {
    EncodedText rest = *this;
    for (std::string_view& part : rest.parts_) {
      const size_t here = std::min(count, part.size());
      part.remove_prefix(here);
      count -= here;
    }
    return rest;
  }
  EncodedText first(size_t count) const {
    EncodedText start = *this;
    for (std::string_view& part : start.parts_) {
      part = part.substr(0, count);
      count -= part.size();
    }
    return start;
  }

  void appendTo(std::string& out) const {
    for (const std::string_view part : parts_) out += part;
  }
  std::string str() const {
    std::string out;
    out.reserve(size());
    appendTo(out);
    return out;
  }
  // In one piece: where it lies when it is in one there, else in `scratch`.
  std::string_view inOnePiece(std::string& scratch) const {
    if (parts_[1].empty() && parts_[2].empty()) return parts_[0];
    scratch.clear();
    appendTo(scratch);
    return scratch;
  }

 private:
  std::array<std::string_view, 3> parts_;
};

}  // namespace seamark::api
