// Who owns which field of an object: metadata.managedFields, kept as Kubernetes v1.37 keeps it, and
// server-side apply, which rests on it. Pure functions; any thread.
// Source of the rules: the API's documentation of server-side apply and recorded answers
// (tests/conformance/machinery/apply.json).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"
#include "base/result.h"

namespace seamark::api {

// Who writes, and through what.
struct FieldWriter {
  std::string_view manager;      // the fieldManager parameter, or the User-Agent up to its first '/'
  std::string_view subresource;  // "status"; empty: the object itself
  Time now;
};

// What an object's JSON tells and the decoded object cannot.
struct JsonOnly {
  bool clearsManagedFields = false;  // `managedFields: []` or `[{}]`: ownership is forgotten
  // Lists that are always written, and were sent as `[]`: for ownership that is another value than none. Each as the
  // elements of its path.
  std::vector<std::vector<std::string>> emptyLists;
};
JsonOnly jsonOnlyOf(const Kind& kind, std::string_view objectJson);

// After a create, PUT or patch (not apply): gives the writer what it changed, takes that from others, and
// sets next.metadata.managedFields. Call it on the decoded and defaulted object, before anything is
// allocated or prepared (what the server fills in has no owner), and once more after admission changed it.
//   old: the live object, null for a create.
//   next.metadata.managedFields: as the client sent them; understood ones replace the live ones (unless
//     through a subresource), others are ignored.
//   said: what the object's JSON said beyond what is in `next`.
// An object without managedFields is not tracked by updates. Status and spec written through the wrong
// resource are not owned, because the strategy resets them.
void updateManagedFields(const Kind& kind, const FieldWriter& writer, const Object* old, Object& next,
                         const JsonOnly& said = {});

// A write that changes nothing but the times in managedFields is no change. When the entries differ in their
// times only, `next` gets the old ones; its own are answered, to be put back when anything else changed. Call
// it just before `next` is compared with `old`.
std::optional<std::vector<ManagedFieldsEntry>> forgetNewTimes(const Object& old, Object& next);

// --- server-side apply

struct ApplyRequest {
  std::string_view configJson;  // the applied configuration; YAML was turned into JSON by the caller
  bool force = false;
};

struct Applied {
  std::string json;  // the object as it shall be, with kind and apiVersion, without managedFields
  std::vector<ManagedFieldsEntry> managedFields;
  bool changed = true;  // false: only ownership changed; `json` is the live object
};

// Merges a configuration into the live object (null: create) by list types, removes what the manager applied
// before and gave up, and settles ownership. The caller decodes `json` into a struct, sets managedFields,
// defaults, prepares and validates it, exactly as for a PUT.
// Failures, with upstream's texts:
//   400 metadata.managedFields must be nil; invalid object type: /v1, Kind=Secret
//   409 Apply failed with N conflicts: … (causes FieldManagerConflict), unless forced
//   500 failed to create typed patch object (…): .spec: field not declared in schema
// Checks on the name, namespace, resourceVersion and uid are the caller's, on the decoded object.
Result<Applied> applyConfiguration(const Kind& kind, const FieldWriter& writer, const Object* live,
                                   const ApplyRequest& request);

}  // namespace seamark::api
