// SPDX-License-Identifier: Apache-2.0
#include "apiserver/request_handler.h"

#include <algorithm>
#include <array>

#include "api/field_error.h"
#include "apiserver/answer.h"
#include "apiserver/auth/authorizer.h"
#include "apiserver/auth/impersonation.h"
#include "apiserver/body.h"
#include "apiserver/connect.h"
#include "apiserver/empty_list.h"
#include "apiserver/http_write.h"
#include "apiserver/list.h"
#include "apiserver/metrics.h"
#include "apiserver/negotiate.h"
#include "apiserver/plain_endpoints.h"
#include "apiserver/prepare.h"
#include "apiserver/reviews.h"
#include "apiserver/verbs.h"
#include "apiserver/watch.h"
#include "base/duration.h"
#include "base/log.h"

namespace seamark::apiserver {
namespace {

// What clients have asked and not been answered yet: each may hold a body of megabytes.
constexpr int64_t kMaxInFlight = 4'000;
constexpr size_t kUuidBytes = 36, kCounterDigits = 12;

Status noSuchResource() {
  Status status;
  status.code = 404;
  status.reason = "NotFound";
  status.message = "the server could not find the requested resource";
  status.details.emplace();
  return status;
}

Status methodNotAllowed() {
  Status status;
  status.code = 405;
  status.reason = "MethodNotAllowed";
  status.message = "the server does not allow this method on the requested resource";
  status.details.emplace();
  return status;
}

AnswerShape shapeOf(Target target, std::string_view subresource) {
  // These two of a Pod have no columns.
  if (subresource == "ephemeralcontainers" || subresource == "resize") return AnswerShape::Whole;
  switch (target) {
    case Target::List:
    case Target::EmptyList:
      return AnswerShape::List;
    case Target::Watch:
      return AnswerShape::Watch;
    case Target::Review:
    case Target::TokenRequest:
    case Target::Binding:
    case Target::Eviction:
      return AnswerShape::Whole;
    case Target::Log:
      return AnswerShape::Log;
    default:
      return AnswerShape::Object;
  }
}

// What makes an object looks at its body's type before anything else.
bool isCreate(Target target) {
  return target == Target::Create || target == Target::Review || target == Target::TokenRequest ||
         target == Target::Binding || target == Target::Eviction;
}

// What may take as long as it likes: nobody looks at its `timeout`.
bool isLongRunning(const RequestInfo& info) {
  constexpr std::array<std::string_view, 5> kSubresources{"attach", "exec", "proxy", "log", "portforward"};
  return info.verb == "watch" || info.verb == "proxy" || info.path.starts_with("/debug/pprof/") ||
         (info.isResource && std::ranges::find(kSubresources, info.subresource) != kSubresources.end());
}

// What is over before any answer could be there. Upstream races such a `timeout` against the answer, and the answer
// loses; whatever is longer is kept here, as every request is done long before it.
constexpr Duration kHopelessTimeout = std::chrono::microseconds(50);

void answerTimeout(RequestContext& context) {
  context.responder->respond(
      504, answerHeaders(context, "text/plain; charset=utf-8"),
      {Bytes::literal(
          R"({"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the )"
          R"(allotted timeout","reason":"Timeout","details":{},"code":504})"
          "\n")});
}

// `timeout` in the query; false: it has been answered.
bool checkTimeout(RequestContext& context) {
  const std::string* timeout = context.parameter("timeout");
  if (!timeout || timeout->empty() || isLongRunning(context.info)) return true;
  const auto parsed = parseDuration(*timeout);
  if (!parsed)
    answerStatus(context,
                 badRequest("invalid timeout specified in the request URL - " + parsed.error().message));
  else if (*parsed > Duration::zero() && *parsed < kHopelessTimeout)
    answerTimeout(context);
  else
    return true;
  return false;
}

// For a browser's eyes, as upstream has it.
std::string withoutMarkup(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else
      safe += c;
  }
  return safe;
}

