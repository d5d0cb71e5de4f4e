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

}  // namespace
}  // namespace seamark::api
