// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/in_process_carrier.h"

#include <charconv>
#include <utility>

#include "api/selection.h"
#include "api/selector.h"
#include "apiserver/patch_source.h"
#include "apiserver/stored_form.h"

namespace seamark::cmd {
namespace {

using client::ObjectPtr;
using client::WatchEvent;
using client::WatchEventType;

struct Selection {
  api::LabelSelector labels;
  api::FieldSelector fields;
};

Result<Selection> parseSelection(const api::Kind& kind, const std::string& labels,
                                 const std::string& fields) {
  Selection selection;
  TRY(selection.labels, api::LabelSelector::parse(labels));
  TRY(selection.fields, api::FieldSelector::parse(fields, kind));
  return selection;
}

Result<store::Revision> parseRevision(const std::string& text) {
  store::Revision revision = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, revision);
  if (parsed.ec == std::errc() && parsed.ptr == end) return revision;
  return Failure(badRequest("resourceVersion: Invalid value: \"" + text + "\""));
}

WatchEvent typedEvent(const api::Kind& kind, const store::Event& event) {
  const WatchEventType type = event.type == store::EventType::Added      ? WatchEventType::Added
                              : event.type == store::EventType::Modified ? WatchEventType::Modified
                                                                         : WatchEventType::Deleted;
  const api::EncodedPtr object = apiserver::toServed(kind, event.object);
  ObjectPtr parsed = object->objectToKeep();
  std::string version = parsed->metadata.resourceVersion;
  return {type, std::move(parsed), std::move(version), false};
}

// The hub's events as the client's.
apiserver::TypedSink typedSink(const api::Kind& kind, client::WatchSink sink) {
  apiserver::TypedSink typed;
  auto shared = std::make_shared<client::WatchSink>(std::move(sink));
  typed.onEvents = [&kind, shared](const std::vector<store::Event>& events) {
    std::vector<WatchEvent> out;
    out.reserve(events.size());
    for (const store::Event& event : events) out.push_back(typedEvent(kind, event));
    shared->onEvents(std::move(out));
  };
  typed.onBookmark = [shared](store::Revision revision, bool initialEventsEnd) {
    shared->onEvents(
        {WatchEvent{WatchEventType::Bookmark, nullptr, std::to_string(revision), initialEventsEnd}});
  };
  typed.onEnd = [shared](Result<> why) { shared->onEnd(std::move(why)); };
  return typed;
}

}  // namespace

InProcessCarrier::InProcessCarrier(apiserver::Services services, Executor& executor,
                                   InProcessIdentity identity)
    : services_(services), executor_(executor), manager_(std::move(identity.manager)) {
  auto user = std::make_shared<apiserver::UserInfo>();
  user->name = std::move(identity.user);
  user->groups = std::move(identity.groups);
  user_ = std::move(user);
}

InProcessCarrier::~InProcessCarrier() {
  *alive_ = false;
  for (const auto& [watch, typed] : watches_) services_.watches.stop(typed);
}

template <class T>
void InProcessCarrier::answer(Then<T> then, Result<T> result) {
  executor_.post([alive = alive_, then = std::move(then), result = std::move(result)]() mutable {
    if (*alive) then(std::move(result));
  });
}

apiserver::WriteThen InProcessCarrier::answerObject(Then<ObjectPtr> then) {
  return [this, alive = alive_, then = std::move(then)](Result<apiserver::Written> written) mutable {
    if (!*alive) return;
    if (!written) return answer<ObjectPtr>(std::move(then), Failure(std::move(written.error())));
    answer<ObjectPtr>(std::move(then), written->object->object());
  };
}

client::Carrier::Watch InProcessCarrier::watch(const api::Kind& kind, client::WatchOptions options,
                                               client::WatchSink sink) {
  const auto id = static_cast<Watch>(++lastWatch_);
  auto selection = parseSelection(kind, options.labelSelector, options.fieldSelector);
  apiserver::WatchStart start;
  start.initial = options.resourceVersion.empty();
  Result<store::Revision> after =
      start.initial ? Result<store::Revision>(0) : parseRevision(options.resourceVersion);
  if (!selection || !after) {
    Status why = !selection ? selection.error() : after.error();
    executor_.post([alive = alive_, sink = std::move(sink), why = std::move(why)] {
      if (*alive) sink.onEnd(Failure(why));
    });
    return id;
  }
  if (!start.initial) start.after = *after;
  apiserver::WatchScope scope{
      &kind, std::move(options.ns), std::move(selection->labels), std::move(selection->fields), {}};
  watches_[id] =
      services_.watches.watchTyped(executor_, std::move(scope), start, typedSink(kind, std::move(sink)));
  return id;
}

void InProcessCarrier::stop(Watch watch) {
  const auto found = watches_.find(watch);
  if (found == watches_.end()) return;
  services_.watches.stop(found->second);
  watches_.erase(found);
}

