// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/workloads.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "agent/workload/names.h"
#include "api/core/node.h"
#include "base/log.h"
#include "client/informer.h"
#include "client/work_queue.h"

namespace seamark::agent {
namespace {

using client::WorkQueue;
using Finish = WorkQueue::Finish;
using Verdict = WorkQueue::Verdict;
using PodPtr = std::shared_ptr<const api::Pod>;

constexpr int kConcurrentWrites = 32;
constexpr client::RetryPolicy kRetry{.first = std::chrono::milliseconds(5),
                                     .longest = std::chrono::seconds(30),
                                     .retries = std::numeric_limits<int>::max()};
// While the agent is new, it meets all its Pods at once; their probes begin this far from each other.
constexpr Duration kYoung = std::chrono::seconds(10);
constexpr Duration kBetweenProbes = std::chrono::milliseconds(1);
constexpr Duration kLeavePoll = std::chrono::milliseconds(20);
constexpr Duration kLeavePatience = std::chrono::seconds(5);

const api::Kind& podKind() {
  return api::kindOf<api::Pod>();
}

std::string keyOf(const api::Pod& pod) {
  return api::objectKey(pod.metadata.namespace_, pod.metadata.name);
}

std::string annotationOf(const api::Pod& pod, const char* name) {
  const auto it = pod.metadata.annotations.find(name);
  return it == pod.metadata.annotations.end() ? std::string() : it->second;
}

bool hasFinished(const api::Pod& pod) {
  return pod.status.phase == "Succeeded" || pod.status.phase == "Failed";
}

}  // namespace

struct Workloads::Impl : std::enable_shared_from_this<Impl> {
  struct Held {
    std::string identity;  // a manifest's hash, or the Pod's uid
    bool isStatic = false;
    bool draining = false;
    std::unique_ptr<AdoptedPod> pod;
  };

  client::Carrier& carrier;
  PodSurroundings around;
  client::EventRecorder& events;
  const WorkloadsConfig config;
  client::Informer informer;
  WorkQueue queue;
  std::map<std::string, StaticPod> manifests;
  std::set<std::string> badFiles;
  bool manifestsKnown = false;
  std::string nodeUid, leaving;
  std::map<std::string, Held> held;
  std::map<std::string, SteadyTime> draining;  // since when, by uid
  std::set<std::string> explained;             // uids of Pods that were told why they are not adopted
  SteadyTime bornAt;
  int64_t staggered = 0;

  Impl(client::Carrier& c, Random& random, PodSurroundings a, client::EventRecorder& e, WorkloadsConfig f)
      : carrier(c),
        around(std::move(a)),
        events(e),
        config(std::move(f)),
        informer(c, podKind(), {.fieldSelector = "spec.nodeName=" + config.nodeName, .random = &random}),
        queue(c.executor(), "agent_pods", kConcurrentWrites, kRetry,
              [this](const std::string& key, Finish finish) { sync(key, std::move(finish)); }),
        bornAt(now()) {}

  SteadyTime now() const { return carrier.executor().clock().steady(); }
  api::Time wallTime() const { return api::Time::of(carrier.executor().clock().now()); }

  void start() {
    queue.hold();
    const auto add = [this](const client::ObjectPtr& object) {
      queue.add(keyOf(api::as<api::Pod>(*object)));
    };
    const auto forget = [this, add](const client::ObjectPtr& gone) {
      draining.erase(gone->metadata.uid);
      explained.erase(gone->metadata.uid);
      add(gone);
    };
    informer.addHandler({.onAdd = add,
                         .onUpdate = [add](const auto&, const auto& after) { add(after); },
                         .onDelete = forget});
    informer.start();
    informer.whenSynced([this] { queue.release(); });
  }

  // ---- manifests ----

