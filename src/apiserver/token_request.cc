// POST serviceaccounts/NAME/token: a new token for an account.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "api/authentication/token.h"
#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/secret.h"
#include "api/core/service_account.h"
#include "api/field_error.h"
#include "api/kinds.h"
#include "apiserver/answer.h"
#include "apiserver/auth/service_account_tokens.h"
#include "apiserver/body.h"
#include "apiserver/http_write.h"
#include "apiserver/prepare.h"
#include "apiserver/review_kind.h"
#include "apiserver/reviews.h"

namespace seamark::apiserver {
namespace {

constexpr int64_t kDefaultSeconds = 3600;
constexpr int64_t kMinSeconds = 600;
constexpr int64_t kMaxSeconds = int64_t{1} << 32;

Result<> checkSpec(const api::TokenRequestSpec& spec) {
  const api::Path path = api::Path("spec").child("expirationSeconds");
  const int64_t seconds = *spec.expirationSeconds;
  api::FieldErrors errors;
  if (seconds < kMinSeconds)
    errors.push_back(api::invalidNumber(path, seconds, "may not specify a duration less than 10 minutes"));
  if (seconds > kMaxSeconds)
    errors.push_back(
        api::invalidNumber(path, seconds, "may not specify a duration larger than 2^32 seconds"));
  if (errors.empty()) return {};
  return Failure(api::invalidObject("authentication.k8s.io", "TokenRequest", "", errors));
}

Result<api::ObjectPtr> findObject(const store::World& world, const api::Kind& kind, const std::string& ns,
                                  const std::string& name) {
  const api::EncodedPtr* found = world.of(kind).find(api::objectKey(kind.namespaced ? ns : "", name));
  if (!found) return Failure(notFound(kind.resource(), name));
  return (*found)->object();
}

// "group/version, Kind=kind", as Go shows it: of a version that cannot be read nothing.
std::string shownKind(const api::BoundObjectReference& reference) {
  const auto slashes = std::count(reference.apiVersion.begin(), reference.apiVersion.end(), '/');
  const std::string version = slashes > 1 ? "/" : (slashes == 0 ? "/" : "") + reference.apiVersion;
  return version + ", Kind=" + reference.kind;
}

// A name that the body gives must be that of the URL.
Result<> checkName(const RequestInfo& info, const std::string& given) {
  if (given.empty() || given == info.name) return {};
  return Failure(api::invalidObject("authentication.k8s.io", "TokenRequest", info.name,
                                    {api::invalidText(api::Path("metadata").child("name"), given,
                                                      "must match the service account name if specified")}));
}

// So must its uid: the account may be another one of that name.
Result<> checkUid(const RequestInfo& info, const std::string& given, const std::string& uid) {
  if (given.empty() || given == uid) return {};
  return Failure(conflict({"authentication.k8s.io", "TokenRequest"}, info.name,
                          "the UID in the token request (" + given +
                              ") does not match the UID of the service account (" + uid + ")"));
}

// What the token shall die with, checked to be there.
Result<> bind(const store::World& world, const api::BoundObjectReference& reference, TokenSubject& subject) {
  const api::Kind* kind = nullptr;
  // Of the core group, whatever the version; so is what cannot be read.
  if (std::count(reference.apiVersion.begin(), reference.apiVersion.end(), '/') != 1) {
    if (reference.kind == "Pod") kind = &api::kindOf<api::Pod>();
    if (reference.kind == "Secret") kind = &api::kindOf<api::Secret>();
    if (reference.kind == "Node") kind = &api::kindOf<api::Node>();
  }
  if (!kind) return Failure(badRequest("cannot bind token to object of type " + shownKind(reference)));
  if (reference.name.empty()) return Failure(badRequest("Name parameter required."));
  TRY(const api::ObjectPtr object, findObject(world, *kind, subject.ns, reference.name));
  if (reference.kind == "Pod" && api::as<api::Pod>(*object).spec.serviceAccountName != subject.name)
    return Failure(badRequest("cannot bind token for serviceaccount \"" + subject.name +
                              "\" to pod running with different serviceaccount name."));
  const std::string& uid = object->metadata.uid;
  if (!reference.uid.empty() && reference.uid != uid)
    return Failure(
        conflict({"", reference.kind}, reference.name,
                 "the UID in the bound object reference (" + reference.uid +
                     ") does not match the UID in record. The object might have been deleted and then "
                     "recreated"));
  subject.bound = BoundObject{reference.kind, reference.name, uid};
  if (reference.kind != "Pod") return {};
  const auto& pod = api::as<api::Pod>(*object);
  if (pod.spec.nodeName.empty()) return {};
  const auto node = findObject(world, api::kindOf<api::Node>(), "", pod.spec.nodeName);
  subject.node = BoundObject{"Node", pod.spec.nodeName, node ? (*node)->metadata.uid : std::string()};
  return {};
}

Result<> issue(RequestContext& context, api::TokenRequest& request) {
  const RequestInfo& info = context.info;
  const store::WorldPtr world = context.services.store.world();
  CHECKED(settleNamespace(info.ns, request.metadata));
  if (auto same = checkName(info, request.metadata.name); !same) return same;
  TRY(const api::ObjectPtr account,
      findObject(*world, api::kindOf<api::ServiceAccount>(), info.ns, info.name));
  CHECKED(checkUid(info, request.metadata.uid, account->metadata.uid));
  CHECKED(checkSpec(request.spec));
  TokenSubject subject{info.ns, info.name, account->metadata.uid, {}, {}};
  if (request.spec.boundObjectRef) {
    if (auto bound = bind(*world, *request.spec.boundObjectRef, subject); !bound) return bound;
  }
  ServiceAccountTokens& tokens = context.services.tokens;
  if (request.spec.audiences.empty()) request.spec.audiences = tokens.apiAudiences();
  TRY(IssuedToken issued, tokens.issue(subject, request.spec.audiences, *request.spec.expirationSeconds));
  request.metadata.name = info.name;
  request.metadata.namespace_ = info.ns;
  request.metadata.uid = subject.uid;
  request.metadata.creationTimestamp = api::Time::of(context.services.clock.now());
  request.status.token = std::move(issued.token);
  request.status.expirationTimestamp = api::Time{issued.expiresAt, 0};
  return {};
}

}  // namespace

void serveTokenRequest(ContextPtr context) {
  if (auto fits = checkBodySize(context->request); !fits) return answerStatus(*context, fits.error());
  const auto options = parseWriteOptions(*context, WriteVerb::Create);
  if (!options) return answerStatus(*context, options.error());
  auto made = std::make_shared<api::TokenRequest>();
  api::TokenRequest& request = *made;
  const BodyType wanted{"authentication.k8s.io", "v1", "TokenRequest", &api::typeOf<api::TokenRequest>};
  auto decoded = decodeBody(context->request, wanted, options->fieldValidation, &request, context->warnings);
  if (!decoded) return answerStatus(*context, decoded.error());
  if (!request.spec.expirationSeconds) request.spec.expirationSeconds = kDefaultSeconds;
  dropDuplicateOwners(context->warnings, request.metadata);
  const api::Kind& kind = reviewKind<api::TokenRequest>(wanted.group, wanted.kind);
  ownReview(*context, kind, options->manager, context->info.subresource, request);
  if (auto issued = issue(*context, request); !issued) return answerStatus(*context, issued.error());
  answerUnkept(*context, kind, std::move(made));
}

}  // namespace seamark::apiserver
