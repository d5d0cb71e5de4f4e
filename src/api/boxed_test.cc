// An optional that takes a pointer's room is a value all the same.
// SPDX-License-Identifier: Apache-2.0
#include "api/boxed.h"

#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/pod.h"

namespace seamark::api {
namespace {

TEST(Boxed, CopiesAreDeepAndEqualWhenWhatTheyHoldIs) {
  Boxed<Affinity> none, one;
  EXPECT_FALSE(one.has_value());
  EXPECT_EQ(none, one);
  one.emplace().podAffinity.emplace();
  EXPECT_NE(none, one);
  Boxed<Affinity> copy = one;
  EXPECT_EQ(copy, one);
  copy->podAffinity.reset();
  EXPECT_NE(copy, one);
  EXPECT_TRUE(one->podAffinity);
  one = one->podAffinity ? Boxed<Affinity>(*one) : none;  // from within itself
  EXPECT_TRUE(one->podAffinity);
  one = none;
  EXPECT_EQ(one, none);
}

TEST(Boxed, PresentAndEmptyIsNotAbsent) {
  const auto decoded = [](std::string_view json) {
    Pod pod;
    EXPECT_TRUE(decodeJson(typeOf<Pod>(), json, &pod));
    return pod;
  };
  const Pod absent = decoded(R"({"spec":{}})"), null = decoded(R"({"spec":{"securityContext":null}})"),
            empty = decoded(R"({"spec":{"securityContext":{}}})");
  EXPECT_EQ(absent, null);
  EXPECT_NE(absent, empty);
  EXPECT_TRUE(encodeItem(kindOf<Pod>(), empty).find(R"("securityContext":{})") != std::string::npos);
}

}  // namespace
}  // namespace seamark::api
