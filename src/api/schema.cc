// Look-ups over a type's rows.
// SPDX-License-Identifier: Apache-2.0
#include "api/schema.h"

#include <algorithm>

namespace seamark::api {

const Field* Type::find(std::string_view fieldName) const {
  for (const Field& f : fields) {
    if (f.name == fieldName && !fieldName.empty()) return &f;
    if (!f.name.empty()) continue;
    if (const Field* inner = f.type().find(fieldName)) return inner;
  }
  return nullptr;
}

const Field* Type::find(uint32_t fieldNumber) const {
  for (const Field* f : byNumber)
    if (f->number == fieldNumber) return f;
  return nullptr;
}

void detail::orderByNumber(Type& type) {
  for (const Field& f : type.fields)
    if (f.number != 0) type.byNumber.push_back(&f);
  std::ranges::sort(type.byNumber, {}, &Field::number);
}

}  // namespace seamark::api
