// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/delegated_access.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "api/authentication/token.h"
#include "api/authorization/access_review.h"
#include "api/codec.h"

namespace seamark::cmd {

namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string verbOf(std::string method) {
  for (char& c : method) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return method;
}

template <class Review>
client::ApiRequest posted(const Review& review, const std::string& group, std::string_view kind,
                          const std::string& resource) {
  return {.method = "POST",
          .target = "/apis/" + group + "/v1/" + resource,
          .contentType = "application/json",
          .body = api::encodeTyped(api::typeOf<Review>(), group + "/v1", kind, &review)};
}

}  // namespace

struct DelegatedAccess::User {
  std::string name = "system:anonymous";
  std::vector<std::string> groups = {"system:unauthenticated"};
};

void DelegatedAccess::ask(const net::HttpRequest& request,
                          std::function<void(int status, std::string text)> then) {
  const std::string path = request.path, verb = verbOf(request.method);
  const std::string* credentials = request.headers.find("authorization");
  if (!credentials || !credentials->starts_with(kBearer)) return authorize({}, path, verb, std::move(then));
  api::TokenReview review;
  review.spec.token = credentials->substr(kBearer.size());
  api_->send(posted(review, "authentication.k8s.io", "TokenReview", "tokenreviews"),
             [this, path, verb, then = std::move(then)](const Result<std::string>& answer) {
               api::TokenReview reviewed;
               if (!answer || !api::decodeJson(api::typeOf<api::TokenReview>(), *answer, &reviewed))
                 return then(500, "Internal Server Error\n");
               const auto& status = reviewed.status;
               if (!status.authenticated) return then(401, "Unauthorized\n");
               authorize({status.user.username, status.user.groups}, path, verb, then);
             });
}

void DelegatedAccess::authorize(const User& user, const std::string& path, const std::string& verb,
                                std::function<void(int, std::string)> then) {
  api::SubjectAccessReview review;
  review.spec.user = user.name;
  review.spec.groups = user.groups;
  review.spec.nonResourceAttributes = api::NonResourceAttributes{.path = path, .verb = verb};
  api_->send(posted(review, "authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews"),
             [name = user.name, path, verb, then = std::move(then)](const Result<std::string>& answer) {
               api::SubjectAccessReview reviewed;
               if (!answer || !api::decodeJson(api::typeOf<api::SubjectAccessReview>(), *answer, &reviewed))
                 return then(500, "Internal Server Error\n");
               if (reviewed.status.allowed) return then(200, {});
               then(403, fmt::format("forbidden: User \"{}\" cannot {} path \"{}\"\n", name, verb, path));
             });
}

}  // namespace seamark::cmd
