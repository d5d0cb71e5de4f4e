// SPDX-License-Identifier: Apache-2.0
#include "client/memory_carrier.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "api/core/namespace.h"
#include "base/assert.h"

namespace seamark::client {

namespace {

constexpr int kNameTries = 8;  // as many names as the API server makes for a generateName

constexpr std::string_view kForeground = "foregroundDeletion";
constexpr std::string_view kOrphan = "orphan";

std::string keyOf(const api::Object& object) {
  return api::objectKey(object.metadata.namespace_, object.metadata.name);
}
uint64_t number(const std::string& text) {
  uint64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}
std::shared_ptr<api::Object> withoutMetadata(const api::Kind& kind, const api::Object& object) {
  auto copy = kind.clone(object);
  copy->metadata = {};
  return copy;
}
bool isNamespace(const api::Kind& kind) {
  return &kind == &api::kindOf<api::Namespace>();
}
// Whether metadata.generation moves on for this change.
bool grows(const api::Kind& kind, const api::Object& before, const api::Object& now) {
  if (kind.rules.generation == api::GenerationRule::None) return false;
  if (kind.rules.generation == api::GenerationRule::SpecAndLabels &&
      before.metadata.labels != now.metadata.labels)
    return true;
  return !kind.type().equal(withoutMetadata(kind, before).get(), withoutMetadata(kind, now).get());
}

}  // namespace

bool MemoryCarrier::Filter::matches(const api::Object& object) const {
  return (ns.empty() || object.metadata.namespace_ == ns) && labels.matches(object.metadata.labels) &&
         (fields.empty() || fields.matches(object));
}

Result<MemoryCarrier::Filter> MemoryCarrier::filterOf(const api::Kind& kind, const std::string& ns,
                                                      const std::string& labels, const std::string& fields) {
  Filter filter{.ns = ns, .labels = {}, .fields = {}};
  if (!labels.empty()) {
    TRY(filter.labels, api::LabelSelector::parse(labels));
  }
  if (!fields.empty()) {
    TRY(filter.fields, api::FieldSelector::parse(fields, kind));
  }
  return filter;
}

std::optional<Status> MemoryCarrier::refuse(Verb verb, const api::Kind& kind, const std::string& ns,
                                            const std::string& name, const std::string& subresource) {
  ++requests_[verb];
  return fault_ ? fault_({verb, &kind, ns, name, subresource}) : std::nullopt;
}

size_t MemoryCarrier::requests(Verb verb) const {
  auto it = requests_.find(verb);
  return it == requests_.end() ? 0 : it->second;
}

ObjectPtr MemoryCarrier::at(const api::Kind& kind, const std::string& key) const {
  auto collection = objects_.find(&kind);
  if (collection == objects_.end()) return nullptr;
  auto it = collection->second.find(key);
  return it == collection->second.end() ? nullptr : it->second;
}

std::vector<ObjectPtr> MemoryCarrier::all(const api::Kind& kind) const {
  std::vector<ObjectPtr> found;
  if (auto collection = objects_.find(&kind); collection != objects_.end())
    for (const auto& [key, object] : collection->second) found.push_back(object);
  return found;
}

// Writes

// Nothing new in a namespace that is being emptied.
std::optional<Status> MemoryCarrier::terminating(const api::Kind& kind, const api::ObjectMeta& meta) const {
  if (!kind.namespaced) return std::nullopt;
  const ObjectPtr space = at(api::kindOf<api::Namespace>(), meta.namespace_);
  if (!space || !space->metadata.deletionTimestamp) return std::nullopt;
  Status status = forbidden(
      kind.resource(), meta.name,
      "unable to create new content in namespace " + meta.namespace_ + " because it is being terminated");
  if (!status.details) status.details.emplace();
  status.details->causes.push_back({"NamespaceTerminating",
                                    "namespace " + meta.namespace_ + " is being terminated",
                                    "metadata.namespace"});
  return status;
}

Result<ObjectPtr> MemoryCarrier::createNow(const api::Kind& kind, std::shared_ptr<api::Object> object) {
  api::ObjectMeta& meta = object->metadata;
  if (meta.name.empty()) {
    if (meta.generateName.empty())
      return Failure(api::invalidObject(
          kind.group, kind.kind, "",
          {api::required(api::Path("metadata").child("name"), "name or generateName is required")}));
    for (int tries = 0; tries < kNameTries && (tries == 0 || at(kind, keyOf(*object))); ++tries)
      meta.name = meta.generateName + generatedSuffix(random_);
  }
  const std::string key = keyOf(*object);
  if (auto refusal = terminating(kind, meta)) return Failure(*refusal);
  if (at(kind, key)) return Failure(alreadyExists(kind.resource(), meta.name));
  if (isNamespace(kind)) kind.rules.prepareForCreate(*object);  // gives it its finalizer
  meta.uid = newUid(random_);
  meta.creationTimestamp = api::Time::of(executor_.clock().now());
  meta.deletionTimestamp.reset();
  meta.generation = kind.rules.generation == api::GenerationRule::None ? 0 : 1;
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  return put(kind, key, std::move(object));
}

Result<ObjectPtr> MemoryCarrier::updateNow(const api::Kind& kind, std::shared_ptr<api::Object> object,
                                           const std::string& subresource) {
  const std::string key = keyOf(*object);
  const ObjectPtr before = at(kind, key);
  api::ObjectMeta& meta = object->metadata;
  if (!before) {
    if (kind.rules.allowCreateOnUpdate && meta.resourceVersion.empty() && subresource.empty())
      return createNow(kind, std::move(object));
    return Failure(notFound(kind.resource(), meta.name));
  }
  const api::ObjectMeta& old = before->metadata;
  if (!meta.resourceVersion.empty() && meta.resourceVersion != old.resourceVersion)
    return Failure(conflict(kind.resource(), meta.name,
                            "the object has been modified; please apply your changes to the latest version "
                            "and try again"));
  meta.uid = old.uid;
  meta.creationTimestamp = old.creationTimestamp;
  meta.deletionTimestamp = old.deletionTimestamp;
  meta.deletionGracePeriodSeconds = old.deletionGracePeriodSeconds;
  meta.generation = old.generation;
  meta.resourceVersion = old.resourceVersion;
  if (kind.rules.setDefaults) kind.rules.setDefaults(*object);
  if (kind.type().equal(object.get(), before.get())) return before;
  if (subresource.empty() && grows(kind, *before, *object)) ++meta.generation;
  bool last = meta.deletionTimestamp && meta.finalizers.empty() && !old.finalizers.empty();
  if (isNamespace(kind))
    last = meta.deletionTimestamp && subresource == "finalize" &&
           api::as<api::Namespace>(*object).spec.finalizers.empty();
  const ObjectPtr stored = put(kind, key, std::move(object));
  if (last) erase(kind, key);
  return stored;
}

// The object goes, or is marked when finalizers hold it.
Result<> MemoryCarrier::begin(const api::Kind& kind, const std::string& key, const DeleteOptions& options) {
  const ObjectPtr before = at(kind, key);
  auto next = kind.clone(*before);
  auto& finalizers = next->metadata.finalizers;
  const auto add = [&](std::string_view name) {
    if (std::find(finalizers.begin(), finalizers.end(), name) == finalizers.end())
      finalizers.emplace_back(name);
  };
  if (options.propagationPolicy == "Foreground") add(kForeground);
  if (options.propagationPolicy == "Orphan") add(kOrphan);
  if (kind.rules.graceful && options.gracePeriodSeconds.value_or(0) > 0) {
    if (next->metadata.deletionTimestamp) return {};
    next->metadata.deletionTimestamp =
        api::Time::of(executor_.clock().now() + std::chrono::seconds(*options.gracePeriodSeconds));
    next->metadata.deletionGracePeriodSeconds = options.gracePeriodSeconds;
    put(kind, key, std::move(next));
    return {};
  }
  if (finalizers.empty() && !isNamespace(kind)) {
    erase(kind, key);
    return {};
  }
  if (!next->metadata.deletionTimestamp) {
    next->metadata.deletionTimestamp = api::Time::of(executor_.clock().now());
    next->metadata.deletionGracePeriodSeconds = 0;
    if (isNamespace(kind)) api::as<api::Namespace>(*next).status.phase = "Terminating";
  }
  if (!kind.type().equal(next.get(), before.get())) put(kind, key, std::move(next));
  return {};
}

Result<> MemoryCarrier::removeNow(const api::Kind& kind, const std::string& ns, const std::string& name,
                                  const DeleteOptions& options) {
  const std::string key = api::objectKey(ns, name);
  const ObjectPtr before = at(kind, key);
  if (!before) return Failure(notFound(kind.resource(), name));
  const api::ObjectMeta& meta = before->metadata;
  if (!options.uid.empty() && options.uid != meta.uid)
    return Failure(conflict(
        kind.resource(), name,
        "Precondition failed: UID in precondition: " + options.uid + ", UID in object meta: " + meta.uid));
  if (!options.resourceVersion.empty() && options.resourceVersion != meta.resourceVersion)
    return Failure(
        conflict(kind.resource(), name,
                 "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion +
                     ", ResourceVersion in object meta: " + meta.resourceVersion));
  return begin(kind, key, options);
}

ObjectPtr MemoryCarrier::put(const api::Kind& kind, const std::string& key,
                             std::shared_ptr<api::Object> object) {
  object->metadata.resourceVersion = std::to_string(++revision_);
  const ObjectPtr now = std::move(object);
  ObjectPtr& slot = objects_[&kind][key];
  record({revision_, &kind, std::exchange(slot, now), now, false});
  return now;
}

void MemoryCarrier::erase(const api::Kind& kind, const std::string& key) {
  auto node = objects_[&kind].extract(key);
  SM_ASSERT(!node.empty());
  auto last = kind.clone(*node.mapped());
  last->metadata.resourceVersion = std::to_string(++revision_);
  record({revision_, &kind, node.mapped(), last, true});
}

// Watches

void MemoryCarrier::record(Change change) {
  for (auto& [id, stream] : watches_)
    if (stream.kind == change.kind) schedule(id, stream);
  log_.push_back(std::move(change));
}

void MemoryCarrier::schedule(uint64_t id, Stream& stream) {
  if (std::exchange(stream.scheduled, true)) return;
  const Duration lag = lag_ ? lag_() : Duration::zero();
  if (lag <= Duration::zero()) return executor_.post([this, id] { pump(id); });
  executor_.after(lag, [this, id] { pump(id); });
}

void MemoryCarrier::initialList(Stream& stream, std::vector<WatchEvent>& events) const {
  for (const ObjectPtr& object : all(*stream.kind))
    if (stream.filter.matches(*object))
      events.push_back({WatchEventType::Added, object, object->metadata.resourceVersion});
  events.push_back({WatchEventType::Bookmark, nullptr, std::to_string(revision_), true});
  stream.initial = false;
  stream.after = revision_;
}

void MemoryCarrier::pump(uint64_t id) {
  auto it = watches_.find(id);
  if (it == watches_.end()) return;
  Stream& stream = it->second;
  stream.scheduled = false;
  std::vector<WatchEvent> events;
  if (stream.initial) {
    initialList(stream, events);
  } else if (stream.after < forgotten_) {
    const WatchSink sink = stream.sink;
    const std::string why =
        "too old resource version: " + std::to_string(stream.after) + " (" + std::to_string(forgotten_) + ")";
    watches_.erase(it);
    return sink.onEnd(Failure(expired(why)));
  }
  auto from = std::partition_point(log_.begin(), log_.end(),
                                   [&](const Change& c) { return c.revision <= stream.after; });
  for (; from != log_.end(); ++from) {
    if (from->kind != stream.kind) continue;
    const bool was = from->before && stream.filter.matches(*from->before);
    const bool is = !from->gone && stream.filter.matches(*from->now);
    if (!was && !is) continue;
    const auto type = !is ? WatchEventType::Deleted : was ? WatchEventType::Modified : WatchEventType::Added;
    events.push_back({type, from->now, std::to_string(from->revision)});
  }
  stream.after = std::max(stream.after, revision_);
  if (!events.empty()) {
    const auto onEvents = stream.sink.onEvents;
    onEvents(std::move(events));
  }
}

Carrier::Watch MemoryCarrier::watch(const api::Kind& kind, WatchOptions options, WatchSink sink) {
  const uint64_t id = ++lastWatch_;
  auto refusal = refuse(Verb::Watch, kind, options.ns, {}, options.resourceVersion.empty() ? "initial" : "");
  auto filter = filterOf(kind, options.ns, options.labelSelector, options.fieldSelector);
  if (!refusal && !filter) refusal = filter.error();
  if (refusal) {
    executor_.post([sink, refusal] { sink.onEnd(Failure(*refusal)); });
    return Watch{id};
  }
  Stream stream{&kind, std::move(*filter), std::move(sink), number(options.resourceVersion),
                options.resourceVersion.empty()};
  schedule(id, watches_.emplace(id, std::move(stream)).first->second);
  return Watch{id};
}

void MemoryCarrier::cutWatches(const Result<>& why) {
  for (auto& [id, stream] : std::exchange(watches_, {}))
    executor_.post([sink = stream.sink, why] { sink.onEnd(why); });
}

// Requests: decided when they arrive, answered later.

void MemoryCarrier::list(const api::Kind& kind, ListOptions options, Then<ObjectList> then) {
  if (auto refusal = refuse(Verb::List, kind, options.ns, {}))
    return answer<ObjectList>(std::move(then), Failure(*refusal));
  auto filter = filterOf(kind, options.ns, options.labelSelector, options.fieldSelector);
  if (!filter) return answer<ObjectList>(std::move(then), Failure(filter.error()));
  ObjectList found{.resourceVersion = std::to_string(revision_), .items = {}};
  for (ObjectPtr& object : all(kind))
    if (filter->matches(*object)) found.items.push_back(std::move(object));
  answer<ObjectList>(std::move(then), std::move(found));
}

void MemoryCarrier::get(const api::Kind& kind, std::string ns, std::string name, Then<ObjectPtr> then) {
  if (auto refusal = refuse(Verb::Get, kind, ns, name))
    return answer<ObjectPtr>(std::move(then), Failure(*refusal));
  if (ObjectPtr found = at(kind, api::objectKey(ns, name)))
    return answer<ObjectPtr>(std::move(then), std::move(found));
  answer<ObjectPtr>(std::move(then), Failure(notFound(kind.resource(), name)));
}

void MemoryCarrier::create(const api::Kind& kind, std::shared_ptr<api::Object> object, Then<ObjectPtr> then) {
  const api::ObjectMeta& meta = object->metadata;
  if (auto refusal = refuse(Verb::Create, kind, meta.namespace_, meta.name))
    return answer<ObjectPtr>(std::move(then), Failure(*refusal));
  answer<ObjectPtr>(std::move(then), createNow(kind, std::move(object)));
}

void MemoryCarrier::update(const api::Kind& kind, std::shared_ptr<api::Object> object,
                           std::string subresource, Then<ObjectPtr> then) {
  const api::ObjectMeta& meta = object->metadata;
  if (auto refusal = refuse(Verb::Update, kind, meta.namespace_, meta.name, subresource))
    return answer<ObjectPtr>(std::move(then), Failure(*refusal));
  answer<ObjectPtr>(std::move(then), updateNow(kind, std::move(object), subresource));
}

void MemoryCarrier::patch(const api::Kind& kind, std::string, std::string, std::string, std::string,
                          std::string, Then<ObjectPtr> then) {
  answer<ObjectPtr>(std::move(then), Failure(methodNotSupported(kind.resource(), "patch")));
}

void MemoryCarrier::remove(const api::Kind& kind, std::string ns, std::string name, DeleteOptions options,
                           Then<void> then) {
  if (auto refusal = refuse(Verb::Delete, kind, ns, name))
    return answer<void>(std::move(then), Failure(*refusal));
  answer<void>(std::move(then), removeNow(kind, ns, name, options));
}

}  // namespace seamark::client
