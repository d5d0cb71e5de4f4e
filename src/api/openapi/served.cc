// The inventory of resources: kinds() and the few that are not stored.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/served.h"

#include <algorithm>

#include "api/authentication/token.h"
#include "api/authorization/access_review.h"
#include "api/authorization/rules_review.h"
#include "api/base64.h"
#include "api/core/binding.h"
#include "api/kinds.h"
#include "api/openapi/sha256.h"
#include "api/policy/eviction.h"

namespace seamark::api {
namespace {

// Upstream's order of priority.
constexpr std::string_view kGroups[] = {"",
                                        "apiregistration.k8s.io",
                                        "events.k8s.io",
                                        "authentication.k8s.io",
                                        "authorization.k8s.io",
                                        "networking.k8s.io",
                                        "rbac.authorization.k8s.io",
                                        "coordination.k8s.io",
                                        "discovery.k8s.io"};

std::string_view verbText(Verb verb) {
  switch (verb) {
    case Verb::Get:
      return "get";
    case Verb::List:
      return "list";
    case Verb::Watch:
      return "watch";
    case Verb::Create:
      return "create";
    case Verb::Update:
      return "update";
    case Verb::Patch:
      return "patch";
    case Verb::Delete:
      return "delete";
    case Verb::DeleteCollection:
      return "deletecollection";
  }
  return "";
}

// A name for how a kind is stored: two servers that agree on it agree on the stored form.
std::string storageHash(const Kind& kind) {
  const Kind& stored = kind.storedAs != nullptr ? *kind.storedAs() : kind;
  const auto hash =
      sha256(std::string(stored.group) + "/" + std::string(stored.version) + "/" + std::string(stored.kind));
  std::string out;
  appendBase64({reinterpret_cast<const char*>(hash.data()), 8}, out);
  return out;
}

// Subresources that are no form of their object, so that no kind lists them.
std::vector<ServedSubresource> special(std::string_view plural) {
  using Shape = SubresourceShape;
  const std::vector<std::string_view> proxyVerbs = {"create", "delete", "get", "patch", "update"};
  const std::vector<std::string_view> streamVerbs = {"create", "get"};
  const auto sub = [](std::string_view name, std::string_view kind, std::vector<std::string_view> verbs,
                      Shape shape) {
    return ServedSubresource{
        .name = name, .group = {}, .version = {}, .kind = kind, .verbs = std::move(verbs), .shape = shape};
  };
  if (plural == "nodes") return {sub("proxy", "NodeProxyOptions", proxyVerbs, Shape::Connect)};
  if (plural != "pods") return {};
  std::vector<ServedSubresource> out = {
      sub("attach", "PodAttachOptions", streamVerbs, Shape::Connect),
      sub("binding", "Binding", {"create"}, Shape::Object),
      sub("eviction", "Eviction", {"create"}, Shape::Object),
      sub("exec", "PodExecOptions", streamVerbs, Shape::Connect),
      sub("log", "Pod", {"get"}, Shape::Log),
      sub("portforward", "PodPortForwardOptions", streamVerbs, Shape::Connect),
      sub("proxy", "PodProxyOptions", proxyVerbs, Shape::Connect)};
  out[1].type = &typeOf<Binding>;
  out[2].type = &typeOf<Eviction>;
  out[2].group = "policy";
  out[2].version = "v1";
  return out;
}

ServedResource ofKind(const Kind& kind) {
  ServedResource out{.group = kind.group,
                     .version = kind.version,
                     .kind = kind.kind,
                     .list = kind.list,
                     .plural = kind.plural,
                     .singular = kind.singular,
                     .namespaced = kind.namespaced};
  for (Verb verb : kind.verbs) out.verbs.push_back(verbText(verb));
  std::sort(out.verbs.begin(), out.verbs.end());
  out.shortNames.assign(kind.shortNames.begin(), kind.shortNames.end());
  out.categories.assign(kind.categories.begin(), kind.categories.end());
  for (const Subresource& sub : kind.subresources) {
    ServedSubresource& added =
        out.subresources.emplace_back(ServedSubresource{.name = sub.name,
                                                        .group = sub.responseGroup,
                                                        .version = sub.responseVersion,
                                                        .kind = sub.responseKind,
                                                        .verbs = {sub.verbs.begin(), sub.verbs.end()}});
    if (sub.responseKind == "TokenRequest") added.type = &typeOf<TokenRequest>;
    if (sub.name == "proxy") added.shape = SubresourceShape::Connect;
  }
  for (ServedSubresource& sub : special(kind.plural)) out.subresources.push_back(std::move(sub));
  std::sort(out.subresources.begin(), out.subresources.end(),
            [](const ServedSubresource& a, const ServedSubresource& b) { return a.name < b.name; });
  out.type = kind.type;
  out.storageVersionHash = storageHash(kind);
  return out;
}

ServedResource review(std::string_view group, std::string_view kind, std::string_view plural,
                      std::string_view singular, TypeOf type, bool namespaced = false) {
  return {.group = group,
          .version = "v1",
          .kind = kind,
          .list = {},
          .plural = plural,
          .singular = singular,
          .namespaced = namespaced,
          .verbs = {"create"},
          .type = type};
}

std::vector<ServedResource> reviews(std::string_view group) {
  if (group == "authentication.k8s.io") {
    return {review(group, "SelfSubjectReview", "selfsubjectreviews", "selfsubjectreview",
                   &typeOf<SelfSubjectReview>),
            review(group, "TokenReview", "tokenreviews", "tokenreview", &typeOf<TokenReview>)};
  }
  if (group == "apiregistration.k8s.io") {
    // No aggregation here: the group is listed, as upstream's, with nothing that can be done to it, because
    // older clients take an empty list for an error.
    ServedResource none = review(group, "APIService", "apiservices", "apiservice", nullptr);
    none.verbs.clear();
    return {none};
  }
  if (group != "authorization.k8s.io") return {};
  return {review(group, "LocalSubjectAccessReview", "localsubjectaccessreviews", "localsubjectaccessreview",
                 &typeOf<LocalSubjectAccessReview>, true),
          review(group, "SelfSubjectAccessReview", "selfsubjectaccessreviews", "selfsubjectaccessreview",
                 &typeOf<SelfSubjectAccessReview>),
          review(group, "SelfSubjectRulesReview", "selfsubjectrulesreviews", "selfsubjectrulesreview",
                 &typeOf<SelfSubjectRulesReview>),
          review(group, "SubjectAccessReview", "subjectaccessreviews", "subjectaccessreview",
                 &typeOf<SubjectAccessReview>)};
}

std::vector<ServedVersion> inventory() {
  std::vector<ServedVersion> out;
  for (std::string_view group : kGroups) {
    ServedVersion& version =
        out.emplace_back(ServedVersion{.group = group, .version = "v1", .resources = {}});
    for (const Kind* kind : kinds())
      if (kind->served && kind->group == group) version.resources.push_back(ofKind(*kind));
    for (ServedResource& resource : reviews(group)) version.resources.push_back(std::move(resource));
    std::sort(version.resources.begin(), version.resources.end(),
              [](const ServedResource& a, const ServedResource& b) { return a.plural < b.plural; });
  }
  return out;
}

}  // namespace

const std::vector<ServedVersion>& servedVersions() {
  static const std::vector<ServedVersion> kVersions = inventory();
  return kVersions;
}

const ServedVersion* findServed(std::string_view group, std::string_view version) {
  for (const ServedVersion& served : servedVersions())
    if (served.group == group && served.version == version) return &served;
  return nullptr;
}

}  // namespace seamark::api
