// SPDX-License-Identifier: Apache-2.0
#include "apiserver/list_stream.h"

#include <array>
#include <cstring>

#include "apiserver/answer.h"

namespace seamark::apiserver {
namespace {

// Up to here a list is answered in one piece, with its length; above, it is compressed for those who take
// that (Kubernetes' APIResponseCompression).
constexpr size_t kWhole = 128 << 10;
constexpr size_t kRendered = 32 << 10;  // items that have to be made are made together
constexpr size_t kBatch = ListItems::kFetched;

class PlainList final : public net::BodySource {
 public:
  PlainList(ContextPtr context, ListItems items) : context_(std::move(context)), items_(std::move(items)) {
    made_ = items_.head();
    put(made_.size(), {});
  }

  size_t read(char* into, size_t room) override {
    size_t made = 0;
    while (made < room && !ended_) {
      if (next_ == count_ && !refill()) break;
      std::string_view& part = parts_[next_];
      const size_t size = std::min(room - made, part.size());
      std::memcpy(into + made, part.data(), size);
      made += size;
      part.remove_prefix(size);
      if (part.empty()) ++next_;
    }
    if (next_ == count_ && !items_.more() && tailDone_) ended_ = true;
    return made;
  }
  bool ended() const override { return ended_; }

 private:
  // The last `size` bytes of made_, then an object's own.
  void put(size_t size, const api::EncodedText& own) {
    parts_[count_++] = std::string_view(made_).substr(made_.size() - size);
    for (const std::string_view part : own.parts())
      if (!part.empty()) parts_[count_++] = part;
  }

  bool refill() {
    next_ = count_ = 0;
    made_.clear();
    if (items_.more()) {
      items_.isShared() ? gather() : render();
      if (count_ > 0) return true;
    }
    if (std::exchange(tailDone_, true)) return false;
    made_ = items_.tail();
    put(made_.size(), {});
    return true;
  }

  void render() {
    while (items_.more() && made_.size() < kRendered) items_.appendNext(made_);
    if (!made_.empty()) put(made_.size(), {});
  }

  void gather() {
    std::array<const api::EncodedObject*, kBatch> objects;
    const size_t count = items_.takeSome(objects);
    for (size_t i = 0; i < count; ++i) objects[i]->prefetch(items_.form().protobuf());
    made_.reserve(kBatch * 16);  // the parts point into it
    for (size_t i = 0; i < count; ++i) {
      const api::EncodedText own = items_.bytesOf(*objects[i]);
      const size_t before = made_.size();
      items_.appendSeparator(*objects[i], made_);
      put(made_.size() - before, own);
    }
  }

  const ContextPtr context_;
  ListItems items_;
  std::string made_;  // head, tail, separators, and items that had to be made
  std::array<std::string_view, 4 * kBatch> parts_;
  size_t next_ = 0, count_ = 0;
  bool tailDone_ = false, ended_ = false;
};

// For people: pretty JSON and YAML are made from the whole text.
bool isConverted(const RequestContext& context) {
  return context.accept.media == MediaType::Yaml || context.accept.pretty;
}

}  // namespace

void answerList(ContextPtr context, ListItems items) {
  std::string text = items.head();
  while (items.more() && (isConverted(*context) || text.size() < kWhole)) items.appendNext(text);
  const std::string_view type = contentType(items.form().media);
  if (!items.more()) {
    text += items.tail();
    if (!items.form().protobuf()) {
      text.pop_back();  // answerJson adds the newline itself
      return answerJson(*context, 200, std::move(text));
    }
    return answerBody(*context, 200, type, {Bytes(std::move(text))});
  }
  items.restart();
  net::Headers headers = answerHeaders(*context, type);
  const auto responder = context->responder;
  if (!context->acceptsGzip) {
    responder->respondFrom(200, std::move(headers), plainList(std::move(context), std::move(items)));
    return;
  }
  headers.add("content-encoding", "gzip");
  headers.add("vary", "Accept-Encoding");
  responder->respondFrom(200, std::move(headers), compressedList(std::move(context), std::move(items)));
}

std::unique_ptr<net::BodySource> plainList(ContextPtr context, ListItems items) {
  return std::make_unique<PlainList>(std::move(context), std::move(items));
}

}  // namespace seamark::apiserver
