// The texts of the API's scalars: times here, quantities in quantity.cc.
// SPDX-License-Identifier: Apache-2.0
#include "api/scalars.h"

#include <fmt/format.h>

#include <chrono>

#include "api/time_text.h"

namespace seamark::api {

namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

int64_t floorDivide(int64_t value, int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

void twoDigits(char* at, unsigned value) {
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
}

// "2006-01-02T15:04:05" of seconds since 1970. Years beyond 9999 do not occur: parse refuses them.
std::string dateAndTime(int64_t seconds) {
  using namespace std::chrono;
  const int64_t days = floorDivide(seconds, 86400);
  const auto second = static_cast<unsigned>(seconds - days * 86400);
  const year_month_day date{sys_days{std::chrono::days{days}}};
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  char text[] = "0000-00-00T00:00:00";
  twoDigits(text, year / 100 % 100);
  twoDigits(text + 2, year % 100);
  twoDigits(text + 5, static_cast<unsigned>(date.month()));
  twoDigits(text + 8, static_cast<unsigned>(date.day()));
  twoDigits(text + 11, second / 3600);
  twoDigits(text + 14, second / 60 % 60);
  twoDigits(text + 17, second % 60);
  return text;
}

}  // namespace

std::string Time::text() const {
  return seconds ? dateAndTime(*seconds) + "Z" : std::string();
}

std::optional<Time> Time::parse(std::string_view rfc3339) {
  const TimeText parsed = parseTimeText(rfc3339, false);
  if (!parsed.problem.empty()) return std::nullopt;
  return Time{.seconds = parsed.seconds, .nanos = 0};
}

Time Time::of(WallTime t) {
  return {.seconds = std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count(), .nanos = 0};
}

std::string MicroTime::text() const {
  if (!micros) return {};
  const int64_t seconds = floorDivide(*micros, kMicrosPerSecond);
  return fmt::format("{}.{:06}Z", dateAndTime(seconds), *micros - seconds * kMicrosPerSecond);
}

std::optional<MicroTime> MicroTime::parse(std::string_view text) {
  const TimeText parsed = parseTimeText(text, true);
  if (!parsed.problem.empty()) return std::nullopt;
  return MicroTime{.micros = parsed.seconds * kMicrosPerSecond + parsed.nanos / 1000};
}

MicroTime MicroTime::of(WallTime t) {
  return {.micros = std::chrono::floor<std::chrono::microseconds>(t).time_since_epoch().count()};
}

}  // namespace seamark::api
