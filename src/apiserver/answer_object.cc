// One object as an answer.
// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "api/codec.h"
#include "api/kinds.h"
#include "apiserver/answer.h"
#include "apiserver/negotiate.h"
#include "apiserver/representation.h"

namespace seamark::apiserver {
namespace {

// `{"kind":"Service","apiVersion":"v1",` of every kind, made once.
std::string_view headOf(const api::Kind& kind) {
  static const std::vector<std::string> kHeads = [] {
    std::vector<std::string> heads;
    for (const api::Kind* known : api::kinds()) heads.push_back(api::objectHead(*known));
    return heads;
  }();
  return kHeads[kind.index];
}

}  // namespace

void answerObject(RequestContext& context, int httpStatus, const api::EncodedPtr& object) {
  const Negotiated& accept = context.accept;
  const bool isKept = api::kinds()[object->kind().index] == &object->kind();  // else its head is not known
  if (isKept && accept.as == Representation::Object && accept.media == MediaType::Json && !accept.pretty) {
    // The common case copies nothing: the object's own bytes, kept by the object, between literals.
    std::vector<Bytes> body{Bytes::literal(headOf(object->kind()))};
    for (const std::string_view part : object->json().behind(1).parts())
      if (!part.empty()) body.emplace_back(object, part);
    body.push_back(Bytes::literal("\n"));
    return answerBody(context, httpStatus, contentType(MediaType::Json), std::move(body));
  }
  if (auto fits = checkFit(accept, false, object->kind()); !fits) return answerStatus(context, fits.error());
  const auto form = formOf(context);
  if (!form) return answerStatus(context, form.error());
  std::string out;
  appendObject(*form, *object, context.services.clock.now(), true, out);
  if (accept.media == MediaType::Protobuf)
    return answerBody(context, httpStatus, contentType(MediaType::Protobuf), {Bytes(std::move(out))});
  answerJson(context, httpStatus, std::move(out));
}

}  // namespace seamark::apiserver
