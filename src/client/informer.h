// Informer: a kept copy of one kind (LIST+WATCH by a reflector) with handlers and indexes.
//
// What it promises (as client-go's SharedInformer): each object's states are seen in order, though states in
// between may be missed after a reconnect; a name deleted and made anew may be seen as one update (the uid
// tells); nothing is said about the order across kinds. Handlers run on the carrier's executor, after the
// copy has the new state.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "client/carrier.h"

namespace seamark::client {

struct InformerHandler {
  std::function<void(const ObjectPtr& now)> onAdd;
  std::function<void(const ObjectPtr& before, const ObjectPtr& now)> onUpdate;
  // The last state, with the deletion's own resourceVersion where the stream told it.
  std::function<void(const ObjectPtr& last)> onDelete;
};

struct InformerOptions {
  std::string ns;
  std::string labelSelector;
  std::string fieldSelector;
  Random* random = nullptr;  // for the jitter of reconnects; null: a sequence of its own
};

class Informer {
 public:
  // An index groups objects by strings made from each: `indexer(object)` gives the values it is found under.
  using Indexer = std::function<std::vector<std::string>(const api::Object&)>;

  Informer(Carrier& carrier, const api::Kind& kind, InformerOptions options = {});
  ~Informer();
  Informer(const Informer&) = delete;
  Informer& operator=(const Informer&) = delete;

  // Before start(). Handlers are called in the order in which they were added.
  void addHandler(InformerHandler handler);
  void addIndex(const std::string& name, Indexer indexer);
  void start();

  // The initial list has been seen whole and its handlers have run.
  bool synced() const;
  // Called once synced (at once when it is): on the executor.
  void whenSynced(std::function<void()> then);

  // The newest state known; null when there is none. key: "namespace/name" or "name".
  ObjectPtr get(const std::string& key) const;
  const std::map<std::string, ObjectPtr>& all() const;
  std::vector<ObjectPtr> byIndex(const std::string& index, const std::string& value) const;
  // The keys behind byIndex, without copying: valid until the next event.
  const std::set<std::string>& keysByIndex(const std::string& index, const std::string& value) const;
  const api::Kind& kind() const;

  // Tells the copy of an object that this client has just written or read from the server: from now on reads
  // see at least that state (read your writes), and handlers run for it as for an event. What the stream has
  // passed already is ignored. Only for informers without selectors; from the executor.
  void observe(ObjectPtr written);
  // Likewise of an object that this client has just deleted and that no finalizer holds, in the state that it
  // was deleted in: reads do not see it any more, whatever the stream still has to say of it.
  void forget(const ObjectPtr& deleted);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

template <class T>
std::shared_ptr<const T> get(const Informer& informer, const std::string& key) {
  return std::static_pointer_cast<const T>(informer.get(key));
}

}  // namespace seamark::client
