// SPDX-License-Identifier: Apache-2.0
#include "apiserver/allocators/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <set>
#include <utility>

#include "api/core/event.h"
#include "api/internal/node_port_allocation.h"
#include "api/kinds.h"
#include "api/networking/ip_address.h"

namespace seamark::apiserver {
namespace {

constexpr size_t kMostRepairs = 100;
constexpr size_t kAtOnce = 100;  // objects: a millisecond of work
// An address that is new may belong to a Service that this world has not yet.
constexpr Duration kLeakedAfter = std::chrono::minutes(1);
constexpr auto kManagedBy = "ipaddress.kubernetes.io/managed-by";

template <class T>
std::shared_ptr<const T> find(const store::World& world, const std::string& key) {
  const api::EncodedPtr* found = world.of(api::kindOf<T>()).find(key);
  return found ? std::static_pointer_cast<const T>((*found)->objectToKeep()) : nullptr;
}

std::vector<std::string> addressesOf(const api::Service& service) {
  return api::needsClusterIP(service) ? service.spec.clusterIPs : std::vector<std::string>();
}

std::set<int32_t> portsOf(const api::Service& service) {
  std::set<int32_t> ports{service.spec.healthCheckNodePort};
  for (const api::ServicePort& port : service.spec.ports) ports.insert(port.nodePort);
  ports.erase(0);
  return ports;
}

bool holds(const api::Service& service, const std::string& address) {
  const auto held = addressesOf(service);
  return std::any_of(held.begin(), held.end(), [&](const std::string& text) {
    const auto ip = api::IpAddress::parseLenient(text);
    return ip && ip->text() == address;
  });
}

const std::array<const api::Kind*, 3>& auditedKinds() {
  static const std::array<const api::Kind*, 3> kinds = {
      &api::kindOf<api::Service>(), &api::kindOf<api::IPAddress>(), &api::kindOf<api::NodePortAllocation>()};
  return kinds;
}

class Audit {
 public:
  Audit(const store::World& world, const ServiceRanges& ranges, const Clock& clock, Random& random)
      : world_(world),
        ranges_(ranges),
        clock_(clock),
        random_(random),
        services_(of<api::Service>().begin()),
        addresses_(of<api::IPAddress>().begin()),
        ports_(of<api::NodePortAllocation>().begin()) {}

  // Looks at so many more objects; true: at all, or there is enough to repair.
  bool look(size_t most) {
    for (; most > 0 && !over(); --most) lookAtNext();
    return over();
  }
  std::vector<store::Transaction> repairs() { return std::move(repairs_); }
  // Nothing is to be repaired, now or when something gets older.
  bool inOrder() const { return repairs_.empty() && !leaking_; }

 private:
  template <class T>
  const store::Collection& of() const {
    return world_.of(api::kindOf<T>());
  }
  bool over() const { return repairs_.size() >= kMostRepairs || (!services_ && !addresses_ && !ports_); }

  void lookAtNext() {
    if (services_) {
      const api::ObjectPtr object = services_.value()->objectToKeep();
      const auto& service = api::as<api::Service>(*object);
      for (const std::string& address : addressesOf(service)) checkAddress(service, address);
      for (const int32_t port : portsOf(service)) checkPort(service, port);
      services_.next();
    } else if (addresses_) {
      const api::ObjectPtr object = addresses_.value()->objectToKeep();
      checkLeak(api::as<api::IPAddress>(*object), addresses_.value()->revision());
      addresses_.next();
    } else {
      const api::ObjectPtr object = ports_.value()->objectToKeep();
      checkLeak(api::as<api::NodePortAllocation>(*object), ports_.value()->revision());
      ports_.next();
    }
  }

  static Holder holderOf(const api::Service& service) {
    return {service.metadata.namespace_, service.metadata.name, service.metadata.uid};
  }