  void setManifests(const std::vector<ManifestFile>& files) {
    std::map<std::string, StaticPod> next;
    std::set<std::string> bad;
    for (const ManifestFile& file : files) {
      auto read = staticPodOf(file, config.nodeName, carrier.executor().clock().now());
      if (read && next.contains(keyOf(*read->pod)))
        read = Failure(failure(fmt::format("{} is the Pod of {} too; give one another name",
                                           keyOf(*read->pod), next.at(keyOf(*read->pod)).path)));
      if (!read) {
        complain(file.path, read.error().message);
        bad.insert(file.path);
        continue;
      }
      next.emplace(keyOf(*read->pod), std::move(*read));
    }
    keepFormer(bad, next);
    for (const auto& [key, wanted] : manifests) queue.add(key);
    for (const auto& [key, wanted] : next) queue.add(key);
    manifests = std::move(next);
    badFiles = std::move(bad);
    if (!std::exchange(manifestsKnown, true))
      for (const auto& [key, pod] : informer.all()) queue.add(key);
  }

  // A manifest that was right and is wrong now counts as it was.
  void keepFormer(const std::set<std::string>& bad, std::map<std::string, StaticPod>& next) const {
    for (const auto& [key, former] : manifests)
      if (bad.contains(former.path)) next.emplace(key, former);
  }

  void complain(const std::string& path, const std::string& why) {
    log::warning("A manifest cannot be used; correct it, the agent reads it again when it changes",
                 {{"file", path}, {"error", why}});
    api::Node node;
    node.metadata.name = config.nodeName;
    node.metadata.uid = config.nodeName;  // as the kubelet's Events name the node
    events.record(api::kindOf<api::Node>(), node, "Warning", "InvalidManifest", path + ": " + why);
  }

  // ---- one Pod ----

  void sync(const std::string& key, Finish finish) {
    const PodPtr pod = client::get<api::Pod>(informer, key);
    const auto wanted = manifests.find(key);
    if (wanted != manifests.end()) return syncStatic(key, wanted->second, pod, std::move(finish));
    if (!pod) {
      held.erase(key);
      return finish(Verdict::Done);
    }
    isMirror(*pod) ? syncFormer(key, pod, std::move(finish)) : syncBound(key, pod, std::move(finish));
  }

  void syncStatic(const std::string& key, const StaticPod& wanted, const PodPtr& pod, Finish finish) {
    if (!pod) return createMirror(key, wanted, std::move(finish));
    if (!isMirror(*pod)) {
      explain(pod, fmt::format("the manifest {} wants a Pod of this name; rename one of them", wanted.path));
      return finish(Verdict::Done);
    }
    adopt(key, wanted.hash, wanted.pod, pod, true);
    // A mirror is only what the API shows of a manifest: deleting it does not end what it shows.
    if (!isMirrorOf(*pod, wanted) || pod->metadata.deletionTimestamp)
      return remove(pod, 0, std::move(finish));
    writeStatus(key, pod, std::move(finish));
  }

  void createMirror(const std::string& key, const StaticPod& wanted, Finish finish) {
    if (nodeUid.empty()) return finish(Verdict::Done);  // setNodeUid() comes back to it
    adopt(key, wanted.hash, wanted.pod, nullptr, true);
    carrier.create(podKind(), mirrorOf(wanted, nodeUid),
                   [weak = weak_from_this(), key, path = wanted.path,
                    finish = std::move(finish)](const Result<client::ObjectPtr>& made) {
                     if (!weak.lock()) return;
                     if (made) return finish(Verdict::Done);
                     if (!made.error().is("AlreadyExists"))
                       log::warning("A manifest's Pod cannot be shown in the API",
                                    {{"pod", key}, {"file", path}, {"error", made.error().message}});
                     finish(Verdict::Retry);
                   });
  }

  // A mirror whose manifest has gone.
  void syncFormer(const std::string& key, const PodPtr& pod, Finish finish) {
    if (!manifestsKnown || badFiles.contains(annotationOf(*pod, kManifestAnnotation)))
      return finish(Verdict::Done);
    if (pod->metadata.deletionTimestamp) return drain(key, pod, std::move(finish));
    const auto it = held.find(key);
    const bool ended = it != held.end() && it->second.pod->hasEnded();
    remove(pod, ended ? 0 : pod->spec.terminationGracePeriodSeconds.value_or(0), std::move(finish));
  }

