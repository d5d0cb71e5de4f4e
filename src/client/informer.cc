// SPDX-License-Identifier: Apache-2.0
#include "client/informer.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "base/assert.h"
#include "client/reflector.h"

namespace seamark::client {

namespace {

// resourceVersions of one kind are decimal numbers that grow (KEP-5504). 0: not such a number.
uint64_t number(const std::string& version) {
  uint64_t n = 0;
  std::from_chars(version.data(), version.data() + version.size(), n);
  return n;
}
uint64_t versionOf(const ObjectPtr& object) {
  return number(object->metadata.resourceVersion);
}
std::string keyOf(const api::Object& object) {
  return api::objectKey(object.metadata.namespace_, object.metadata.name);
}

struct Index {
  Informer::Indexer indexer;
  std::unordered_map<std::string, std::set<std::string>> keys;

  void change(const std::string& key, const api::Object* before, const api::Object* now) {
    std::vector<std::string> old = before ? indexer(*before) : std::vector<std::string>();
    std::vector<std::string> next = now ? indexer(*now) : std::vector<std::string>();
    if (old == next) return;
    for (const std::string& value : old) drop(value, key);
    for (std::string& value : next) keys[std::move(value)].insert(key);
  }
  void drop(const std::string& value, const std::string& key) {
    auto it = keys.find(value);
    if (it == keys.end()) return;
    it->second.erase(key);
    if (it->second.empty()) keys.erase(it);
  }
};

}  // namespace

struct Informer::Impl {
  Carrier& carrier;
  const api::Kind& kind;
  std::map<std::string, ObjectPtr> objects;
  std::map<std::string, Index> indexes;
  std::vector<InformerHandler> handlers;
  std::vector<std::function<void()>> waiting;
  Reflector reflector;
  std::set<std::string> forgotten;  // uids whose deletion the stream has still to show
  uint64_t passed = 0;              // the newest version that the stream has shown
  bool started = false;
  bool synced = false;

  Impl(Carrier& c, const api::Kind& k, const InformerOptions& o)
      : carrier(c),
        kind(k),
        reflector(c, k,
                  {.ns = o.ns,
                   .labelSelector = o.labelSelector,
                   .fieldSelector = o.fieldSelector,
                   .random = o.random},
                  {.onReplace = [this](std::vector<ObjectPtr> all,
                                       const std::string& version) { replace(std::move(all), version); },
                   .onChanges = [this](const std::vector<WatchEvent>& events) { change(events); }}) {}

  void replace(std::vector<ObjectPtr> all, const std::string& version) {
    const uint64_t at = number(version);
    const bool first = objects.empty();
    std::set<std::string> there;
    for (ObjectPtr& object : all) {
      if (!first) there.insert(keyOf(*object));
      put(std::move(object));
    }
    if (!first) eraseMissing(there, at);
    forgotten.clear();  // a list is never older than a write that was answered before
    passed = std::max(passed, at);
    if (std::exchange(synced, true)) return;
    for (auto& then : std::exchange(waiting, {})) then();
  }

  void eraseMissing(const std::set<std::string>& there, uint64_t at) {
    std::vector<std::string> gone;
    for (const auto& [key, object] : objects)
      if (!there.contains(key) && (at == 0 || versionOf(object) <= at)) gone.push_back(key);
    for (const std::string& key : gone) erase(key, nullptr);
  }

  void change(const std::vector<WatchEvent>& events) {
    for (const WatchEvent& event : events) {
      const uint64_t at = number(event.resourceVersion);
      passed = std::max(passed, at);
      if (event.type == WatchEventType::Bookmark) continue;
      if (event.type != WatchEventType::Deleted) {
        put(event.object);
        continue;
      }
      forgotten.erase(event.object->metadata.uid);
      const std::string key = keyOf(*event.object);
      auto it = objects.find(key);
      if (it == objects.end()) continue;
      if (at == 0 || versionOf(it->second) <= at) erase(key, event.object);
    }
  }

