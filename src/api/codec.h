// Objects to bytes and back: JSON, YAML and Kubernetes protobuf, all walks over the schema.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"
#include "base/result.h"

namespace seamark::api {

// What strict decoding found, in the order of the document: `unknown field "spec.prots"`, `duplicate field
// "spec.type"`. Each is told once; after a hundred no more are collected.
using StrictProblems = std::vector<std::string>;

// Decodes a value of `type` (a struct) from JSON text. A wrong type is a 400 with Go's text (`json: cannot
// unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`). Unknown and duplicate
// fields are skipped (the last duplicate wins) and told in `problems` when it is given. Nesting is bounded.
// Does not set defaults.
Result<> decodeJson(const Type& type, std::string_view json, void* into, StrictProblems* problems = nullptr);
// An object as parts that keep many of them want it: without metadata.managedFields, which only the API reads and
// which are half of a small object. The API takes an update without them for one that leaves them as they are.
Result<> decodeJsonToKeep(const Kind& kind, std::string_view json, Object& into);
// What the body says it is. A 400 with `couldn't get version/kind; json parse error: …` when it is not a JSON
// object or either is no string; both are empty when absent.
struct TypeMeta {
  std::string apiVersion;
  std::string kind;
};
Result<TypeMeta> decodeTypeMeta(std::string_view json);
// How messages show the start of a body that could not be read: `{"a":1,}`, `6b3873 ...` or `<empty>`.
std::string bodySnippet(std::string_view body);

// Go's order of fields, no blanks, HTML characters escaped as Go's encoder does (< > & U+2028 U+2029).
void encodeJson(const Type& type, const void* value, std::string& out);

// Protobuf messages as gogo/protobuf writes them for Kubernetes: fields in number order, maps by key, every
// non-pointer scalar and struct written even when zero. Unknown fields are skipped; malformed bytes are a
// 400.
Result<> decodeProtobuf(const Type& type, std::string_view message, void* into);
void encodeProtobuf(const Type& type, const void* value, std::string& out);

// "k8s\0" + runtime.Unknown{typeMeta{apiVersion, kind}, raw}: the envelope of protobuf bodies.
std::string protobufEnvelope(std::string_view apiVersion, std::string_view kind, std::string_view message);
struct Envelope {
  std::string apiVersion;
  std::string kind;
  std::string_view raw;  // into the given bytes
};
Result<Envelope> openProtobufEnvelope(std::string_view bytes);

// YAML (one document) to JSON text with sorted keys, with YAML 1.1's booleans as Kubernetes' yaml package
// reads them; aliases are expanded up to a bound. Keys that stand twice (the last wins) are told in
// `problems` when it is given: `line 8: key "k" already set in map`. The error is a 400, `yaml: line 2: …`.
Result<std::string> yamlToJson(std::string_view yaml, StrictProblems* problems = nullptr);
// Sorted keys, as Kubernetes' yaml package prints them. `json` is well-formed; ends with a newline.
std::string jsonToYaml(std::string_view json);

// The object whole: `{"kind":"Service","apiVersion":"v1","metadata":…}`. No newline at the end.
std::string encodeObject(const Kind& kind, const Object& object);
// Any struct that travels without being a stored kind (TokenReview, APIGroupList), with its kind and version.
std::string encodeTyped(const Type& type, std::string_view apiVersion, std::string_view kind,
                        const void* value);
// The same in protobuf's envelope.
std::string encodeTypedProtobuf(const Type& type, std::string_view apiVersion, std::string_view kind,
                                const void* value);

// A list as a client receives it.
struct DecodedList {
  ListMeta metadata;
  std::vector<std::shared_ptr<Object>> items;
};
// `kind` is the kind of the items. Problems are 400s.
Result<DecodedList> decodeListJson(const Kind& kind, std::string_view json);
Result<DecodedList> decodeListProtobuf(const Kind& kind, std::string_view message);  // without the envelope

// Without kind and apiVersion, as items of a list stand.
std::string encodeItem(const Kind& kind, const Object& object);

// metav1.Status as JSON, with the trailing newline that every body has.
std::string encodeStatus(const Status& status);
std::string encodeStatusProtobuf(const Status& status);

}  // namespace seamark::api
