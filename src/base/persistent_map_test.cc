// PersistentMap against std::map.
// SPDX-License-Identifier: Apache-2.0
#include "base/persistent_map.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace seamark {
namespace {

using Model = std::map<std::string, int>;
using Map = PersistentMap<int>;

void expectSame(const Map& map, const Model& model) {
  ASSERT_EQ(map.size(), model.size());
  auto it = map.begin();
  for (const auto& [key, value] : model) {
    ASSERT_TRUE(it);
    ASSERT_EQ(it.key(), key);
    ASSERT_EQ(it.value(), value);
    it.next();
  }
  ASSERT_FALSE(it);
}

std::string randomKey(std::mt19937_64& random) {
  std::string key(1 + random() % 3, '?');
  for (char& c : key) c = static_cast<char>('a' + random() % 6);
  return key;
}

size_t countIn(const Model& model, const std::string& from, const std::string& to) {
  const auto end = to.empty() ? model.end() : model.lower_bound(to);
  return static_cast<size_t>(std::distance(model.lower_bound(from), end));
}

TEST(PersistentMap, AgreesWithStdMapAndOldVersionsStayAsTheyWere) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::vector<std::pair<Map, Model>> versions{{}};
  for (int i = 0; i < 3000; ++i) {
    auto [map, model] = versions.back();
    const std::string key = randomKey(random);
    if (random() % 3 == 0) {
      map = map.erase(key);
      model.erase(key);
    } else {
      map = map.set(key, i);
      model[key] = i;
    }
    const std::string probe = randomKey(random), end = random() % 4 ? randomKey(random) : "";
    ASSERT_EQ(map.find(probe) != nullptr, model.contains(probe));
    if (end.empty() || probe <= end) {
      ASSERT_EQ(map.countRange(probe, end), countIn(model, probe, end));
    }
    const auto from = map.begin(probe);
    const auto expected = model.lower_bound(probe);
    ASSERT_EQ(static_cast<bool>(from), expected != model.end());
    if (from) {
      ASSERT_EQ(from.key(), expected->first);
    }
    versions.emplace_back(std::move(map), std::move(model));
  }
  for (size_t i = 0; i < versions.size(); i += 97) expectSame(versions[i].first, versions[i].second);
  expectSame(versions.back().first, versions.back().second);
}

TEST(PersistentMap, FromSortedIsTheSameMap) {
  for (const size_t size : {0, 1, 2, 3, 10, 1000}) {
    std::vector<std::pair<SharedText, int>> sorted;
    Model model;
    for (size_t i = 0; i < size; ++i) model[std::to_string(i)] = static_cast<int>(i);
    for (const auto& [key, value] : model) sorted.emplace_back(key, value);
    auto map = Map::fromSorted(std::move(sorted));
    expectSame(map, model);
    model["5x"] = 7;
    expectSame(map.set("5x", 7), model);
  }
}

TEST(PersistentMap, GivesItsOwnKeyToShare) {
  const Map map = Map().set("a", 1).set("b", 2);
  const char* own = map.begin("b").key().data();
  EXPECT_EQ(map.sharedKey("b").view().data(), own);
  EXPECT_EQ(map.set("b", 3).begin("b").key().data(), own);
  EXPECT_EQ(map.sharedKey("c"), "c");
  EXPECT_EQ(map.sharedKey(""), "");
}

TEST(PersistentMap, WeighsWhatChangedOnly) {
  size_t weighed = 0;
  const auto weigh = [&weighed](int value) {
    ++weighed;
    return static_cast<uint64_t>(value);
  };
  Map map;
  for (int i = 1; i <= 1000; ++i) map = map.set(std::to_string(i), i);
  EXPECT_EQ(map.weightOfRange("", "", weigh), 500'500u);
  EXPECT_EQ(weighed, 1000u);
  const Map changed = map.set("500", 501).erase("7");
  weighed = 0;
  EXPECT_EQ(changed.weightOfRange("", "", weigh), 500'494u);
  EXPECT_LT(weighed, 40u);
  EXPECT_EQ(map.weightOfRange("", "", weigh), 500'500u);
  weighed = 0;
  EXPECT_EQ(changed.weightOfRange("50", "51", weigh), 50u + 5045 + 1);  // 50 and 500 to 509
  EXPECT_LT(weighed, 40u);
}

TEST(PersistentMap, WeighsMoreThanANodeCanRemember) {
  const auto weigh = [](int) { return uint64_t{1} << 31; };
  Map map;
  for (int i = 0; i < 10; ++i) map = map.set(std::to_string(i), i);
  for (int round = 0; round < 2; ++round) EXPECT_EQ(map.weightOfRange("", "", weigh), uint64_t{10} << 31);
}

// Keys that rise are the worst case of a tree that does not balance: 100,000 of them would take minutes and
// overflow the stack.
TEST(PersistentMap, StaysBalancedUnderRisingKeys) {
  Map map;
  char key[16];
  for (int i = 0; i < 100'000; ++i) {
    std::snprintf(key, sizeof key, "%08d", i);
    map = map.set(key, i);
  }
  ASSERT_EQ(map.size(), 100'000u);
  for (int i = 0; i < 99'990; ++i) {
    std::snprintf(key, sizeof key, "%08d", i);
    map = map.erase(key);
  }
  EXPECT_EQ(map.size(), 10u);
  EXPECT_EQ(map.begin().key(), "00099990");
}

}  // namespace
}  // namespace seamark
