// The order in which an EndpointSlice is told what is wrong with it.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/discovery/endpoint_slice.h"
#include "api/field_error.h"
#include "api/kinds.h"

namespace seamark::api {
namespace {

EndpointSlice decoded(const std::string& json) {
  EndpointSlice slice;
  EXPECT_TRUE(decodeJson(typeOf<EndpointSlice>(), json, &slice)) << json;
  kindOf<EndpointSlice>().rules.setDefaults(slice);
  return slice;
}

std::string createErrors(const std::string& json) {
  return joinedText(kindOf<EndpointSlice>().rules.validateCreate(decoded(json)));
}

TEST(EndpointSliceRules, WhatTheSchemaDemandsIsToldLast) {
  EXPECT_EQ(createErrors(R"({"endpoints":[{}],"ports":[{"protocol":"X"}]})"),
            "[ports[0].protocol: Unsupported value: \"X\": supported values: \"SCTP\", \"TCP\", \"UDP\", "
            "addressType: Required value, endpoints[0].addresses: Required value]");
  EXPECT_EQ(createErrors(R"({"addressType":"IPv5","endpoints":[{"addresses":["a"],"nodeName":"B"}]})")
                .substr(0, 55),
            "[endpoints[0].nodeName: Invalid value: \"B\": a lowercase");
}

TEST(EndpointSliceRules, TooManyZonesHideTheNodes) {
  std::string zones;
  for (int i = 0; i < 9; ++i) zones += (i > 0 ? "," : "") + ("{\"name\":\"z" + std::to_string(i) + "\"}");
  EXPECT_EQ(
      createErrors(R"({"addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"],"hints":{"forZones":[)" +
                   zones + R"(],"forNodes":[{"name":"A"}]}}]})"),
      "endpoints[0].hints.forZones: Too many: 9: must have at most 8 items");
}

}  // namespace
}  // namespace seamark::api
