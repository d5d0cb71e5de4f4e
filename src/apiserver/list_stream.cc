// One list on its way out.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/list_stream.h"

#include "apiserver/answer.h"
#include "apiserver/continue_token.h"
#include "apiserver/stored_form.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kPart = 64 << 10;     // copied together before it is written: few, large writes
constexpr size_t kWhole = 256 << 10;   // up to here a list is answered in one piece, with its length
constexpr size_t kQueued = 512 << 10;  // what may wait for a slow client

}  // namespace

ListStream::ListStream(ContextPtr context, Form form, ListOptions options, ListPlan plan)
    : context_(std::move(context)),
      form_(form),
      options_(std::move(options)),
      plan_(std::move(plan)),
      end_(plan_.range.to),
      now_(context_->services.clock.now()) {}

api::EncodedPtr ListStream::selected(const store::Collection::Iterator& it) const {
  api::EncodedPtr object = toServed(*context_->kind, it.value());
  if (options_.selectsEverything()) return object;
  if (!options_.labels.matches(object->object().metadata.labels)) return nullptr;
  return options_.fields.matches(object->object()) ? object : nullptr;
}

// A page is `limit` objects that the selectors take. What lies after it decides whether there is another
// page, whether the selectors take that or not; upstream does the same, because it has not looked yet.
void ListStream::findPageEnd(api::ListMeta& meta) {
  if (plan_.limit <= 0) return;
  int64_t left = plan_.limit;
  auto it = plan_.items.begin(plan_.range.from);
  for (; inRange(it); it.next()) {
    if (!selected(it) || --left > 0) continue;
    std::string after = it.key() + '\0';
    it.next();
    if (!inRange(it)) return;
    if (options_.selectsEverything())
      meta.remainingItemCount = static_cast<int64_t>(plan_.items.countRange(after, end_));
    meta.continue_ = encodeContinue({plan_.revision, after.substr(plan_.range.prefix.size())});
    end_ = std::move(after);
    return;
  }
}

size_t ListStream::itemBytes() const {
  size_t bytes = 0;
  if (form_.protobuf())
    for (auto it = plan_.items.begin(plan_.range.from); inRange(it); it.next())
      if (const auto object = selected(it)) bytes += listItemSize(form_, *object);
  return bytes;
}

void ListStream::start() {
  api::ListMeta meta;
  meta.resourceVersion = std::to_string(plan_.revision);
  findPageEnd(meta);
  next_ = plan_.items.begin(plan_.range.from);
  appendListHead(form_, *context_->kind, meta, itemBytes(), head_);
  std::vector<Bytes> parts;
  size_t size = 0;
  // For people: pretty JSON and YAML are made from the whole text.
  const bool converted = form_.media == MediaType::Yaml || context_->accept.pretty;
  while (!done_ && (converted || size < kWhole)) {
    parts.emplace_back(nextPart());
    size += parts.back().size();
  }
  if (done_)
    whole(std::move(parts));
  else
    stream(std::move(parts));
}

std::string ListStream::nextPart() {
  std::string part = std::exchange(head_, {});
  part.reserve(kPart + 4096);
  for (; inRange(next_); next_.next()) {
    if (part.size() >= kPart) return part;
    const auto object = selected(next_);
    if (!object) continue;
    appendListItem(form_, *object, now_, first_, part);
    first_ = false;
  }
  appendListTail(form_, *context_->kind, first_, part);
  if (!form_.protobuf()) part += '\n';
  done_ = true;
  return part;
}

void ListStream::whole(std::vector<Bytes> parts) {
  if (form_.protobuf() || (form_.media == MediaType::Json && !context_->accept.pretty)) {
    answerBody(*context_, 200, contentType(form_.media), std::move(parts));
    return;
  }
  std::string json;
  for (const Bytes& part : parts) json += part.view();
  json.pop_back();  // answerJson adds the newline itself
  answerJson(*context_, 200, std::move(json));
}

void ListStream::stream(std::vector<Bytes> first) {
  net::Headers headers = answerHeaders(*context_, contentType(form_.media));
  if (context_->acceptsGzip) {
    headers.add("content-encoding", "gzip");
    headers.add("vary", "Accept-Encoding");
    gzip_.emplace();
  }
  auto& responder = *context_->responder;
  responder.start(200, std::move(headers));
  responder.onDrained([self = shared_from_this()] { self->pump(); });
  responder.onClosed([self = shared_from_this()] {
    self->done_ = true;
    self->context_->responder->onDrained(nullptr);
  });
  for (const Bytes& part : first) write(part.view());
  pump();
}

void ListStream::write(std::string_view plain) {
  std::string bytes = gzip_ ? gzip_->add(plain, done_) : std::string(plain);
  if (!bytes.empty()) context_->responder->write(Bytes(std::move(bytes)));
}

void ListStream::pump() {
  const auto responder = context_->responder;
  const auto self = shared_from_this();  // the callbacks that keep this alive are dropped at the end
  if (done_) return;
  while (!done_ && !responder->closed() && responder->queued() < kQueued) {
    const std::string part = nextPart();
    write(part);
  }
  if (!done_) return;
  responder->onDrained(nullptr);
  responder->onClosed(nullptr);
  responder->finish();
}

}  // namespace seamark::apiserver
