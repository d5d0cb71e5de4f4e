// What an IngressClass may say of its parameters.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/field_error.h"
#include "api/kinds.h"
#include "api/networking/ingress_class.h"

namespace seamark::api {
namespace {

std::string errorsOf(const std::string& parameters) {
  IngressClass object;
  const std::string json = R"({"spec":{"controller":"a.io/b","parameters":)" + parameters + "}}";
  EXPECT_TRUE(decodeJson(typeOf<IngressClass>(), json, &object)) << json;
  kindOf<IngressClass>().rules.setDefaults(object);
  return joinedText(kindOf<IngressClass>().rules.validateCreate(object));
}

TEST(IngressClassRules, Parameters) {
  EXPECT_EQ(errorsOf(R"({"kind":"A","name":"b"})"), "[]");
  EXPECT_EQ(errorsOf(R"({"namespace":"x"})"),
            "[spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster', "
            "spec.parameters.kind: Required value, spec.parameters.name: Required value]");
  EXPECT_EQ(errorsOf(R"({"kind":"A","name":"b","scope":"Namespace"})"),
            "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'");
  EXPECT_EQ(errorsOf(R"({"kind":"A","name":"b","scope":"Namespace","namespace":""})").substr(0, 50),
            "spec.parameters.namespace: Invalid value: \"\": a lo");
  EXPECT_EQ(
      errorsOf(R"({"name":"..","scope":"Pod"})"),
      "[spec.parameters.name: Invalid value: \"..\": may not be '..', spec.parameters.scope: Unsupported "
      "value: \"Pod\": supported values: \"Cluster\", \"Namespace\", spec.parameters.kind: Required value]");
}

}  // namespace
}  // namespace seamark::api
