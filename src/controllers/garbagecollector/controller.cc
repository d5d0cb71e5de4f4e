// SPDX-License-Identifier: Apache-2.0
#include "controllers/garbagecollector/controller.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace seamark::controllers::garbagecollector {

using client::ObjectPtr;
using client::WorkQueue;

namespace {

bool has(const api::Kind& kind, api::Verb verb) {
  return std::find(kind.verbs.begin(), kind.verbs.end(), verb) != kind.verbs.end();
}
// Events neither own nor are owned, and there are many of them.
bool isCollected(const api::Kind& kind) {
  return kind.served && !kind.storedAs && kind.kind != "Event" && has(kind, api::Verb::Watch) &&
         has(kind, api::Verb::Delete);
}

}  // namespace

// The owners of one object, asked for one after the other.
struct GarbageCollector::Inquiry {
  Place place;
  ObjectPtr object;
  std::vector<Owner> owners;
  Finish finish;
};

GarbageCollector::GarbageCollector(const Context& context)
    : context_(context),
      events_(context.carrier, "garbage-collector-controller"),
      queue_(
          context.executor(), "garbage_collector", 20, kKeepTrying,
          [this](const std::string& uid, const Finish& finish) { sync(uid, finish); }, context.metrics) {
  queue_.hold();
  for (const api::Kind* kind : api::kinds())
    if (isCollected(*kind)) watch(context.informers.of(*kind));
}

void GarbageCollector::watch(client::Informer& informer) {
  informer.addHandler(
      {.onAdd = [this, &informer](const ObjectPtr& now) { changed(informer, nullptr, *now); },
       .onUpdate = [this, &informer](const ObjectPtr& before,
                                     const ObjectPtr& now) { changed(informer, before.get(), *now); },
       .onDelete = [this](const ObjectPtr& last) { deleted(*last); }});
}

void GarbageCollector::changed(client::Informer& informer, const api::Object* before,
                               const api::Object& now) {
  graph_.put(informer, before, now);
  if (before && before->metadata.uid != now.metadata.uid) deleted(*before);
  const bool same = before && before->metadata.uid == now.metadata.uid &&
                    before->metadata.ownerReferences == now.metadata.ownerReferences &&
                    before->metadata.finalizers == now.metadata.finalizers &&
                    before->metadata.deletionTimestamp == now.metadata.deletionTimestamp;
  if (same) return;
  if (!now.metadata.ownerReferences.empty() || now.metadata.deletionTimestamp) queue_.add(now.metadata.uid);
  if (before)  // an owner may have waited for the reference to go
    for (const api::OwnerReference& owner : before->metadata.ownerReferences) queue_.add(owner.uid);
}

void GarbageCollector::deleted(const api::Object& last) {
  graph_.erase(last);
  for (const Place& dependent : graph_.dependentsOf(last.metadata.uid))
    if (const ObjectPtr object = dependent.object()) queue_.add(object->metadata.uid);
  for (const api::OwnerReference& owner : last.metadata.ownerReferences) queue_.add(owner.uid);
}

void GarbageCollector::sync(const std::string& uid, const Finish& finish) {
  const auto place = graph_.find(uid);
  const ObjectPtr object = place ? place->object() : nullptr;
  if (!object || object->metadata.uid != uid) return finish(WorkQueue::Verdict::Done);
  if (object->metadata.deletionTimestamp) {
    if (hasFinalizer(*object, kOrphan)) return orphan(*place, *object, finish);
    if (hasFinalizer(*object, kForeground)) return await(*place, *object, finish);
    return finish(WorkQueue::Verdict::Done);
  }
  if (object->metadata.ownerReferences.empty()) return finish(WorkQueue::Verdict::Done);
  inquire(std::make_shared<Inquiry>(Inquiry{*place, object, {}, finish}), 0);
}

// Takes the reference off every dependent, then the finalizer off the owner.
void GarbageCollector::orphan(const Place& place, const api::Object& owner, const Finish& finish) {
  const std::vector<Place> dependents = graph_.dependentsOf(owner.metadata.uid);
  if (dependents.empty())
    return write(*place.informer, withoutFinalizer(place.informer->kind(), owner, kOrphan), finish);
  auto open = std::make_shared<size_t>(dependents.size());
  for (const Place& dependent : dependents) {
    const ObjectPtr object = dependent.object();
    auto owners = object->metadata.ownerReferences;
    std::erase_if(owners, [&](const auto& reference) { return reference.uid == owner.metadata.uid; });
    write(*dependent.informer, withOwners(dependent.informer->kind(), *object, std::move(owners)),
          [open, finish](WorkQueue::Verdict) {
            if (--*open == 0) finish(WorkQueue::Verdict::Retry);  // to look at the dependents once more
          });
  }
}

