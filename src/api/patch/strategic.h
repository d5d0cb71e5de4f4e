// The pieces of strategic merge patch. Internal to patch.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/schema.h"
#include "base/result.h"

namespace seamark::api {

inline constexpr std::string_view kPatchDirective = "$patch";
inline constexpr std::string_view kRetainKeys = "$retainKeys";
inline constexpr std::string_view kSetElementOrder = "$setElementOrder/";
inline constexpr std::string_view kDeleteFromPrimitiveList = "$deleteFromPrimitiveList/";

// The type behind pointers; null stays null.
const Type* behindPointers(const Type* type);

// How a field merges. `type` is null where the schema knows nothing (maps' values, unknown fields).
struct MergeRule {
  const Type* type = nullptr;  // of the field's value; a list's items are type->element
  std::string_view mergeKey;
  bool merges = false;    // patchStrategy merge
  bool replaces = false;  // patchStrategy replace
};
MergeRule ruleOf(const Type* structType, std::string_view fieldName);

// Merges `patch` into `original` by the rules of `type` (a struct or map; null: no schema). The patch comes out as
// upstream's merge leaves it, without the directives and nulls that were worked off: messages show that.
Result<boost::json::object> mergeMaps(boost::json::object original, boost::json::object& patch,
                                      const Type* type);

// A list that merges: by key for maps, as a set for scalars. `remove`: the patch names scalars to remove.
Result<boost::json::array> mergeLists(boost::json::array original, boost::json::array& patch,
                                      const MergeRule& rule, bool remove);

// One `$setElementOrder/<field>` of a patch: merges that field and puts it into the wanted order. Takes the
// field out of `patch`.
Result<> mergeInOrder(boost::json::object& original, boost::json::object& patch, std::string_view field,
                      const boost::json::value& order, const Type* type);

// What a patch leaves where there is nothing to merge with: without what has a `$patch` of its own; none when that
// is the value itself.
std::optional<boost::json::value> withoutDirectives(const boost::json::value& value);

// Turns a document's numbers into what the fields of `type` take, wrapped when they do not fit. Or what is wrong with
// its types, in the words of upstream's converter: `unrecognized type: int32`, `cannot restore map from slice`.
std::optional<std::string> convertTo(const Type& type, boost::json::object& document);

}  // namespace seamark::api
