// SPDX-License-Identifier: Apache-2.0
#include "net/http2_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace seamark::net {

Http2Memory::~Http2Memory() {
  if (pages_) munmap(pages_, mapped_);
}

void* Http2Memory::allocate(size_t size, void* self) {
  auto& memory = *static_cast<Http2Memory*>(self);
  if (size < kFrameBuffer || memory.pages_) return std::malloc(size);
  void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return std::malloc(size);  // the kernel's bound on mappings: costs memory, no more
  memory.pages_ = pages;
  memory.mapped_ = size;
  return pages;
}

void Http2Memory::release(void* block, void* self) {
  auto& memory = *static_cast<Http2Memory*>(self);
  if (!block || block != memory.pages_) return std::free(block);
  munmap(memory.pages_, memory.mapped_);
  memory.pages_ = nullptr;
}

void* Http2Memory::allocateZeroed(size_t count, size_t size, void*) {
  return std::calloc(count, size);
}

void* Http2Memory::resize(void* block, size_t size, void* self) {
  auto& memory = *static_cast<Http2Memory*>(self);
  if (!block) return allocate(size, self);  // how nghttp2 asks for the frame buffer
  if (block != memory.pages_) return std::realloc(block, size);
  void* moved = std::malloc(size);
  if (!moved) return nullptr;
  std::memcpy(moved, block, std::min(size, memory.mapped_));
  release(block, self);
  return moved;
}

}  // namespace seamark::net
