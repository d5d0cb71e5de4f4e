// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace seamark::log {
namespace {

Format format = Format::Text;

spdlog::logger& logger() {
  static const auto it = [] {
    auto made =
        std::make_shared<spdlog::logger>("seamark", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    return made;
  }();
  return *it;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

// klog's shape: L mmdd hh:mm:ss.uuuuuu] "message" key="value"; in JSON one object a line.
void write(spdlog::level::level_enum level, char letter, std::string_view name, std::string_view message,
           Fields fields) {
  if (!logger().should_log(level)) return;
  const auto now = spdlog::log_clock::now();
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  const std::time_t seconds = micros / 1'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::string line;
  if (format == Format::Json) {
    line = fmt::format(R"({{"ts":{}.{:06},"level":"{}","msg":{})", seconds, micros % 1'000'000, name,
                       quoted(message));
    for (const auto& field : fields) line += fmt::format(",{}:{}", quoted(field.key), quoted(field.value));
    line += '}';
  } else {
    line = fmt::format("{}{:02}{:02} {:02}:{:02}:{:02}.{:06}] {}", letter, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec, micros % 1'000'000, quoted(message));
    for (const auto& field : fields) line += fmt::format(" {}={}", field.key, quoted(field.value));
  }
  logger().log(level, "{}", line);
}

}  // namespace

void configure(Level level, Format wanted) {
  format = wanted;
  static constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info,
                                                          spdlog::level::warn, spdlog::level::err};
  logger().set_level(kLevels[static_cast<int>(level)]);
}

void debug(std::string_view message, Fields fields) {
  write(spdlog::level::debug, 'D', "debug", message, fields);
}
void info(std::string_view message, Fields fields) {
  write(spdlog::level::info, 'I', "info", message, fields);
}
void warning(std::string_view message, Fields fields) {
  write(spdlog::level::warn, 'W', "warning", message, fields);
}
void error(std::string_view message, Fields fields) {
  write(spdlog::level::err, 'E', "error", message, fields);
}

}  // namespace seamark::log
