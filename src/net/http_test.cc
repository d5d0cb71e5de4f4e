// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"

#include <gtest/gtest.h>

#include "base/simulated_executor.h"

namespace seamark::net {
namespace {

TEST(Headers, AreFoundWithoutRegardToCase) {
  Headers headers{{"Accept", "a"}, {"X", "1"}, {"accept", "b"}};
  EXPECT_EQ(*headers.find("ACCEPT"), "a");
  EXPECT_EQ(headers.all("accept"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(headers.find("y"), nullptr);
}

TEST(DecodedPath, TakesEveryFormOfTarget) {
  EXPECT_EQ(decodedPath("/api/v1?x=1"), "/api/v1");
  EXPECT_EQ(decodedPath("/a%20b%2Fc+d"), "/a b/c+d");
  EXPECT_EQ(decodedPath("https://host:1/x?y"), "/x");
  EXPECT_EQ(decodedPath("http://host"), "/");
  EXPECT_EQ(decodedPath("*"), "*");
  EXPECT_EQ(decodedPath("/a%2"), "");
  EXPECT_EQ(decodedPath("/a%zz"), "");
  EXPECT_EQ(decodedPath("host:443"), "");
  EXPECT_EQ(decodedPath(""), "");
}

TEST(Query, IsDecodedInOrderAndForgiving) {
  HttpRequest request;
  request.target = "/x?a=1&b=%20+c&a=2&&flag&=v&bad=%zz%4&e=x%3Dy#fragment";
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"a", "1"}, {"b", "  c"}, {"a", "2"}, {"flag", ""}, {"", "v"}, {"bad", "%zz%4"}, {"e", "x=y"}};
  EXPECT_EQ(request.query(), expected);
  request.target = "/x";
  EXPECT_TRUE(request.query().empty());
}

TEST(HttpDate, IsTheFormOfRfc9110) {
  const SimulatedExecutor clock(WallTime(std::chrono::seconds(784111777)));
  EXPECT_EQ(httpDate(clock), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace seamark::net
