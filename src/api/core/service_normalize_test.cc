// A Service before allocation: families, kept values, what a change of type drops.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service_normalize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/core/service_validation.h"
#include "api/kinds.h"

namespace seamark::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ClusterFamilies kDual = {.configured = {IpFamily::V4, IpFamily::V6}};
const ClusterFamilies kSingle = {.configured = {IpFamily::V4}};
const ClusterFamilies kDualV6First = {.configured = {IpFamily::V6, IpFamily::V4}};

Service serviceOf(std::string type = "ClusterIP") {
  Service service;
  service.metadata.name = "web";
  service.spec.type = std::move(type);
  service.spec.ports = {{.name = {},
                         .protocol = "TCP",
                         .appProtocol = {},
                         .port = 80,
                         .targetPort = IntOrString::of(80),
                         .nodePort = 0}};
  service.spec.selector = {{"app", "web"}};
  kindOf<Service>().rules.setDefaults(service);
  return service;
}

Service allocated(std::vector<std::string> ips, std::vector<std::string> families, std::string policy) {
  Service service = serviceOf();
  service.spec.clusterIP = ips[0];
  service.spec.clusterIPs = std::move(ips);
  service.spec.ipFamilies = std::move(families);
  service.spec.ipFamilyPolicy = std::move(policy);
  return service;
}

TEST(ComputeFamilies, DefaultsToTheClustersFirst) {
  Service service = serviceOf();
  EXPECT_THAT(computeFamilies(service, nullptr, kDualV6First), IsEmpty());
  EXPECT_EQ(service.spec.ipFamilyPolicy, "SingleStack");
  EXPECT_THAT(service.spec.ipFamilies, ElementsAre("IPv6"));
}

TEST(ComputeFamilies, PreferDualStackTakesWhatThereIs) {
  for (const auto& [cluster, count] : {std::pair{kDual, 2u}, std::pair{kSingle, 1u}}) {
    Service service = serviceOf();
    service.spec.ipFamilyPolicy = "PreferDualStack";
    EXPECT_THAT(computeFamilies(service, nullptr, cluster), IsEmpty());
    EXPECT_EQ(service.spec.ipFamilies.size(), count);
  }
}

TEST(ComputeFamilies, RequireDualStackNeedsBoth) {
  Service service = serviceOf();
  service.spec.ipFamilyPolicy = "RequireDualStack";
  const FieldErrors errors = computeFamilies(service, nullptr, kSingle);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message,
            "Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services");
}

TEST(ComputeFamilies, RefusesFamiliesThatTheClusterLacks) {
  Service wanted = serviceOf();
  wanted.spec.ipFamilies = {"IPv6"};
  EXPECT_EQ(computeFamilies(wanted, nullptr, kSingle)[0].field, "spec.ipFamilies[0]");
  Service addressed = serviceOf();
  addressed.spec.clusterIP = "fd00::5";
  normalizeClusterIPs(addressed, nullptr);
  const FieldErrors errors = computeFamilies(addressed, nullptr, kSingle);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(joinedText(errors),
            "spec.clusterIPs[0]: Invalid value: \"fd00::5\": IPv6 is not configured on this cluster");
}

TEST(ComputeFamilies, HeadlessWithoutSelectorGetsBothEvenOnOneFamily) {
  Service service = serviceOf();
  service.spec.selector.clear();
  service.spec.clusterIP = "None";
  normalizeClusterIPs(service, nullptr);
  EXPECT_THAT(computeFamilies(service, nullptr, kSingle), IsEmpty());
  EXPECT_EQ(service.spec.ipFamilyPolicy, "RequireDualStack");
  EXPECT_THAT(service.spec.ipFamilies, ElementsAre("IPv4", "IPv6"));
}

TEST(ComputeFamilies, RequestedAddressesSayTheirFamilies) {
  Service service = serviceOf();
  service.spec.clusterIP = "fd00:96::5";
  normalizeClusterIPs(service, nullptr);
  service.spec.ipFamilyPolicy = "PreferDualStack";
  EXPECT_THAT(computeFamilies(service, nullptr, kDual), IsEmpty());
  EXPECT_THAT(service.spec.ipFamilies, ElementsAre("IPv6", "IPv4"));
}

