// Request bodies: JSON, YAML or protobuf to a typed object, with Kubernetes' texts for everything that can be
// wrong with them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"
#include "api/managed_fields/managed_fields.h"
#include "apiserver/context.h"
#include "apiserver/options.h"

namespace seamark::apiserver {

// What a body may be: a Kind's object, or a type without a Kind (a review, DeleteOptions).
struct BodyType {
  std::string_view group;
  std::string_view version;
  std::string_view kind;
  api::TypeOf type;
  std::string_view alsoVersion{};  // an older one whose fields are the same, and which is taken too
};

inline BodyType bodyTypeOf(const api::Kind& kind) {
  return {kind.group, kind.version, kind.kind, kind.type, {}};
}

// Decodes `request.body` into `into`, a value of `wanted.type`. Does not set defaults. What strict decoding
// finds becomes warnings or the 400, as `validation` says.
Result<> decodeBody(const net::HttpRequest& request, const BodyType& wanted, FieldValidation validation,
                    void* into, std::vector<std::string>& warnings);

// How Go says that a body of one kind is none of another.
std::string unknownConversion(std::string_view version, std::string_view kind, std::string_view toGroup,
                              std::string_view toKind);

// The object of a write, with its kind's defaults.
Result<std::shared_ptr<api::Object>> decodeObject(const RequestContext& context, FieldValidation validation,
                                                  std::vector<std::string>& warnings);

// What the body says beyond what is in its object; nothing for protobuf.
api::JsonOnly saidBy(const RequestContext& context, const api::Kind& kind);

// The media type of a body; 415 for one that is not taken.
Result<MediaType> bodyMediaType(const net::HttpRequest& request);

}  // namespace seamark::apiserver
