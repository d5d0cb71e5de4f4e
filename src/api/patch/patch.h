// The three patches that change a document (server-side apply is managed_fields.h). Text in, text out; pure;
// any thread. Source of semantics: RFC 6902, RFC 7386 and Kubernetes' strategic merge patch, with the texts
// and codes that Kubernetes v1.37 answers (tests/conformance/machinery/patch.json).
//
// The document is the object as encodeObject() writes it. The caller then decodes the result, defaults and
// validates it, and answers for what only decoding can find:
//   - JSON and merge patch, wrong type or unknown field under Strict:
//       invalidPatch(result, decodeError)  e.g. `json: cannot unmarshal number into Go struct field
//       ConfigMap.data of type string`, `strict decoding error: unknown field "spec"`,
//       `no kind "ConfigMap" is registered for version "v9" in scheme …`
//   - strategic merge patch: types are checked here; for unknown fields under Strict:
//       invalidPatch(mergedPatchText(…), `strict decoding error: unknown field "spec.frob", …`)
//   - under Warn each problem is a warning: duplicates first (`problems` here), then unknown fields.
//   - metadata.name and namespace against the URL (400), resourceVersion (409; 500 when malformed), uid
//   (422).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/codec.h"
#include "api/schema.h"
#include "base/result.h"

namespace seamark::api {

inline constexpr size_t kMaxJsonPatchOperations = 10'000;
// What `copy` may add to a document in all, and how deep a patch may nest.
inline constexpr size_t kMaxJsonPatchCopiedBytes = 3 * 1024 * 1024;
inline constexpr size_t kMaxPatchDepth = 256;

// Duplicate keys in the patch are told in `problems`: `duplicate field "data.k"` (the last one counts); of a JSON
// patch also unknown members of an operation. Without `problems` (fieldValidation=Ignore) what is no list or object
// is refused in other words.
// Failures: 400 for what is no list of operations, 413 for more than kMaxJsonPatchOperations, 422 when an
// operation cannot be applied. Objects on the way of an operation come out with their keys sorted, because
// error messages show the result and upstream sorts there.
Result<std::string> applyJsonPatch(std::string_view document, std::string_view patch,
                                   StrictProblems* problems = nullptr);

// null deletes, objects merge, all else replaces. Failure: 400 for what is no object.
Result<std::string> applyMergePatch(std::string_view document, std::string_view patch,
                                    StrictProblems* problems = nullptr);

// `type` is the kind's struct. Lists merge by patchStrategy and patchMergeKey; directives: $patch (replace,
// delete), $setElementOrder/x, $deleteFromPrimitiveList/x, $retainKeys.
// Failures: 400 for what is no object, 422 for values of a wrong type, 500 (as upstream) for misused
// directives.
Result<std::string> applyStrategicMergePatch(const Type& type, std::string_view document,
                                             std::string_view patch, StrictProblems* problems = nullptr);
// What messages call a strategic patch that has been merged: what the merge leaves of it. Merges once more: only
// refusals ask.
std::string mergedPatchText(const Type& type, std::string_view document, std::string_view patch);

// The document with numbers that the fields of `type` take: what does not fit wraps. The failure's message says why
// there are none, in the words of upstream's converter: `cannot convert float64 to int64`.
Result<std::string> convertDocument(const Type& type, std::string_view document);
// metadata.namespace and metadata.name of a document, empty when they are not there.
std::pair<std::string, std::string> nameOf(std::string_view document);

// 422 ` "" is invalid: patch: Invalid value: "<shown>": <detail>`, with its cause.
Status invalidPatch(std::string_view shown, std::string_view detail);
// A JSON value as Go's %v prints it: `map[spec:map[ports:[map[port:80]]]]`. Empty for malformed JSON.
std::string goText(std::string_view json);

}  // namespace seamark::api