TEST(ComputeFamilies, PreferDualStackIsLeftAloneWhenTheClusterChanges) {
  const Service old = allocated({"10.96.0.9"}, {"IPv4"}, "PreferDualStack");
  Service next = old;
  next.spec.selector = {{"app", "other"}};
  EXPECT_THAT(computeFamilies(next, &old, kDual), IsEmpty());
  EXPECT_THAT(next.spec.ipFamilies, ElementsAre("IPv4"));
}

TEST(ComputeFamilies, SingleStackReleasesTheSecond) {
  const Service old = allocated({"10.96.0.9", "fd00:96::9"}, {"IPv4", "IPv6"}, "RequireDualStack");
  Service next = old;
  next.spec.ipFamilyPolicy = "SingleStack";
  EXPECT_THAT(computeFamilies(next, &old, kDual), IsEmpty());
  EXPECT_THAT(next.spec.clusterIPs, ElementsAre("10.96.0.9"));
  EXPECT_THAT(next.spec.ipFamilies, ElementsAre("IPv4"));
  EXPECT_THAT(validateServiceUpdate(next, old), IsEmpty());
}

TEST(NormalizeClusterIPs, FollowsTheFieldThatWasTouched) {
  const Service old = allocated({"10.96.0.9"}, {"IPv4"}, "SingleStack");
  Service changed = old;
  changed.spec.clusterIP = "10.96.0.10";
  normalizeClusterIPs(changed, &old);
  EXPECT_THAT(changed.spec.clusterIPs, ElementsAre("10.96.0.10"));
  Service cleared = old;
  cleared.spec.clusterIP.clear();
  normalizeClusterIPs(cleared, &old);
  EXPECT_THAT(cleared.spec.clusterIPs, IsEmpty());
  Service omitted = old;
  omitted.spec.clusterIPs.clear();
  normalizeClusterIPs(omitted, &old);
  EXPECT_THAT(omitted.spec.clusterIPs, ElementsAre("10.96.0.9"));
}

TEST(KeepAllocatedValues, NodePortsFollowNames) {
  Service old = serviceOf("NodePort");
  old.spec.ports[0].nodePort = 30001;
  old.spec.ports.push_back(old.spec.ports[0]);
  old.spec.ports[1].name = "b";
  old.spec.ports[1].nodePort = 30002;
  Service next = old;
  next.spec.ports[0].port = 8080;
  next.spec.ports[0].nodePort = 0;
  next.spec.ports[1].nodePort = 30001;  // takes the other's number
  keepAllocatedValues(next, old);
  EXPECT_EQ(next.spec.ports[0].nodePort, 0) << "its number is in use";
  next.spec.ports[1].nodePort = 0;
  keepAllocatedValues(next, old);
  EXPECT_EQ(next.spec.ports[0].nodePort, 30001);
  EXPECT_EQ(next.spec.ports[1].nodePort, 30002);
}

TEST(WipeOnTypeChange, DropsOnlyWhatWasNotTouched) {
  Service old = serviceOf("LoadBalancer");
  old.spec.ports[0].nodePort = 30001;
  old.spec.loadBalancerClass = "example.com/a";
  Service next = old;
  next.spec.type = "ClusterIP";
  next.spec.loadBalancerClass = "example.com/b";
  wipeOnTypeChange(next, old);
  EXPECT_EQ(next.spec.ports[0].nodePort, 0);
  EXPECT_FALSE(next.spec.allocateLoadBalancerNodePorts);
  EXPECT_EQ(next.spec.externalTrafficPolicy, "");
  EXPECT_EQ(next.spec.loadBalancerClass, "example.com/b") << "validation is to refuse it";
  next = old;
  next.spec.type = "ClusterIP";
  next.spec.ports[0].nodePort = 30099;
  wipeOnTypeChange(next, old);
  EXPECT_EQ(next.spec.ports[0].nodePort, 30099);
}

