// RequestHandler: the way of one HTTP request: route, authenticate, impersonate, authorise, negotiate, hand
// over to a verb. Any loop; requests do not know of one another.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <string>

#include "apiserver/auth/authenticator.h"
#include "apiserver/context.h"
#include "apiserver/route.h"

namespace seamark::apiserver {

class PlainEndpoints;  // plain_endpoints.h

class RequestHandler {
 public:
  RequestHandler(Services services, const Authenticator& authenticator, PlainEndpoints& plain);

  // To be called on the request's loop. Answers now or later.
  void handle(net::HttpRequest request, std::shared_ptr<net::HttpResponder> responder);
  // Whether the sender may do what a request asks, of which there is no body yet.
  bool letsIn(const net::HttpRequest& head) const;

 private:
  // False: it has been answered already.
  bool admit(const ContextPtr& context);
  Result<UserPtr> permitted(const net::HttpRequest& request, const RequestInfo& info,
                            const TokenIdentity& sender) const;
  void dispatch(const ContextPtr& context, const Route& route);

  std::string nextAuditId();

  Services services_;
  const Authenticator& authenticator_;
  PlainEndpoints& plain_;
  const std::string auditPrefix_;  // a random UUID but for its last part, which counts requests
  std::atomic<uint64_t> requests_{0};
};

}  // namespace seamark::apiserver
