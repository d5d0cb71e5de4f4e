// SPDX-License-Identifier: Apache-2.0
#include "client/https_carrier.h"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>

#include "api/codec.h"
#include "base/assert.h"
#include "base/random.h"
#include "client/answer_decoder.h"
#include "client/api_requests.h"
#include "client/resource_url.h"

namespace seamark::client {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr const char* kPageSize = "500";

// A refusal that says nothing about sendInitialEvents: LIST would be refused as well.
bool isAboutTheRequester(const Status& why) {
  return why.code == 401 || why.code == 403 || why.code == 404 || why.code == 410 || why.code == 429;
}

std::string deleteBody(const DeleteOptions& options) {
  std::string body = R"({"kind":"DeleteOptions","apiVersion":"v1")";
  std::string preconditions;
  // uid, resourceVersion and policy are tokens of the API; none needs an escape.
  if (!options.uid.empty()) preconditions += fmt::format(R"("uid":"{}")", options.uid);
  if (!options.resourceVersion.empty())
    preconditions +=
        fmt::format(R"({}"resourceVersion":"{}")", preconditions.empty() ? "" : ",", options.resourceVersion);
  if (!preconditions.empty()) body += fmt::format(R"(,"preconditions":{{{}}})", preconditions);
  if (options.propagationPolicy)
    body += fmt::format(R"(,"propagationPolicy":"{}")", *options.propagationPolicy);
  if (options.gracePeriodSeconds)
    body += fmt::format(R"(,"gracePeriodSeconds":{})", *options.gracePeriodSeconds);
  return body + "}";
}

// A LIST in pages.
struct Listing {
  const api::Kind& kind;
  ListOptions options;
  ObjectList found;
  bool paged = true;
  Carrier::Then<ObjectList> then;
};

// One watch that the caller sees, whatever requests it takes.
struct Watching {
  Watching(const api::Kind& k, WatchOptions o, WatchSink s)
      : kind(k), options(std::move(o)), sink(std::move(s)), decoder(k) {}
  const api::Kind& kind;
  WatchOptions options;
  WatchSink sink;
  WatchDecoder decoder;
  std::optional<ApiRequests::Exchange> exchange;
  bool initial = false;             // the bookmark that ends the initial events is awaited
  std::vector<WatchEvent> waiting;  // the initial events
  Executor::Timer timer = Executor::Timer::None;
};

}  // namespace

class HttpsCarrier::Impl : public std::enable_shared_from_this<Impl> {
 public:
  Impl(net::EventLoop& loop, std::unique_ptr<ApiRequests> requests, Options options)
      : loop_(loop), requests_(std::move(requests)), options_(std::move(options)) {}
  ~Impl() {
    for (const auto& [id, watching] : watches_) loop_.cancel(watching->timer);
  }

  uint64_t watch(const api::Kind& kind, WatchOptions options, WatchSink sink);
  void stop(uint64_t id);
  void list(const api::Kind& kind, ListOptions options, Then<ObjectList> then);
  void request(const api::Kind& kind, ApiRequest request, Then<ObjectPtr> then);

  net::EventLoop& loop_;
  std::unique_ptr<ApiRequests> requests_;
  Options options_;

 private:
  using WatchingPtr = std::shared_ptr<Watching>;
  void openStream(uint64_t id, Watching& watching);
  void openByList(uint64_t id, Watching& watching);
  void received(uint64_t id, std::string_view chunk);
  void deliver(uint64_t id, const WatchingPtr& watching, std::vector<WatchEvent> events);
  void ended(uint64_t id, Result<> why);
  void awaitBookmark(uint64_t id, Watching& watching);
  void drop(Watching& watching);
  void nextPage(std::shared_ptr<Listing> listing, const std::string& token);
  WatchingPtr find(uint64_t id) const {
    const auto it = watches_.find(id);
    return it == watches_.end() ? nullptr : it->second;
  }

  std::unordered_map<uint64_t, WatchingPtr> watches_;
  SystemRandom random_;
  uint64_t lastWatch_ = 0;
  bool streamsLists_ = true;  // false: this server has shown that it does not
};

uint64_t HttpsCarrier::Impl::watch(const api::Kind& kind, WatchOptions options, WatchSink sink) {
  const uint64_t id = ++lastWatch_;
  auto& watching =
      *watches_.emplace(id, std::make_shared<Watching>(kind, std::move(options), std::move(sink)))
           .first->second;
  if (watching.options.resourceVersion.empty() && !streamsLists_)
    openByList(id, watching);
  else
    openStream(id, watching);
  return id;
}

