// SPDX-License-Identifier: Apache-2.0
#include "controllers/namespace_content.h"

#include <utility>

#include "api/core/namespace.h"
#include "base/log.h"

namespace seamark::controllers {

using client::ObjectPtr;
using client::WorkQueue;

NamespaceContent::NamespaceContent(const Context& context, const api::Kind& kind, std::string objectName,
                                   std::string queueName, Plan plan)
    : context_(context),
      objectName_(std::move(objectName)),
      plan_(std::move(plan)),
      namespaces_(context.informers.of<api::Namespace>()),
      objects_(context.informers.of(kind)),
      queue_(
          context.executor(), std::move(queueName), 5, kKeepTrying,
          [this](const std::string& key, const WorkQueue::Finish& finish) { sync(key, finish); },
          context.metrics) {
  queue_.hold();
  namespaces_.addHandler(
      {.onAdd = [this](const ObjectPtr& now) { queue_.add(now->metadata.name); },
       .onUpdate = [this](const ObjectPtr&, const ObjectPtr& now) { queue_.add(now->metadata.name); },
       .onDelete = {}});
  const auto changed = [this](const ObjectPtr& object) {
    if (object->metadata.name == objectName_) queue_.add(object->metadata.namespace_);
  };
  objects_.addHandler({.onAdd = {},
                       .onUpdate = [changed](const ObjectPtr&, const ObjectPtr& now) { changed(now); },
                       .onDelete = changed});
}

void NamespaceContent::sync(const std::string& ns, const WorkQueue::Finish& finish) {
  const ObjectPtr space = namespaces_.get(ns);
  if (!space || space->metadata.deletionTimestamp) return finish(WorkQueue::Verdict::Done);
  const ObjectPtr existing = objects_.get(api::objectKey(ns, objectName_));
  std::optional<Change> change = plan_(ns, existing.get());
  if (!change) return finish(WorkQueue::Verdict::Done);
  context_.apply(objects_, {std::move(*change)}, [ns, finish](const Result<>& result) {
    if (result || namespaceTerminates(result.error())) return finish(WorkQueue::Verdict::Done);
    log::debug("Namespace content is tried again", {{"namespace", ns}, {"error", result.error().message}});
    finish(WorkQueue::Verdict::Retry);
  });
}

}  // namespace seamark::controllers
