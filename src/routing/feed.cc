// RoutingFeed.
// SPDX-License-Identifier: Apache-2.0
#include "routing/feed.h"

#include <algorithm>
#include <utility>

#include "api/core/namespace.h"
#include "api/kinds.h"
#include "api/networking/service_cidr.h"
#include "base/log.h"
#include "client/informer.h"
#include "routing/object_snapshot.h"
#include "routing/snapshot_writer.h"
#include "routing/table.h"

namespace seamark::routing {

using client::Informer;
using client::InformerHandler;
using client::ObjectPtr;

namespace {

// A handler that treats additions and updates alike.
InformerHandler handlerOf(std::function<void(const ObjectPtr&)> set,
                          std::function<void(const ObjectPtr&)> remove) {
  InformerHandler handler;
  handler.onAdd = set;
  handler.onUpdate = [set](const ObjectPtr&, const ObjectPtr& now) { set(now); };
  handler.onDelete = std::move(remove);
  return handler;
}

// How long changes are gathered before the state on disk is written anew.
constexpr Duration kSnapshotDelay = std::chrono::seconds(1);

// A ServiceCIDR that says Ready=False gives out no addresses; one that says nothing yet does.
bool usable(const api::ServiceCIDR& range) {
  return std::none_of(range.status.conditions.begin(), range.status.conditions.end(),
                      [](const api::Condition& c) { return c.type == "Ready" && c.status == "False"; });
}

void addRanges(std::vector<Cidr>& all, const api::Object& object) {
  const auto& range = api::as<api::ServiceCIDR>(object);
  if (!usable(range)) return;
  for (const std::string& text : range.spec.cidrs)
    if (const auto cidr = Cidr::parseLenient(text)) all.push_back(*cidr);
}

std::vector<Cidr> sorted(std::vector<Cidr> all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace

struct RoutingFeed::Impl : std::enable_shared_from_this<RoutingFeed::Impl> {
  Impl(client::Carrier& c, RoutingFeedOptions o, Sink s)
      : carrier(c), options(std::move(o)), sink(std::move(s)) {}

  client::Carrier& carrier;
  RoutingFeedOptions options;
  Sink sink;
  RoutingTable table;
  std::map<std::string, bool> namespaces;  // changed since the last batch
  std::optional<NodeView> node;            // likewise
  bool rangesChanged = true;
  bool flushPosted = false;
  bool complete = false;  // the first batch has gone out
  bool snapshotDue = false;
  std::unique_ptr<SnapshotWriter> writer;
  std::unique_ptr<Informer> services, slices, nodes, namespaceInformer, ranges;

  void watchServices() {
    services = std::make_unique<Informer>(carrier, api::kindOf<api::Service>());
    services->addHandler(handlerOf(
        [this](const ObjectPtr& o) {
          table.setService(viewOf(api::as<api::Service>(*o)));
          wake();
        },
        [this](const ObjectPtr& o) {
          table.removeService({o->metadata.namespace_, o->metadata.name});
          wake();
        }));
  }

  void setSlice(const ObjectPtr& o) {
    auto owned = viewOf(api::as<api::EndpointSlice>(*o));
    if (owned)
      table.setSlice(o->metadata.namespace_, std::move(*owned));
    else
      table.removeSlice(o->metadata.namespace_, o->metadata.name);
    if (table.changed()) wake();
  }
  void watchSlices() {
    slices = std::make_unique<Informer>(carrier, api::kindOf<api::EndpointSlice>());
    slices->addHandler(handlerOf([this](const ObjectPtr& o) { setSlice(o); },
                                 [this](const ObjectPtr& o) {
                                   table.removeSlice(o->metadata.namespace_, o->metadata.name);
                                   wake();
                                 }));
  }

  void setNode(NodeView view) {
    node = std::move(view);
    wake();
  }
  void watchNode() {
    client::InformerOptions own;
    own.fieldSelector = "metadata.name=" + options.nodeName;
    nodes = std::make_unique<Informer>(carrier, api::kindOf<api::Node>(), std::move(own));
    nodes->addHandler(handlerOf(
        [this](const ObjectPtr& o) {
          if (o->metadata.name == options.nodeName) setNode(viewOf(api::as<api::Node>(*o)));
        },
        [this](const ObjectPtr& o) {
          NodeView gone;
          gone.name = options.nodeName;
          if (o->metadata.name == options.nodeName) setNode(std::move(gone));
        }));
  }

  void watchNamespaces() {
    const auto set = [this](const ObjectPtr& o, bool there) {
      namespaces[o->metadata.name] = there;
      wake();
    };
    namespaceInformer = std::make_unique<Informer>(carrier, api::kindOf<api::Namespace>());
    InformerHandler handler;  // updates say nothing new
    handler.onAdd = [set](const ObjectPtr& o) { set(o, true); };
    handler.onDelete = [set](const ObjectPtr& o) { set(o, false); };
    namespaceInformer->addHandler(std::move(handler));
  }

  void watchRanges() {
    ranges = std::make_unique<Informer>(carrier, api::kindOf<api::ServiceCIDR>());
    const auto changed = [this](const ObjectPtr&) {
      rangesChanged = true;
      wake();
    };
    ranges->addHandler(handlerOf(changed, changed));
  }

  std::vector<Cidr> serviceRanges() const {
    std::vector<Cidr> all;
    for (const auto& [name, object] : ranges->all()) addRanges(all, *object);
    return sorted(std::move(all));
  }

  // ServiceCIDRs are not waited for: an older API server has none, and they only sharpen what is dropped.
  bool allSynced() const {
    for (const auto* informer : {&services, &slices, &nodes, &namespaceInformer})
      if (*informer && !(*informer)->synced()) return false;
    return true;
  }

  // One flush for everything that the rest of this turn brings.
  void wake() {
    if (flushPosted || !allSynced()) return;
    flushPosted = true;
    carrier.executor().post([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->flush();
    });
  }

  void flush() {
    flushPosted = false;
    if (!allSynced()) return;
    RoutingBatch batch;
    batch.complete = !std::exchange(complete, true);
    for (const ServiceName& name : table.takeChanged()) batch.services.emplace(name, table.view(name));
    batch.node = std::exchange(node, std::nullopt);
    batch.namespaces = std::exchange(namespaces, {});
    if (ranges && ranges->synced() && std::exchange(rangesChanged, false))
      batch.serviceRanges = serviceRanges();
    if (batch.empty()) return;
    sink(batch);
    keep();
  }

  // The objects as they are now go to disk a little later, once for all that changes meanwhile.
  void keep() {
    if (!writer || std::exchange(snapshotDue, true)) return;
    carrier.executor().after(kSnapshotDelay, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->snapshotDue = false;
      self->writer->write(self->snapshot());
    });
  }

  ObjectSnapshot snapshot() const {
    ObjectSnapshot all{.taken = carrier.executor().clock().now(), .objects = {}};
    for (const auto* informer : {&services, &slices, &nodes, &namespaceInformer, &ranges})
      if (*informer)
        for (const auto& [key, object] : (*informer)->all())
          all.objects.push_back({&(*informer)->kind(), object});
    return all;
  }

  // What was kept last time serves until the API has been heard.
  void serveSnapshot() {
    const auto kept = readSnapshot(options.snapshotPath);
    if (!kept) {
      if (!kept.error().is("NotFound")) log::warning(kept.error().message);
      return;
    }
    sink(batchOf(*kept));
    const auto age =
        std::chrono::duration_cast<std::chrono::seconds>(carrier.executor().clock().now() - kept->taken);
    log::info("Serving the last known state until the API answers",
              {{"path", options.snapshotPath}, {"ageSeconds", age.count()}});
  }

  RoutingBatch batchOf(const ObjectSnapshot& kept) const {
    RoutingTable old;
    RoutingBatch batch;
    std::vector<Cidr> keptRanges;
    batch.complete = true;
    batch.fromSnapshot = kept.taken;
    for (const auto& [kind, object] : kept.objects) {
      if (kind == &api::kindOf<api::Service>()) old.setService(viewOf(api::as<api::Service>(*object)));
      if (kind == &api::kindOf<api::Namespace>()) batch.namespaces[object->metadata.name] = true;
      if (kind == &api::kindOf<api::ServiceCIDR>()) addRanges(keptRanges, *object);
      if (kind == &api::kindOf<api::Node>()) batch.node = viewOf(api::as<api::Node>(*object));
      if (kind == &api::kindOf<api::EndpointSlice>())
        if (auto owned = viewOf(api::as<api::EndpointSlice>(*object)))
          old.setSlice(object->metadata.namespace_, std::move(*owned));
    }
    for (const ServiceName& name : old.takeChanged()) batch.services.emplace(name, old.view(name));
    if (options.serviceRanges) batch.serviceRanges = sorted(std::move(keptRanges));
    return batch;
  }
};

RoutingFeed::RoutingFeed(client::Carrier& carrier, RoutingFeedOptions options, Sink sink)
    : impl_(std::make_shared<Impl>(carrier, std::move(options), std::move(sink))) {
  impl_->watchServices();
  impl_->watchSlices();
  if (!impl_->options.nodeName.empty()) impl_->watchNode();
  if (impl_->options.namespaces) impl_->watchNamespaces();
  if (impl_->options.serviceRanges) impl_->watchRanges();
}

RoutingFeed::~RoutingFeed() = default;

void RoutingFeed::start() {
  if (!impl_->options.snapshotPath.empty()) {
    impl_->serveSnapshot();
    impl_->writer = std::make_unique<SnapshotWriter>(impl_->options.snapshotPath);
  }
  for (auto* informer :
       {&impl_->services, &impl_->slices, &impl_->nodes, &impl_->namespaceInformer, &impl_->ranges}) {
    if (!*informer) continue;
    (*informer)->start();
    (*informer)->whenSynced([weak = std::weak_ptr(impl_)] {
      if (const auto self = weak.lock()) self->wake();
    });
  }
}

bool RoutingFeed::synced() const {
  return impl_->complete;
}

}  // namespace seamark::routing
