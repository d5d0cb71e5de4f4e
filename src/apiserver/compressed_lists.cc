// SPDX-License-Identifier: Apache-2.0
#include "apiserver/compressed_lists.h"

#include <algorithm>

namespace seamark::apiserver {
namespace {

// Kinds times forms times namespaces that are listed at the same time; a list is some hundreds of kilobytes.
constexpr size_t kMostLists = 32;
constexpr uint64_t kObjectsOfPiece = 64;  // on average; a power of two

}  // namespace

bool endsPiece(std::string_view key) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return (hash ^ hash >> 32) % kObjectsOfPiece == 0;
}

ListPiecesPtr CompressedLists::find(const ListIdentity& list) const {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) { return kept.first == list; });
  return found == kept_.end() ? nullptr : found->second;
}

void CompressedLists::keep(ListIdentity list, ListPiecesPtr pieces) {
  ListPiecesPtr dropped;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const auto& kept) { return kept.first == list; });
  if (found != kept_.end()) {
    dropped = std::move(found->second);
    kept_.erase(found);
  } else if (kept_.size() == kMostLists) {
    dropped = std::move(kept_.front().second);
    kept_.pop_front();
  }
  kept_.emplace_back(std::move(list), std::move(pieces));
}

}  // namespace seamark::apiserver
