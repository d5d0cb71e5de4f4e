// RFC 7386, with upstream's habits: nulls inside new values are dropped too, and objects that were merged
// come out with their keys sorted.
// SPDX-License-Identifier: Apache-2.0
#include "api/patch/patch.h"
#include "api/patch/patch_document.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

void merge(json::object& into, json::object& patch) {
  for (auto& [key, value] : patch) {
    if (value.is_null()) {
      into.erase(key);
      continue;
    }
    json::value& place = into[key];
    if (place.is_object() && value.is_object()) {
      merge(place.get_object(), value.get_object());
    } else {
      forEachObject(value, [](json::object& object) {
        eraseNulls(object);
        sortKeys(object);
      });
      place = std::move(value);
    }
  }
  sortKeys(into);
}

}  // namespace

Result<std::string> applyMergePatch(std::string_view document, std::string_view patch,
                                    StrictProblems* problems) {
  TRY(json::value changes, parseVerbatim(patch, problems, false));
  const bool lenient = problems == nullptr;
  if (changes.is_null()) return Failure(badRequest("Invalid JSON Patch"));
  if (lenient && changes.is_array()) return documentText(changes);  // takes the document's place
  if (lenient && !changes.is_object()) return Failure(badRequest("Invalid JSON Patch"));
  if (!changes.is_object()) {
    return Failure(badRequest("error decoding patch: json: cannot unmarshal " +
                              std::string(goJsonKind(changes)) +
                              " into Go value of type map[string]interface {}"));
  }
  TRY(json::value object, parseDocument(document));
  merge(object.get_object(), changes.get_object());
  return documentText(object);
}

}  // namespace seamark::api
