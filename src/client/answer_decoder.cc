// SPDX-License-Identifier: Apache-2.0
#include "client/answer_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "api/codec.h"
#include "api/json_reader.h"
#include "api/meta/status.h"
#include "base/drop_room.h"

namespace seamark::client {
namespace {

Failure unreadable(std::string_view what) {
  return Failure(failure(fmt::format("the server's {} cannot be read", what)));
}

Result<ObjectPtr> decodeObject(const api::Kind& kind, std::string_view json) {
  auto object = kind.make();
  CHECKED(api::decodeJsonToKeep(kind, json, *object));
  return ObjectPtr(std::move(object));
}

const char* reasonOf(int code) {
  switch (code) {
    case 400:
      return "BadRequest";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 405:
      return "MethodNotAllowed";
    case 409:
      return "Conflict";
    case 410:
      return "Expired";
    case 413:
      return "RequestEntityTooLarge";
    case 429:
      return "TooManyRequests";
    case 500:
      return "InternalError";
    case 503:
      return "ServiceUnavailable";
    case 504:
      return "Timeout";
    default:
      return "";
  }
}

std::optional<Status> decodeStatus(std::string_view body) {
  api::WireStatus wire;
  if (!api::decodeJson(api::Schema<api::WireStatus>::type(), body, &wire)) return std::nullopt;
  if (wire.status != "Failure") return std::nullopt;
  Status out{.code = wire.code, .reason = wire.reason, .message = wire.message};
  out.continueToken = wire.metadata.continue_;
  if (wire.details) {
    auto& details = out.details.emplace();
    details.name = wire.details->name;
    details.group = wire.details->group;
    details.kind = wire.details->kind;
    details.uid = wire.details->uid;
    details.retryAfterSeconds = wire.details->retryAfterSeconds;
    for (const auto& cause : wire.details->causes)
      details.causes.push_back({.reason = cause.reason, .message = cause.message, .field = cause.field});
  }
  return out;
}

}  // namespace

Status decodeFailure(int code, std::string_view body) {
  if (auto status = decodeStatus(body)) {
    if (status->code == 0) status->code = code;
    return *status;
  }
  const std::string_view start = body.substr(0, std::min<size_t>(body.find('\n'), 200));
  return {.code = code,
          .reason = reasonOf(code),
          .message = fmt::format("the server answered {}{}{}", code, start.empty() ? "" : ": ", start)};
}

Result<ObjectPtr> decodeAnswer(const api::Kind& kind, std::string_view body) {
  return decodeObject(kind, body);
}

Result<ListPage> decodeList(const api::Kind& kind, std::string_view body, std::vector<ObjectPtr>& items) {
  api::JsonReader reader(body);
  ListPage page;
  std::string key;
  std::string_view raw;
  if (reader.peek() != '{' || !reader.open('{')) return unreadable("list");
  for (bool first = true; reader.nextKey(first, key); first = false) {
    if (key == "items" && reader.peek() == '[') {
      if (!reader.open('[')) return unreadable("list");
      for (bool firstItem = true; reader.nextItem(firstItem); firstItem = false) {
        if (!reader.skip(raw)) return unreadable("list");
        TRY(auto object, decodeObject(kind, raw));
        items.push_back(std::move(object));
      }
      continue;
    }
    if (!reader.skip(raw)) return unreadable("list");
    if (key != "metadata") continue;
    api::ListMeta meta;
    CHECKED(api::decodeJson(api::Schema<api::ListMeta>::type(), raw, &meta));
    page = {.resourceVersion = meta.resourceVersion, .continueToken = meta.continue_};
  }
  if (reader.failed()) return unreadable("list");
  return page;
}

Result<> WatchDecoder::feed(std::string_view chunk, std::vector<WatchEvent>& events) {
  const size_t searched = buffer_.size();
  buffer_.append(chunk);
  if (buffer_.find('\n', searched) == std::string::npos) {
    if (buffer_.size() > kLongestEvent) return unreadable("watch event, of more than 64 MiB,");
    return {};
  }
  size_t start = 0;
  for (size_t end = buffer_.find('\n', searched); end != std::string::npos; end = buffer_.find('\n', start)) {
    const std::string_view line(buffer_.data() + start, end - start);
    start = end + 1;
    if (line.find_first_not_of(" \r\t") == line.npos) continue;
    TRY(auto event, decode(line));
    events.push_back(std::move(event));
  }
  buffer_.erase(0, start);
  // A burst is over; an idle watch keeps little.
  if (buffer_.empty() && buffer_.capacity() > 16 * 1024) dropRoom(buffer_);
  return {};
}

Result<WatchEvent> WatchDecoder::decode(std::string_view line) const {
  api::JsonReader reader(line);
  std::string key, type;
  std::string_view raw;
  if (reader.peek() != '{' || !reader.open('{')) return unreadable("watch event");
  for (bool first = true; reader.nextKey(first, key); first = false) {
    std::string_view value;
    if (key == "type" ? !reader.string(type) : !reader.skip(value)) return unreadable("watch event");
    if (key == "object") raw = value;
  }
  if (reader.failed() || raw.empty()) return unreadable("watch event");
  if (type == "ERROR") {
    auto status = decodeStatus(raw);
    return Failure(status ? *status
                          : failure("the server ended the watch with an error that cannot be read"));
  }
  TRY(auto object, decodeObject(*kind_, raw));
  WatchEvent event{.type = WatchEventType::Bookmark,
                   .object = nullptr,
                   .resourceVersion = object->metadata.resourceVersion};
  if (type == "BOOKMARK") {
    const auto& annotations = object->metadata.annotations;
    const auto it = annotations.find("k8s.io/initial-events-end");
    event.initialEventsEnd = it != annotations.end() && it->second == "true";
    return event;
  }
  if (type == "ADDED")
    event.type = WatchEventType::Added;
  else if (type == "MODIFIED")
    event.type = WatchEventType::Modified;
  else if (type == "DELETED")
    event.type = WatchEventType::Deleted;
  else
    return unreadable(fmt::format("watch event of type \"{}\"", type));
  event.object = std::move(object);
  return event;
}

}  // namespace seamark::client
