// When metadata.generation counts.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

TEST(Generation, ASliceCountsWhatIsDroppedFromIt) {
  TestServer server;
  const std::string slices = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices";
  const auto body = [](const std::string& more) {
    return R"({"metadata":{"name":"a"},"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"])" + more +
           "}]}";
  };
  EXPECT_EQ(server.post(slices, body("")).at("/metadata/generation"), "1");
  const TestAnswer dropped = server.put(slices + "/a", body(R"(,"deprecatedTopology":{"a":"b"})"));
  EXPECT_EQ(dropped.at("/metadata/generation"), "2");
  EXPECT_EQ(dropped.body.find("deprecatedTopology"), std::string::npos);
}

}  // namespace
}  // namespace seamark::apiserver
