// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/token_file.h"

#include <fmt/format.h>

namespace seamark::apiserver {
namespace {

// One record of RFC 4180 without line breaks in fields.
std::vector<std::string> splitRecord(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        fields.back() += line[++i];
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

void addGroups(std::string_view list, std::vector<std::string>& groups) {
  while (!list.empty()) {
    const size_t end = list.find(',');
    if (const std::string_view group = list.substr(0, end); !group.empty()) groups.emplace_back(group);
    list.remove_prefix(end == std::string_view::npos ? list.size() : end + 1);
  }
}

}  // namespace

Result<TokenTable> parseTokenFile(std::string_view csv) {
  TokenTable table;
  for (size_t number = 1; !csv.empty(); ++number) {
    const size_t end = csv.find('\n');
    const std::string_view line = csv.substr(0, end);
    csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> fields = splitRecord(line);
    if (fields.size() < 3 || fields[0].empty())
      return Failure(failure(fmt::format(
          "line {} of the token file must be token,user,uid[,\"group,group\"]; correct the line", number)));
    auto user = std::make_shared<UserInfo>();
    user->name = fields[1];
    user->uid = fields[2];
    if (fields.size() > 3) addGroups(fields[3], user->groups);
    user->groups.emplace_back("system:authenticated");
    table.insert_or_assign(fields[0], std::move(user));
  }
  return table;
}

}  // namespace seamark::apiserver
