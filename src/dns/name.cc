// Domain names: parsing from text and from messages.
// SPDX-License-Identifier: Apache-2.0
#include "dns/name.h"

#include <fmt/format.h>

#include <algorithm>

namespace seamark::dns {
namespace {

constexpr size_t kMaxLabel = 63;
constexpr size_t kMaxName = 255;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool appendLabel(std::string& wire, std::string_view label) {
  if (label.empty() || label.size() > kMaxLabel) return false;
  wire.push_back(static_cast<char>(label.size()));
  std::transform(label.begin(), label.end(), std::back_inserter(wire), lower);
  return true;
}

}  // namespace

std::optional<Name> Name::parse(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  Name name;
  name.wire_.clear();
  while (!text.empty()) {
    const size_t dot = std::min(text.find('.'), text.size());
    if (!appendLabel(name.wire_, text.substr(0, dot))) return std::nullopt;
    if (dot + 1 == text.size()) return std::nullopt;  // two dots at the end
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  name.wire_.push_back('\0');
  if (name.wire_.size() > kMaxName) return std::nullopt;
  return name;
}

std::optional<Name> Name::ofLabels(const std::vector<std::string_view>& labels, const Name& suffix) {
  Name name;
  name.wire_.clear();
  for (const auto label : labels)
    if (!appendLabel(name.wire_, label)) return std::nullopt;
  name.wire_ += suffix.wire_;
  if (name.wire_.size() > kMaxName) return std::nullopt;
  return name;
}

Name Name::ofCheckedWire(std::string wire) {
  Name name;
  std::transform(wire.begin(), wire.end(), wire.begin(), lower);  // length bytes are below 'A'
  name.wire_ = std::move(wire);
  return name;
}

bool Name::isWithin(const Name& zone) const {
  if (!wire_.ends_with(zone.wire_)) return false;
  size_t at = 0;
  while (at < wire_.size() - zone.wire_.size()) at += 1 + static_cast<unsigned char>(wire_[at]);
  return at == wire_.size() - zone.wire_.size();
}

std::vector<std::string_view> Name::labelsBelow(const Name& zone) const {
  std::vector<std::string_view> labels;
  const size_t end = wire_.size() - zone.wire_.size();
  for (size_t at = 0; at < end;) {
    const auto length = static_cast<unsigned char>(wire_[at]);
    labels.emplace_back(wire_.data() + at + 1, length);
    at += 1 + length;
  }
  return labels;
}

std::string Name::text() const {
  if (isRoot()) return ".";
  std::string out;
  for (const auto label : labelsBelow(Name())) {
    for (const char c : label) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '.' || c == '\\')
        out += fmt::format("\\{}", c);
      else if (byte <= 0x20 || byte >= 0x7f)
        out += fmt::format("\\{:03}", byte);
      else
        out += c;
    }
    out += '.';
  }
  return out;
}

std::optional<std::string> readName(std::string_view message, size_t& offset) {
  std::string wire;
  size_t at = offset;
  bool jumped = false;
  size_t limit = message.size();  // a pointer must lead before the place that it was found at
  while (at < limit) {
    const auto length = static_cast<unsigned char>(message[at]);
    if ((length & 0xc0) == 0xc0) {
      if (at + 1 >= message.size()) return std::nullopt;
      const size_t target =
          static_cast<size_t>(length & 0x3f) << 8 | static_cast<unsigned char>(message[at + 1]);
      if (!jumped) offset = at + 2;
      if (target >= at) return std::nullopt;
      jumped = true;
      limit = at;
      at = target;
      continue;
    }
    if (length > kMaxLabel || at + 1 + length > message.size() || wire.size() + 1 + length > kMaxName)
      return std::nullopt;
    wire.append(message.substr(at, 1 + length));
    at += 1 + length;
    if (length == 0) {
      if (!jumped) offset = at;
      return wire;
    }
  }
  return std::nullopt;
}

}  // namespace seamark::dns
