// DelegatedAccess: may whoever sent this request see this path? The API server that this process is a client
// of decides: it is asked who a bearer token is (TokenReview) and what they may (SubjectAccessReview). Lives
// on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "client/api_requests.h"
#include "net/http.h"

namespace seamark::cmd {

class DelegatedAccess {
 public:
  explicit DelegatedAccess(std::unique_ptr<client::ApiRequests> api) : api_(std::move(api)) {}

  // `then` gets 200, or what to answer instead: 401 for a token that nobody knows, 403 for one who may not,
  // 500 when the API cannot be asked. Not after this has gone.
  void ask(const net::HttpRequest& request, std::function<void(int status, std::string text)> then);

 private:
  struct User;
  void authorize(const User& user, const std::string& path, const std::string& verb,
                 std::function<void(int, std::string)> then);

  std::unique_ptr<client::ApiRequests> api_;
};

}  // namespace seamark::cmd
