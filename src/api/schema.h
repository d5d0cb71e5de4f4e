// The schema, written once. Beside each API struct stands a table with a row per field; JSON and protobuf
// codecs, strict decoding, field paths, strategic merge, server-side apply, OpenAPI and explain are walks
// over that table.
//
// The walks are ordinary functions over `Type` and `Field` (erased pointers), not templates: each is compiled
// once, however many kinds there are. A row is made by `field<&ServiceSpec::clusterIP>("clusterIP", 3,
// {...})`.
//
// C++ shape of the API's Go types (spelled exactly as in the API):
//   string std::string · bool · int32_t · int64_t · []byte ByteString · metav1.Time Time · MicroTime ·
//   Quantity · intstr.IntOrString IntOrString · *T std::optional<T> · []T std::vector<T> · map[string]T
//   std::map<std::string, T> · anything that only passes through (FieldsV1) RawJson · a struct with a
//   Schema<T>.
// A nil and an empty list or map are one value here; Field says which of `null`, `[]` or nothing the encoder
// writes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/scalars.h"

namespace seamark::api {

enum class Shape : uint8_t {
  String,
  Bool,
  Int32,
  Int64,
  Double,
  Bytes,
  Time,
  MicroTime,
  Quantity,
  IntOrString,
  RawJson,
  Struct,
  List,
  Map,
  Optional
};

struct Type;
using TypeOf = const Type& (*)();

// How lists and maps are owned and merged by server-side apply (x-kubernetes-list-type, -map-type).
enum class Merge : uint8_t { Default, Atomic, Set, Map, Granular };

// Facts about a field beyond its place and type.
struct FieldOptions {
  bool required = false;   // listed under `required` in OpenAPI
  bool keepZero = false;   // no omitempty in Go: written even when zero (a nil list or pointer as null)
  bool omitZero = false;   // omitzero in Go: a struct or time that is zero is left out (else {} or null)
  bool immutable = false;  // an update may not change it ("field is immutable")
  std::string_view defaultValue{};  // OpenAPI `default` and decoding default, as JSON text; empty: none
  std::span<const std::string_view> enumValues{};
  Merge merge = Merge::Default;
  std::string_view listMapKeys{};    // comma separated: "port,protocol"
  std::string_view patchMergeKey{};  // strategic merge patch
  std::string_view patchStrategy{};  // "merge", "replace", "retainKeys", "merge,retainKeys"
  std::string_view goType{};  // what type errors call it when not the C++ type's own name: "v1.Protocol"
  std::string_view doc{};     // one line, for OpenAPI and explain
};

struct Field {
  std::string_view name;  // the JSON name; empty: an embedded struct whose fields stand in the outer object
  uint32_t number;        // protobuf field number; 0: not in the protobuf form
  void* (*at)(void* object);
  TypeOf type;
  FieldOptions options;
};

// A type as the walks see it. Exactly the members that its shape needs are set.
struct Type {
  Shape shape;
  std::string_view name{};         // Go's name, as errors tell it: "ServicePort", "int32", "string"
  std::string_view openApiName{};  // "io.k8s.api.core.v1.ServicePort"; structs only
  std::string_view doc{};
  std::span<const Field> fields{};                         // Struct
  TypeOf element = nullptr;                                // List, Map (the value), Optional
  size_t (*size)(const void*) = nullptr;                   // List, Map
  void* (*append)(void*) = nullptr;                        // List: a new last item
  void* (*item)(void*, size_t) = nullptr;                  // List
  void* (*insert)(void*, std::string_view key) = nullptr;  // Map: the value under key, new or there
  void (*each)(const void*, void* context,
               void (*visit)(void* context, std::string_view key, const void* value)) = nullptr;
  void* (*engage)(void*) = nullptr;             // Optional: the value, made when absent
  const void* (*value)(const void*) = nullptr;  // Optional: the value or null
  void (*clear)(void*) = nullptr;               // back to the zero value
  bool (*equal)(const void*, const void*) = nullptr;
  Merge merge = Merge::Default;          // Struct: Atomic when a struct is owned as a whole
  bool typeMeta = false;                 // Struct: kind and apiVersion may stand before its own fields
  size_t width = 0;                      // sizeof the value: what decoding one more item costs
  std::vector<const Field*> byNumber{};  // Struct: the fields of the protobuf form, in its order
  bool wrapped = false;                  // List: in protobuf a message whose field 1 repeats (metav1.Verbs)

