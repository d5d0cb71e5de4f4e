// What the tests of list and watch share: a memory store with ConfigMaps, a hub, and requests made of a path.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <vector>

#include "api/core/config_map.h"
#include "apiserver/compressed_lists.h"
#include "apiserver/list.h"
#include "apiserver/recording_responder.h"
#include "apiserver/watch.h"
#include "apiserver/watch_hub.h"
#include "base/simulated_executor.h"
#include "store/open.h"

namespace seamark::apiserver {

class ReadFixture : public testing::Test {
 protected:
  using Answer = std::shared_ptr<RecordingResponder>;
  using Query = std::vector<std::pair<std::string, std::string>>;

  const api::Kind& kind() const { return api::kindOf<api::ConfigMap>(); }

  // Writes; returns the revision.
  store::Revision put(const std::string& name, const std::string& value = "1", const std::string& label = "",
                      const std::string& ns = "ns") {
    auto object = std::make_shared<api::ConfigMap>();
    object->metadata.name = name;
    object->metadata.namespace_ = ns;
    if (!label.empty()) object->metadata.labels["l"] = label;
    object->data["k"] = value;
    return commit({&kind(), ns + "/" + name, object, nullptr, store::Expect::anything()});
  }
  store::Revision remove(const std::string& name, const std::string& ns = "ns") {
    return commit({&kind(), ns + "/" + name, nullptr, nullptr, store::Expect::anything()});
  }
  store::Revision commit(store::Write write) {
    store::Transaction transaction;
    transaction.writes.push_back(std::move(write));
    store::Revision revision = 0;
    store_->commit(std::move(transaction), [&](const store::Outcome& outcome) {
      EXPECT_EQ(outcome.what, store::Outcome::What::Committed);
      revision = outcome.committed.revision;
    });
    loop_.runReady();
    return revision;
  }
  void compact(store::Revision revision) {
    store_->compact(revision, [](const Result<>& result) { EXPECT_TRUE(result); });
  }

  ContextPtr context(Query query, Negotiated accept, const Answer& answer, const std::string& ns) {
    auto made = std::make_shared<RequestContext>(RequestContext{.services = services_});
    made->responder = answer;
    made->query = std::move(query);
    made->info.ns = ns;
    made->kind = &kind();
    made->accept = accept;
    return made;
  }
  Answer list(Query query, Negotiated accept = {}, const std::string& ns = "ns") {
    auto answer = std::make_shared<RecordingResponder>(loop_);
    serveList(context(std::move(query), accept, answer, ns));
    loop_.runReady();
    return answer;
  }
  Answer watch(Query query, Negotiated accept = {}, const std::string& ns = "ns", bool reads = true) {
    auto answer = std::make_shared<RecordingResponder>(loop_);
    if (!reads) answer->stopReading();
    serveWatch(context(std::move(query), accept, answer, ns));
    loop_.runReady();
    return answer;
  }

  static boost::json::object parsed(const std::string& body) { return boost::json::parse(body).as_object(); }
  static std::vector<std::string> names(const Answer& answer) {
    std::vector<std::string> found;
    for (const auto& item : parsed(answer->body()).at("items").as_array())
      found.emplace_back(item.at("metadata").at("name").as_string());
    return found;
  }
  static std::string message(const Answer& answer) {
    return std::string(parsed(answer->body()).at("message").as_string());
  }
  static std::vector<boost::json::object> frames(const Answer& answer) {
    std::vector<boost::json::object> found;
    std::string_view rest = answer->body();
    for (size_t end; (end = rest.find('\n')) != std::string_view::npos; rest.remove_prefix(end + 1))
      found.push_back(boost::json::parse({rest.data(), end}).as_object());
    EXPECT_TRUE(rest.empty());
    return found;
  }
  // "ADDED a=1", "BOOKMARK @7", "ERROR <message>".
  static std::vector<std::string> events(const Answer& answer) {
    std::vector<std::string> told;
    for (const auto& frame : frames(answer)) {
      std::string type(frame.at("type").as_string());
      const auto& object = frame.at("object").as_object();
      if (type == "ERROR") {
        told.push_back(type + " " + std::string(object.at("message").as_string()));
        continue;
      }
      const auto& meta = object.at("metadata").as_object();
      if (type == "BOOKMARK")
        told.push_back(type + " @" + std::string(meta.at("resourceVersion").as_string()) +
                       (meta.contains("annotations") ? " end" : ""));
      else
        told.push_back(type + " " + std::string(meta.at("name").as_string()) + "=" +
                       std::string(object.at("data").at("k").as_string()));
    }
    return told;
  }
  static std::string text(store::Revision revision) { return std::to_string(revision); }

  // List and watch use none of these.
  template <class T>
  T& unused() {
    return *reinterpret_cast<T*>(unused_);
  }

  SimulatedExecutor loop_;
  std::unique_ptr<store::Store> store_ = store::openMemoryStore(loop_);
  SeededRandom random_{1};
  WatchHub hub_{*store_, {.log = {.events = 64, .bytes = 100'000}, .queued = 4096}};
  CompressedLists compressedLists_;
  alignas(64) char unused_[64] = {};
  Services services_{*store_,
                     loop_,
                     random_,
                     hub_,
                     unused<ServiceRegistry>(),
                     unused<Authorizer>(),
                     unused<ServiceAccountTokens>(),
                     unused<Metrics>(),
                     compressedLists_};
};

}  // namespace seamark::apiserver
