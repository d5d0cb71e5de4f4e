// What every controller gets: the carrier, the informers that all share, and a way to write changes.
// Everything lives on the carrier's executor.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "api/kinds.h"
#include "base/random.h"
#include "client/carrier.h"
#include "client/informer.h"
#include "client/metrics.h"

namespace seamark::controllers {

// One informer a kind, made when the first controller asks for it. All handlers and indexes come before
// start().
class Informers {
 public:
  Informers(client::Carrier& carrier, Random& random) : carrier_(carrier), random_(random) {}
  client::Informer& of(const api::Kind& kind);
  template <class T>
  client::Informer& of() {
    return of(api::kindOf<T>());
  }
  void start();
  bool synced() const;
  // Calls `then` once all have been synced.
  void whenSynced(const std::function<void()>& then);
  // Whether the handlers run now for a write of our own that the API has just accepted.
  bool observing() const { return observing_; }
  void observe(client::Informer& informer, client::ObjectPtr written);
  void forget(client::Informer& informer, const client::ObjectPtr& deleted);

 private:
  client::Carrier& carrier_;
  Random& random_;
  std::map<const api::Kind*, std::unique_ptr<client::Informer>> informers_;
  bool observing_ = false;
};

// One write that a plan asks for. Update: the object as it should be, with the resourceVersion it was planned
// from. Delete: the object as it was seen; its uid and resourceVersion are preconditions.
struct Change {
  enum class What : uint8_t { Create, Update, Delete } what;
  std::shared_ptr<const api::Object> object;
  std::string subresource = {};
};

struct Context {
  client::Carrier& carrier;
  Random& random;
  Informers& informers;
  client::Metrics* metrics;   // null: nothing is counted
  std::weak_ptr<void> alive;  // expired: the controllers are gone, callbacks do nothing

  Executor& executor() const { return carrier.executor(); }

  // Counts what a controller had to look at for a plan: `object` is "pod" or "endpoint".
  void looked(const std::string& controller, const std::string& object, size_t count) const;

  // `then`, but not after the controllers are gone.
  template <class T, class Then>
  client::Carrier::Then<T> guarded(Then then) const {
    return [watch = alive, then = std::move(then)](Result<T> result) mutable {
      if (watch.lock()) then(std::move(result));
    };
  }

  // Sends creates and updates, and once all of them were accepted, deletes. What was accepted is told to the
  // informer, so that the next plan sees it. After a conflict the object is read anew and told as well. An
  // object that is gone already is deleted. `then` gets the first failure; `written` before that each object
  // that a create or update made.
  void apply(client::Informer& informer, std::vector<Change> changes, std::function<void(Result<>)> then,
             std::function<void(const client::ObjectPtr&)> written = {}) const;
};

// "namespace/name", or "name": what informers and queues know an object by.
std::string keyOf(const api::Object& object);

// A create that failed because its namespace is being emptied: nothing to retry.
bool namespaceTerminates(const Status& status);

}  // namespace seamark::controllers
