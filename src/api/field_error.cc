// Texts of field errors and of the 422 Status they make.
// SPDX-License-Identifier: Apache-2.0
#include "api/field_error.h"

#include <fmt/format.h>

#include <functional>
#include <unordered_set>
#include <vector>

namespace seamark::api {
namespace {

// Decodes one UTF-8 sequence; 0 length: not valid.
struct Rune {
  uint32_t value = 0;
  size_t length = 0;
};

Rune decodeRune(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  size_t length = 0;
  uint32_t value = 0;
  uint32_t least = 0;
  if (first < 0x80) return {first, 1};
  if ((first & 0xe0) == 0xc0) {
    length = 2, value = first & 0x1f, least = 0x80;
  } else if ((first & 0xf0) == 0xe0) {
    length = 3, value = first & 0x0f, least = 0x800;
  } else if ((first & 0xf8) == 0xf0) {
    length = 4, value = first & 0x07, least = 0x10000;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3f);
  }
  if (value < least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {};
  return {value, length};
}

// Go's strconv.IsPrint, but for the unassigned code points beyond Latin-1, which count as printable here.
bool isPrintable(uint32_t rune) {
  if (rune < 0x20 || rune == 0x7f) return false;
  if (rune < 0x7f) return true;
  if (rune <= 0xa0 || rune == 0xad) return false;
  if (rune >= 0x2000 && rune <= 0x200f) return false;
  if (rune >= 0x2028 && rune <= 0x202f) return false;
  if (rune >= 0x205f && rune <= 0x206f) return false;
  if (rune == 0x1680 || rune == 0x3000 || rune == 0xfeff) return false;
  if (rune >= 0xe000 && rune <= 0xf8ff) return false;  // private use
  return (rune & 0xfffe) != 0xfffe && rune < 0xf0000;
}

void appendEscaped(std::string& out, uint32_t rune) {
  switch (rune) {
    case '\a':
      out += "\\a";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\v':
      out += "\\v";
      return;
    default:
      break;
  }
  if (rune < 0x20 || rune == 0x7f) {
    out += fmt::format("\\x{:02x}", rune);
  } else if (rune < 0x10000) {
    out += fmt::format("\\u{:04x}", rune);
  } else {
    out += fmt::format("\\U{:08x}", rune);
  }
}

FieldError fieldError(const Path& path, std::string_view reason, std::string message) {
  return {.field = path.text().empty() ? "<nil>" : path.text(),
          .reason = std::string(reason),
          .message = std::move(message)};
}

FieldError withDetail(const Path& path, std::string_view reason, std::string message,
                      std::string_view detail) {
  if (!detail.empty()) message.append(": ").append(detail);
  return fieldError(path, reason, std::move(message));
}

}  // namespace

std::string goQuoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const Rune rune = decodeRune(text);
    if (rune.length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<uint8_t>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (rune.value == '"' || rune.value == '\\') {
      out += '\\';
      out += text[0];
    } else if (isPrintable(rune.value)) {
      out += text.substr(0, rune.length);
    } else {
      appendEscaped(out, rune.value);
    }
    text.remove_prefix(rune.length);
  }
  return out += '"';
}

FieldError required(const Path& path, std::string_view detail) {
  return withDetail(path, "FieldValueRequired", "Required value", detail);
}

FieldError invalid(const Path& path, std::string_view shownValue, std::string_view detail) {
  return withDetail(path, "FieldValueInvalid", fmt::format("Invalid value: {}", shownValue), detail);
}

FieldError invalidText(const Path& path, std::string_view value, std::string_view detail) {
  return invalid(path, goQuoted(value), detail);
}

FieldError invalidNumber(const Path& path, int64_t value, std::string_view detail) {
  return invalid(path, std::to_string(value), detail);
}

FieldError notSupportedShown(const Path& path, std::string_view shownValue,
                             std::span<const std::string_view> supported) {
  std::string detail;
  for (const std::string_view value : supported) {
    if (!detail.empty()) detail += ", ";
    detail += goQuoted(value);
  }
  if (!detail.empty()) detail.insert(0, "supported values: ");
  return withDetail(path, "FieldValueNotSupported", fmt::format("Unsupported value: {}", shownValue), detail);
}

