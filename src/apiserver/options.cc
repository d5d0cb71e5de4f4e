// SPDX-License-Identifier: Apache-2.0
#include "apiserver/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "api/field_error.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kMaxManagerBytes = 128;

// ["a","b"]: how the message shows the values.
std::string listed(const std::vector<std::string>& values) {
  std::string text = "[";
  for (const std::string& value : values) {
    if (text.size() > 1) text += ",";
    text += api::goQuoted(value);
  }
  return text += "]";
}

std::vector<std::string> valuesOf(const RequestContext& context, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : context.query)
    if (key == name) values.push_back(value);
  return values;
}

// One UTF-8 code point of `text` at `i`, which moves on. Malformed bytes give U+FFFD.
char32_t nextCodePoint(std::string_view text, size_t& i) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char lead = byte(i++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  if (more == 0) return 0xfffd;
  char32_t point = lead & (0x3f >> more);
  for (int k = 0; k < more; ++k) {
    if (i >= text.size() || (byte(i) & 0xc0) != 0x80) return 0xfffd;
    point = (point << 6) | (byte(i++) & 0x3f);
  }
  return point;
}

// Go's unicode.IsPrint: no control, format, private or unpaired characters, and of the spaces only the plain one.
// Characters that Unicode has not assigned are taken for printable.
bool isPrintable(char32_t point) {
  struct Range {
    char32_t first, last;
  };
  static constexpr Range kUnprintable[] = {
      {0x0, 0x1f},        {0x7f, 0xa0},       {0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},
      {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},     {0x1680, 0x1680},
      {0x180e, 0x180e},   {0x2000, 0x200f},   {0x2028, 0x202f},   {0x205f, 0x206f},   {0x3000, 0x3000},
      {0xd800, 0xf8ff},   {0xfeff, 0xfeff},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x110bd, 0x110bd},
      {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0001, 0xe007f},
      {0xf0000, 0x10ffff}};
  return std::none_of(std::begin(kUnprintable), std::end(kUnprintable),
                      [&](const Range& range) { return point >= range.first && point <= range.last; });
}

void checkManager(std::string_view manager, api::FieldErrors& errors) {
  const api::Path path("fieldManager");
  if (manager.size() > kMaxManagerBytes) errors.push_back(api::tooLong(path, kMaxManagerBytes));
  for (size_t i = 0; i < manager.size();) {
    const size_t at = i;
    const char32_t point = nextCodePoint(manager, i);
    if (isPrintable(point)) continue;
    errors.push_back(api::invalidText(
        path, manager,
        fmt::format("invalid character U+{:04X} (at position {})", static_cast<uint32_t>(point), at)));
  }
}

std::optional<FieldValidation> parseFieldValidation(std::string_view text) {
  if (text.empty() || text == "Warn") return FieldValidation::Warn;
  if (text == "Strict") return FieldValidation::Strict;
  if (text == "Ignore") return FieldValidation::Ignore;
  return {};
}

std::string_view optionsKind(WriteVerb verb) {
  switch (verb) {
    case WriteVerb::Create:
      return "CreateOptions";
    case WriteVerb::Update:
      return "UpdateOptions";
    case WriteVerb::Patch:
    case WriteVerb::Apply:
      return "PatchOptions";
  }
  return {};
}

// What a write without fieldManager is recorded under: the program that User-Agent names.
std::string managerOfUserAgent(const RequestContext& context) {
  const std::string* agent = context.request.headers.find("user-agent");
  if (!agent || agent->empty()) return "unknown";
  std::string name;
  for (size_t i = 0; i < agent->size();) {
    const size_t from = i;
    const char32_t point = nextCodePoint(*agent, i);
    if (point == '/') break;
    if (!isPrintable(point)) continue;
    if (name.size() + (i - from) > kMaxManagerBytes) break;
    name.append(*agent, from, i - from);
  }
  return name.empty() ? "unknown" : name;
}

}  // namespace

void checkDryRun(const std::vector<std::string>& values, api::FieldErrors& errors) {
  const bool known =
      std::all_of(values.begin(), values.end(), [](const auto& value) { return value == "All"; });
  if (known) return;
  errors.push_back({"dryRun", "FieldValueNotSupported",
                    "Unsupported value: " + listed(values) + ": supported values: \"All\""});
}

Result<WriteOptions> parseWriteOptions(const RequestContext& context, WriteVerb verb) {
  WriteOptions options;
  api::FieldErrors errors;
  const bool patching = verb == WriteVerb::Patch || verb == WriteVerb::Apply;
  if (verb == WriteVerb::Patch && context.parameter("force"))
    errors.push_back(api::forbiddenField(api::Path("force"), "may not be specified for non-apply patch"));
  const std::string* manager = context.parameter("fieldManager");
  if (verb == WriteVerb::Apply && (!manager || manager->empty()))
    errors.push_back(api::required(api::Path("fieldManager"), "is required for apply patch"));
  if (manager) checkManager(*manager, errors);
  const auto dryRun = valuesOf(context, "dryRun");
  checkDryRun(dryRun, errors);
  if (const std::string* validation = context.parameter("fieldValidation")) {
    constexpr std::array<std::string_view, 4> kSupported{"", "Ignore", "Strict", "Warn"};
    if (const auto parsed = parseFieldValidation(*validation))
      options.fieldValidation = *parsed;
    else
      errors.push_back(api::notSupported(api::Path("fieldValidation"), *validation, kSupported));
  }
  if (!errors.empty()) return Failure(api::invalidObject("meta.k8s.io", optionsKind(verb), "", errors));
  options.dryRun = !dryRun.empty();
  options.manager = manager && !manager->empty() ? *manager : managerOfUserAgent(context);
  options.force = patching && context.flag("force");
  return options;
}

Result<std::optional<int64_t>> integerParameter(const RequestContext& context, std::string_view name) {
  const std::string* text = context.parameter(name);
  if (!text) return std::optional<int64_t>();
  int64_t value = 0;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, value);
  if (parsed.ec == std::errc::result_out_of_range)
    return Failure(badRequest("strconv.ParseInt: parsing " + api::goQuoted(*text) + ": value out of range"));
  if (parsed.ec != std::errc() || parsed.ptr != end)
    return Failure(badRequest("strconv.ParseInt: parsing " + api::goQuoted(*text) + ": invalid syntax"));
  return std::optional(value);
}

}  // namespace seamark::apiserver
