// Whole objects to bytes and back: heads, lists, Status, and what a body says it is.
// SPDX-License-Identifier: Apache-2.0
#include "api/codec.h"

#include <utility>

#include "api/json_reader.h"
#include "api/json_text.h"
#include "api/meta/status.h"

namespace seamark::api {

namespace {

constexpr std::string_view kTypeMetaType =
    "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
    "\"json:\\\"kind,omitempty\\\"\" }";

std::string_view nameOfJsonType(char c) {
  switch (c) {
    case '{':
      return "object";
    case '[':
      return "array";
    case '"':
      return "string";
    case 't':
    case 'f':
      return "bool";
    default:
      return "number";
  }
}

// The value of apiVersion or kind.
bool typeMetaField(JsonReader& reader, std::string_view name, std::string& into, std::string& problem) {
  const char c = reader.peek();
  if (c == '"') return reader.string(into);
  std::string_view skipped;
  if (!reader.skip(skipped)) return false;
  if (c != 'n' && problem.empty())
    problem = "json: cannot unmarshal " + std::string(nameOfJsonType(c)) + " into Go struct field ." +
              std::string(name) + " of type string";
  return true;
}

// Returns what is wrong, or nothing.
std::string readTypeMeta(std::string_view json, TypeMeta& meta) {
  JsonReader reader(json);
  std::string_view skipped;
  std::string problem;
  const char c = reader.peek();
  if (c != '{') {
    if (!reader.skip(skipped) || !reader.end()) return reader.problem();
    if (c == 'n') return {};
    return "json: cannot unmarshal " + std::string(nameOfJsonType(c)) + " into Go value of type " +
           std::string(kTypeMetaType);
  }
  std::string key;
  if (!reader.open('{')) return reader.problem();
  for (bool first = true; reader.nextKey(first, key); first = false) {
    const bool whole = key == "apiVersion" ? typeMetaField(reader, key, meta.apiVersion, problem)
                       : key == "kind"     ? typeMetaField(reader, key, meta.kind, problem)
                                           : reader.skip(skipped);
    if (!whole) return reader.problem();
  }
  if (reader.failed() || !reader.end()) return reader.problem();
  return problem;
}

WireStatus wireStatus(const Status& status) {
  WireStatus wire;
  wire.metadata.continue_ = status.continueToken;
  wire.status = "Failure";
  wire.message = status.message;
  wire.reason = status.reason;
  wire.code = status.code;
  if (!status.details) return wire;
  const StatusDetails& from = *status.details;
  WireStatusDetails& to = wire.details.emplace();
  to.name = from.name;
  to.group = from.group;
  to.kind = from.kind;
  to.uid = from.uid;
  to.retryAfterSeconds = from.retryAfterSeconds;
  to.causes.reserve(from.causes.size());
  for (const StatusCause& cause : from.causes)
    to.causes.push_back({.reason = cause.reason, .message = cause.message, .field = cause.field});
  return wire;
}

// The members of an object whose zero values are left out, written by hand: of a Status there may be hundreds of
// thousands, which are told from where they are.
class JsonMembers {
 public:
  explicit JsonMembers(std::string& out, bool first = true) : out_(out), first_(first) {}

  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    start(name);
    appendJsonString(value, out_);
  }
  void number(std::string_view name, int64_t value) {
    if (value == 0) return;
    start(name);
    out_ += std::to_string(value);
  }
  void start(std::string_view name) {
    if (!std::exchange(first_, false)) out_ += ',';
    out_.append("\"").append(name).append("\":");
  }