  void syncBound(const std::string& key, const PodPtr& pod, Finish finish) {
    const bool deleted = pod->metadata.deletionTimestamp.has_value();
    const auto why = hasFinished(*pod) ? std::optional<std::string>() : whyNotAdopted(*pod);
    if (why || hasFinished(*pod)) {
      held.erase(key);
      if (why && config.soleKeeper && !deleted) explain(pod, *why);
      if (config.soleKeeper && deleted) return remove(pod, 0, std::move(finish));
      return finish(Verdict::Done);
    }
    adopt(key, pod->metadata.uid, pod, pod, false);
    deleted ? drain(key, pod, std::move(finish)) : writeStatus(key, pod, std::move(finish));
  }

  std::optional<std::string> whyNotAdopted(const api::Pod& pod) const {
    if (!adopts(config.adoption, pod))
      return std::string("this node starts no containers, and the Pod does not ask to be adopted; ") +
             "annotate it with " + kAdoptAnnotation + ": \"true\", or bind it to another node";
    return whyNotAdoptable(pod);
  }

  void explain(const PodPtr& pod, const std::string& why) {
    if (!explained.insert(pod->metadata.uid).second) return;
    events.record(podKind(), *pod, "Warning", "NotAdopted", why);
  }

  // `spec` says what to do, `known` what was so before.
  void adopt(const std::string& key, const std::string& identity, const PodPtr& spec, const PodPtr& known,
             bool isStatic) {
    Held& one = held[key];
    // A manifest that comes back while it drains is begun anew.
    const bool again = isStatic && one.draining;
    if (one.pod && one.identity == identity && !again) return;
    auto pod = std::make_shared<api::Pod>(*spec);
    pod->status = known ? known->status : api::PodStatus{};
    one = {.identity = identity, .isStatic = isStatic};
    const bool mayExec =
        config.execProbes == ExecProbes::All || (isStatic && config.execProbes == ExecProbes::Manifests);
    one.pod = std::make_unique<AdoptedPod>(
        around,
        AdoptedPod::Config{
            .pod = pod, .mayExec = mayExec, .stagger = [this](Duration p) { return stagger(p); }},
        AdoptedPod::Callbacks{
            .onChange = [this, key] { queue.add(key); },
            .onEvent =
                [this, pod](std::string_view reason, std::string_view message, std::string_view field) {
                  events.record(podKind(), *pod, "Warning", reason, message, field);
                }});
    log::info("A workload is adopted", {{"pod", key}, {"from", isStatic ? "manifest" : "api"}});
  }

  Duration stagger(Duration period) {
    if (now() - bornAt > kYoung || period <= Duration::zero()) return {};
    return (staggered++ * kBetweenProbes) % period;
  }

  // ---- what is written ----

  void writeStatus(const std::string& key, const PodPtr& pod, Finish finish) {
    PodFacts facts = held.at(key).pod->facts();
    facts.leaving = leaving;
    api::PodStatus next = statusOf(*pod, facts, wallTime());
    if (next == pod->status) return finish(Verdict::Done);
    auto written = std::make_shared<api::Pod>(*pod);
    written->status = std::move(next);
    carrier.update(podKind(), std::move(written), "status",
                   [this, weak = weak_from_this(), key,
                    finish = std::move(finish)](const Result<client::ObjectPtr>& done) {
                     if (weak.lock()) finish(answered(key, done));
                   });
  }

  Verdict answered(const std::string& key, const Result<client::ObjectPtr>& done) const {
    around.metrics.statusWritten(done.has_value());
    if (done || done.error().is("NotFound")) return Verdict::Done;
    // A conflict: the copy is behind, and what it is behind of is on its way.
    if (!done.error().is("Conflict"))
      log::warning("A Pod's status cannot be written", {{"pod", key}, {"error", done.error().message}});
    return Verdict::Retry;
  }

