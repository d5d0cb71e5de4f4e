// What an IPAddress and a ServiceCIDR may say, and in which order they are told what is wrong.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/field_error.h"
#include "api/kinds.h"
#include "api/networking/ip_address.h"
#include "api/networking/service_cidr.h"

namespace seamark::api {
namespace {

template <class T>
T decoded(const std::string& json) {
  T object;
  EXPECT_TRUE(decodeJson(typeOf<T>(), json, &object)) << json;
  return object;
}

template <class T>
std::string createErrors(const std::string& json) {
  return joinedText(kindOf<T>().rules.validateCreate(decoded<T>(json)));
}

TEST(IPAddressRules, WhatIsMissingIsToldAfterWhatIsWrong) {
  EXPECT_EQ(createErrors<IPAddress>(R"({"spec":{"parentRef":{"name":"a/b"}}})"),
            "[spec.parentRef.name: Invalid value: \"a/b\": may not contain '/', "
            "spec.parentRef.resource: Required value]");
  EXPECT_EQ(createErrors<IPAddress>(R"({"spec":{"parentRef":{"resource":"..","namespace":"x%"}}})"),
            "[spec.parentRef.resource: Invalid value: \"..\": may not be '..', "
            "spec.parentRef.namespace: Invalid value: \"x%\": may not contain '%', "
            "spec.parentRef.name: Required value]");
}

TEST(IPAddressRules, AParentThatIsTakenAwayIsMissingAndImmutable) {
  const auto old = decoded<IPAddress>(R"({"spec":{"parentRef":{"resource":"services","name":"a"}}})");
  EXPECT_EQ(joinedText(kindOf<IPAddress>().rules.validateUpdate(decoded<IPAddress>("{}"), old)),
            "[spec.parentRef: Required value, spec.parentRef: Invalid value: null: field is immutable]");
  EXPECT_EQ(joinedText(kindOf<IPAddress>().rules.validateUpdate(
                decoded<IPAddress>(R"({"spec":{"parentRef":{"resource":"a/b"}}})"), old)),
            "[spec.parentRef.resource: Invalid value: \"a/b\": may not contain '/', "
            "spec.parentRef.name: Required value, spec.parentRef: Invalid value: null: field is immutable]");
}

TEST(ServiceCIDRRules, RangesAreReadBeforeTheirFamiliesAreCompared) {
  const std::string cidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
  EXPECT_EQ(createErrors<ServiceCIDR>(R"({"spec":{"cidrs":["10.0.0.0/24","x"]}})"),
            "spec.cidrs[1]: Invalid value: \"x\": " + cidr);
  EXPECT_EQ(
      createErrors<ServiceCIDR>(R"({"spec":{"cidrs":["10.0.0.1/24","10.0.1.0/24"]}})"),
      "[spec.cidrs[0]: Invalid value: \"10.0.0.1/24\": must not have bits set beyond the prefix length, "
      "spec.cidrs: Invalid value: [\"10.0.0.1/24\",\"10.0.1.0/24\"]: may specify no more than one IP for "
      "each IP family, i.e 192.168.0.0/24 and 2001:db8::/64]");
}

TEST(ServiceCIDRRules, AStatusUpdateChangesTheStatusAlone) {
  const auto old =
      decoded<ServiceCIDR>(R"({"metadata":{"labels":{"a":"b"}},"spec":{"cidrs":["10.0.0.0/24"]}})");
  auto next = decoded<ServiceCIDR>(
      R"({"metadata":{"labels":{"a":"c"},"finalizers":["x/y"]},"spec":{"cidrs":["10.0.1.0/24"]},
          "status":{"conditions":[{"type":"Ready","status":"True"}]}})");
  kindOf<ServiceCIDR>().rules.prepareForStatusUpdate(next, old);
  EXPECT_EQ(next.metadata.labels, old.metadata.labels);
  EXPECT_TRUE(next.metadata.finalizers.empty());
  EXPECT_EQ(next.spec.cidrs, old.spec.cidrs);
  EXPECT_EQ(next.status.conditions.size(), 1u);
}

}  // namespace
}  // namespace seamark::api
