// GET of a collection with watch.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/watch.h"

#include <algorithm>

#include "apiserver/answer.h"
#include "apiserver/list_options.h"
#include "apiserver/negotiate.h"
#include "apiserver/representation.h"
#include "apiserver/watch_hub.h"

namespace seamark::apiserver {
namespace {

using store::Revision;

// Initial objects are copied together up to here before they are written.
constexpr size_t kBuffer = 32 << 10;
// When the client leaves the end to the server: between half an hour and an hour, so that clients do not all
// come back at once.
constexpr uint64_t kShortestSeconds = 1800, kSpreadSeconds = 1800;
// The last bookmark comes this long before the end, so that the client can go on from there.
constexpr std::chrono::seconds kLastBookmark{2};

// One watch over HTTP. Lives on its responder's loop, owned by its WatchLoop.
class HttpWatcher final : public Watcher, public std::enable_shared_from_this<HttpWatcher> {
 public:
  struct Settings {
    Form form;
    bool bookmarks = false;
    bool marksInitial = false;  // the end of the initial objects is told by a bookmark
    Duration length{};
  };

  HttpWatcher(WatchScope scope, Settings settings, const WatchLimits& limits,
              std::shared_ptr<net::HttpResponder> responder)
      : Watcher(std::move(scope)),
        settings_(settings),
        limits_(limits),
        responder_(std::move(responder)),
        clock_(responder_->executor().clock()),
        columns_(settings_.form.as == Representation::Table) {}

  void start(WatchLoop& loop, net::Headers headers, const WatchStart& from);

  void takeInitial(const SharedText& /*key*/, const api::EncodedPtr& object) override {
    appendWatchFrame(settings_.form, "ADDED", *object, clock_.now(), std::exchange(columns_, false), buffer_);
    if (buffer_.size() >= kBuffer) flush();
  }
  void take(Seen seen, const WatchEventPtr& event) override;
  void synced(Revision revision) override {
    if (settings_.marksInitial) mark(revision, true);
  }
  void bookmark(Revision revision) override { mark(revision, false); }
  void end(const Result<>& why) override;
  bool full() const override { return responder_->queued() + buffer_.size() >= limits_.queued; }
  void flush() override {
    if (!buffer_.empty()) responder_->write(Bytes(std::exchange(buffer_, {})));
  }

 private:
  void mark(Revision revision, bool initialEventsEnd) {
    buffer_ += bookmarkFrame(settings_.form, *scope().kind, revision, initialEventsEnd, clock_.now(),
                             std::exchange(columns_, false));
  }
  void onTimer();
  void sleep();
  void stopTimer() {
    responder_->executor().cancel(timer_);
    timer_ = Executor::Timer::None;
  }

