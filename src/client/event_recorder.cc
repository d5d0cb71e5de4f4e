// SPDX-License-Identifier: Apache-2.0
#include "client/event_recorder.h"

#include <algorithm>
#include <map>
#include <utility>

#include "api/core/event.h"
#include "base/log.h"

namespace seamark::client {

namespace {

constexpr size_t kLongestMessage = 1024;
constexpr size_t kRemembered = 4096;
constexpr double kBurst = 25;
constexpr Duration kRefill = std::chrono::minutes(5);

// How much may still be said about one object.
struct Allowance {
  double tokens = kBurst;
  SteadyTime at{};
};

}  // namespace

struct EventRecorder::Impl : std::enable_shared_from_this<Impl> {
  struct Said {
    std::shared_ptr<api::Event> event;  // as sent last; with its version once that is known
    bool sending = false;
    bool again = false;
  };

  Carrier& carrier;
  const std::string component;
  const std::string host;
  std::map<std::string, Said> said;  // by everything that makes two Events the same
  std::map<std::string, Allowance> allowances;

  Impl(Carrier& c, std::string n, std::string h) : carrier(c), component(std::move(n)), host(std::move(h)) {}

  bool allowed(const std::string& uid) {
    if (allowances.size() >= kRemembered) allowances.clear();
    const SteadyTime now = carrier.executor().clock().steady();
    auto [it, fresh] = allowances.try_emplace(uid, Allowance{kBurst, now});
    Allowance& allowance = it->second;
    const double gained =
        std::chrono::duration<double>(now - allowance.at) / std::chrono::duration<double>(kRefill);
    allowance.tokens = std::min(kBurst, allowance.tokens + gained);
    allowance.at = now;
    if (allowance.tokens < 1) return false;
    allowance.tokens -= 1;
    return true;
  }

  std::shared_ptr<api::Event> compose(const api::Kind& kind, const api::Object& about, std::string_view type,
                                      std::string_view reason, std::string_view message,
                                      std::string_view fieldPath) const {
    const WallTime now = carrier.executor().clock().now();
    auto event = std::make_shared<api::Event>();
    event->metadata.namespace_ = about.metadata.namespace_.empty() ? "default" : about.metadata.namespace_;
    event->metadata.name = fmt::format("{}.{:x}", about.metadata.name, now.time_since_epoch().count());
    event->involvedObject = {.kind = std::string(kind.kind),
                             .namespace_ = about.metadata.namespace_,
                             .name = about.metadata.name,
                             .uid = about.metadata.uid,
                             .apiVersion = kind.apiVersion(),
                             .resourceVersion = about.metadata.resourceVersion,
                             .fieldPath = std::string(fieldPath)};
    event->type = type;
    event->reason = reason;
    event->message = message.substr(0, kLongestMessage);
    event->source = {.component = component, .host = host};
    event->reportingComponent = component;
    event->reportingInstance = host;
    event->firstTimestamp = event->lastTimestamp = api::Time::of(now);
    event->count = 1;
    return event;
  }

  void record(const api::Kind& kind, const api::Object& about, std::string_view type, std::string_view reason,
              std::string_view message, std::string_view fieldPath) {
    if (!allowed(about.metadata.uid + about.metadata.name)) return;
    const std::string key =
        fmt::format("{}\n{}/{}\n{}\n{}\n{}\n{}\n{}", kind.kind, about.metadata.namespace_,
                    about.metadata.name, about.metadata.uid, fieldPath, type, reason, message);
    if (said.size() >= kRemembered) forget();
    Said& entry = said[key];
    if (!entry.event) {
      entry.event = compose(kind, about, type, reason, message, fieldPath);
    } else {
      ++entry.event->count;
      entry.event->lastTimestamp = api::Time::of(carrier.executor().clock().now());
    }
    send(key, entry);
  }

  // What is being sent stays.
  void forget() {
    for (auto it = said.begin(); it != said.end();) it = it->second.sending ? std::next(it) : said.erase(it);
  }

  void send(const std::string& key, Said& entry) {
    if (std::exchange(entry.sending, true)) {
      entry.again = true;
      return;
    }
    auto copy = std::make_shared<api::Event>(*entry.event);
    auto answered = [weak = weak_from_this(), key](const Result<ObjectPtr>& result) {
      if (auto self = weak.lock()) self->answered(key, result);
    };
    const api::Kind& kind = api::kindOf<api::Event>();
    copy->metadata.resourceVersion.empty() ? carrier.create(kind, std::move(copy), std::move(answered))
                                           : carrier.update(kind, std::move(copy), "", std::move(answered));
  }

  void answered(const std::string& key, const Result<ObjectPtr>& result) {
    Said& entry = said[key];
    entry.sending = false;
    if (!result) {
      log::debug("Event was not written", {{"error", result.error().message}});
      said.erase(key);
      return;
    }
    entry.event->metadata = (*result)->metadata;
    if (std::exchange(entry.again, false)) send(key, entry);
  }
};

EventRecorder::EventRecorder(Carrier& carrier, std::string component, std::string host)
    : impl_(std::make_shared<Impl>(carrier, std::move(component), std::move(host))) {}
EventRecorder::~EventRecorder() = default;

void EventRecorder::record(const api::Kind& kind, const api::Object& about, std::string_view type,
                           std::string_view reason, std::string_view message, std::string_view fieldPath) {
  impl_->record(kind, about, type, reason, message, fieldPath);
}

}  // namespace seamark::client
