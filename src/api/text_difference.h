// What a text differs in from another that is much like it, in few bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace seamark::api {

// Bytes from which, with `base`, applyDifference() makes `text` again. Some 60 for an object of which one field was
// changed; up to a little more than `text` where the two have nothing in common. Of a `base` the last 32 KiB count
// (RFC 1951: the distance of a match).
std::string differenceFrom(std::string_view base, std::string_view text);

// Writes the text of `size` bytes to `out`. False: `difference` is not one from `base`.
[[nodiscard]] bool applyDifference(std::string_view base, std::string_view difference, char* out,
                                   size_t size);

}  // namespace seamark::api
