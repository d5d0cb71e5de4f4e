// A list as gzip, piece by piece, each taken from an earlier answer when its objects are the same.
// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "apiserver/compressed_lists.h"
#include "apiserver/list_stream.h"

namespace seamark::apiserver {
namespace {

class CompressedList final : public net::BodySource {
 public:
  CompressedList(ContextPtr context, ListItems items);
  size_t read(char* into, size_t room) override;
  bool ended() const override { return tailDone_ && part_.empty(); }

 private:
  void nextPart();
  ListPiecePtr nextPiece();
  ListPiecePtr knownPiece(ListItems::Place& after) const;
  ListPiecePtr makePiece();

  const ContextPtr context_;
  ListItems items_;
  ListIdentity identity_;
  bool keeps_;  // the whole list is under way, so its pieces are worth keeping
  ListPiecesPtr known_;
  std::shared_ptr<ListPieces> made_ = std::make_shared<ListPieces>();
  GzipPieces body_;
  std::string own_;     // head and tail
  ListPiecePtr piece_;  // one of the two holds what is read at the moment,
  std::string_view part_;
  bool tailDone_ = false;
};

CompressedList::CompressedList(ContextPtr context, ListItems items)
    : context_(std::move(context)),
      items_(std::move(items)),
      identity_{&items_.kind(), items_.form(), items_.range().prefix},
      // Rows of a Table tell ages; pages and selections begin and end anywhere.
      keeps_(items_.form().as != Representation::Table && items_.isWhole() && !items_.range().single &&
             items_.range().from == items_.range().prefix) {
  if (keeps_) known_ = context_->services.compressedLists.find(identity_);
  const GzipPiece head = plainPiece(items_.head());
  body_.count(head);
  own_ = GzipPieces::head() + head.deflated;
  part_ = own_;
}

size_t CompressedList::read(char* into, size_t room) {
  size_t made = 0;
  while (made < room) {
    if (part_.empty()) {
      if (tailDone_) break;
      nextPart();
    }
    const size_t size = std::min(room - made, part_.size());
    std::memcpy(into + made, part_.data(), size);
    part_.remove_prefix(size);
    made += size;
  }
  return made;
}

void CompressedList::nextPart() {
  if (items_.more()) {
    piece_ = nextPiece();
    part_ = piece_->gzip.deflated;
    if (piece_->gzip.plainSize > 0) body_.count(piece_->gzip);
    return;
  }
  const GzipPiece tail = plainPiece(items_.tail());
  body_.count(tail);
  own_ = tail.deflated + body_.tail();
  part_ = own_;
  tailDone_ = true;
  if (keeps_) context_->services.compressedLists.keep(std::move(identity_), std::move(made_));
}

ListPiecePtr CompressedList::nextPiece() {
  const std::string key(items_.key());
  ListItems::Place after;
  ListPiecePtr piece = known_ ? knownPiece(after) : nullptr;
  if (piece)
    items_.skipTo(std::move(after), piece->objects.size());
  else
    piece = makePiece();
  if (keeps_) made_->emplace(key, piece);
  return piece;
}

// The piece that begins here, when an earlier answer had it; `after` is then where it ends.
ListPiecePtr CompressedList::knownPiece(ListItems::Place& after) const {
  const auto found = known_->find(items_.key());
  if (found == known_->end() || found->second->first != items_.first()) return nullptr;
  const std::vector<store::Revision>& objects = found->second->objects;
  if (objects.size() > items_.left()) return nullptr;
  after = items_.place();
  bool ended = false;
  for (const store::Revision revision : objects) {
    if (ended || after.value()->revision() != revision) return nullptr;
    ended = endsPiece(after.key());
    after.next();
  }
  return ended || objects.size() == items_.left() ? found->second : nullptr;
}

ListPiecePtr CompressedList::makePiece() {
  auto piece = std::make_shared<ListPiece>();
  piece->first = items_.first();
  std::string plain;
  for (bool ended = false; !ended && items_.more();) {
    ended = endsPiece(items_.key());
    piece->objects.push_back(items_.revision());
    items_.appendNext(plain);
  }
  if (!plain.empty()) piece->gzip = gzipPiece(plain);
  return piece;
}

}  // namespace

std::unique_ptr<net::BodySource> compressedList(ContextPtr context, ListItems items) {
  return std::make_unique<CompressedList>(std::move(context), std::move(items));
}

}  // namespace seamark::apiserver