  const Settings settings_;
  const WatchLimits limits_;
  const std::shared_ptr<net::HttpResponder> responder_;
  const Clock& clock_;
  WatchLoop* loop_ = nullptr;  // owns this watcher, and so outlives it
  bool columns_;               // a Table's columns are still to be told
  std::string buffer_;         // frames that are this watcher's own
  SteadyTime deadline_{}, nextBookmark_{};
  Executor::Timer timer_ = Executor::Timer::None;
};

void HttpWatcher::start(WatchLoop& loop, net::Headers headers, const WatchStart& from) {
  loop_ = &loop;
  responder_->start(200, std::move(headers));
  // The responder's callbacks hold no reference: the loop owns this watcher and lets it go on closing.
  const std::weak_ptr<HttpWatcher> weak = weak_from_this();
  responder_->onDrained([weak] {
    if (const auto self = weak.lock()) self->loop_->resume(*self);
  });
  responder_->onClosed([weak] {
    if (const auto self = weak.lock()) {
      self->stopTimer();
      self->loop_->remove(*self);
    }
  });
  const SteadyTime now = clock_.steady();
  deadline_ = now + settings_.length;
  nextBookmark_ = now + limits_.bookmarkEvery;
  if (deadline_ - kLastBookmark > now) nextBookmark_ = std::min(nextBookmark_, deadline_ - kLastBookmark);
  sleep();
  loop_->add(shared_from_this(), from);
}

void HttpWatcher::take(Seen seen, const WatchEventPtr& event) {
  if (columns_) {
    static constexpr std::string_view kNames[] = {"ADDED", "MODIFIED", "DELETED"};
    columns_ = false;
    appendWatchFrame(settings_.form, kNames[static_cast<size_t>(seen) - 1], *event->object(seen),
                     clock_.now(), true, buffer_);
    return;
  }
  flush();
  responder_->write(event->frame(settings_.form, seen, clock_));
}

void HttpWatcher::end(const Result<>& why) {
  stopTimer();
  flush();
  if (!why) responder_->write(Bytes(errorFrame(settings_.form, why.error())));
  responder_->onDrained(nullptr);
  responder_->onClosed(nullptr);
  responder_->finish();
}

void HttpWatcher::sleep() {
  const SteadyTime due = settings_.bookmarks ? std::min(deadline_, nextBookmark_) : deadline_;
  timer_ = responder_->executor().after(due - clock_.steady(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->onTimer();
  });
}

void HttpWatcher::onTimer() {
  timer_ = Executor::Timer::None;
  const SteadyTime now = clock_.steady();
  if (now >= deadline_) {
    loop_->finish(*this);
    return;
  }
  if (now >= nextBookmark_) {
    loop_->bookmark(*this);
    const SteadyTime last = deadline_ - kLastBookmark;
    nextBookmark_ = now + limits_.bookmarkEvery;
    if (now < last) nextBookmark_ = std::min(nextBookmark_, last);
  }
  sleep();
}

Duration lengthOf(const ListOptions& options, Random& random) {
  // Nobody needs a stream of more than a year; and what is longer would overflow.
  constexpr int64_t kLongest = 365 * 24 * 3600;
  if (options.timeoutSeconds < 0) return Duration::zero();  // over before it began, as upstream
  if (options.timeoutSeconds > 0) return std::chrono::seconds(std::min(options.timeoutSeconds, kLongest));
  return std::chrono::seconds(kShortestSeconds + random.below(kSpreadSeconds));
}

// Whether the stream begins with everything that is there, and after which version it goes on.
WatchStart startOf(const ListOptions& options, std::optional<Revision> asked) {
  const bool fromVersion = asked.value_or(0) > 0;
  WatchStart start;
  start.initial = options.sendInitialEvents.value_or(!fromVersion);
  if (fromVersion) start.after = asked;
  return start;
}

std::string_view streamType(const Form& form) {
  return form.protobuf() ? "application/vnd.kubernetes.protobuf;stream=watch" : "application/json";
}

struct Request {
  ListOptions options;
  Form form;
  std::optional<Revision> asked;
};

void begin(RequestContext& context, Request request) {
  // No event can be shown as the metadata of a list: upstream's stream ends with the first one, unsent.
  if (context.accept.asList)
    return context.responder->respond(200, answerHeaders(context, streamType(request.form)), {});
  ListOptions& options = request.options;
  const WatchStart start = startOf(options, request.asked);
  const HttpWatcher::Settings settings{.form = request.form,
                                       .bookmarks = options.bookmarks,
                                       .marksInitial = options.bookmarks && start.initial,
                                       .length = lengthOf(options, context.services.random)};
  WatchScope scope{context.kind, context.info.ns, std::move(options.labels), std::move(options.fields),
                   context.info.name};
  WatchHub& hub = context.services.watches;
  auto watcher = std::make_shared<HttpWatcher>(std::move(scope), settings, hub.limits(), context.responder);
  watcher->start(*hub.loopOf(context.responder->executor()), answerHeaders(context, streamType(request.form)),
                 start);
}

Result<Request> parse(const RequestContext& context) {
  Request request;
  TRY(request.options, parseListOptions(context.query, *context.kind, ListPurpose::Watch));
  TRY(request.asked, watchVersion(request.options));
  CHECKED(checkStreams(context.accept));
  TRY(request.form, formOf(context));
  return request;
}

}  // namespace

void serveWatch(ContextPtr context) {
  auto request = parse(*context);
  if (!request) {
    answerStatus(*context, request.error());
    return;
  }
  if (request->asked) {
    begin(*context, std::move(*request));
    return;
  }
  // "Most recent": nothing that was acknowledged before may be missing.
  auto& executor = context->responder->executor();
  context->services.store.barrier([context, &executor, request = std::move(*request)](Result<> current) {
    executor.post([context, request, current = std::move(current)] {
      if (current)
        begin(*context, request);
      else
        answerStatus(*context, current.error());
    });
  });
}

}  // namespace seamark::apiserver
