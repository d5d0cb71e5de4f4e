// TextBlock: how an object keeps bytes: one block of memory, and what it shares with others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "api/encoded_text.h"
#include "base/shared_text.h"

namespace seamark::api {

class TextBlock {
 public:
  struct Destroy {
    void operator()(const TextBlock* block) const;
  };
  using Ptr = std::unique_ptr<const TextBlock, Destroy>;

  // `text`, of which [at, at + shared.size()) is `shared` and is not kept again.
  static Ptr make(std::string_view text, size_t at = 0, SharedText shared = {});
  // JSON with what sharedFields() finds in it.
  static Ptr ofJson(std::string_view json);

  EncodedText text() const { return {{own(), head_}, shared_, {own() + head_, size_ - head_}}; }
  const SharedText& shared() const { return shared_; }

 private:
  TextBlock(std::string_view text, size_t at, SharedText shared);
  const char* own() const { return reinterpret_cast<const char*>(this + 1); }

  const uint32_t size_, head_;  // of what lies behind it
  const SharedText shared_;
};

}  // namespace seamark::api