  // The grace period counts from when the deletion was seen here: clocks of two hosts are not compared. The
  // workload serves until it is over, or until it has ended of itself.
  void drain(const std::string& key, const PodPtr& pod, Finish finish) {
    const auto it = held.find(key);
    const SteadyTime since = draining.try_emplace(pod->metadata.uid, now()).first->second;
    const Duration left =
        since + std::chrono::seconds(pod->metadata.deletionGracePeriodSeconds.value_or(0)) - now();
    if (left <= Duration::zero() || (it != held.end() && it->second.pod->hasEnded()))
      return remove(pod, 0, std::move(finish));
    queue.addAfter(key, left);
    if (it == held.end()) return finish(Verdict::Done);
    it->second.draining = true;
    it->second.pod->drain();
    writeStatus(key, pod, std::move(finish));
  }

  void remove(const PodPtr& pod, int64_t graceSeconds, Finish finish) {
    carrier.remove(podKind(), pod->metadata.namespace_, pod->metadata.name,
                   {.uid = pod->metadata.uid, .gracePeriodSeconds = graceSeconds},
                   [this, weak = weak_from_this(), uid = pod->metadata.uid,
                    finish = std::move(finish)](const Result<>& removed) {
                     if (!weak.lock()) return;
                     const bool gone =
                         removed || removed.error().is("NotFound") || removed.error().is("Conflict");
                     if (gone) draining.erase(uid);
                     finish(gone ? Verdict::Done : Verdict::Retry);
                   });
  }

  void leave(const std::string& why, std::function<void()> then) {
    leaving = why;
    for (const auto& [key, one] : held) queue.add(key);
    waitUntilWritten(now() + kLeavePatience, std::move(then));
  }

  // A Pod that drains, or an API that is away, must not hold it up for ever.
  void waitUntilWritten(SteadyTime latest, std::function<void()> then) {
    if (queue.idle() || now() >= latest) return then();
    carrier.executor().after(kLeavePoll, [weak = weak_from_this(), latest, then = std::move(then)]() mutable {
      if (const auto self = weak.lock()) self->waitUntilWritten(latest, std::move(then));
    });
  }

  PodCounts counts() const {
    PodCounts counts{.wantedStatic = manifests.size(), .badManifests = badFiles.size()};
    for (const auto& [key, pod] : informer.all()) {
      const auto& one = api::as<api::Pod>(*pod);
      if (!isMirror(one)) ++counts.wantedBound;
      if (one.status.phase == "Running" && held.contains(key)) ++counts.running;
    }
    for (const auto& [key, one] : held) ++(one.isStatic ? counts.adoptedStatic : counts.adoptedBound);
    return counts;
  }
};

Workloads::Workloads(client::Carrier& carrier, Random& random, PodSurroundings around,
                     client::EventRecorder& events, WorkloadsConfig config)
    : impl_(std::make_shared<Impl>(carrier, random, std::move(around), events, std::move(config))) {}

Workloads::~Workloads() {
  impl_->queue.stop();
}

void Workloads::start() {
  impl_->start();
}

void Workloads::setManifests(const std::vector<ManifestFile>& files) {
  impl_->setManifests(files);
}

void Workloads::setNodeUid(const std::string& uid) {
  if (std::exchange(impl_->nodeUid, uid) == uid) return;
  for (const auto& [key, wanted] : impl_->manifests) impl_->queue.add(key);
}

void Workloads::leave(const std::string& why, std::function<void()> then) {
  impl_->leave(why, std::move(then));
}

bool Workloads::settled() const {
  return impl_->informer.synced() && impl_->queue.idle();
}

PodCounts Workloads::counts() const {
  return impl_->counts();
}

}  // namespace seamark::agent
