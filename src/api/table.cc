// Texts of table cells.
// SPDX-License-Identifier: Apache-2.0
#include "api/table.h"

#include <fmt/format.h>

#include "api/value_text.h"

namespace seamark::api {
namespace {

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kYear = 365 * kDay;

// "3h" or "3h4m": the smaller unit only when there is some of it.
std::string twoUnits(int64_t whole, char unit, int64_t rest, char restUnit) {
  return rest == 0 ? fmt::format("{}{}", whole, unit) : fmt::format("{}{}{}{}", whole, unit, rest, restUnit);
}

std::string agoText(int64_t micros, WallTime now) {
  const auto nowMicros =
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const int64_t ago = nowMicros - micros;
  if (ago <= -2'000'000) return "<invalid>";
  return durationText(ago < 0 ? 0 : ago / 1'000'000);
}

}  // namespace

std::string durationText(int64_t seconds) {
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 2 * kMinute) return fmt::format("{}s", seconds);
  if (seconds < 10 * kMinute) return twoUnits(seconds / kMinute, 'm', seconds % kMinute, 's');
  if (seconds < 3 * kHour) return fmt::format("{}m", seconds / kMinute);
  if (seconds < 8 * kHour) return twoUnits(seconds / kHour, 'h', seconds % kHour / kMinute, 'm');
  if (seconds < 2 * kDay) return fmt::format("{}h", seconds / kHour);
  if (seconds < 8 * kDay) return twoUnits(seconds / kDay, 'd', seconds % kDay / kHour, 'h');
  if (seconds < 2 * kYear) return fmt::format("{}d", seconds / kDay);
  if (seconds < 8 * kYear) return twoUnits(seconds / kYear, 'y', seconds % kYear / kDay, 'd');
  return fmt::format("{}y", seconds / kYear);
}

std::string ageText(const Time& since, WallTime now) {
  return since.isZero() ? std::string(kUnknown) : agoText(*since.seconds * 1'000'000, now);
}

std::string ageText(const MicroTime& since, WallTime now) {
  return since.isZero() ? std::string(kUnknown) : agoText(*since.micros, now);
}

std::string textCell(std::string_view text) {
  return shownJson(std::string(text));
}

std::string numberCell(int64_t number) {
  return std::to_string(number);
}

std::string ageCell(const Object& object, WallTime now) {
  return textCell(ageText(object.metadata.creationTimestamp, now));
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string orElse(std::string_view text, std::string_view fallback) {
  return std::string(text.empty() ? fallback : text);
}

std::string labelsText(const std::map<std::string, std::string>& labels) {
  std::vector<std::string> pairs;
  pairs.reserve(labels.size());
  for (const auto& [key, value] : labels) pairs.push_back(key + "=" + value);
  return orElse(joined(pairs));
}

std::string ClippedList::text() const {
  if (count_ <= kShown) return joined(shown_);
  return fmt::format("{} + {} more...", joined(shown_), count_ - kShown);
}

}  // namespace seamark::api
