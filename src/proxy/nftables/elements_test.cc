// Elements: what stands in the kernel for a Ruleset, and how little a change moves.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/elements.h"

#include <gtest/gtest.h>

#include "proxy/nftables/pick_chain.h"

namespace seamark::proxy {
namespace {

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}

Backends backends(int n) {
  Backends all;
  for (int i = 0; i < n; ++i) all.push_back({*ip("10.1.0.0").plus(static_cast<uint64_t>(i)), 8080});
  return all;
}

Ruleset rulesetWith(Backends list, bool sticky = false) {
  Rule rule;
  const Frontend frontend{ip("10.96.0.1"), Protocol::Tcp, 80};
  rule.backends = std::move(list);
  if (sticky) rule.sticky = Sticky{std::chrono::seconds(10), frontend};
  Ruleset ruleset;
  ruleset.frontends[frontend] = std::make_shared<const Rule>(rule);
  return ruleset;
}

TEST(ArrangeTest, KeepsPlacesAndFillsHoles) {
  const Backends all = backends(5);
  Backends wanted = all;
  wanted.erase(wanted.begin() + 1);
  EXPECT_EQ(arrange(all, wanted), (Backends{all[0], all[4], all[2], all[3]}));
  EXPECT_EQ(arrange({}, all), all);
  EXPECT_EQ(arrange(all, {}), Backends{});
  EXPECT_EQ(arrange({all[3], all[1]}, {all[1], all[2]}), (Backends{all[2], all[1]}));
}

TEST(ElementsTest, TakingOneOfManyMovesOneElement) {
  const ElementStore held = elementsOf(rulesetWith(backends(100)), {});
  Backends fewer = backends(100);
  fewer.erase(fewer.begin() + 10);
  const ElementChanges changes = difference(held, elementsOf(rulesetWith(fewer), held));
  // The way in names another chain, the hole is filled, and the last place goes.
  EXPECT_EQ(changes.add.size(), 2u);
  EXPECT_EQ(changes.remove.size(), 3u);
}

TEST(ElementsTest, AffinityIdsDoNotDependOnPosition) {
  const ElementStore five = elementsOf(rulesetWith(backends(5), true), {});
  Backends fewer = backends(5);
  fewer.erase(fewer.begin());
  const ElementStore four = elementsOf(rulesetWith(fewer, true), five);
  const TableId ids{Table::StickyEndpoints, IpFamily::V4};
  EXPECT_EQ(four.at(ids).size(), 4u);
  for (const auto& [key, value] : four.at(ids)) {
    const std::string* before = five.find(ids, key);
    ASSERT_TRUE(before);
    EXPECT_EQ(*before, value);
  }
}

TEST(ElementsTest, FindsEverythingThatAFrontendHas) {
  for (const bool sticky : {false, true}) {
    const Ruleset ruleset = rulesetWith(backends(7), sticky);
    const ElementStore held = elementsOf(ruleset, {});
    std::vector<Element> found;
    findElements(ruleset.frontends.begin()->first, nullptr, held, found);
    EXPECT_EQ(found.size(), held.size());
  }
}

TEST(ElementsTest, RangesInsideOthersAreLeftOut) {
  NodeRules node;
  node.podRanges = {*Cidr::parse("10.0.0.0/8"), *Cidr::parse("10.1.0.0/16"), *Cidr::parse("10.0.0.0/8"),
                    *Cidr::parse("192.168.0.0/16")};
  std::vector<Element> elements;
  addNodeElements(node, elements);
  EXPECT_EQ(elements.size(), 4u);  // two ranges, each a beginning and an end
  node.podRanges = {*Cidr::parse("0.0.0.0/0")};
  elements.clear();
  addNodeElements(node, elements);
  EXPECT_EQ(elements.size(), 1u);  // which has no end
}

TEST(PickChainTest, NamesSayAllAboutAChain) {
  for (const IpFamily family : {IpFamily::V4, IpFamily::V6})
    for (const bool inside : {false, true})
      for (const Masquerade masquerade : {Masquerade::Never, Masquerade::Outside, Masquerade::Always})
        for (const int seconds : {0, 10800}) {
          PickChain chain{family, 17, inside, masquerade, std::nullopt};
          if (seconds) chain.sticky = std::chrono::seconds(seconds);
          EXPECT_EQ(PickChain::parse(chain.name()), chain) << chain.name();
        }
  for (const char* name :
       {"pick", "pick4", "pick4-0", "pick5-3", "pick4-3-else", "pick4-3-sticky-s", "services"})
    EXPECT_FALSE(PickChain::parse(name)) << name;
}

}  // namespace
}  // namespace seamark::proxy
