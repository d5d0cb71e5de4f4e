// Selectors: grammar, texts of what cannot be read, matching.
// SPDX-License-Identifier: Apache-2.0
#include "api/selector.h"

#include <gtest/gtest.h>

#include "api/core/service.h"
#include "api/kinds.h"

namespace seamark::api {
namespace {

bool selects(std::string_view selector, const Labels& labels) {
  const auto parsed = LabelSelector::parse(selector);
  EXPECT_TRUE(parsed) << selector << ": " << (parsed ? "" : parsed.error().message);
  return parsed && parsed->matches(labels);
}

TEST(LabelSelector, Matches) {
  const Labels web = {{"app", "web"}, {"n", "5"}, {"empty", ""}, {"in", "x"}};
  EXPECT_TRUE(selects("", web));
  EXPECT_TRUE(selects("app", web));
  EXPECT_FALSE(selects("!app", web));
  EXPECT_TRUE(selects("!other", web));
  EXPECT_TRUE(selects("app=web", web));
  EXPECT_TRUE(selects(" app == web , n", web));
  EXPECT_FALSE(selects("app!=web", web));
  EXPECT_TRUE(selects("other!=web", web)) << "what is absent is different";
  EXPECT_TRUE(selects("app in (db,web)", web));
  EXPECT_FALSE(selects("other in (db,web)", web));
  EXPECT_TRUE(selects("app notin (db)", web));
  EXPECT_TRUE(selects("other notin (db)", web));
  EXPECT_TRUE(selects("n>4", web));
  EXPECT_FALSE(selects("n>5", web));
  EXPECT_TRUE(selects("n<6", web));
  EXPECT_FALSE(selects("app>1", web));
  EXPECT_TRUE(selects("empty=", web));
  EXPECT_TRUE(selects("empty in (,a)", web));
  EXPECT_TRUE(selects("in in (x)", web)) << "an operator's name is a key where a key stands";
  EXPECT_FALSE(selects("n=1,n=5", web));
}

TEST(LabelSelector, SaysWhatItCannotRead) {
  const std::map<std::string, std::string> texts = {
      {"n>x",
       "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the "
       "value must be an integer"},
      {"a=b!c", "found '!', expected: ',' or 'end of string'"},
      {"n=1,", "found '', expected: identifier after ','"},
      {"n in", "unable to parse requirement: found '' expected: '('"},
      {"l x", "unable to parse requirement: found 'x', expected: in, notin, =, ==, !=, gt, lt"},
      {"n in (a", "unable to parse requirement: found '', expected: ',' or ')'"},
      {"=a", "found '=', expected: !, identifier, or 'end of string'"},
      {"!", "unable to parse requirement: found '', expected: identifier"},
      {"a=(", "unable to parse requirement: found '(', expected: identifier"},
  };
  for (const auto& [selector, text] : texts) {
    const auto parsed = LabelSelector::parse(selector);
    ASSERT_FALSE(parsed) << selector;
    EXPECT_EQ(parsed.error().code, 400);
    EXPECT_EQ(parsed.error().message, text) << selector;
  }
  EXPECT_TRUE(LabelSelector::parse("-a=b").error().message.starts_with(
      "unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of"));
  EXPECT_EQ(LabelSelector::parse("n=" + std::string(64, 'x')).error().message,
            "unable to parse requirement: values[0][n]: Invalid value: \"" + std::string(64, 'x') +
                "\": must be no more than 63 bytes");
}

TEST(LabelSelector, OfLabelsWantsEveryPair) {
  const auto selector = LabelSelector::ofLabels({{"a", "1"}, {"b", "2"}});
  EXPECT_TRUE(selector.matches({{"a", "1"}, {"b", "2"}, {"c", "3"}}));
  EXPECT_FALSE(selector.matches({{"a", "1"}}));
}

TEST(LabelSelector, LongInputEnds) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "k!=v,";
  EXPECT_FALSE(LabelSelector::parse(text));
  EXPECT_EQ(LabelSelector::parse(text + "k")->requirements().size(), 20'001u);
  EXPECT_FALSE(LabelSelector::parse("k in (" + std::string(100'000, ',')));
}

TEST(FieldSelector, MatchesAndRefuses) {
  const Kind& kind = kindOf<Service>();
  Service service;
  service.metadata.name = "web";
  service.metadata.namespace_ = "shop";
  service.spec.type = "ClusterIP";
  const auto selected = [&](std::string_view text) {
    return FieldSelector::parse(text, kind)->matches(service);
  };
  EXPECT_TRUE(selected(""));
  EXPECT_TRUE(selected("metadata.name=web,spec.type==ClusterIP"));
  EXPECT_FALSE(selected("metadata.namespace!=shop"));
  EXPECT_TRUE(selected("spec.clusterIP="));
  EXPECT_TRUE(selected(",metadata.name=web,"));
  EXPECT_EQ(*FieldSelector::parse("metadata.name=a\\,b", kind)->exactly("metadata.name"), "a,b");
  const auto message = [&](std::string_view text) {
    return FieldSelector::parse(text, kind).error().message;
  };
  EXPECT_EQ(message("spec.ports=x"), "field label not supported: spec.ports");
  EXPECT_EQ(message("metadata.name"), "invalid selector: 'metadata.name'; can't understand 'metadata.name'");
  EXPECT_EQ(message("metadata.name=a=b"), "invalid field selector: unescaped character in value: 61");
  EXPECT_EQ(message("metadata.name=a\\x"), "invalid field selector: invalid escape sequence: \\x");
  const Kind* endpoints = findKind("", "v1", "endpoints");
  EXPECT_EQ(FieldSelector::parse("subsets=1", *endpoints).error().message,
            "\"subsets\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
}

}  // namespace
}  // namespace seamark::api
