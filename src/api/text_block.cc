// Blocks of bytes.
// SPDX-License-Identifier: Apache-2.0
#include "api/text_block.h"

#include <cstring>
#include <limits>
#include <new>

#include "api/shared_fields.h"
#include "base/assert.h"

namespace seamark::api {

TextBlock::TextBlock(std::string_view text, size_t at, SharedText shared)
    : size_(static_cast<uint32_t>(text.size() - shared.view().size())),
      head_(static_cast<uint32_t>(shared.view().empty() ? size_ : at)),
      shared_(std::move(shared)) {
  char* to = reinterpret_cast<char*>(this + 1);
  std::memcpy(to, text.data(), head_);
  const std::string_view tail = text.substr(head_ + shared_.view().size());
  std::memcpy(to + head_, tail.data(), tail.size());
}

TextBlock::Ptr TextBlock::make(std::string_view text, size_t at, SharedText shared) {
  SM_ASSERT(text.size() <= std::numeric_limits<uint32_t>::max());
  void* room = ::operator new(sizeof(TextBlock) + text.size() - shared.view().size());
  return Ptr(new (room) TextBlock(text, at, std::move(shared)));
}

TextBlock::Ptr TextBlock::ofJson(std::string_view json) {
  SharedFields fields = sharedFields(json);
  return make(json, fields.at, std::move(fields.text));
}

void TextBlock::Destroy::operator()(const TextBlock* block) const {
  block->~TextBlock();
  ::operator delete(const_cast<TextBlock*>(block));
}

}  // namespace seamark::api
