// The one logger: klog-style text or JSON lines on stderr. A message is a fixed sentence; what varies goes in
// fields. Any thread may log. spdlog does the work behind log.cc.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace seamark::log {

struct Field {
  std::string_view key;
  std::string value;
  template <class T>
  Field(std::string_view k, const T& v) : key(k), value(fmt::format("{}", v)) {}
};
using Fields = std::initializer_list<Field>;

enum class Level { Debug, Info, Warning, Error };
enum class Format { Text, Json };

// Call once, before the first thread starts. Default: Info, Text.
void configure(Level level, Format format);

void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warning(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

}  // namespace seamark::log
