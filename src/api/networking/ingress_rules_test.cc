// What an Ingress may say.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/field_error.h"
#include "api/networking/ingress.h"

namespace seamark::api {
namespace {

TEST(IngressRules, ABackendIsAServiceOrAResource) {
  const auto errorsOf = [](const std::string& spec, const std::string& annotations = "{}") {
    Ingress ingress;
    const std::string json =
        R"({"metadata":{"name":"i","annotations":)" + annotations + R"(},"spec":)" + spec + "}";
    EXPECT_TRUE(decodeJson(typeOf<Ingress>(), json, &ingress)) << json;
    return joinedText(kindOf<Ingress>().rules.validateCreate(ingress));
  };
  EXPECT_EQ(errorsOf(R"({"defaultBackend":{"service":{"name":"a"}}})"),
            "spec.defaultBackend: Required value: port name or number is required");
  EXPECT_EQ(errorsOf(R"({"defaultBackend":{"service":{"name":"1a","port":{"number":1}}}})"), "[]");
  EXPECT_EQ(errorsOf(R"({"rules":[{"http":{"paths":[{"path":"/"}]}}]})"),
            "spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified");
  EXPECT_EQ(errorsOf(R"({"defaultBackend":{"resource":{"kind":"a/b"}}})"),
            "[spec.defaultBackend.resource.kind: Invalid value: \"a/b\": may not contain '/', "
            "spec.defaultBackend.resource.name: Required value]");
  EXPECT_EQ(
      errorsOf(R"({"ingressClassName":"a","defaultBackend":{"service":{"name":"a","port":{"number":1}}}})",
               R"({"kubernetes.io/ingress.class":"b"})"),
      "annotations.kubernetes.io/ingress.class: Invalid value: \"b\": must match `ingressClassName` when "
      "both are specified");
}

TEST(IngressTable, MoreThanThreeHostsAreCountedByRule) {
  const auto hostsOf = [](const std::vector<std::string>& hosts) {
    Ingress ingress;
    for (const std::string& host : hosts) ingress.spec.rules.emplace_back().host = host;
    return kindOf<Ingress>().table.cells(ingress, WallTime{})[2];
  };
  EXPECT_EQ(hostsOf({"", ""}), "\"*\"");
  EXPECT_EQ(hostsOf({"a", "", "b", "c"}), "\"a,b,c\"");
  EXPECT_EQ(hostsOf({"a", "", "b", "c", "d"}), "\"a,b,c + 2 more...\"");
  EXPECT_EQ(hostsOf({"a", "b", "c", ""}), "\"a,b,c + 1 more...\"");
}

}  // namespace
}  // namespace seamark::api
