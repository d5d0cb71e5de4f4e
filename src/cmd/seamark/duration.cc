// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/duration.h"

#include <array>
#include <charconv>
#include <string>
#include <utility>

namespace seamark::cmd {
namespace {

// The longer name first where one begins another.
constexpr std::array<std::pair<std::string_view, double>, 6> kUnits{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
constexpr double kLongest = 9e18;  // nanoseconds that fit

}  // namespace

Result<Duration> parseDuration(std::string_view text) {
  const auto refused = [given = std::string(text)] {
    return Failure(failure("\"" + given + "\" is no duration; write it as 5m, 90s or 1h30m"));
  };
  if (text == "0") return Duration{};
  if (text.empty()) return refused();
  double total = 0;
  while (!text.empty()) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (parsed.ec != std::errc() || number < 0 || text.front() == '-') return refused();
    text.remove_prefix(static_cast<size_t>(parsed.ptr - text.data()));
    double unit = 0;
    for (const auto& [name, nanoseconds] : kUnits)
      if (unit == 0 && text.starts_with(name)) {
        unit = nanoseconds;
        text.remove_prefix(name.size());
      }
    if (unit == 0) return refused();
    total += number * unit;
    if (!(total < kLongest)) return refused();
  }
  return Duration(static_cast<int64_t>(total));
}

}  // namespace seamark::cmd
