// Bounded reading of patches, Go's way to print values, and the Statuses of patches.
// SPDX-License-Identifier: Apache-2.0
#include "api/patch/patch_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <vector>

#include "api/field_error.h"
#include "api/patch/patch.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

constexpr size_t kFirstBlock = 4096;

json::parse_options bounded() {
  json::parse_options options;
  options.max_depth = kMaxPatchDepth;
  return options;
}

// Events of a JSON text; remembers which keys each open object has had.
class DuplicateFinder {
 public:
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;
  using Error = json::error_code;

  explicit DuplicateFinder(StrictProblems& problems, bool operations = false)
      : problems_(problems), operations_(operations) {}

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return open(false); }
  bool on_array_begin(Error&) { return open(true); }
  bool on_object_end(std::size_t, Error&) { return close(); }
  bool on_array_end(std::size_t, Error&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, Error&) {
    key_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view rest, std::size_t, Error&) {
    key_.append(rest.data(), rest.size());
    Level& level = levels_.back();
    level.name = key_;
    if (operations_ && levels_.size() == 2 && levels_[0].array && !isOperationMember(key_))
      report("unknown");
    else if (!level.seen.insert(key_).second)
      report("duplicate");
    key_.clear();
    return true;
  }
  bool on_string_part(json::string_view, std::size_t, Error&) { return true; }
  bool on_string(json::string_view, std::size_t, Error&) { return scalar(); }
  bool on_number_part(json::string_view, Error&) { return true; }
  bool on_int64(int64_t, json::string_view, Error&) { return scalar(); }
  bool on_uint64(uint64_t, json::string_view, Error&) { return scalar(); }
  bool on_double(double, json::string_view, Error&) { return scalar(); }
  bool on_bool(bool, Error&) { return scalar(); }
  bool on_null(Error&) { return scalar(); }
  bool on_comment_part(json::string_view, Error&) { return true; }
  bool on_comment(json::string_view, Error&) { return true; }

 private:
  static constexpr size_t kMaxProblems = 100;  // upstream stops there as well
  struct Level {
    bool array;
    size_t index = 0;
    std::string name;
    std::unordered_set<std::string> seen;
  };

  bool open(bool array) {
    levels_.push_back({.array = array, .index = 0, .name = {}, .seen = {}});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return scalar();
  }
  bool scalar() {
    if (!levels_.empty()) ++levels_.back().index;
    return true;
  }
  static bool isOperationMember(std::string_view key) {
    return key == "op" || key == "path" || key == "from" || key == "value";
  }
  void report(std::string_view what) {
    if (problems_.size() >= kMaxProblems) return;
    std::string path;
    for (const Level& level : levels_) {
      if (level.array) {
        path += fmt::format("[{}]", level.index);
      } else {
        if (!path.empty()) path += '.';
        path += level.name;
      }
    }
    std::string problem =
        fmt::format("{}{} field {}", operations_ ? "json patch " : "", what, goQuoted(path));
    if (std::find(problems_.begin(), problems_.end(), problem) == problems_.end())
      problems_.push_back(std::move(problem));
  }

  StrictProblems& problems_;
  const bool operations_;
  std::vector<Level> levels_;
  std::string key_;
};

std::string goFloat(double number) {
  // %v: the shortest digits that tell the number, with an exponent below 1e-4 and from 1e6 on.
  const double size = std::fabs(number);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e6);
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(text.data(), end.ptr);
}

void appendGoText(const json::value& value, std::string& out) {
  switch (value.kind()) {
    case json::kind::null:
      out += "<nil>";
      break;
    case json::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case json::kind::int64:
      out += std::to_string(value.get_int64());
      break;
    case json::kind::uint64:
      out += goFloat(static_cast<double>(value.get_uint64()));
      break;
    case json::kind::double_:
      out += goFloat(value.get_double());
      break;
    case json::kind::string:
      out += std::string_view(value.get_string());
      break;
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const json::value& item : value.get_array()) {
        if (!std::exchange(first, false)) out += ' ';
        appendGoText(item, out);
      }
      out += ']';
      break;
    }
    case json::kind::object: {
      std::vector<const json::key_value_pair*> pairs;
      for (const auto& pair : value.get_object()) pairs.push_back(&pair);
      std::sort(pairs.begin(), pairs.end(), [](auto* a, auto* b) { return a->key() < b->key(); });
      out += "map[";
      bool first = true;
      for (const auto* pair : pairs) {
        if (!std::exchange(first, false)) out += ' ';
        out.append(pair->key().data(), pair->key().size()).append(":");
        appendGoText(pair->value(), out);
      }
      out += ']';
      break;
    }
  }
}

// A tree is made once, changed a little and thrown away: its nodes come from a few blocks, which it owns.
std::optional<json::value> parseBounded(std::string_view text) {
  json::error_code error;
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), error,
                  json::make_shared_resource<json::monotonic_resource>(kFirstBlock), bounded());
  if (error) return std::nullopt;
  return value;
}

// Numbers that this library would write in another way than they were read: a string of this beginning stands for
// them, which is not there in sane documents.
constexpr std::string_view kMark = "\x01#", kMarkText = "\"\\u0001#";

bool isNumberText(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
}

