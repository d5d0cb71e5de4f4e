// CompressedLists: what large lists were compressed to, kept in pieces, so that the next client that takes gzip
// gets the same bytes, and a change costs one piece and not the list.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "apiserver/gzip.h"
#include "apiserver/representation.h"
#include "base/text_map.h"
#include "store/store.h"

namespace seamark::apiserver {

// A stretch of a list and what it was made of. Every write has a revision of its own, so equal revisions are
// equal bytes.
struct ListPiece {
  std::vector<store::Revision> objects;
  bool first = false;  // of the list: no comma before it
  GzipPiece gzip;
};
using ListPiecePtr = std::shared_ptr<const ListPiece>;

// All pieces of one list, each under the key of its first object.
using ListPieces = TextMap<ListPiecePtr>;
using ListPiecesPtr = std::shared_ptr<const ListPieces>;

// Which lists are one and the same but for their age.
struct ListIdentity {
  const api::Kind* kind = nullptr;
  Form form;
  std::string prefix;  // "ns/"; empty: all namespaces
  bool operator==(const ListIdentity&) const = default;
};

// Where a piece ends is decided by the keys alone, so that an object that comes or goes moves no other piece.
bool endsPiece(std::string_view key);

// Any thread. Keeps the newest few lists.
class CompressedLists {
 public:
  // Null when there is none.
  ListPiecesPtr find(const ListIdentity& list) const;
  void keep(ListIdentity list, ListPiecesPtr pieces);

 private:
  mutable std::mutex mutex_;
  std::deque<std::pair<ListIdentity, ListPiecesPtr>> kept_;  // the newest last
};

}  // namespace seamark::apiserver