void HttpsCarrier::Impl::openStream(uint64_t id, Watching& watching) {
  const auto& o = watching.options;
  watching.initial = o.resourceVersion.empty();
  QueryText query;
  query.add("watch", "true").add("allowWatchBookmarks", "true");
  // As client-go: 5 to 10 minutes, so that the watches of many clients do not end together.
  query.add("timeoutSeconds", std::to_string(300 + random_.below(300)));
  query.add("labelSelector", o.labelSelector).add("fieldSelector", o.fieldSelector);
  if (watching.initial)
    query.add("sendInitialEvents", "true").add("resourceVersionMatch", "NotOlderThan");
  else
    query.add("resourceVersion", o.resourceVersion);
  const auto weak = weak_from_this();
  watching.decoder = WatchDecoder(watching.kind);
  watching.exchange =
      requests_->open({.target = resourcePath(watching.kind, o.ns) + query.text()},
                      {.onOpened =
                           [weak, id] {
                             const auto self = weak.lock();
                             if (const auto w = self ? self->find(id) : nullptr; w && w->initial)
                               self->awaitBookmark(id, *w);
                           },
                       .onData =
                           [weak, id](std::string_view chunk) {
                             if (const auto self = weak.lock()) self->received(id, chunk);
                           },
                       .onEnd =
                           [weak, id](Result<> why) {
                             if (const auto self = weak.lock()) self->ended(id, std::move(why));
                           }});
}

// The timer starts anew with whatever arrives.
void HttpsCarrier::Impl::awaitBookmark(uint64_t id, Watching& watching) {
  loop_.cancel(watching.timer);
  watching.timer = loop_.after(options_.bookmarkTimeout, [this, id] {
    const auto w = find(id);
    if (!w || !w->initial) return;
    drop(*w);
    streamsLists_ = false;
    openByList(id, *w);
  });
}

void HttpsCarrier::Impl::received(uint64_t id, std::string_view chunk) {
  const auto watching = find(id);
  if (!watching) return;
  std::vector<WatchEvent> events;
  const Result<> result = watching->decoder.feed(chunk, events);
  if (!events.empty()) deliver(id, watching, std::move(events));
  if (result || !find(id)) return;
  drop(*watching);
  ended(id, result);
}

void HttpsCarrier::Impl::deliver(uint64_t id, const WatchingPtr& watching, std::vector<WatchEvent> events) {
  if (!watching->initial) return watching->sink.onEvents(std::move(events));
  auto& waiting = watching->waiting;
  for (auto& event : events) {
    watching->initial = watching->initial && !event.initialEventsEnd;
    waiting.push_back(std::move(event));
  }
  if (watching->initial) return awaitBookmark(id, *watching);
  loop_.cancel(watching->timer);
  watching->sink.onEvents(std::exchange(waiting, {}));
}

void HttpsCarrier::Impl::ended(uint64_t id, Result<> why) {
  const auto watching = find(id);
  if (!watching) return;
  watching->exchange.reset();
  const bool refused = !why && why.error().code / 100 == 4 && !isAboutTheRequester(why.error());
  if (watching->initial && refused && watching->waiting.empty()) {
    drop(*watching);
    streamsLists_ = false;
    return openByList(id, *watching);
  }
  drop(*watching);
  watches_.erase(id);
  watching->sink.onEnd(std::move(why));
}

// Ends the request under way and forgets what it brought.
void HttpsCarrier::Impl::drop(Watching& watching) {
  loop_.cancel(watching.timer);
  watching.timer = Executor::Timer::None;
  watching.waiting.clear();
  if (const auto exchange = std::exchange(watching.exchange, std::nullopt)) requests_->cancel(*exchange);
}

void HttpsCarrier::Impl::openByList(uint64_t id, Watching& watching) {
  watching.initial = false;
  const auto& o = watching.options;
  list(watching.kind, {o.ns, o.labelSelector, o.fieldSelector},
       [weak = weak_from_this(), id](Result<ObjectList> found) {
         const auto self = weak.lock();
         const auto w = self ? self->find(id) : nullptr;
         if (!w) return;
         if (!found) return self->ended(id, Failure(found.error()));
         std::vector<WatchEvent> events;
         for (auto& item : found->items) {
           std::string version = item->metadata.resourceVersion;
           events.push_back({.type = WatchEventType::Added,
                             .object = std::move(item),
                             .resourceVersion = std::move(version)});
         }
         w->options.resourceVersion = found->resourceVersion;
         events.push_back({.type = WatchEventType::Bookmark,
                           .object = nullptr,
                           .resourceVersion = found->resourceVersion,
                           .initialEventsEnd = true});
         w->sink.onEvents(std::move(events));
         if (self->find(id)) self->openStream(id, *w);
       });
}

void HttpsCarrier::Impl::stop(uint64_t id) {
  const auto node = watches_.extract(id);
  if (!node.empty()) drop(*node.mapped());
}

void HttpsCarrier::Impl::list(const api::Kind& kind, ListOptions options, Then<ObjectList> then) {
  nextPage(std::make_shared<Listing>(Listing{kind, std::move(options), {}, true, std::move(then)}), {});
}