std::string withMarkedNumbers(std::string_view text) {
  constexpr size_t kSafeDigits = 18;  // of an int64
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '"') {
      const size_t from = i++;
      while (i < text.size() && text[i] != '"') i += text[i] == '\\' ? 2 : 1;
      i = std::min(i + 1, text.size());
      out += text.substr(from, i - from);
    } else if (text[i] == '-' || (text[i] >= '0' && text[i] <= '9')) {
      const std::string_view number = text.substr(i, text.find_first_not_of("0123456789+-.eE", i) - i);
      const bool plain =
          number.find_first_of(".eE") == std::string_view::npos && number.size() <= kSafeDigits;
      out += plain ? std::string(number) : fmt::format("{}{}\"", kMarkText, number);
      i += number.size();
    } else {
      out += text[i++];
    }
  }
  return out;
}

void findProblems(std::string_view text, StrictProblems& problems, bool operations) {
  json::basic_parser<DuplicateFinder> parser(bounded(), problems, operations);
  json::error_code error;
  parser.write_some(false, text.data(), text.size(), error);
}

}  // namespace

Result<json::value> parseDocument(std::string_view text) {
  auto value = parseBounded(text);
  if (!value || !value->is_object()) return Failure(internalError("the stored object is no JSON object"));
  return std::move(*value);
}

Result<json::value> parsePatch(std::string_view text, StrictProblems* problems) {
  auto value = parseBounded(text);
  if (!value) return Failure(badRequest("invalid JSON patch"));
  if (problems != nullptr) findProblems(text, *problems, false);
  return std::move(*value);
}

Result<json::value> parseVerbatim(std::string_view text, StrictProblems* problems, bool operations) {
  if (!parseBounded(text)) return Failure(badRequest("invalid JSON patch"));
  auto value = parseBounded(withMarkedNumbers(text));
  if (!value) return Failure(badRequest("invalid JSON patch"));
  if (problems != nullptr) findProblems(text, *problems, operations);
  return std::move(*value);
}

std::string documentText(const json::value& value) {
  const std::string text = json::serialize(value);
  size_t at = text.find(kMarkText), copied = 0;
  if (at == std::string::npos) return text;
  std::string out;
  for (; at != std::string::npos; at = text.find(kMarkText, at + 1)) {
    const size_t from = at + kMarkText.size(), end = text.find('"', from);
    const std::string_view number = std::string_view(text).substr(from, end - from);
    const bool opens = at == 0 || text[at - 1] != '\\';  // else the quote is within a string
    if (!opens || !isNumberText(number)) continue;
    out.append(text, copied, at - copied).append(number);
    copied = end + 1;
  }
  return out.append(text, copied);
}

std::pair<std::string, std::string> nameOf(std::string_view document) {
  const auto value = parseDocument(document);
  const json::value* metadata = value ? value->get_object().if_contains("metadata") : nullptr;
  const auto member = [&](std::string_view name) -> std::string {
    if (metadata == nullptr || !metadata->is_object()) return {};
    const json::value* text = metadata->get_object().if_contains(name);
    return text != nullptr && text->is_string() ? std::string(std::string_view(text->get_string())) : "";
  };
  return {member("namespace"), member("name")};
}

std::string_view goJsonKind(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return "object";
    case json::kind::array:
      return "array";
    case json::kind::string:
      return std::string_view(value.get_string()).starts_with(kMark) ? "number" : "string";
    case json::kind::bool_:
      return "bool";
    case json::kind::null:
      return "null";
    default:
      return "number";
  }
}

std::string goValueText(const json::value& value) {
  std::string out;
  appendGoText(value, out);
  return out;
}

std::string goStringText(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "%!s(<nil>)";
    case json::kind::bool_:
      return fmt::format("%!s(bool={})", value.get_bool());
    case json::kind::int64:
      return fmt::format("%!s(int64={})", value.get_int64());
    case json::kind::uint64:
    case json::kind::double_:
      return fmt::format("%!s(float64={})", goValueText(value));
    default:
      return goValueText(value);
  }
}

std::string goText(std::string_view text) {
  auto value = parseBounded(text);
  return value ? goValueText(*value) : std::string();
}

void eraseNulls(json::object& object) {
  for (auto at = object.begin(); at != object.end();)
    if (at->value().is_null())
      at = object.erase(at);
    else
      ++at;
}

void forEachObject(json::value& value, const std::function<void(json::object&)>& visit) {
  if (auto* object = value.if_object()) {
    visit(*object);
    for (auto& member : *object) forEachObject(member.value(), visit);
  } else if (auto* array = value.if_array()) {
    for (json::value& item : *array) forEachObject(item, visit);
  }
}

void sortKeys(json::object& object) {
  const auto less = [](const json::key_value_pair& a, const json::key_value_pair& b) {
    return a.key() < b.key();
  };
  if (std::is_sorted(object.begin(), object.end(), less)) return;
  std::vector<json::key_value_pair*> pairs;
  for (auto& pair : object) pairs.push_back(&pair);
  std::sort(pairs.begin(), pairs.end(), [](auto* a, auto* b) { return a->key() < b->key(); });
  json::object sorted(object.storage());
  sorted.reserve(object.size());
  for (auto* pair : pairs) sorted.emplace(pair->key(), std::move(pair->value()));
  object = std::move(sorted);
}

Status patchFailure(std::string message) {
  Status status;
  status.code = 500;
  status.message = std::move(message);
  return status;
}

Status patchRejected() {
  Status status;
  status.code = 422;
  status.reason = "Invalid";
  status.message = "the server rejected our request due to an error in our request";
  status.details = StatusDetails{};
  return status;
}

Status invalidPatch(std::string_view shown, std::string_view detail) {
  return invalidObject("", "", "", {invalidText(Path("patch"), shown, detail)});
}

}  // namespace seamark::api
