// The query parameters of list and watch.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/list_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

#include "api/field_error.h"

namespace seamark::apiserver {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

const std::string* find(const Query& query, std::string_view name) {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

std::string text(const Query& query, std::string_view name) {
  const std::string* value = find(query, name);
  return value ? *value : std::string();
}

// Everything but an explicit no is a yes, as Kubernetes' query conversion has it.
bool isTrue(std::string_view value) {
  std::string lower(value);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return lower != "false" && lower != "0";
}

bool allDigits(std::string_view digits) {
  return !digits.empty() &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string goParseError(std::string_view function, std::string_view value, std::string_view why) {
  return fmt::format("strconv.{}: parsing {}: {}", function, api::goQuoted(value), why);
}

// Go's strconv.ParseInt(value, 10, 64).
Result<int64_t> integer(const Query& query, std::string_view name) {
  const std::string* value = find(query, name);
  if (!value) return 0;
  std::string_view digits = *value;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc() && end == digits.data() + digits.size()) return number;
  const std::string_view bare = digits.starts_with('-') ? digits.substr(1) : digits;
  return Failure(badRequest(
      goParseError("ParseInt", *value, allDigits(bare) ? "value out of range" : "invalid syntax")));
}

// The message is Go's; what stands before it and the code differ between list and watch.
std::expected<std::optional<store::Revision>, std::string> version(const std::string& text) {
  if (text.empty()) return std::nullopt;
  uint64_t revision = 0;
  const std::errc error = std::from_chars(text.data(), text.data() + text.size(), revision).ec;
  if (allDigits(text) && error == std::errc())
    return static_cast<store::Revision>(
        std::min<uint64_t>(revision, std::numeric_limits<store::Revision>::max()));
  return std::unexpected(fmt::format(
      "resourceVersion: Invalid value: {}: {}", api::goQuoted(text),
      goParseError("ParseUint", text, allDigits(text) ? "value out of range" : "invalid syntax")));
}

constexpr std::string_view kMatches[] = {"Exact", "NotOlderThan", ""};
constexpr std::string_view kWatchMatches[] = {"NotOlderThan"};

api::FieldErrors checkList(const ListOptions& options, std::string_view match) {
  const api::Path path("resourceVersionMatch");
  api::FieldErrors errors;
  const auto forbidden = [&](const api::Path& where, std::string_view why) {
    errors.push_back(api::forbiddenField(where, why));
  };
  if (!match.empty()) {
    if (options.resourceVersion.empty())
      forbidden(path, "resourceVersionMatch is forbidden unless resourceVersion is provided");
    if (!options.continueToken.empty())
      forbidden(path, "resourceVersionMatch is forbidden when continue is provided");
    if (match != "Exact" && match != "NotOlderThan")
      errors.push_back(api::notSupported(path, match, kMatches));
    if (match == "Exact" && options.resourceVersion == "0")
      forbidden(path, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
  }
  if (options.sendInitialEvents)
    forbidden(api::Path("sendInitialEvents"), "sendInitialEvents is forbidden for list");
  return errors;
}

api::FieldErrors checkWatch(const ListOptions& options, std::string_view match) {
  const api::Path path("resourceVersionMatch");
  api::FieldErrors errors;
  if (options.sendInitialEvents && match != "NotOlderThan")
    errors.push_back(
        api::forbiddenField(path, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  if (!match.empty()) {
    if (!options.sendInitialEvents)
      errors.push_back(api::forbiddenField(
          path, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
    if (match != "NotOlderThan") errors.push_back(api::notSupported(path, match, kWatchMatches));
  }
  if (!options.continueToken.empty())
    errors.push_back(
        api::forbiddenField(path, "resourceVersionMatch is forbidden when continue is provided"));
  return errors;
}

}  // namespace

Result<ListOptions> parseListOptions(const Query& query, const api::Kind& kind, ListPurpose purpose) {
  ListOptions options;
  TRY(options.timeoutSeconds, integer(query, "timeoutSeconds"));
  TRY(options.limit, integer(query, "limit"));
  TRY(options.labels, api::LabelSelector::parse(text(query, "labelSelector")));
  TRY(options.fields, api::FieldSelector::parseTerms(text(query, "fieldSelector"), kind));
  options.resourceVersion = text(query, "resourceVersion");
  options.continueToken = text(query, "continue");
  if (const auto* bookmarks = find(query, "allowWatchBookmarks")) options.bookmarks = isTrue(*bookmarks);
  if (const auto* initial = find(query, "sendInitialEvents")) options.sendInitialEvents = isTrue(*initial);
  const std::string match = text(query, "resourceVersionMatch");
  const api::FieldErrors errors =
      purpose == ListPurpose::List ? checkList(options, match) : checkWatch(options, match);
  if (!errors.empty()) return Failure(api::invalidObject("meta.k8s.io", "ListOptions", "", errors));
  CHECKED(options.fields.checkPaths());
  if (match == "Exact") options.match = VersionMatch::Exact;
  if (match == "NotOlderThan") options.match = VersionMatch::NotOlderThan;
  return options;
}

Result<std::optional<store::Revision>> listVersion(const ListOptions& options) {
  auto parsed = version(options.resourceVersion);
  if (!parsed) return Failure(badRequest("invalid resource version: " + parsed.error()));
  return *parsed;
}

Result<std::optional<store::Revision>> watchVersion(const ListOptions& options) {
  auto parsed = version(options.resourceVersion);
  if (!parsed) return Failure(failure(std::move(parsed.error())));
  return *parsed;
}

}  // namespace seamark::apiserver
