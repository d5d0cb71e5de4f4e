// SPDX-License-Identifier: Apache-2.0
#include "controllers/context.h"

#include <prometheus/counter.h>

#include <algorithm>
#include <utility>

namespace seamark::controllers {

client::Informer& Informers::of(const api::Kind& kind) {
  auto& informer = informers_[&kind];
  if (!informer)
    informer =
        std::make_unique<client::Informer>(carrier_, kind, client::InformerOptions{.random = &random_});
  return *informer;
}

void Informers::start() {
  for (auto& [kind, informer] : informers_) informer->start();
}

bool Informers::synced() const {
  return std::all_of(informers_.begin(), informers_.end(),
                     [](const auto& entry) { return entry.second->synced(); });
}

void Informers::whenSynced(const std::function<void()>& then) {
  if (synced()) return then();
  auto called = std::make_shared<bool>(false);
  for (auto& [kind, informer] : informers_)
    informer->whenSynced([this, then, called] {
      if (*called || !synced()) return;
      *called = true;
      then();
    });
}

void Informers::observe(client::Informer& informer, client::ObjectPtr written) {
  observing_ = true;
  informer.observe(std::move(written));
  observing_ = false;
}

void Informers::forget(client::Informer& informer, const client::ObjectPtr& deleted) {
  observing_ = true;
  informer.forget(deleted);
  observing_ = false;
}

bool namespaceTerminates(const Status& status) {
  if (status.code != 403 || !status.details) return false;
  const auto& causes = status.details->causes;
  return std::any_of(causes.begin(), causes.end(),
                     [](const StatusCause& cause) { return cause.reason == "NamespaceTerminating"; });
}

namespace {

// One apply() under way: sends a phase, counts the answers, goes on with the next.
struct Application : std::enable_shared_from_this<Application> {
  Context context;
  client::Informer& informer;
  std::vector<Change> writes;
  std::vector<Change> deletes;
  std::function<void(Result<>)> then;
  std::function<void(const client::ObjectPtr&)> written;
  size_t open = 0;
  Result<> outcome;

  Application(const Context& c, client::Informer& i, std::function<void(Result<>)> t)
      : context(c), informer(i), then(std::move(t)) {}

  void sendWrites() {
    open = writes.size();
    for (Change& change : writes) send(change);
    if (open == 0) sendDeletes();
  }

  void sendDeletes() {
    if (!outcome || deletes.empty()) return then(outcome);
    open = deletes.size();
    for (const Change& change : deletes) sendDelete(change);
  }

  void send(Change& change) {
    const api::Kind& kind = informer.kind();
    auto object = kind.clone(*change.object);
    const bool create = change.what == Change::What::Create;
    auto answered = context.guarded<client::ObjectPtr>(
        [self = shared_from_this(), name = object->metadata.name,
         ns = object->metadata.namespace_](Result<client::ObjectPtr> result) {
          if (result) {
            if (self->written) self->written(*result);
            self->context.informers.observe(self->informer, std::move(*result));
            return self->done({}, true);
          }
          self->failed(result.error(), ns, name, true);
        });
    if (create) {
      object->metadata.resourceVersion.clear();
      context.carrier.create(kind, std::move(object), std::move(answered));
    } else {
      context.carrier.update(kind, std::move(object), change.subresource, std::move(answered));
    }
  }

  void sendDelete(const Change& change) {
    const api::ObjectMeta& meta = change.object->metadata;
    client::DeleteOptions options{.uid = meta.uid, .resourceVersion = meta.resourceVersion};
    context.carrier.remove(
        informer.kind(), meta.namespace_, meta.name, std::move(options),
        context.guarded<void>([self = shared_from_this(), name = meta.name, ns = meta.namespace_,
                               object = change.object](const Result<>& result) {
          if (result || result.error().is("NotFound")) {
            if (object->metadata.finalizers.empty()) self->context.informers.forget(self->informer, object);
            return self->done({}, false);
          }
          self->failed(result.error(), ns, name, false);
        }));
  }

  // After a conflict: what is there now, so that the retry plans from it even when the watch lags.
  void failed(const Status& why, const std::string& ns, const std::string& name, bool writing) {
    if (name.empty() || !(why.is("Conflict") || why.is("AlreadyExists"))) return done(Failure(why), writing);
    context.carrier.get(informer.kind(), ns, name,
                        context.guarded<client::ObjectPtr>(
                            [self = shared_from_this(), why, writing](Result<client::ObjectPtr> result) {
                              if (result) self->informer.observe(std::move(*result));
                              self->done(Failure(why), writing);
                            }));
  }

  void done(const Result<>& result, bool writing) {
    if (!result && outcome) outcome = result;
    if (--open > 0) return;
    writing ? sendDeletes() : then(outcome);
  }
};

}  // namespace

void Context::looked(const std::string& controller, const std::string& object, size_t count) const {
  if (!metrics) return;
  metrics
      ->counter("seamark_plan_objects_total", "Objects that were looked at to plan a Service's endpoints",
                {{"controller", controller}, {"object", object}})
      .Increment(static_cast<double>(count));
}

std::string keyOf(const api::Object& object) {
  return api::objectKey(object.metadata.namespace_, object.metadata.name);
}

void Context::apply(client::Informer& informer, std::vector<Change> changes,
                    std::function<void(Result<>)> then,
                    std::function<void(const client::ObjectPtr&)> written) const {
  auto application = std::make_shared<Application>(*this, informer, std::move(then));
  application->written = std::move(written);
  for (Change& change : changes)
    (change.what == Change::What::Delete ? application->deletes : application->writes)
        .push_back(std::move(change));
  application->sendWrites();
}

}  // namespace seamark::controllers
