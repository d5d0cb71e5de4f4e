// Old versions in the history: packed, and read as they were.
// SPDX-License-Identifier: Apache-2.0
#include "store/history_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "store/widget_test_kind.h"

namespace seamark::store {
namespace {

constexpr SteadyTime kThen{}, kLater = kThen + std::chrono::seconds(10);

// What a version of an object looks like: much of it is the same in all.
std::string text(int version) {
  return std::string(400, 'a') + std::to_string(version) + std::string(400, 'b');
}

class HistoryLogTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& data) {
    const auto object = std::make_shared<api::EncodedObject>(kWidgets, widget(name, data), ++revision_);
    auto& newest = newest_[name];
    log_.append(0,
                {newest ? EventType::Modified : EventType::Added, revision_, SharedText("ns/" + name), object,
                 newest},
                1, kThen);
    newest = object;
  }
  void remove(const std::string& name) {
    auto& newest = newest_[name];
    const auto last = std::make_shared<api::EncodedObject>(kWidgets, newest->object(), ++revision_);
    log_.append(0, {EventType::Deleted, revision_, SharedText("ns/" + name), last, newest}, 1, kThen);
    newest = nullptr;
  }
  size_t pack() {
    size_t packed = 0;
    while (log_.hasCold(kLater)) {
      const auto cold = log_.lookAtNext();
      const auto small = cold ? api::EncodedObject::packed(*cold->version, cold->base) : nullptr;
      if (!small) continue;
      log_.replace(*cold, small);
      ++packed;
    }
    return packed;
  }
  std::vector<Event> all() { return *log_.after(0, log_.compacted()); }

  HistoryLog log_{1, {}, 0};
  Revision revision_ = 0;
  std::map<std::string, api::EncodedPtr> newest_;
};

TEST_F(HistoryLogTest, VersionsArePackedAgainstOneOfThem) {
  for (int version = 0; version < 5; ++version)
    for (const char* name : {"x", "y"}) write(name, text(version));
  EXPECT_EQ(pack(), 6u) << "neither the newest of each nor their bases";
  const auto events = all();
  std::set<api::EncodedPtr> bases;
  for (size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(dataOf(events[i].object), text(static_cast<int>(i / 2)));
    if (i >= 2) {
      EXPECT_EQ(events[i].previous, events[i - 2].object) << "one object for both events";
    }
    if (events[i].object->base()) bases.insert(events[i].object->base());
  }
  EXPECT_EQ(bases, (std::set<api::EncodedPtr>{events[2].object, events[3].object}));
}

TEST_F(HistoryLogTest, WhatComesLaterIsPackedAgainstTheSameBase) {
  for (int version = 0; version < 3; ++version) write("x", text(version));
  pack();
  for (int version = 3; version < 6; ++version) write("x", text(version));
  EXPECT_EQ(pack(), 3u);
  for (const Event& event : all())
    if (event.object->base()) {
      EXPECT_EQ(event.object->base()->revision(), 2);
    }
}

TEST_F(HistoryLogTest, ABaseOutlivesItsEvent) {
  for (int version = 0; version < 6; ++version) write("x", text(version));
  pack();
  std::deque<Revision> rows;
  log_.forget(3, rows);
  write("x", text(6));
  EXPECT_EQ(pack(), 1u);
  const auto events = all();
  ASSERT_EQ(events.size(), 4u);
  for (size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(dataOf(events[i].object), text(static_cast<int>(i) + 3));
  EXPECT_EQ(dataOf(events[0].previous), text(2));
}

TEST_F(HistoryLogTest, AVersionThatIsNotLikeTheBaseBecomesOne) {
  const auto other = [](int version) {
    std::minstd_rand random(7);
    std::string data;
    for (int i = 0; i < 800; ++i) data += static_cast<char>('!' + random() % 90);
    return data + std::to_string(version);
  };
  for (int version = 0; version < 3; ++version) write("x", text(version));
  for (int version = 3; version < 6; ++version) write("x", other(version));
  pack();
  const auto events = all();
  for (int version : {0, 2}) EXPECT_EQ(events[static_cast<size_t>(version)].object->base()->revision(), 2);
  EXPECT_FALSE(events[3].object->base());
  EXPECT_EQ(events[4].object->base()->revision(), 4);
  EXPECT_EQ(dataOf(events[4].object), other(4));
}

TEST_F(HistoryLogTest, DeletionsAndNewLivesOfAName) {
  for (int life = 0; life < 3; ++life) {
    write("x", text(3 * life));
    write("x", text(3 * life + 1));
    remove("x");
  }
  pack();
  const auto events = all();
  for (size_t i = 0; i < events.size(); ++i)
    EXPECT_EQ(dataOf(events[i].object), text(static_cast<int>(i % 3 == 2 ? i - 1 : i)));
}

TEST_F(HistoryLogTest, OldCollectionsAreRebuiltFromThem) {
  for (int version = 0; version < 4; ++version)
    for (const char* name : {"x", "y"}) write(name, text(version));
  pack();
  Collection newest;
  for (const auto& [name, object] : newest_) newest = newest.set("ns/" + name, object);
  const auto at = log_.collectionAt(0, 3, newest);
  EXPECT_EQ(dataOf(*at->find("ns/x")), text(1));
  EXPECT_EQ(dataOf(*at->find("ns/y")), text(0));
}

}  // namespace
}  // namespace seamark::store
