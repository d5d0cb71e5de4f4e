// SPDX-License-Identifier: Apache-2.0
#include "apiserver/reviews.h"

#include <algorithm>

#include "api/authentication/token.h"
#include "api/authorization/access_review.h"
#include "api/authorization/rules_review.h"
#include "api/field_error.h"
#include "api/object_meta_rules.h"
#include "api/value_text.h"
#include "apiserver/answer.h"
#include "apiserver/auth/authorizer.h"
#include "apiserver/body.h"
#include "apiserver/http_write.h"
#include "apiserver/prepare.h"
#include "apiserver/review_kind.h"
#include "apiserver/review_selectors.h"

namespace seamark::apiserver {
namespace {

constexpr std::string_view kAuthentication = "authentication.k8s.io";
constexpr std::string_view kAuthorization = "authorization.k8s.io";

api::UserInfo wireUser(const UserInfo& user) {
  api::UserInfo wire;
  wire.username = user.name;
  wire.uid = user.uid;
  wire.groups = user.groups;
  for (const auto& [key, values] : user.extra) wire.extra[key] = api::StringItems{values};
  return wire;
}

// What only the server may say.
void dropSystemFields(api::ObjectMeta& meta) {
  meta.creationTimestamp = {};
  meta.uid.clear();
  api::prepareMetaForCreate(meta);
}

// The body as a T with who owns what of it, or the answer why not.
template <class T>
bool decodeReview(RequestContext& context, std::string_view group, std::string_view kind, T& review) {
  const auto options = parseWriteOptions(context, WriteVerb::Create);
  if (!options) return answerStatus(context, options.error()), false;
  if (auto fits = checkBodySize(context.request); !fits) return answerStatus(context, fits.error()), false;
  const BodyType wanted{group, "v1", kind, &api::typeOf<T>};
  auto decoded = decodeBody(context.request, wanted, options->fieldValidation, &review, context.warnings);
  if (!decoded) return answerStatus(context, decoded.error()), false;
  if (auto settled = settleNamespace(context.info.ns, review.metadata); !settled)
    return answerStatus(context, settled.error()), false;
  dropSystemFields(review.metadata);
  dropDuplicateOwners(context.warnings, review.metadata);
  ownReview(context, reviewKind<T>(group, kind), options->manager, "", review);
  return true;
}

template <class T>
void answerReview(RequestContext& context, std::string_view group, std::string_view kind, T& review) {
  answerUnkept(context, reviewKind<T>(group, kind), std::make_shared<T>(std::move(review)));
}

void serveSelfSubjectReview(RequestContext& context) {
  api::SelfSubjectReview review;
  if (!decodeReview(context, kAuthentication, "SelfSubjectReview", review)) return;
  review.metadata = {};
  review.metadata.creationTimestamp = api::Time::of(context.services.clock.now());
  review.status.userInfo = wireUser(*context.user);
  answerReview(context, kAuthentication, "SelfSubjectReview", review);
}

void serveTokenReview(RequestContext& context, const Authenticator& authenticator) {
  api::TokenReview review;
  if (!decodeReview(context, kAuthentication, "TokenReview", review)) return;
  if (review.spec.token.empty())
    return answerStatus(context, badRequest("token is required for TokenReview in authentication"));
  review.status.authenticated = false;  // the rest stays as it was given where nothing replaces it
  if (const auto identity = authenticator.authenticateToken(review.spec.token, review.spec.audiences)) {
    if (identity->secretToken) noteUse(context, *identity->secretToken);
    review.status.authenticated = true;
    review.status.user = wireUser(*identity->user);
    review.status.audiences = identity->audiences;
  } else {
    const std::string& why = identity.error().message;
    review.status.error = why.empty() ? "invalid bearer token" : "[invalid bearer token, " + why + "]";
  }
  answerReview(context, kAuthentication, "TokenReview", review);
}

template <class Spec>
RequestInfo requestOf(const Spec& spec) {
  RequestInfo info;
  if (spec.resourceAttributes) {
    const api::ResourceAttributes& attributes = *spec.resourceAttributes;
    info.isResource = true;
    info.verb = attributes.verb;
    info.group = attributes.group;
    info.version = attributes.version;
    info.resource = attributes.resource;
    info.subresource = attributes.subresource;
    info.ns = attributes.namespace_;
    info.name = attributes.name;
    if (attributes.fieldSelector)
      for (const api::FieldSelectorRequirement& wanted : attributes.fieldSelector->requirements)
        if (wanted.key == "spec.nodeName" && wanted.operator_ == "In" && wanted.values.size() == 1)
          info.nodeName = wanted.values.front();
  } else if (spec.nonResourceAttributes) {
    info.path = spec.nonResourceAttributes->path;
    info.verb = spec.nonResourceAttributes->verb;
  }
  return info;
}

std::string shown(const api::NonResourceAttributes& attributes) {
  return R"({"Path":)" + api::shownJson(attributes.path) + R"(,"Verb":)" + api::shownJson(attributes.verb) +
         "}";
}

// A review is no object: nothing of its metadata but the namespace means anything.
void checkMetadata(const api::ObjectMeta& metadata, std::string_view detail, api::FieldErrors& errors) {
  api::ObjectMeta meta = metadata;
  meta.namespace_.clear();
  meta.managedFields.clear();
  if (meta == api::ObjectMeta{}) return;
  errors.push_back(api::invalid(api::Path("metadata"), api::shownJson(metadata), detail));
}

template <class Spec>
void checkAttributes(const Spec& spec, api::FieldErrors& errors) {
  const api::Path path("spec");
  if (spec.resourceAttributes.has_value() != spec.nonResourceAttributes.has_value()) return;
  errors.push_back(api::invalid(
      path, spec.nonResourceAttributes ? shown(*spec.nonResourceAttributes) : std::string("null"),
      "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
}

Status invalidReview(const api::FieldErrors& errors) {
  return api::invalidObject(kAuthorization, "", "", errors);
}

api::SubjectAccessReviewStatus statusOf(const RequestContext& context, const UserInfo& user,
                                        const RequestInfo& info) {
  const Decision decision = context.services.authorizer.decide(user, info);
  api::SubjectAccessReviewStatus status;
  status.allowed = decision.allowed;
  status.reason = decision.reason;
  return status;
}

template <class Spec>
api::SubjectAccessReviewStatus answerTo(const RequestContext& context, const UserInfo& user,
                                        const Spec& spec) {
  api::SubjectAccessReviewStatus status = statusOf(context, user, requestOf(spec));
  if (spec.resourceAttributes) status.evaluationError = ignoredSelectors(*spec.resourceAttributes);
  return status;
}

void serveSelfSubjectAccessReview(RequestContext& context) {
  api::SelfSubjectAccessReview review;
  if (!decodeReview(context, kAuthorization, "SelfSubjectAccessReview", review)) return;
  api::FieldErrors errors;
  checkAttributes(review.spec, errors);
  if (review.spec.resourceAttributes) checkSelectors(*review.spec.resourceAttributes, errors);
  checkMetadata(review.metadata, "must be empty", errors);
  if (!errors.empty()) return answerStatus(context, invalidReview(errors));
  review.status = answerTo(context, *context.user, review.spec);
  answerReview(context, kAuthorization, "SelfSubjectAccessReview", review);
}

UserInfo userOf(const api::SubjectAccessReviewSpec& spec) {
  UserInfo user{spec.user, spec.uid, spec.groups, {}};
  for (const auto& [key, values] : spec.extra) user.extra[key] = values.items;
  return user;
}

// Of one namespace only what is in it may be asked.
void checkLocal(const api::SubjectAccessReviewSpec& spec, const std::string& ns, api::FieldErrors& errors) {
  const api::Path path("spec");
  if (spec.resourceAttributes && spec.resourceAttributes->namespace_ != ns)
    errors.push_back(api::invalidText(path.child("resourceAttributes").child("namespace"),
                                      spec.resourceAttributes->namespace_, "must match metadata.namespace"));
  if (spec.nonResourceAttributes)
    errors.push_back(api::invalid(path.child("nonResourceAttributes"), shown(*spec.nonResourceAttributes),
                                  "disallowed on this kind of request"));
}

template <class Review>
void serveSubjectAccessReview(RequestContext& context, std::string_view kind) {
  Review review;
  if (!decodeReview(context, kAuthorization, kind, review)) return;
  api::FieldErrors errors;
  checkAttributes(review.spec, errors);
  if (review.spec.user.empty() && review.spec.groups.empty())
    errors.push_back(api::invalidText(api::Path("spec").child("user"), "",
                                      "at least one of user or group must be specified"));
  if (review.spec.resourceAttributes) checkSelectors(*review.spec.resourceAttributes, errors);
  const std::string& ns = context.info.ns;
  constexpr bool isLocal = std::is_same_v<Review, api::LocalSubjectAccessReview>;
  checkMetadata(review.metadata, isLocal ? "must be empty except for namespace" : "must be empty", errors);
  if (isLocal) checkLocal(review.spec, ns, errors);
  if (!errors.empty()) return answerStatus(context, invalidReview(errors));
  if (isLocal && ns.empty()) return answerStatus(context, badRequest("namespace is required on this type: "));
  review.status = answerTo(context, userOf(review.spec), review.spec);
  answerReview(context, kAuthorization, kind, review);
}

void serveSelfSubjectRulesReview(RequestContext& context) {
  api::SelfSubjectRulesReview review;
  if (!decodeReview(context, kAuthorization, "SelfSubjectRulesReview", review)) return;
  if (review.spec.namespace_.empty()) return answerStatus(context, badRequest("no namespace on request"));
  for (const api::PolicyRule& rule : context.services.authorizer.rulesOf(
           *context.user, review.spec.namespace_, &review.status.evaluationError)) {
    if (!rule.resources.empty())
      review.status.resourceRules.push_back({rule.verbs, rule.apiGroups, rule.resources, rule.resourceNames});
    if (!rule.nonResourceURLs.empty())
      review.status.nonResourceRules.push_back({rule.verbs, rule.nonResourceURLs});
  }
  review.metadata = {};
  review.spec = {};
  answerReview(context, kAuthorization, "SelfSubjectRulesReview", review);
}

}  // namespace

void serveReview(ContextPtr context, const Authenticator& authenticator) {
  const std::string& resource = context->info.resource;
  if (resource == "selfsubjectreviews") return serveSelfSubjectReview(*context);
  if (resource == "tokenreviews") return serveTokenReview(*context, authenticator);
  if (resource == "selfsubjectaccessreviews") return serveSelfSubjectAccessReview(*context);
  if (resource == "selfsubjectrulesreviews") return serveSelfSubjectRulesReview(*context);
  if (resource == "subjectaccessreviews")
    return serveSubjectAccessReview<api::SubjectAccessReview>(*context, "SubjectAccessReview");
  serveSubjectAccessReview<api::LocalSubjectAccessReview>(*context, "LocalSubjectAccessReview");
}

}  // namespace seamark::apiserver
