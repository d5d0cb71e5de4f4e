// MemoryCarrier: a small, honest API server in memory, behind the Carrier interface. It has one order of
// versions, conflicts, preconditions, finalizers, a Pod's grace period where one is asked for, generated
// names, label and field selectors, watches with history and its end (410), namespaces that terminate. It has
// no validation, no admission and no patch.
//
// Tests drive it: faults are injected, watches cut and delayed. Lives on one executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/selector.h"
#include "base/random.h"
#include "client/carrier.h"

namespace seamark::client {

class MemoryCarrier final : public Carrier {
 public:
  enum class Verb : uint8_t { Watch, List, Get, Create, Update, Delete };
  struct Request {
    Verb verb;
    const api::Kind* kind;
    std::string ns;
    std::string name;
    std::string subresource;  // for Watch: "initial" when it wants the initial list
  };
  // Asked before each request that comes through the Carrier interface: a Status refuses it.
  using Fault = std::function<std::optional<Status>(const Request&)>;

  MemoryCarrier(Executor& executor, Random& random) : executor_(executor), random_(random) {}

  // What a test does, at once and without faults.
  Result<ObjectPtr> createNow(const api::Kind& kind, std::shared_ptr<api::Object> object);
  Result<ObjectPtr> updateNow(const api::Kind& kind, std::shared_ptr<api::Object> object,
                              const std::string& subresource = {});
  Result<> removeNow(const api::Kind& kind, const std::string& ns, const std::string& name,
                     const DeleteOptions& options = {});
  ObjectPtr at(const api::Kind& kind, const std::string& key) const;
  std::vector<ObjectPtr> all(const api::Kind& kind) const;

  void setFault(Fault fault) { fault_ = std::move(fault); }
  void setWatchLag(std::function<Duration()> lag) { lag_ = std::move(lag); }
  void cutWatches(const Result<>& why);
  void compact() { forgotten_ = revision_; }  // older versions can no longer be watched from
  size_t requests(Verb verb) const;
  uint64_t revision() const { return revision_; }

  Executor& executor() override { return executor_; }
  Watch watch(const api::Kind& kind, WatchOptions options, WatchSink sink) override;
  void stop(Watch watch) override { watches_.erase(static_cast<uint64_t>(watch)); }
  void list(const api::Kind& kind, ListOptions options, Then<ObjectList> then) override;
  void get(const api::Kind& kind, std::string ns, std::string name, Then<ObjectPtr> then) override;
  void create(const api::Kind& kind, std::shared_ptr<api::Object> object, Then<ObjectPtr> then) override;
  void update(const api::Kind& kind, std::shared_ptr<api::Object> object, std::string subresource,
              Then<ObjectPtr> then) override;
  void patch(const api::Kind& kind, std::string ns, std::string name, std::string subresource,
             std::string contentType, std::string patch, Then<ObjectPtr> then) override;
  void remove(const api::Kind& kind, std::string ns, std::string name, DeleteOptions options,
              Then<void> then) override;

 private:
  struct Change {
    uint64_t revision;
    const api::Kind* kind;
    ObjectPtr before;  // null: made
    ObjectPtr now;     // the last state when `gone`
    bool gone;
  };
  struct Filter {
    std::string ns;
    api::LabelSelector labels;
    api::FieldSelector fields;
    bool matches(const api::Object& object) const;
  };
  struct Stream {
    const api::Kind* kind;
    Filter filter;
    WatchSink sink;
    uint64_t after;  // the last revision that it has seen
    bool initial;    // still has to get the initial list
    bool scheduled = false;
  };

  static Result<Filter> filterOf(const api::Kind& kind, const std::string& ns, const std::string& labels,
                                 const std::string& fields);
  std::optional<Status> refuse(Verb verb, const api::Kind& kind, const std::string& ns,
                               const std::string& name, const std::string& subresource = {});
  ObjectPtr put(const api::Kind& kind, const std::string& key, std::shared_ptr<api::Object> object);
  void erase(const api::Kind& kind, const std::string& key);
  std::optional<Status> terminating(const api::Kind& kind, const api::ObjectMeta& meta) const;
  Result<> begin(const api::Kind& kind, const std::string& key, const DeleteOptions& options);
  void record(Change change);
  void schedule(uint64_t id, Stream& stream);
  void pump(uint64_t id);
  void initialList(Stream& stream, std::vector<WatchEvent>& events) const;
  template <class T>
  void answer(Then<T> then, Result<T> result) {
    executor_.post(
        [then = std::move(then), result = std::move(result)]() mutable { then(std::move(result)); });
  }

  Executor& executor_;
  Random& random_;
  std::map<const api::Kind*, std::map<std::string, ObjectPtr>> objects_;
  std::vector<Change> log_;
  std::map<uint64_t, Stream> watches_;
  std::map<Verb, size_t> requests_;
  Fault fault_;
  std::function<Duration()> lag_;
  uint64_t revision_ = 0;
  uint64_t forgotten_ = 0;
  uint64_t lastWatch_ = 0;
};

}  // namespace seamark::client