// A path that says no more than `watch`. Found before all else, so not even a Status tells it.
void answerNoRequestInfo(RequestContext& context) {
  const std::string& target = context.request.target;
  net::Headers headers;
  headers.add("audit-id", context.auditId);
  headers.add("content-type", "text/plain; charset=utf-8");
  headers.add("x-content-type-options", "nosniff");
  std::string text = "Internal Server Error: " + api::goQuoted(target) +
                     ": failed to create RequestInfo: unable to determine kind and namespace from url, " +
                     target;
  context.responder->respond(500, std::move(headers), {Bytes(withoutMarkup(text) + "\n")});
}

// Between slashes there may be nothing where a namespace or a name belongs: what needs one says so.
Result<> checkNamed(const RequestContext& context, Target target) {
  const RequestInfo& info = context.info;
  if (info.name.empty() && !info.subresource.empty()) return Failure(badRequest("name must be provided"));
  const bool ofMany = target == Target::List || target == Target::Watch || target == Target::EmptyList ||
                      target == Target::DeleteCollection;
  // A create and an update look at their bodies first.
  if (ofMany || target == Target::Create || target == Target::Update) return {};
  if (context.kind && context.kind->namespaced && info.ns.empty()) return Failure(noNamespace());
  return {};
}

bool acceptsGzip(const net::HttpRequest& request) {
  const std::string* encoding = request.headers.find("accept-encoding");
  return encoding && encoding->find("gzip") != std::string::npos;
}

// People at a browser or with curl get indented JSON.
bool wantsPretty(const RequestContext& context) {
  const std::string* pretty = context.parameter("pretty");
  if (pretty && !pretty->empty())
    return *pretty == "1" || *pretty == "t" || *pretty == "T" || *pretty == "true" || *pretty == "True" ||
           *pretty == "TRUE";
  const std::string* agent = context.request.headers.find("user-agent");
  return agent &&
         (agent->starts_with("curl") || agent->starts_with("Wget") || agent->starts_with("Mozilla/5.0"));
}

std::string_view acceptOf(const net::HttpRequest& request) {
  const std::string* accept = request.headers.find("accept");
  return accept ? std::string_view(*accept) : std::string_view();
}

}  // namespace

RequestHandler::RequestHandler(Services services, const Authenticator& authenticator, PlainEndpoints& plain)
    : services_(services),
      authenticator_(authenticator),
      plain_(plain),
      auditPrefix_(newUid(services.random).substr(0, kUuidBytes - kCounterDigits)) {}

std::string RequestHandler::nextAuditId() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  uint64_t number = requests_.fetch_add(1, std::memory_order_relaxed);
  std::string id = auditPrefix_;
  id.resize(kUuidBytes);
  for (size_t i = kUuidBytes; i-- > kUuidBytes - kCounterDigits; number >>= 4) id[i] = kDigits[number & 15];
  return id;
}

void RequestHandler::handle(net::HttpRequest request, std::shared_ptr<net::HttpResponder> responder) {
  auto context = std::make_shared<RequestContext>(RequestContext{services_,
                                                                 std::move(request),
                                                                 std::move(responder),
                                                                 {},
                                                                 {},
                                                                 {},
                                                                 nullptr,
                                                                 {},
                                                                 {},
                                                                 {},
                                                                 {},
                                                                 false,
                                                                 false});
  context->started = services_.clock.steady();
  context->auditId = nextAuditId();
  context->query = context->request.query();
  context->acceptsGzip = acceptsGzip(context->request);
  const StatusForm form = negotiateStatus(acceptOf(context->request));
  context->accept.media = form.media;
  context->accept.pretty = form.unasked;
  Route route = findRoute(context->request.method, context->request.path, context->query);
  context->info = std::move(route.info);
  context->kind = route.kind;
  services_.metrics.measure(*context);
  if (services_.metrics.inFlight() > kMaxInFlight)
    return answerStatus(*context, tooManyRequests("too many requests, please try again later", 1));
  // A library's exception ends one request, not the server.
  try {
    if (route.target == Target::NoRequestInfo) return answerNoRequestInfo(*context);
    if (admit(context)) dispatch(context, route);
  } catch (const std::exception& failed) {
    log::error("a request ended in an exception",
               {{"path", context->request.path}, {"error", failed.what()}});
    answerStatus(*context, internalError(failed.what()));
  }
}

