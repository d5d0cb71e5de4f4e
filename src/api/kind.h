// Kind: everything that the machinery needs to know about one kind, and rules.h's verbs for what a schema row
// cannot say. api/kinds.h lists them all. Source of the verbs: the strategy of each kind in Kubernetes'
// registry.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/field_error.h"
#include "api/meta.h"
#include "base/status.h"

namespace seamark::api {

struct Kind;

enum class Verb : uint8_t { Get, List, Watch, Create, Update, Patch, Delete, DeleteCollection };

inline constexpr Verb kAllVerbs[] = {Verb::Create, Verb::Delete, Verb::DeleteCollection, Verb::Get,
                                     Verb::List,   Verb::Patch,  Verb::Update,           Verb::Watch};
inline constexpr Verb kVerbsWithoutDeleteCollection[] = {Verb::Create, Verb::Delete, Verb::Get,  Verb::List,
                                                         Verb::Patch,  Verb::Update, Verb::Watch};

// services/status, namespaces/finalize, serviceaccounts/token …
struct Subresource {
  std::string_view name;
  std::string_view responseGroup, responseVersion, responseKind;  // as discovery tells it
  std::span<const std::string_view> verbs;
};

// A field that field selectors may name beside metadata.name and metadata.namespace.
struct SelectableField {
  std::string_view path;
  std::string (*value)(const Object&);
  bool asWritten = true;  // any value but "" stands in the object's JSON, as a string
};

// One column of the server-side Table. `cell` gives text; Number columns are written as JSON numbers.
struct Column {
  std::string_view name;
  std::string_view type;    // "string", "integer", "date"
  std::string_view format;  // "name" for the first column
  std::string_view description;
  int priority = 0;  // 1: only with -o wide
};
// A cell is JSON text already (a quoted string or a number).
struct TableSpec {
  std::span<const Column> columns;
  std::vector<std::string> (*cells)(const Object&, WallTime now) = nullptr;  // JSON texts, one a column
  std::string (*conditions)(const Object&) = nullptr;  // a row's conditions as JSON, "" for none
};

// Which names a kind takes (0.1 of the API's validators).
enum class NameRule : uint8_t { Dns1123Subdomain, Dns1123Label, Dns1035Label, IpAddress, PathSegment };

// What happens to metadata.generation: never set, or 1 on create and +1 when anything but metadata changes
// (LabelsToo: labels count as well, as EndpointSlice does).
enum class GenerationRule : uint8_t { None, Spec, SpecAndLabels };

// The verbs of a kind's strategy. A null function does nothing. All are pure but for the object that they are
// given.
struct Rules {
  NameRule name = NameRule::Dns1123Subdomain;
  GenerationRule generation = GenerationRule::None;
  bool allowCreateOnUpdate = false;        // PUT of a missing name creates it
  bool allowUnconditionalUpdate = true;    // PUT without resourceVersion overwrites
  bool deleteReturnsObject = false;        // DELETE answers the object instead of a Status
  bool graceful = false;                   // Pod: deletion in two steps
  bool bareFinalizers = false;             // a finalizer's name needs no domain
  void (*setDefaults)(Object&) = nullptr;  // after every decode
  void (*prepareForCreate)(Object&) = nullptr;
  void (*prepareForUpdate)(Object& next, const Object& old) = nullptr;
  void (*canonicalize)(Object&) = nullptr;
  FieldErrors (*validateCreate)(const Object&) = nullptr;  // without ObjectMeta, which is common
  FieldErrors (*validateUpdate)(const Object& next, const Object& old) = nullptr;
  void (*prepareForStatusUpdate)(Object& next, const Object& old) = nullptr;
  FieldErrors (*validateStatusUpdate)(const Object& next, const Object& old) = nullptr;
  std::vector<std::string> (*warningsOnCreate)(const Object&) = nullptr;
  std::vector<std::string> (*warningsOnUpdate)(const Object& next, const Object& old) = nullptr;
  std::vector<std::string> (*warningsOnStatusUpdate)(const Object& next) = nullptr;
};

struct Kind {
  std::string_view group;     // "" for core
  std::string_view version;   // "v1"
  std::string_view kind;      // "Service"
  std::string_view list;      // "ServiceList"
  std::string_view plural;    // "services"
  std::string_view singular;  // "service"
  std::span<const std::string_view> shortNames;
  std::span<const std::string_view> categories;
  bool namespaced = true;
  bool served = true;  // false: a kind of our own (node-port allocations) that is stored but has no URL
  bool strictFieldLabels =
      false;  // wording of the error for an unsupported field selector: `"x" is not a known field selector`
  std::string_view deprecationWarning;  // sent with every answer (Endpoints)
  TypeOf type = nullptr;                // the object's own struct
  std::shared_ptr<Object> (*make)() = nullptr;
  std::shared_ptr<Object> (*clone)(const Object&) = nullptr;
  std::span<const Verb> verbs;
  std::span<const Subresource> subresources;
  std::span<const SelectableField> selectableFields;
  Rules rules;
  TableSpec table;
  size_t index = 0;  // its place in kinds(): the number of its collection in the store
  // Another kind whose objects this one shows under other field names (events.k8s.io Event over core Event);
  // its objects live in that collection. Null for all others.
  const Kind* (*storedAs)() = nullptr;

  std::string apiVersion() const {
    return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
  }
  GroupResource resource() const { return {std::string(group), std::string(plural)}; }
};

// The key of an object within its kind's collection: "namespace/name", or "name" for a cluster-scoped kind.
// Keys sort as Kubernetes lists: by namespace, then by name, bytewise.
inline std::string objectKey(std::string_view ns, std::string_view name) {
  std::string key;
  key.reserve(ns.size() + 1 + name.size());
  if (!ns.empty()) key.append(ns).push_back('/');
  return key.append(name);
}

}  // namespace seamark::api
