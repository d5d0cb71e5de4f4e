// Name: a domain name in wire form, checked once at the edge (RFC 1035 section 3.1: labels of 1-63 bytes, 255
// in all).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seamark::dns {

// Lower case, uncompressed, with the root's empty label. Compared bytewise.
class Name {
 public:
  Name() : wire_(1, '\0') {}
  // From text such as "kafka.default.svc.cluster.local." (the last dot may be missing; no escapes). Nothing:
  // not a name.
  static std::optional<Name> parse(std::string_view text);
  // From labels, first to last: {"kafka", "default"}. Nothing: a label or the whole is too long, or a label
  // is empty.
  static std::optional<Name> ofLabels(const std::vector<std::string_view>& labels, const Name& suffix);
  // `wire` has been checked by readName(); upper-case letters become lower.
  static Name ofCheckedWire(std::string wire);

  const std::string& wire() const { return wire_; }
  bool isRoot() const { return wire_.size() == 1; }
  bool isWithin(const Name& zone) const;                              // equal or below
  std::vector<std::string_view> labelsBelow(const Name& zone) const;  // the labels in front of `zone`
  std::string text() const;                                           // with the last dot; odd bytes as \DDD
  auto operator<=>(const Name&) const = default;

 private:
  std::string wire_;
};

// Reads a possibly compressed name (RFC 1035 section 4.1.4) at `offset` of `message`: its wire form with the
// case kept, and `offset` behind it. Pointers must go backwards. Nothing: malformed.
std::optional<std::string> readName(std::string_view message, size_t& offset);

}  // namespace seamark::dns