bool RequestHandler::admit(const ContextPtr& context) {
  if (!checkTimeout(*context)) return false;
  auto sender = authenticator_.authenticate(context->request);
  if (!sender) return answerStatus(*context, sender.error()), false;
  if (sender->secretToken) noteUse(*context, *sender->secretToken);
  context->noSniff = true;  // so do the refusals that come next
  auto user = permitted(context->request, context->info, *sender);
  if (!user) return answerStatus(*context, user.error()), false;
  context->noSniff = false;
  context->user = std::move(*user);
  if (!context->request.bodyUnread) return true;
  // Let in after all: something has changed within the request.
  answerStatus(*context, tooManyRequests("too many requests, please try again later", 1));
  return false;
}

// Who the request is by, after impersonation.
Result<UserPtr> RequestHandler::permitted(const net::HttpRequest& request, const RequestInfo& info,
                                          const TokenIdentity& sender) const {
  TRY(UserPtr user, impersonated(services_.authorizer, sender.user, request.headers, info));
  if (services_.authorizer.allows(*user, info)) return user;
  const Decision refused = services_.authorizer.decide(*user, info);
  return Failure(forbiddenRequest(*user, info, refused.reason));
}

bool RequestHandler::letsIn(const net::HttpRequest& head) const {
  const auto sender = authenticator_.authenticate(head);
  return sender && permitted(head, findRoute(head.method, head.path, head.query()).info, *sender);
}

void RequestHandler::dispatch(const ContextPtr& context, const Route& route) {
  if (route.target == Target::Plain) return plain_.serve(context);
  if (route.target == Target::NoSuchPath) return plain_.serveNoSuchPath(*context);
  if (route.target == Target::NotFound) return answerStatus(*context, noSuchResource());
  if (route.target == Target::MethodNotAllowed) return answerStatus(*context, methodNotAllowed());
  if (route.target == Target::GroupList || route.target == Target::Group ||
      route.target == Target::ResourceList)
    return plain_.serveDiscovery(context, route.target);
  if (auto named = checkNamed(*context, route.target); !named) return answerStatus(*context, named.error());
  if (route.target == Target::Connect || route.target == Target::Proxy) {
    context->accept.pretty = wantsPretty(*context);
    return route.target == Target::Connect ? serveConnect(context) : serveProxy(context);
  }
  auto accept = negotiate(acceptOf(context->request), shapeOf(route.target, context->info.subresource));
  if (!accept) return answerStatus(*context, accept.error());
  context->accept = *accept;
  context->accept.pretty = accept->pretty || wantsPretty(*context);
  if (context->kind && !context->kind->deprecationWarning.empty())
    context->warnings.emplace_back(context->kind->deprecationWarning);
  const bool changes = route.target == Target::Update || route.target == Target::Patch;
  if (auto named = checkNameParameter(context->info.name); !named && !changes)
    return answerStatus(*context, named.error());
  if (auto media = bodyMediaType(context->request); !media && isCreate(route.target))
    return answerStatus(*context, media.error());
  switch (route.target) {
    case Target::Get:
      return serveGet(context);
    case Target::List:
      return serveList(context);
    case Target::EmptyList:
      return serveEmptyList(context);
    case Target::Watch:
      return serveWatch(context);
    case Target::Create:
      return serveCreate(context);
    case Target::Update:
      return serveUpdate(context);
    case Target::Patch:
      return servePatch(context);
    case Target::Delete:
      return serveDelete(context);
    case Target::DeleteCollection:
      return serveDeleteCollection(context);
    case Target::Review:
      return serveReview(context, authenticator_);
    case Target::TokenRequest:
      return serveTokenRequest(context);
    case Target::Binding:
      return serveBinding(context);
    case Target::Eviction:
      return serveEviction(context);
    case Target::Log:
      return serveLog(context);
    default:
      return answerStatus(*context, noSuchResource());
  }
}

}  // namespace seamark::apiserver