  void checkAddress(const api::Service& service, const std::string& text) {
    const auto ip = api::IpAddress::parseLenient(text);
    if (!ip) return;
    const std::string address = ip->text();
    const std::string what = fmt::format("Cluster IP [{}]: {} ", api::familyName(ip->family()), address);
    const auto taken = find<api::IPAddress>(world_, address);
    if (!taken) {
      Reservation reservation{.world = world_, .clock = clock_, .random = random_};
      if (!reserveAddress(reservation, holderOf(service), *ip))
        return tell(service, "ClusterIPOutOfRange",
                    what + "is not within any configured Service CIDR; please recreate service");
      return repair(service, std::move(reservation.writes), "ClusterIPNotAllocated",
                    what + "is not allocated; repairing");
    }
    const auto& parent = taken->spec.parentRef;
    if (parent && parent->namespace_ == service.metadata.namespace_ && parent->name == service.metadata.name)
      return;
    const auto other =
        parent ? find<api::Service>(world_, api::objectKey(parent->namespace_, parent->name)) : nullptr;
    if (other && holds(*other, address))
      return tell(service, "ClusterIPAlreadyAllocated",
                  what + "was assigned to multiple services; please recreate service");
    repair(service, {referredTo(*taken, service)}, "ClusterIPNotAllocated",
           what + "has a wrong reference; repairing");
  }

  // The same address, held by this Service.
  store::Write referredTo(const api::IPAddress& taken, const api::Service& service) const {
    auto next = std::make_shared<api::IPAddress>(taken);
    next->spec.parentRef =
        api::ParentReference{"", "services", service.metadata.namespace_, service.metadata.name};
    const std::string& key = taken.metadata.name;
    const store::Revision at = (*of<api::IPAddress>().find(key))->revision();
    return {&api::kindOf<api::IPAddress>(), key, std::move(next), nullptr, store::Expect::at(at)};
  }

  void checkPort(const api::Service& service, int32_t port) {
    const auto taken = find<api::NodePortAllocation>(world_, std::to_string(port));
    if (!taken) {
      Reservation reservation{.world = world_, .clock = clock_, .random = random_};
      if (!reservePort(reservation, ranges_.nodePorts, holderOf(service), port))
        return tell(service, "PortOutOfRange",
                    fmt::format("Port {} is not within the port range {}-{}; please recreate service", port,
                                ranges_.nodePorts.first, ranges_.nodePorts.last));
      return repair(service, std::move(reservation.writes), "PortNotAllocated",
                    fmt::format("Port {} is not allocated; repairing", port));
    }
    if (taken->spec.serviceNamespace != service.metadata.namespace_ ||
        taken->spec.serviceName != service.metadata.name)
      tell(service, "PortAlreadyAllocated",
           fmt::format("Port {} was assigned to multiple services; please recreate service", port));
  }

  // An address that a person made by hand, to keep it free, is no leak.
  void checkLeak(const api::IPAddress& address, store::Revision revision) {
    const auto label = address.metadata.labels.find(kManagedBy);
    const auto& parent = address.spec.parentRef;
    if (label == address.metadata.labels.end() || label->second != "ipallocator.k8s.io" || !parent) return;
    const auto service = find<api::Service>(world_, api::objectKey(parent->namespace_, parent->name));
    if (service && holds(*service, address.metadata.name)) return;
    leaking_ = true;
    const api::Time old = api::Time::of(clock_.now() - kLeakedAfter);
    if (address.metadata.creationTimestamp > old || address.metadata.deletionTimestamp) return;
    std::vector<store::Write> writes;
    writes.push_back({&api::kindOf<api::IPAddress>(), address.metadata.name, nullptr, nullptr,
                      store::Expect::at(revision)});
    add(std::move(writes),
        event(api::kindOf<api::IPAddress>(), address, "IPAddressNotAllocated",
              fmt::format("IPAddress: {} for Service {}/{} appears to have leaked: cleaning up",
                          address.metadata.name, parent->namespace_, parent->name)));
  }

  void checkLeak(const api::NodePortAllocation& port, store::Revision revision) {
    const auto service =
        find<api::Service>(world_, api::objectKey(port.spec.serviceNamespace, port.spec.serviceName));
    if (service) {
      const auto held = portsOf(*service);
      if (std::any_of(held.begin(), held.end(),
                      [&](int32_t number) { return std::to_string(number) == port.metadata.name; }))
        return;
    }
    store::Transaction transaction;
    transaction.writes.push_back({&api::kindOf<api::NodePortAllocation>(), port.metadata.name, nullptr,
                                  nullptr, store::Expect::at(revision)});
    repairs_.push_back(std::move(transaction));
  }