 private:
  std::string& out_;
  bool first_;
};

void appendDetails(const StatusDetails& details, std::string& out) {
  JsonMembers members(out);
  members.text("name", details.name);
  members.text("group", details.group);
  members.text("kind", details.kind);
  members.text("uid", details.uid);
  if (!details.causes.empty()) {
    members.start("causes");
    char before = '[';
    for (const StatusCause& cause : details.causes) {
      out.append(1, std::exchange(before, ',')).append(1, '{');
      JsonMembers ofCause(out);
      ofCause.text("reason", cause.reason);
      ofCause.text("message", cause.message);
      ofCause.text("field", cause.field);
      out += '}';
    }
    out += ']';
  }
  members.number("retryAfterSeconds", details.retryAfterSeconds);
}

// What a Status comes to, about: so that what is long grows once.
size_t statusSize(const Status& status) {
  constexpr size_t kFrame = 256, kCauseFrame = 36;
  size_t size = kFrame + status.message.size();
  if (!status.details) return size;
  for (const StatusCause& cause : status.details->causes)
    size += kCauseFrame + cause.reason.size() + cause.message.size() + cause.field.size();
  return size;
}

}  // namespace

Result<TypeMeta> decodeTypeMeta(std::string_view json) {
  TypeMeta meta;
  const std::string problem = readTypeMeta(json, meta);
  if (!problem.empty()) return Failure(badRequest("couldn't get version/kind; json parse error: " + problem));
  return meta;
}

std::string bodySnippet(std::string_view body) {
  constexpr size_t kShown = 30;
  if (body.empty()) return "<empty>";
  const std::string_view start = body.substr(0, kShown);
  std::string text;
  if (body[0] == '{') {
    text = start;
  } else {
    constexpr char kHex[] = "0123456789abcdef";
    for (const char c : start) {
      text.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
      text.push_back(kHex[static_cast<unsigned char>(c) & 15]);
    }
  }
  if (body.size() > kShown) text += " ...";
  return text;
}

std::string objectHead(const Kind& kind) {
  return "{\"kind\":\"" + std::string(kind.kind) + "\",\"apiVersion\":\"" + kind.apiVersion() + "\",";
}

std::string encodeItem(const Kind& kind, const Object& object) {
  std::string out;
  encodeJson(kind.type(), &object, out);
  return out;
}

std::string encodeObject(const Kind& kind, const Object& object) {
  return encodeTyped(kind.type(), kind.apiVersion(), kind.kind, &object);
}

std::string encodeStatus(const Status& status) {
  std::string json;
  json.reserve(statusSize(status));
  json += R"({"kind":"Status","apiVersion":"v1","metadata":{)";
  JsonMembers(json).text("continue", status.continueToken);
  json += R"(},"status":"Failure")";
  JsonMembers members(json, false);
  members.text("message", status.message);
  members.text("reason", status.reason);
  if (status.details) {
    json += R"(,"details":{)";
    appendDetails(*status.details, json);
    json += '}';
  }
  members.number("code", status.code);
  return json += "}\n";
}

std::string encodeStatusProtobuf(const Status& status) {
  const WireStatus wire = wireStatus(status);
  return encodeTypedProtobuf(typeOf<WireStatus>(), "v1", "Status", &wire);
}

Result<DecodedList> decodeListJson(const Kind& kind, std::string_view json) {
  DecodedList list;
  JsonReader reader(json);
  std::string key;
  if (reader.peek() != '{' || !reader.open('{')) return Failure(badRequest("a list must be a JSON object"));
  for (bool first = true; reader.nextKey(first, key); first = false) {
    std::string_view part;
    const bool items = key == "items" && reader.peek() == '[' && reader.open('[');
    for (bool firstItem = true; items && reader.nextItem(firstItem); firstItem = false) {
      if (!reader.skip(part)) break;
      list.items.push_back(kind.make());
      CHECKED(decodeJson(kind.type(), part, list.items.back().get()));
    }
    if (!items && !reader.skip(part)) break;
    if (key == "metadata") CHECKED(decodeJson(typeOf<ListMeta>(), part, &list.metadata));
  }
  if (reader.failed() || !reader.end()) return Failure(badRequest(reader.problem()));
  return list;
}

}  // namespace seamark::api
