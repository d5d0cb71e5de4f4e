// Which events a watcher sees.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/watcher.h"

namespace seamark::apiserver {
namespace {

KeyRange rangeOfScope(const WatchScope& scope) {
  KeyRange range = rangeOf(*scope.kind, scope.ns, scope.fields);
  if (scope.name.empty()) return range;
  range.single = true;
  range.from = range.prefix + scope.name;
  range.to = range.from + '\0';
  return range;
}

}  // namespace

Watcher::Watcher(WatchScope scope)
    : scope_(std::move(scope)),
      range_(rangeOfScope(scope_)),
      selectsEverything_(scope_.labels.empty() && scope_.fields.empty()) {}

bool Watcher::matches(const api::EncodedPtr& object) const {
  if (!object) return false;
  if (selectsEverything_) return true;
  // Parsed once for all watchers, unlike what a list only passes by (api/selection.h).
  const api::ObjectPtr parsed = object->object();
  return scope_.labels.matches(parsed->metadata.labels) && scope_.fields.matches(*parsed);
}

Seen Watcher::see(const store::Event& event) const {
  const bool before = matches(event.previous);
  const bool after = event.type != store::EventType::Deleted && matches(event.object);
  if (after) return before ? Seen::Modified : Seen::Added;
  return before ? Seen::Deleted : Seen::Nothing;
}

}  // namespace seamark::apiserver
