// What is asked and answered and never kept, reviews and token requests, as kinds: so that they have owners of their
// fields and every representation, as what is kept has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "api/encoded_object.h"
#include "api/managed_fields/managed_fields.h"
#include "apiserver/answer.h"

namespace seamark::apiserver {

template <class T>
const api::Kind& reviewKind(std::string_view group, std::string_view name) {
  static const api::Kind kKind = [&] {
    api::Kind kind;
    kind.group = group;
    kind.version = "v1";
    kind.kind = name;
    kind.type = &api::typeOf<T>;
    kind.make = [] { return std::shared_ptr<api::Object>(std::make_shared<T>()); };
    return kind;
  }();
  return kKind;
}

// managedFields of what a client has just sent: all of it is the client's.
inline void ownReview(const RequestContext& context, const api::Kind& kind, std::string_view manager,
                      std::string_view subresource, api::Object& review) {
  const api::Time now = api::Time::of(context.services.clock.now());
  const api::JsonOnly said = saidBy(context, kind);
  api::updateManagedFields(kind, {manager, subresource, now}, nullptr, review, said);
}

// The answer to a create whose object is not kept.
inline void answerUnkept(RequestContext& context, const api::Kind& kind, api::ObjectPtr object) {
  answerObject(context, 201, std::make_shared<api::EncodedObject>(kind, std::move(object), 0));
}

}  // namespace seamark::apiserver