// A foreground deletion: the dependents are judged; when none blocks any more the owner may go.
void GarbageCollector::await(const Place& place, const api::Object& owner, const Finish& finish) {
  bool blocked = false;
  for (const Place& dependent : graph_.dependentsOf(owner.metadata.uid)) {
    const ObjectPtr object = dependent.object();
    blocked = blocked || blocks(*object, owner.metadata.uid);
    if (!object->metadata.deletionTimestamp) queue_.add(object->metadata.uid);
  }
  if (blocked) return finish(WorkQueue::Verdict::Done);  // the last one to go brings us back
  write(*place.informer, withoutFinalizer(place.informer->kind(), owner, kForeground), finish);
}

void GarbageCollector::inquire(const std::shared_ptr<Inquiry>& inquiry, size_t index) {
  const auto& references = inquiry->object->metadata.ownerReferences;
  if (index == references.size()) return decide(*inquiry);
  const api::OwnerReference& reference = references[index];
  const auto next = [this, inquiry, index](Owner state) {
    inquiry->owners.push_back(state);
    inquire(inquiry, index + 1);
  };
  const api::Kind* kind = api::findKindByName(reference.apiVersion, reference.kind);
  if (!kind) return next(Owner::There);  // not ours to judge
  const std::string ns = kind->namespaced ? inquiry->object->metadata.namespace_ : "";
  if (const auto known = graph_.find(reference.uid)) {
    const ObjectPtr owner = known->object();
    if (owner && owner->metadata.namespace_ != ns && !owner->metadata.namespace_.empty())
      blame(*inquiry, reference);
    else if (owner && &known->informer->kind() == kind && owner->metadata.name == reference.name)
      return next(isWaiting(*owner) ? Owner::Waiting : Owner::There);
    if (kind->namespaced && ns.empty()) return inquiry->finish(WorkQueue::Verdict::Done);  // never judged
    return next(Owner::Gone);
  }
  if (kind->namespaced && ns.empty()) return inquiry->finish(WorkQueue::Verdict::Done);
  if (graph_.isDeleted(reference.uid)) return next(Owner::Gone);
  context_.carrier.get(
      *kind, ns, reference.name,
      context_.guarded<ObjectPtr>([inquiry, uid = reference.uid, next](const Result<ObjectPtr>& found) {
        if (!found && !found.error().is("NotFound")) return inquiry->finish(WorkQueue::Verdict::Retry);
        if (!found || (*found)->metadata.uid != uid) return next(Owner::Gone);
        next(isWaiting(**found) ? Owner::Waiting : Owner::There);
      }));
}

// An owner in another namespace is none, and somebody should know.
void GarbageCollector::blame(const Inquiry& inquiry, const api::OwnerReference& reference) {
  const std::string& ns = inquiry.object->metadata.namespace_;
  events_.record(inquiry.place.informer->kind(), *inquiry.object, "Warning", "OwnerRefInvalidNamespace",
                 fmt::format("ownerRef [{}/{}, namespace: {}, name: {}, uid: {}] does not exist in namespace "
                             "\"{}\"",
                             reference.apiVersion, reference.kind, ns, reference.name, reference.uid, ns));
}

// Whether what the object owns waits for its own dependents: perhaps for this object.
bool GarbageCollector::isInCircle(const std::string& uid) const {
  const auto dependents = graph_.dependentsOf(uid);
  return std::any_of(dependents.begin(), dependents.end(), [](const Place& dependent) {
    const ObjectPtr object = dependent.object();
    return object && isWaiting(*object);
  });
}

void GarbageCollector::decide(const Inquiry& inquiry) {
  const api::ObjectMeta& meta = inquiry.object->metadata;
  const api::Kind& kind = inquiry.place.informer->kind();
  Verdict verdict = judge(*inquiry.object, inquiry.owners, graph_.hasDependents(meta.uid));
  const Finish finish = inquiry.finish;
  if (verdict.propagationPolicy == "Foreground" && isInCircle(meta.uid))
    if (auto open = withoutBlocking(kind, *inquiry.object))
      return write(*inquiry.place.informer, std::move(open), finish);  // which brings us back
  if (verdict.action == Action::Nothing) return finish(WorkQueue::Verdict::Done);
  if (verdict.action == Action::DropReferences)
    return write(*inquiry.place.informer, withOwners(kind, *inquiry.object, std::move(verdict.owners)),
                 finish);
  log::debug("Deleting what its owners left behind",
             {{"resource", kind.resource().text()}, {"namespace", meta.namespace_}, {"name", meta.name}});
  context_.carrier.remove(kind, meta.namespace_, meta.name,
                          {.uid = meta.uid,
                           .resourceVersion = meta.resourceVersion,
                           .propagationPolicy = verdict.propagationPolicy,
                           .gracePeriodSeconds = {}},
                          context_.guarded<void>([finish](const Result<>& result) {
                            const bool done = result || result.error().is("NotFound");
                            finish(done ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
                          }));
}

void GarbageCollector::write(client::Informer& informer, std::shared_ptr<const api::Object> object,
                             const Finish& finish) {
  context_.apply(informer, {{Change::What::Update, std::move(object)}}, [finish](const Result<>& result) {
    const bool done = result || result.error().is("NotFound");
    finish(done ? WorkQueue::Verdict::Done : WorkQueue::Verdict::Retry);
  });
}

}  // namespace seamark::controllers::garbagecollector
