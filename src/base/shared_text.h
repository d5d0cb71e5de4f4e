// SharedText: text that never changes and whose copies share it. A copy is one pointer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/counted.h"

namespace seamark {

// Any thread may read and copy. Less than 4 GiB long.
class SharedText {
 public:
  SharedText() = default;  // empty
  explicit SharedText(std::string_view text) : block_(text.empty() ? nullptr : Block::make(text)) {}

  std::string_view view() const { return block_ ? block_->view() : std::string_view(); }
  operator std::string_view() const { return view(); }
  std::string str() const { return std::string(view()); }

  friend bool operator==(const SharedText& a, std::string_view b) { return a.view() == b; }
  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.block_ == b.block_ || a.view() == b.view();
  }

 private:
  // The bytes lie behind it.
  class Block : public Counted {
   public:
    static const Block* make(std::string_view text) {
      SM_ASSERT(text.size() <= std::numeric_limits<uint32_t>::max());
      return new (::operator new(sizeof(Block) + text.size())) Block(text);
    }
    static void operator delete(void* block) { ::operator delete(block); }
    std::string_view view() const { return {reinterpret_cast<const char*>(this + 1), size_}; }

   private:
    explicit Block(std::string_view text) : size_(static_cast<uint32_t>(text.size())) {
      std::memcpy(static_cast<void*>(this + 1), text.data(), text.size());
    }
    const uint32_t size_;
  };

  CountedPtr<Block> block_;
};

}  // namespace seamark