  // A state that is no newer than the one known is nothing new.
  void put(ObjectPtr object) {
    if (!forgotten.empty() && forgotten.contains(object->metadata.uid)) return;
    const std::string key = keyOf(*object);
    ObjectPtr before;
    const auto it = objects.lower_bound(key);
    if (it != objects.end() && it->first == key) {
      const uint64_t known = versionOf(it->second);
      if (known != 0 && versionOf(object) <= known) return;
      before = it->second;
      it->second = object;
    } else {
      objects.emplace_hint(it, key, object);
    }
    for (auto& [name, index] : indexes) index.change(key, before.get(), object.get());
    for (const InformerHandler& handler : handlers) {
      if (before ? !handler.onUpdate : !handler.onAdd) continue;
      before ? handler.onUpdate(before, object) : handler.onAdd(object);
    }
  }

  // `last`: what the stream showed of the deletion; null when only a new list told that it is gone.
  void erase(const std::string& key, const ObjectPtr& last) {
    auto node = objects.extract(key);
    const ObjectPtr& before = node.mapped();
    for (auto& [name, index] : indexes) index.change(key, before.get(), nullptr);
    for (const InformerHandler& handler : handlers)
      if (handler.onDelete) handler.onDelete(last ? last : before);
  }

  // A stream that has passed the deletion has taken the object out of `objects` before.
  void forget(const ObjectPtr& deleted) {
    const std::string key = keyOf(*deleted);
    const auto it = objects.find(key);
    if (it == objects.end() || it->second->metadata.uid != deleted->metadata.uid) return;
    forgotten.insert(deleted->metadata.uid);
    erase(key, nullptr);
  }

  void observe(ObjectPtr object) {
    const uint64_t version = versionOf(object);
    if (version == 0 || version <= passed || !synced) return;
    put(std::move(object));
  }
};

Informer::Informer(Carrier& carrier, const api::Kind& kind, InformerOptions options)
    : impl_(std::make_unique<Impl>(carrier, kind, options)) {}
Informer::~Informer() = default;

void Informer::addHandler(InformerHandler handler) {
  SM_ASSERT(!impl_->started);
  impl_->handlers.push_back(std::move(handler));
}
void Informer::addIndex(const std::string& name, Indexer indexer) {
  SM_ASSERT(!impl_->started);
  impl_->indexes.try_emplace(name, Index{std::move(indexer), {}});
}
void Informer::start() {
  SM_ASSERT(!impl_->started);
  impl_->started = true;
  impl_->reflector.start();
}

bool Informer::synced() const {
  return impl_->synced;
}
void Informer::whenSynced(std::function<void()> then) {
  if (impl_->synced) return then();
  impl_->waiting.push_back(std::move(then));
}

ObjectPtr Informer::get(const std::string& key) const {
  auto it = impl_->objects.find(key);
  return it == impl_->objects.end() ? nullptr : it->second;
}
const std::map<std::string, ObjectPtr>& Informer::all() const {
  return impl_->objects;
}

const std::set<std::string>& Informer::keysByIndex(const std::string& index, const std::string& value) const {
  static const std::set<std::string> kNone;
  auto found = impl_->indexes.find(index);
  SM_ASSERT(found != impl_->indexes.end());
  auto it = found->second.keys.find(value);
  return it == found->second.keys.end() ? kNone : it->second;
}
std::vector<ObjectPtr> Informer::byIndex(const std::string& index, const std::string& value) const {
  const std::set<std::string>& keys = keysByIndex(index, value);
  std::vector<ObjectPtr> found;
  found.reserve(keys.size());
  for (const std::string& key : keys) found.push_back(impl_->objects.find(key)->second);
  return found;
}
const api::Kind& Informer::kind() const {
  return impl_->kind;
}
void Informer::forget(const ObjectPtr& deleted) {
  impl_->forget(deleted);
}
void Informer::observe(ObjectPtr written) {
  impl_->observe(std::move(written));
}

}  // namespace seamark::client
