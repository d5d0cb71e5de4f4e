// The texts that many objects have, of late.
// SPDX-License-Identifier: Apache-2.0
#include "api/shared_fields.h"

#include <algorithm>
#include <array>
#include <functional>
#include <mutex>

namespace seamark::api {
namespace {

constexpr std::string_view kBefore = R"("fieldsV1":)";
// Shorter ones are not worth their block; of longer ones a few would hold much.
constexpr size_t kShortest = 64, kLongest = 4096;

// The JSON object that `text` starts with; all of it if that does not end.
std::string_view objectAt(std::string_view text) {
  size_t depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      while (++i < text.size() && text[i] != '"')
        if (text[i] == '\\') ++i;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return text.substr(0, i + 1);
    }
  }
  return text;
}

// It does not matter for what is found here whether it is what it looks like: any stretch can be shared.
std::string_view longestFields(std::string_view json) {
  std::string_view longest;
  for (size_t at = json.find(kBefore); at != std::string_view::npos; at = json.find(kBefore, at)) {
    at += kBefore.size();
    if (!json.substr(at).starts_with('{')) continue;
    const std::string_view fields = objectAt(json.substr(at));
    if (fields.size() > longest.size() && fields.size() <= kLongest) longest = fields;
    at += fields.size();
  }
  return longest;
}

// In each row the newest stands first. What comes once leaves its hash only.
class Seen {
 public:
  SharedText find(std::string_view text) {
    const size_t hash = std::hash<std::string_view>()(text);
    const std::lock_guard lock(mutex_);
    auto& row = rows_[hash % rows_.size()];
    const auto found = std::find_if(row.begin(), row.end(), [&](const Entry& e) { return e.hash == hash; });
    if (found == row.end()) {
      std::rotate(row.begin(), row.end() - 1, row.end());
      row.front() = {hash, {}};
      return {};
    }
    if (found->text.view().empty()) found->text = SharedText(text);
    std::rotate(row.begin(), found, found + 1);
    return row.front().text == text ? row.front().text : SharedText();
  }

 private:
  struct Entry {
    size_t hash = 0;
    SharedText text;
  };
  std::mutex mutex_;
  std::array<std::array<Entry, 4>, 64> rows_;
};

}  // namespace

SharedFields sharedFields(std::string_view json) {
  static Seen seen;
  const std::string_view fields = longestFields(json);
  if (fields.size() < kShortest) return {};
  return {static_cast<size_t>(fields.data() - json.data()), seen.find(fields)};
}

}  // namespace seamark::api
