// RFC 3339 step by step, each step an element of Go's layout, because the error names the step that failed.
// SPDX-License-Identifier: Apache-2.0
#include "api/time_text.h"

#include <fmt/format.h>

#include <chrono>

namespace seamark::api {

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

// Go's package time quotes in its own way: whatever is not ASCII, or not to be seen, byte by byte.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte >= 0x80 || byte < 0x20) {
      out += fmt::format("\\x{:02x}", byte);
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

class Parser {
 public:
  Parser(std::string_view text, bool micro) : text_(text), rest_(text), micro_(micro) {}

  TimeText run() {
    int64_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const bool whole = number(year, 4, 4, "2006") && literal('-') && number(month, 2, 2, "01") &&
                       inRange(month, 1, 12, "month") && literal('-') && number(day, 2, 2, "02") &&
                       literal('T') && number(hour, 1, 2, "15") && inRange(hour, 0, 23, "hour") &&
                       literal(':') && number(minute, 2, 2, "04") && inRange(minute, 0, 59, "minute") &&
                       literal(':') && number(second, 2, 2, "05") && inRange(second, 0, 59, "second") &&
                       fraction() && zone() && end();
    if (!whole) return std::move(result_);
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) {
      say(": day out of range");
      return std::move(result_);
    }
    const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    result_.seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - offset_;
    return std::move(result_);
  }

 private:
  void say(std::string_view what) { result_.problem = "parsing time " + quoted(text_) + std::string(what); }

  bool cannot(std::string_view rest, std::string_view element) {
    const std::string_view layout = micro_ ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
    say(" as " + quoted(layout) + ": cannot parse " + quoted(rest) + " as " + quoted(element));
    return false;
  }

  // Between `least` and `most` digits.
  bool number(int64_t& into, size_t least, size_t most, std::string_view element) {
    size_t digits = 0;
    while (digits < most && digits < rest_.size() && isDigit(rest_[digits])) ++digits;
    if (digits < least) return cannot(rest_, element);
    for (size_t i = 0; i < digits; ++i) into = into * 10 + (rest_[i] - '0');
    rest_.remove_prefix(digits);
    return true;
  }

  bool inRange(int64_t value, int64_t low, int64_t high, std::string_view what) {
    if (value >= low && value <= high) return true;
    say(": " + std::string(what) + " out of range");
    return false;
  }

  bool literal(char c) {
    if (rest_.empty() || rest_[0] != c) return cannot(rest_, std::string_view(&c, 1));
    rest_.remove_prefix(1);
    return true;
  }

  bool fraction() {
    const bool there = rest_.size() >= 2 && (rest_[0] == '.' || rest_[0] == ',') && isDigit(rest_[1]);
    if (!there) return !micro_ || cannot(rest_, ".000000");
    size_t digits = 0;
    int32_t scale = 100'000'000;
    while (digits + 1 < rest_.size() && isDigit(rest_[digits + 1]) && (!micro_ || digits < 6)) {
      result_.nanos += (rest_[digits + 1] - '0') * scale;
      scale /= 10;
      ++digits;
    }
    if (micro_ && digits < 6) return cannot(rest_, ".000000");
    rest_.remove_prefix(digits + 1);
    return true;
  }

  bool zone() {
    if (!rest_.empty() && rest_[0] == 'Z') {
      rest_.remove_prefix(1);
      return true;
    }
    const std::string_view z = rest_;
    const bool shaped = z.size() >= 6 && (z[0] == '+' || z[0] == '-') && z[3] == ':' && isDigit(z[1]) &&
                        isDigit(z[2]) && isDigit(z[4]) && isDigit(z[5]);
    if (!shaped) return cannot(z, "Z07:00");
    const int64_t hours = (z[1] - '0') * 10 + (z[2] - '0');
    const int64_t minutes = (z[4] - '0') * 10 + (z[5] - '0');
    if (!inRange(hours, 0, 24, "time zone offset hour") ||
        !inRange(minutes, 0, 60, "time zone offset minute"))
      return false;
    offset_ = (hours * 60 + minutes) * 60 * (z[0] == '-' ? -1 : 1);
    rest_.remove_prefix(6);
    return true;
  }

  bool end() {
    if (rest_.empty()) return true;
    say(": extra text: " + quoted(rest_));
    return false;
  }

  std::string_view text_;
  std::string_view rest_;
  bool micro_;
  int64_t offset_ = 0;
  TimeText result_;
};

}  // namespace

TimeText parseTimeText(std::string_view text, bool micro) {
  return Parser(text, micro).run();
}

}  // namespace seamark::api
