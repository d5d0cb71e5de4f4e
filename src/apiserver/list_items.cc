// SPDX-License-Identifier: Apache-2.0
#include "apiserver/list_items.h"

#include "api/selection.h"
#include "apiserver/continue_token.h"
#include "apiserver/stored_form.h"

namespace seamark::apiserver {

ListItems::ListItems(const api::Kind& kind, Form form, ListOptions options, ListPlan plan, WallTime now)
    : kind_(kind),
      form_(form),
      options_(std::move(options)),
      plan_(std::move(plan)),
      end_(plan_.range.to),
      now_(now) {
  api::ListMeta meta;
  meta.resourceVersion = std::to_string(plan_.revision);
  findPageEnd(meta);
  appendListHead(form_, kind_, meta, itemBytes(), head_);
  restart();
}

api::EncodedPtr ListItems::selected(const Place& place) const {
  api::EncodedPtr object = toServed(kind_, place.value());
  return api::select(options_.labels, options_.fields, *object) ? object : nullptr;
}

// A page is `limit` objects that the selectors take. What lies after it decides whether there is another
// page, whether the selectors take that or not; upstream does the same, because it has not looked yet.
void ListItems::findPageEnd(api::ListMeta& meta) {
  if (plan_.limit <= 0) return;
  int64_t left = plan_.limit;
  auto it = plan_.items.begin(plan_.range.from);
  for (; inRange(it); it.next()) {
    if (!selected(it) || --left > 0) continue;
    std::string after = std::string(it.key()) + '\0';
    it.next();
    if (!inRange(it)) return;
    if (options_.selectsEverything())
      meta.remainingItemCount = static_cast<int64_t>(plan_.items.countRange(after, end_));
    meta.continue_ = encodeContinue({plan_.revision, after.substr(plan_.range.prefix.size())});
    end_ = std::move(after);
    return;
  }
}

size_t ListItems::itemBytes() const {
  if (!form_.protobuf() || nothingInRange()) return 0;
  if (isShared())
    return plan_.items.weightOfRange(plan_.range.from, end_, [this](const api::EncodedPtr& object) {
      return listItemSize(form_, *object);
    });
  size_t bytes = 0;
  for (auto it = plan_.items.begin(plan_.range.from); inRange(it); it.next())
    if (const auto object = selected(it)) bytes += listItemSize(form_, *object);
  return bytes;
}

size_t ListItems::takeSome(std::array<const api::EncodedObject*, kFetched>& objects) {
  size_t count = 0;
  for (; count < kFetched && left_ > 0; ++count, --left_, next_.next()) {
    objects[count] = next_.value().get();
    __builtin_prefetch(objects[count]);
  }
  return count;
}

void ListItems::restart() {
  next_ = plan_.items.begin(plan_.range.from);
  left_ = nothingInRange() ? 0 : plan_.items.countRange(plan_.range.from, end_);
  first_ = true;
}

std::string ListItems::tail() const {
  std::string out;
  appendListTail(form_, kind_, first_, out);
  if (!form_.protobuf()) out += '\n';
  return out;
}

void ListItems::appendNext(std::string& out) {
  if (const auto object = selected(next_)) {
    appendListItem(form_, *object, now_, first_, out);
    first_ = false;
  }
  next_.next();
  --left_;
}

bool ListItems::isShared() const {
  return form_.as == Representation::Object && options_.selectsEverything() && !kind_.storedAs;
}

void ListItems::appendSeparator(const api::EncodedObject& object, std::string& out) {
  appendItemSeparator(form_, object, first_, out);
  first_ = false;
}

}  // namespace seamark::apiserver