void HttpsCarrier::Impl::nextPage(std::shared_ptr<Listing> listing, const std::string& token) {
  QueryText query;
  const auto& o = listing->options;
  query.add("labelSelector", o.labelSelector).add("fieldSelector", o.fieldSelector);
  if (listing->paged) query.add("limit", kPageSize).add("continue", token);
  const bool later = !token.empty();
  std::string target = resourcePath(listing->kind, o.ns) + query.text();
  requests_->send({.target = std::move(target)},
                  [weak = weak_from_this(), listing, later](Result<std::string> body) {
                    const auto self = weak.lock();
                    if (!self) return;
                    if (!body && body.error().code == 410 && later && std::exchange(listing->paged, false)) {
                      // The snapshot that the pages came from is gone; the whole list at once cannot lose it.
                      listing->found = {};
                      return self->nextPage(listing, {});
                    }
                    if (!body) return listing->then(Failure(body.error()));
                    auto page = decodeList(listing->kind, *body, listing->found.items);
                    if (!page) return listing->then(Failure(page.error()));
                    listing->found.resourceVersion = page->resourceVersion;
                    if (!page->continueToken.empty()) return self->nextPage(listing, page->continueToken);
                    listing->then(std::move(listing->found));
                  });
}

void HttpsCarrier::Impl::request(const api::Kind& kind, ApiRequest request, Then<ObjectPtr> then) {
  requests_->send(std::move(request), [&kind, then = std::move(then)](Result<std::string> body) {
    if (!body) return then(Failure(body.error()));
    then(decodeAnswer(kind, *body));
  });
}

Result<std::unique_ptr<HttpsCarrier>> HttpsCarrier::make(net::EventLoop& loop, ClusterAccess access,
                                                         Options options) {
  TRY(auto requests,
      ApiRequests::make(loop, std::move(access), options.userAgent, options.requestTimeout, options.metrics));
  return std::unique_ptr<HttpsCarrier>(
      new HttpsCarrier(std::make_shared<Impl>(loop, std::move(requests), std::move(options))));
}

HttpsCarrier::~HttpsCarrier() = default;

Executor& HttpsCarrier::executor() {
  return impl_->loop_;
}

Carrier::Watch HttpsCarrier::watch(const api::Kind& kind, WatchOptions options, WatchSink sink) {
  return static_cast<Watch>(impl_->watch(kind, std::move(options), std::move(sink)));
}

void HttpsCarrier::stop(Watch watch) {
  impl_->stop(static_cast<uint64_t>(watch));
}

void HttpsCarrier::list(const api::Kind& kind, ListOptions options, Then<ObjectList> then) {
  impl_->list(kind, std::move(options), std::move(then));
}

void HttpsCarrier::get(const api::Kind& kind, std::string ns, std::string name, Then<ObjectPtr> then) {
  impl_->request(kind, {.target = resourcePath(kind, ns, name)}, std::move(then));
}

void HttpsCarrier::create(const api::Kind& kind, std::shared_ptr<api::Object> object, Then<ObjectPtr> then) {
  impl_->request(kind,
                 {.method = "POST",
                  .target = resourcePath(kind, object->metadata.namespace_),
                  .contentType = std::string(kJson),
                  .body = api::encodeObject(kind, *object)},
                 std::move(then));
}

void HttpsCarrier::update(const api::Kind& kind, std::shared_ptr<api::Object> object, std::string subresource,
                          Then<ObjectPtr> then) {
  const auto& meta = object->metadata;
  impl_->request(kind,
                 {.method = "PUT",
                  .target = resourcePath(kind, meta.namespace_, meta.name, subresource),
                  .contentType = std::string(kJson),
                  .body = api::encodeObject(kind, *object)},
                 std::move(then));
}

void HttpsCarrier::patch(const api::Kind& kind, std::string ns, std::string name, std::string subresource,
                         std::string contentType, std::string patch, Then<ObjectPtr> then) {
  QueryText query;
  // Server-side apply needs to know who applies; a controller means what it says.
  if (contentType.starts_with("application/apply-patch"))
    query.add("fieldManager", impl_->options_.fieldManager).add("force", "true");
  impl_->request(kind,
                 {.method = "PATCH",
                  .target = resourcePath(kind, ns, name, subresource) + query.text(),
                  .contentType = std::move(contentType),
                  .body = std::move(patch)},
                 std::move(then));
}

void HttpsCarrier::remove(const api::Kind& kind, std::string ns, std::string name, DeleteOptions options,
                          Then<void> then) {
  impl_->requests_->send({.method = "DELETE",
                          .target = resourcePath(kind, ns, name),
                          .contentType = std::string(kJson),
                          .body = deleteBody(options)},
                         [then = std::move(then)](const Result<std::string>& body) {
                           if (!body) return then(Failure(body.error()));
                           then({});
                         });
}

}  // namespace seamark::client
