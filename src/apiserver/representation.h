// How objects stand in answers: whole, as PartialObjectMetadata or as a Table, in JSON or protobuf. Built
// from the object's own bytes, which are encoded once (api/encoded_object.h): what is done here is copying.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/encoded_object.h"
#include "apiserver/context.h"

namespace seamark::apiserver {

// ?includeObject=: what a row of a Table shows of its object beside the cells.
enum class IncludeObject : uint8_t { None, Metadata, Object };

// Everything that the bytes of an object depend on, apart from the object (and the time, in a Table).
struct Form {
  MediaType media = MediaType::Json;  // Yaml is written as JSON here and converted by answerJson()
  Representation as = Representation::Object;
  bool v1beta1 = false;  // of Table and PartialObjectMetadata; else v1
  IncludeObject include = IncludeObject::Metadata;
  bool operator==(const Form&) const = default;

  bool protobuf() const { return media == MediaType::Protobuf; }
  std::string_view metaApiVersion() const { return v1beta1 ? "meta.k8s.io/v1beta1" : "meta.k8s.io/v1"; }
};

// Accept and ?includeObject= of a request. A 400 when includeObject is none of None, Metadata and Object.
Result<Form> formOf(const RequestContext& context);

// The object alone: `{"kind":…,"apiVersion":…,…}` without a newline, or protobuf in its envelope. `columns`:
// a Table has its columnDefinitions (the events of a watch have them once).
void appendObject(const Form& form, const api::EncodedObject& object, WallTime now, bool columns,
                  std::string& out);

// A list in pieces: head, then each item after separator() but for the first, then tail. `itemBytes` is the
// sum of itemSize() over all items; only protobuf needs it, which says its length first.
void appendListHead(const Form& form, const api::Kind& kind, const api::ListMeta& meta, size_t itemBytes,
                    std::string& out);
void appendListItem(const Form& form, const api::EncodedObject& object, WallTime now, bool first,
                    std::string& out);
// What appendListItem() puts before the object's own bytes, where it puts those as they are.
void appendItemSeparator(const Form& form, const api::EncodedObject& object, bool first, std::string& out);
void appendListTail(const Form& form, const api::Kind& kind, bool empty, std::string& out);
// The bytes of an item in a protobuf list, with its tag and length.
size_t listItemSize(const Form& form, const api::EncodedObject& object);

}  // namespace seamark::apiserver
