// Bytes that several readers share and nobody changes: encoded objects, HTTP bodies, DNS answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace seamark {

// A view into bytes together with what keeps them alive. A copy shares. The owner may be null for literals.
class Bytes {
 public:
  Bytes() = default;
  explicit Bytes(std::string text) : Bytes(std::make_shared<const std::string>(std::move(text))) {}
  explicit Bytes(std::shared_ptr<const std::string> text) : owner_(text), view_(*text) {}
  Bytes(std::shared_ptr<const void> owner, std::string_view view) : owner_(std::move(owner)), view_(view) {}
  // `text` must live for ever: a string literal.
  static Bytes literal(std::string_view text) { return Bytes(nullptr, text); }

  std::string_view view() const { return view_; }
  size_t size() const { return view_.size(); }
  bool empty() const { return view_.empty(); }
  // The part from `from` on, sharing the owner.
  Bytes from(size_t from) const { return Bytes(owner_, view_.substr(from)); }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view view_;
};

}  // namespace seamark
