// KeyRange: which stretch of a collection a list or a watch is about.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/kind.h"
#include "api/selector.h"

namespace seamark::apiserver {

// Keys in [from, to); an empty `to` has no end. `prefix` ("ns/") is what all of them share and continue
// tokens leave out.
struct KeyRange {
  std::string prefix;
  std::string from;
  std::string to;
  bool contains(std::string_view key) const { return key >= from && (to.empty() || key < to); }
  // Holds at most one object.
  bool single = false;
};

// Of one namespace (empty: all, or a kind without), narrowed by metadata.name and metadata.namespace when the
// field selector says exactly which.
inline KeyRange rangeOf(const api::Kind& kind, std::string_view ns, const api::FieldSelector& fields) {
  KeyRange range;
  if (!ns.empty() && kind.namespaced) range.prefix = std::string(ns) + "/";
  const std::string* name = fields.exactly("metadata.name");
  const std::string* fieldNamespace = fields.exactly("metadata.namespace");
  std::string within = range.prefix;
  if (kind.namespaced && ns.empty() && fieldNamespace && !fieldNamespace->empty())
    within = *fieldNamespace + "/";
  if (name && !name->empty() && (!within.empty() || !kind.namespaced)) {
    range.single = true;
    range.from = within + *name;
    range.to = range.from + '\0';
    return range;
  }
  range.from = within;
  if (!within.empty()) {
    range.to = within;
    range.to.back() = '0';  // the byte after '/'
  }
  return range;
}

}  // namespace seamark::apiserver