FieldError notSupported(const Path& path, std::string_view value,
                        std::span<const std::string_view> supported) {
  return notSupportedShown(path, goQuoted(value), supported);
}

FieldError duplicate(const Path& path, std::string_view shownValue) {
  return fieldError(path, "FieldValueDuplicate", fmt::format("Duplicate value: {}", shownValue));
}

FieldError forbiddenField(const Path& path, std::string_view detail) {
  return withDetail(path, "FieldValueForbidden", "Forbidden", detail);
}

FieldError tooLong(const Path& path, size_t maxBytes) {
  return fieldError(
      path, "FieldValueTooLong",
      fmt::format("Too long: may not be more than {} {}", maxBytes, maxBytes == 1 ? "byte" : "bytes"));
}

FieldError tooMany(const Path& path, size_t count, size_t max) {
  return fieldError(
      path, "FieldValueTooMany",
      fmt::format("Too many: {}: must have at most {} {}", count, max, max == 1 ? "item" : "items"));
}

FieldError notFoundField(const Path& path, std::string_view value) {
  return fieldError(path, "FieldValueNotFound", fmt::format("Not found: {}", goQuoted(value)));
}

FieldError internalFieldError(const Path& path, std::string_view detail) {
  return withDetail(path, "InternalError", "Internal error", detail);
}

FieldError typeInvalid(const Path& path, std::string_view shownValue, std::string_view detail) {
  return withDetail(path, "FieldValueTypeInvalid", fmt::format("Invalid value: {}", shownValue), detail);
}

void append(FieldErrors& to, FieldErrors from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

namespace {

struct HashText {
  size_t operator()(const FieldError* error) const {
    const std::hash<std::string> hash;
    return hash(error->field) * 31 + hash(error->message);
  }
};
struct SameText {
  bool operator()(const FieldError* a, const FieldError* b) const {
    return a->field == b->field && a->message == b->message;
  }
};
struct SameError {
  bool operator()(const FieldError* a, const FieldError* b) const { return *a == *b; }
};

// Without those that another one before is the same as. A client may have us find a million.
template <class Same>
std::vector<const FieldError*> toldOnce(const FieldErrors& errors) {
  std::unordered_set<const FieldError*, HashText, Same> seen(errors.size());
  std::vector<const FieldError*> once;
  once.reserve(errors.size());
  for (const FieldError& error : errors)
    if (seen.insert(&error).second) once.push_back(&error);
  return once;
}

void appendJoined(const std::vector<const FieldError*>& told, std::string& text) {
  constexpr std::string_view kBetween = ", ", kBehindField = ": ";
  size_t size = text.size() + 2;
  for (const FieldError* error : told)
    size += error->field.size() + error->message.size() + kBetween.size() + kBehindField.size();
  text.reserve(size);
  if (told.size() != 1) text += '[';
  for (const FieldError* error : told)
    text.append(error == told.front() ? "" : kBetween)
        .append(error->field)
        .append(kBehindField)
        .append(error->message);
  if (told.size() != 1) text += ']';
}

}  // namespace

std::string joinedText(const FieldErrors& errors) {
  std::string text;
  appendJoined(toldOnce<SameText>(errors), text);
  return text;
}

Status invalidObject(std::string_view group, std::string_view kind, std::string_view name,
                     FieldErrors errors) {
  Status status;
  status.code = 422;
  status.reason = "Invalid";
  status.message = fmt::format("{}{}{} {} is invalid", kind, group.empty() ? "" : ".", group, goQuoted(name));
  StatusDetails& details = status.details.emplace();
  details.name = name;
  details.group = group;
  details.kind = kind;
  if (errors.empty()) return status;
  status.message += ": ";
  std::vector<const FieldError*> told = toldOnce<SameText>(errors);
  appendJoined(told, status.message);
  // What no two say in the same words is not said twice either.
  if (told.size() < errors.size()) told = toldOnce<SameError>(errors);
  details.causes.reserve(told.size());
  size_t next = 0;  // of `told`, which has the order of `errors`
  for (FieldError& error : errors) {
    if (next == told.size() || told[next] != &error) continue;
    ++next;
    details.causes.push_back({std::move(error.reason), std::move(error.message), std::move(error.field)});
  }
  return status;
}

}  // namespace seamark::api