  void repair(const api::Service& service, std::vector<store::Write> writes, const char* reason,
              const std::string& message) {
    add(std::move(writes), event(api::kindOf<api::Service>(), service, reason, message));
  }
  void tell(const api::Service& service, const char* reason, const std::string& message) {
    add({}, event(api::kindOf<api::Service>(), service, reason, message));
  }
  void add(std::vector<store::Write> writes, store::Write told) {
    store::Transaction transaction{.writes = std::move(writes)};
    transaction.writes.push_back(std::move(told));
    repairs_.push_back(std::move(transaction));
  }

  // What is told again raises the count of the Event that is there.
  store::Write event(const api::Kind& kind, const api::Object& about, const char* reason,
                     const std::string& message) const {
    const api::ObjectMeta& meta = about.metadata;
    const std::string ns = meta.namespace_.empty() ? "default" : meta.namespace_;
    const size_t what = std::hash<std::string>()(meta.uid + reason + message);
    const std::string name = fmt::format("{}.{:x}", meta.name, what);
    const std::string key = api::objectKey(ns, name);
    const api::Kind& events = api::kindOf<api::Event>();
    const api::Time now = api::Time::of(clock_.now());
    if (const api::EncodedPtr* there = world_.of(events).find(key)) {
      auto again = std::make_shared<api::Event>(api::as<api::Event>(*(*there)->object()));
      ++again->count;
      again->lastTimestamp = now;
      return {&events, key, std::move(again), nullptr, store::Expect::at((*there)->revision())};
    }
    auto fresh = std::make_shared<api::Event>();
    fresh->metadata.namespace_ = ns;
    fresh->metadata.name = name;
    fresh->metadata.uid = newUid(random_);
    fresh->metadata.creationTimestamp = now;
    fresh->involvedObject = {.kind = std::string(kind.kind),
                             .namespace_ = meta.namespace_,
                             .name = meta.name,
                             .uid = meta.uid,
                             .apiVersion = kind.apiVersion(),
                             .resourceVersion = meta.resourceVersion,
                             .fieldPath = {}};
    fresh->type = "Warning";
    fresh->reason = reason;
    fresh->message = message;
    fresh->source.component = fresh->reportingComponent = "ipallocator-repair-controller";
    fresh->firstTimestamp = fresh->lastTimestamp = now;
    fresh->count = 1;
    return {&events, key, std::move(fresh), nullptr, store::Expect::absent()};
  }

  const store::World& world_;
  const ServiceRanges& ranges_;
  const Clock& clock_;
  Random& random_;
  store::Collection::Iterator services_, addresses_, ports_;
  std::vector<store::Transaction> repairs_;
  bool leaking_ = false;
};

}  // namespace

std::vector<store::Transaction> auditAllocations(const store::World& world, const ServiceRanges& ranges,
                                                 const Clock& clock, Random& random) {
  Audit audit(world, ranges, clock, random);
  audit.look(std::numeric_limits<size_t>::max());
  return audit.repairs();
}

struct AllocationAudit::Round {
  store::WorldPtr world;
  Audit audit;
};

AllocationAudit::AllocationAudit(const Services& services) : services_(services) {}
AllocationAudit::~AllocationAudit() = default;

bool AllocationAudit::step() {
  if (!round_) {
    store::WorldPtr world = services_.store.world();
    if (isInOrder(*world)) return true;
    const store::World& looked = *world;
    round_ = std::make_unique<Round>(
        std::move(world), Audit(looked, services_.registry.ranges(), services_.clock, services_.random));
  }
  if (!round_->audit.look(kAtOnce)) return false;
  inOrder_ = round_->audit.inOrder() ? round_->world->revision : 0;
  for (store::Transaction& repair : round_->audit.repairs())
    services_.store.commit(std::move(repair), [](const store::Outcome&) {});
  round_.reset();
  return true;
}

bool AllocationAudit::isInOrder(const store::World& world) const {
  return std::ranges::all_of(auditedKinds(),
                             [&](const api::Kind* kind) { return world.changed[kind->index] <= inOrder_; });
}

}  // namespace seamark::apiserver