void InProcessCarrier::list(const api::Kind& kind, client::ListOptions options,
                            Then<client::ObjectList> then) {
  auto selection = parseSelection(kind, options.labelSelector, options.fieldSelector);
  if (!selection) return answer<client::ObjectList>(std::move(then), Failure(std::move(selection.error())));
  const store::WorldPtr world = services_.store.world();
  client::ObjectList objects;
  objects.resourceVersion = std::to_string(world->revision);
  const std::string prefix = kind.namespaced && !options.ns.empty() ? options.ns + "/" : "";
  const store::Collection& collection = world->of(apiserver::storedKind(kind));
  for (auto at = collection.begin(prefix); at && at.key().starts_with(prefix); at.next()) {
    const api::EncodedPtr object = apiserver::toServed(kind, at.value());
    if (api::select(selection->labels, selection->fields, *object))
      objects.items.push_back(object->objectToKeep());
  }
  answer<client::ObjectList>(std::move(then), std::move(objects));
}

void InProcessCarrier::get(const api::Kind& kind, std::string ns, std::string name, Then<ObjectPtr> then) {
  const store::WorldPtr world = services_.store.world();
  const std::string key = api::objectKey(kind.namespaced ? ns : "", name);
  const api::EncodedPtr* found = world->of(apiserver::storedKind(kind)).find(key);
  if (!found) return answer<ObjectPtr>(std::move(then), Failure(notFound(kind.resource(), name)));
  answer<ObjectPtr>(std::move(then), apiserver::toServed(kind, *found)->object());
}

apiserver::WritePtr InProcessCarrier::requestFor(const api::Kind& kind, std::string ns, std::string name,
                                                 std::string subresource) {
  apiserver::WriteOptions options;
  options.manager = manager_;
  if (!kind.namespaced) ns.clear();
  return std::make_shared<apiserver::WriteRequest>(apiserver::WriteRequest{services_,
                                                                           kind,
                                                                           std::move(ns),
                                                                           std::move(name),
                                                                           std::move(subresource),
                                                                           user_,
                                                                           std::move(options),
                                                                           {},
                                                                           executor_});
}

void InProcessCarrier::create(const api::Kind& kind, std::shared_ptr<api::Object> object,
                              Then<ObjectPtr> then) {
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  apiserver::WritePtr request = requestFor(kind, object->metadata.namespace_, "", "");
  apiserver::createObject(std::move(request), {std::move(object), {}, false}, answerObject(std::move(then)));
}

void InProcessCarrier::update(const api::Kind& kind, std::shared_ptr<api::Object> object,
                              std::string subresource, Then<ObjectPtr> then) {
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  apiserver::WritePtr request =
      requestFor(kind, object->metadata.namespace_, object->metadata.name, std::move(subresource));
  apiserver::UpdateSource source;
  source.createsMissing = kind.rules.allowCreateOnUpdate;
  source.next = [object = std::move(object)](const api::EncodedObject*) -> Result<apiserver::Given> {
    return apiserver::Given{object, {}, false};
  };
  apiserver::updateObject(std::move(request), std::move(source), answerObject(std::move(then)));
}

void InProcessCarrier::patch(const api::Kind& kind, std::string ns, std::string name, std::string subresource,
                             std::string contentType, std::string patch, Then<ObjectPtr> then) {
  const auto type = apiserver::patchTypeOf(contentType);
  if (!type) return answer<ObjectPtr>(std::move(then), Failure(type.error()));
  apiserver::WritePtr request = requestFor(kind, std::move(ns), std::move(name), std::move(subresource));
  auto source = apiserver::patchSource(request, *type, std::move(patch));
  if (!source) return answer<ObjectPtr>(std::move(then), Failure(std::move(source.error())));
  apiserver::updateObject(std::move(request), std::move(*source), answerObject(std::move(then)));
}

void InProcessCarrier::remove(const api::Kind& kind, std::string ns, std::string name,
                              client::DeleteOptions options, Then<void> then) {
  api::DeleteOptions wire;
  wire.gracePeriodSeconds = options.gracePeriodSeconds;
  wire.propagationPolicy = std::move(options.propagationPolicy);
  if (!options.uid.empty() || !options.resourceVersion.empty()) {
    wire.preconditions.emplace();
    if (!options.uid.empty()) wire.preconditions->uid = std::move(options.uid);
    if (!options.resourceVersion.empty())
      wire.preconditions->resourceVersion = std::move(options.resourceVersion);
  }
  apiserver::WritePtr request = requestFor(kind, std::move(ns), std::move(name), "");
  apiserver::removeObject(
      std::move(request), std::move(wire),
      [this, alive = alive_, then = std::move(then)](Result<apiserver::Removed> removed) mutable {
        if (!*alive) return;
        if (!removed) return answer<void>(std::move(then), Failure(std::move(removed.error())));
        answer<void>(std::move(then), {});
      });
}

}  // namespace seamark::cmd