TEST(ServiceUpdate, OddAddressesOfOldMayStay) {
  Service old = allocated({"010.096.000.009"}, {"IPv4"}, "SingleStack");
  old.spec.externalIPs = {"192.0.02.1"};
  old.spec.externalTrafficPolicy = "Cluster";
  Service next = old;
  EXPECT_THAT(validateServiceUpdate(next, old), IsEmpty());
  next.spec.externalIPs.push_back("192.0.02.2");
  const FieldErrors errors = validateServiceUpdate(next, old);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(joinedText(errors),
            "spec.externalIPs[1]: Invalid value: \"192.0.02.2\": must not have leading 0s");
}

TEST(ServiceUpdate, FamiliesOfAnAddressStay) {
  const Service old = allocated({"10.96.0.9"}, {"IPv4"}, "SingleStack");
  Service next = old;
  next.spec.clusterIPs.clear();
  next.spec.clusterIP.clear();
  next.spec.ipFamilies.clear();
  const FieldErrors errors = validateServiceUpdate(next, old);
  ASSERT_EQ(errors.size(), 2u);
  EXPECT_EQ(errors[0].message, "Invalid value: null: primary clusterIP can not be unset");
  EXPECT_EQ(errors[1].message, "Invalid value: null: primary ipFamily can not be unset");
}

TEST(ServiceUpdate, SwappedFamiliesAreToldAtTheFirst) {
  const Service old = allocated({"10.96.0.9", "fd00:96::9"}, {"IPv4", "IPv6"}, "RequireDualStack");
  const Service next = allocated({"fd00:96::9", "10.96.0.9"}, {"IPv6", "IPv4"}, "RequireDualStack");
  const FieldErrors errors = validateServiceUpdate(next, old);
  ASSERT_EQ(errors.size(), 4u);
  EXPECT_EQ(errors[1].field, "spec.clusterIPs[1]");
  EXPECT_EQ(errors[2].field, "spec.ipFamilies[0]");
  EXPECT_EQ(errors[3].field, "spec.ipFamilies[0]");
}

TEST(ServiceUpdate, AChangedFirstFamilyShowsTheAddresses) {
  const Service old = allocated({"10.96.0.9", "fd00:96::9"}, {"IPv4", "IPv6"}, "RequireDualStack");
  const Service next = allocated({"fd00:96::9"}, {"IPv6"}, "SingleStack");
  EXPECT_EQ(joinedText(validateServiceUpdate(next, old)),
            "[spec.clusterIPs[0]: Invalid value: [\"fd00:96::9\"]: may not change once set, "
            "spec.ipFamilies[0]: Invalid value: [\"fd00:96::9\"]: may not change once set]");
}

TEST(ServiceUpdate, ToOrFromHeadlessOnlyTheAddressesAreTold) {
  const Service old = allocated({"10.96.0.9"}, {"IPv4"}, "SingleStack");
  const Service next = allocated({"None"}, {"IPv6"}, "SingleStack");
  EXPECT_EQ(joinedText(validateServiceUpdate(next, old)),
            "spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set");
}

TEST(ServiceFamilies, AnUnknownOneTwiceIsADuplicateToo) {
  Service service = serviceOf();
  service.spec.ipFamilies = {"IPv5", "IPv5"};
  EXPECT_EQ(joinedText(computeFamilies(service, nullptr, kDual)),
            "[spec.ipFamilies[0]: Unsupported value: \"IPv5\": supported values: \"IPv4\", \"IPv6\", "
            "spec.ipFamilies[1]: Unsupported value: \"IPv5\": supported values: \"IPv4\", \"IPv6\", "
            "spec.ipFamilies[1]: Duplicate value: \"IPv5\"]");
}

TEST(ServiceWarnings, ExternalIPsAreToldBeforeWhatFollowsThem) {
  Service service = serviceOf("LoadBalancer");
  service.spec.externalIPs = {"192.0.2.1"};
  service.spec.loadBalancerIP = "192.0.02.9";
  service.spec.externalName = "a.example";
  EXPECT_THAT(
      kindOf<Service>().rules.warningsOnCreate(service),
      ElementsAre("spec.externalIPs is deprecated and may no longer be implemented in some clusters",
                  testing::HasSubstr("spec.loadBalancerIP: "), testing::HasSubstr("spec.externalName")));
}

}  // namespace
}  // namespace seamark::api
