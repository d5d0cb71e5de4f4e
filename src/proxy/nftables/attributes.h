// Walking the attributes of what the kernel answered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <libmnl/libmnl.h>

#include <string>

namespace seamark::proxy {

// Calls `visit` with each attribute behind a family's header of `headerSize` bytes.
template <class Visit>
void visitAttributes(const nlmsghdr* message, size_t headerSize, Visit visit) {
  const auto* end = static_cast<const char*>(mnl_nlmsg_get_payload_tail(message));
  const auto* a = static_cast<const nlattr*>(mnl_nlmsg_get_payload_offset(message, headerSize));
  for (; mnl_attr_ok(a, static_cast<int>(end - reinterpret_cast<const char*>(a))); a = mnl_attr_next(a))
    visit(a);
}

// Calls `visit` with each attribute inside `nest`.
template <class Visit>
void visitNested(const nlattr* nest, Visit visit) {
  const auto* a = static_cast<const nlattr*>(mnl_attr_get_payload(nest));
  const char* end = reinterpret_cast<const char*>(a) + mnl_attr_get_payload_len(nest);
  for (; mnl_attr_ok(a, static_cast<int>(end - reinterpret_cast<const char*>(a))); a = mnl_attr_next(a))
    visit(a);
}

inline std::string bytesOf(const nlattr* attribute) {
  return std::string(static_cast<const char*>(mnl_attr_get_payload(attribute)),
                     mnl_attr_get_payload_len(attribute));
}

}  // namespace seamark::proxy