  const Field* find(std::string_view fieldName) const;  // Struct; looks into embedded structs too
  const Field* find(uint32_t fieldNumber) const;
};

// Specialised beside each API struct: `template <> struct Schema<ServicePort> { static const Type& type();
// };`
template <class T>
struct Schema;

template <class T>
const Type& typeOf() {
  return Schema<T>::type();
}

namespace detail {

template <class M>
struct MemberOf;
template <class Class, class Value>
struct MemberOf<Value Class::*> {
  using Object = Class;
  using Member = Value;
};

// Fills Type::byNumber.
void orderByNumber(Type& type);

}  // namespace detail

// A row. `Owner` names the struct when the member comes from a base (field<&Service::metadata, Service>).
template <auto Member, class Owner = typename detail::MemberOf<decltype(Member)>::Object>
constexpr Field field(std::string_view name, uint32_t number, FieldOptions options = {}) {
  using Value = typename detail::MemberOf<decltype(Member)>::Member;
  return Field{name, number, [](void* object) -> void* { return &(static_cast<Owner*>(object)->*Member); },
               &typeOf<Value>, options};
}

// What every struct's Schema<T>::type() returns a static of.
template <class T>
Type structType(std::string_view name, std::string_view openApiName, std::span<const Field> fields,
                std::string_view doc = {}, Merge merge = Merge::Default) {
  Type t{.shape = Shape::Struct, .name = name, .openApiName = openApiName, .doc = doc, .fields = fields};
  t.clear = [](void* p) { *static_cast<T*>(p) = T{}; };
  t.equal = [](const void* a, const void* b) {
    return *static_cast<const T*>(a) == *static_cast<const T*>(b);
  };
  t.merge = merge;
  t.width = sizeof(T);
  detail::orderByNumber(t);
  return t;
}

// For structs that may stand alone, such as Service or Status: their own kind and apiVersion are known
// fields, which are read by decodeTypeMeta and written by encodeObject, not stored.
inline Type withTypeMeta(Type type) {
  type.typeMeta = true;
  return type;
}

template <class T>
Type scalarType(Shape shape, std::string_view name) {
  Type t{.shape = shape, .name = name};
  t.width = sizeof(T);
  t.clear = [](void* p) { *static_cast<T*>(p) = T{}; };
  t.equal = [](const void* a, const void* b) {
    return *static_cast<const T*>(a) == *static_cast<const T*>(b);
  };
  return t;
}

#define SEAMARK_SCALAR(T, SHAPE, NAME)                             \
  template <>                                                      \
  struct Schema<T> {                                               \
    static const Type& type() {                                    \
      static const Type kType = scalarType<T>(Shape::SHAPE, NAME); \
      return kType;                                                \
    }                                                              \
  }
SEAMARK_SCALAR(std::string, String, "string");
SEAMARK_SCALAR(bool, Bool, "bool");
SEAMARK_SCALAR(int32_t, Int32, "int32");
SEAMARK_SCALAR(int64_t, Int64, "int64");
SEAMARK_SCALAR(double, Double, "float64");
SEAMARK_SCALAR(ByteString, Bytes, "[]uint8");
SEAMARK_SCALAR(Time, Time, "Time");
SEAMARK_SCALAR(MicroTime, MicroTime, "MicroTime");
SEAMARK_SCALAR(Quantity, Quantity, "Quantity");
SEAMARK_SCALAR(IntOrString, IntOrString, "IntOrString");
SEAMARK_SCALAR(RawJson, RawJson, "RawExtension");
#undef SEAMARK_SCALAR

template <class T>
struct Schema<std::vector<T>> {
  static const Type& type() {
    static const Type kType = [] {
      using List = std::vector<T>;
      Type t = scalarType<List>(Shape::List, "slice");
      t.element = &typeOf<T>;
      t.size = [](const void* p) { return static_cast<const List*>(p)->size(); };
      t.append = [](void* p) -> void* { return &static_cast<List*>(p)->emplace_back(); };
      t.item = [](void* p, size_t i) -> void* { return &(*static_cast<List*>(p))[i]; };
      return t;
    }();
    return kType;
  }
};

template <class T>
struct Schema<std::map<std::string, T>> {
  static const Type& type() {
    static const Type kType = [] {
      using Map = std::map<std::string, T>;
      Type t = scalarType<Map>(Shape::Map, "map");
      t.element = &typeOf<T>;
      t.size = [](const void* p) { return static_cast<const Map*>(p)->size(); };
      t.insert = [](void* p, std::string_view key) -> void* {
        return &(*static_cast<Map*>(p))[std::string(key)];
      };
      t.each = [](const void* p, void* context, void (*visit)(void*, std::string_view, const void*)) {
        for (const auto& [key, value] : *static_cast<const Map*>(p)) visit(context, key, &value);
      };
      return t;
    }();
    return kType;
  }
};

template <class T, class Optional = std::optional<T>>
Type optionalType() {
  Type t = scalarType<Optional>(Shape::Optional, "pointer");
  t.element = &typeOf<T>;
  t.engage = [](void* p) -> void* {
    auto& optional = *static_cast<Optional*>(p);
    return optional ? &*optional : &optional.emplace();
  };
  t.value = [](const void* p) -> const void* {
    const auto& optional = *static_cast<const Optional*>(p);
    return optional ? &*optional : nullptr;
  };
  return t;
}

template <class T>
struct Schema<std::optional<T>> {
  static const Type& type() {
    static const Type kType = optionalType<T>();
    return kType;
  }
};

}  // namespace seamark::api
