// Go's messages about malformed JSON, and what a body says it is.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/json_syntax.h"

#include <gtest/gtest.h>

namespace seamark::apiserver {
namespace {

TEST(JsonSyntax, GoMessages) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "unexpected end of JSON input"},
      {"{", "unexpected end of JSON input"},
      {"{} trailing", "invalid character 't' after top-level value"},
      {"{'a':1}", "invalid character '\\'' looking for beginning of object key string"},
      {"{\"a\":1,}", "invalid character '}' looking for beginning of object key string"},
      {"{\"a\" 1}", "invalid character '1' after object key"},
      {"{\"a\":080}", "invalid character '8' after object key:value pair"},
      {"[1 2]", "invalid character '2' after array element"},
      {"\xef\xbb\xbf{}", "invalid character 'ï' looking for beginning of value"},
      {std::string_view("\0\1", 2).data(), "unexpected end of JSON input"},
      {"{\"a\":\"\n\"}", "invalid character '\\n' in string literal"},
      {"{\"a\":\"\\x\"}", "invalid character 'x' in string escape code"},
      {"tru!", "invalid character '!' in literal true (expecting 'e')"},
      {"1.x", "invalid character 'x' after decimal point in numeric literal"},
      {"-x", "invalid character 'x' in numeric literal"},
  };
  for (const auto& [text, message] : cases) {
    const auto head = scanJson(text);
    ASSERT_FALSE(head) << text;
    EXPECT_EQ(head.error().message, message) << text;
  }
}

TEST(JsonSyntax, KindAndVersionOfTheTopLevelOnly) {
  const auto head =
      scanJson(R"( {"x":{"kind":"No","apiVersion":"no"}, "kind" : "Service" ,"apiVersion":"v1"} )");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->kind, "\"Service\"");
  EXPECT_EQ(head->apiVersion, "\"v1\"");
  EXPECT_EQ(jsonStringValue(head->kind), "Service");
}

TEST(JsonSyntax, DepthIsBounded) {
  const std::string deep(20'000, '[');
  const auto head = scanJson(deep);
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().message, "invalid character '[' exceeded max depth");
}

}  // namespace
}  // namespace seamark::apiserver
