// The three patches: RFC behaviour, Kubernetes' directives, hostile input.
// SPDX-License-Identifier: Apache-2.0
#include "api/patch/patch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <utility>

namespace seamark::api {
namespace {

struct Port {
  std::string name;
  int32_t port = 0;
  IntOrString targetPort;
  bool operator==(const Port&) const = default;
};
struct Spec {
  std::vector<Port> ports;
  std::vector<Port> rows;  // merges without a key
  std::map<std::string, std::string> selector;
  std::vector<std::string> finalizers;
  std::vector<std::string> atomic;
  std::optional<bool> flag;
  std::optional<int64_t> count;
  Time when;
  bool operator==(const Spec&) const = default;
};
struct Thing {
  Spec spec;
  bool operator==(const Thing&) const = default;
};

}  // namespace

template <>
struct Schema<Port> {
  static const Type& type() {
    static constexpr Field kFields[] = {field<&Port::name>("name", 1),
                                        field<&Port::port>("port", 2, {.keepZero = true}),
                                        field<&Port::targetPort>("targetPort", 3)};
    static const Type kType = structType<Port>("Port", "", kFields);
    return kType;
  }
};
template <>
struct Schema<Spec> {
  static const Type& type() {
    static constexpr Field kFields[] = {
        field<&Spec::ports>("ports", 1, {.patchMergeKey = "port", .patchStrategy = "merge"}),
        field<&Spec::rows>("rows", 2, {.patchStrategy = "merge"}),
        field<&Spec::selector>("selector", 3),
        field<&Spec::finalizers>("finalizers", 4, {.patchStrategy = "merge"}),
        field<&Spec::atomic>("atomic", 5),
        field<&Spec::flag>("flag", 6),
        field<&Spec::count>("count", 7),
        field<&Spec::when>("when", 8)};
    static const Type kType = structType<Spec>("Spec", "", kFields);
    return kType;
  }
};
template <>
struct Schema<Thing> {
  static const Type& type() {
    static constexpr Field kFields[] = {field<&Thing::spec>("spec", 1)};
    static const Type kType = structType<Thing>("Thing", "", kFields);
    return kType;
  }
};

namespace {

std::string shown(const Result<std::string>& result) {
  return result ? *result : std::to_string(result.error().code) + " " + result.error().message;
}
std::string jsonPatched(std::string_view document, std::string_view patch) {
  StrictProblems problems;
  return shown(applyJsonPatch(document, patch, &problems));
}
std::string merged(std::string_view document, std::string_view patch) {
  StrictProblems problems;
  return shown(applyMergePatch(document, patch, &problems));
}
std::string strategic(std::string_view document, std::string_view patch) {
  return shown(applyStrategicMergePatch(typeOf<Thing>(), document, patch));
}

constexpr std::string_view kRejected = "422 the server rejected our request due to an error in our request";

TEST(JsonPatch, Operations) {
  EXPECT_EQ(jsonPatched(R"({"b":1,"a":2})", R"([{"op":"add","path":"/c","value":3}])"),
            R"({"a":2,"b":1,"c":3})");
  EXPECT_EQ(jsonPatched(R"({"a":{"y":1,"x":2}})", R"([{"op":"remove","path":"/a/y"}])"), R"({"a":{"x":2}})");
  EXPECT_EQ(jsonPatched(R"({"a":1})", R"([{"op":"replace","path":"/b","value":2}])"), R"({"a":1,"b":2})");
  EXPECT_EQ(jsonPatched(R"({"a":1})", R"([{"op":"move","from":"/a","path":"/b"}])"), R"({"b":1})");
  EXPECT_EQ(jsonPatched(R"({"a":1})", R"([{"op":"copy","from":"/a","path":"/b"}])"), R"({"a":1,"b":1})");
  EXPECT_EQ(jsonPatched(R"({"a/b":1,"m~n":2})", R"([{"op":"test","path":"/a~1b","value":1},
      {"op":"replace","path":"/m~0n","value":3}])"),
            R"({"a/b":1,"m~n":3})");
  EXPECT_EQ(jsonPatched(R"({"a":1})", "[]"), R"({"a":1})");
  EXPECT_EQ(jsonPatched(R"({"a":1})", R"([{"op":"add","path":"/b"}])"), R"({"a":1,"b":null})");
}

TEST(JsonPatch, Lists) {
  constexpr std::string_view kList = R"({"l":[1,2,3]})";
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"add","path":"/l/0","value":0}])"), R"({"l":[0,1,2,3]})");
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"add","path":"/l/-","value":4}])"), R"({"l":[1,2,3,4]})");
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"add","path":"/l/3","value":4}])"), R"({"l":[1,2,3,4]})");
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"add","path":"/l/4","value":4}])"), kRejected);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"remove","path":"/l/-1"}])"), R"({"l":[1,2]})");
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"remove","path":"/l/-4"}])"), kRejected);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"replace","path":"/l/x","value":4}])"), kRejected);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"move","from":"/l/0","path":"/l/2"}])"), R"({"l":[2,3,1]})");
}

TEST(JsonPatch, OddPathsAndIndexes) {
  constexpr std::string_view kList = R"({"l":[1,2,3]})";
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"remove","path":"/l/+1"}])"), R"({"l":[1,3]})");
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"remove","path":"/l/+-1"}])"), kRejected);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"add","path":"never seen/a","value":1}])"),
            R"({"a":1,"l":[1,2,3]})");
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"remove","path":"l"}])"), kRejected);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"test","path":"/l/9","value":null}])"), kRejected);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"test","path":"/m","value":null}])"), kList);
  EXPECT_EQ(jsonPatched(kList, R"([{"op":"replace","path":"","value":[]}])"), "[]");
}

TEST(Patch, NumbersStayAsTheyWereWritten) {
  EXPECT_EQ(jsonPatched(R"({"a":1})", R"([{"op":"add","path":"/b","value":1.0}])"), R"({"a":1,"b":1.0})");
  EXPECT_EQ(jsonPatched("{}", R"([{"op":"add","path":"/b","value":{"c":[1e3,-2.50E+1,"1.0"]}}])"),
            R"({"b":{"c":[1e3,-2.50E+1,"1.0"]}})");
  EXPECT_EQ(
      jsonPatched("{}", R"([{"op":"add","path":"/b","value":1.0},{"op":"test","path":"/b","value":1}])"),
      kRejected);
  EXPECT_EQ(merged("{}", R"({"a":99999999999999999999,"b":"\u0001#x","c":"\\\""})"),
            R"({"a":99999999999999999999,"b":"\u0001#x","c":"\\\""})");
  EXPECT_EQ(merged("{}", R"({"a":"x\"\u0001#1"})"), R"({"a":"x\"\u0001#1"})") << "a quote within a string";
  EXPECT_EQ(merged("{}", "1.5"),
            "400 error decoding patch: json: cannot unmarshal number into Go value of type "
            "map[string]interface {}");
}

TEST(Patch, ReadLenientlyItIsRefusedInOtherWords) {
  EXPECT_EQ(shown(applyJsonPatch("{}", "{}")),
            "400 json: cannot unmarshal object into Go value of type jsonpatch.Patch");
  EXPECT_EQ(shown(applyJsonPatch("{}", "[5]")),
            "400 json: cannot unmarshal number into Go value of type jsonpatch.Operation");
  EXPECT_EQ(shown(applyJsonPatch("{}", R"([{"op":5}])")), kRejected);
  EXPECT_EQ(shown(applyMergePatch("{}", "[]")), "[]");
  EXPECT_EQ(shown(applyMergePatch("{}", "5")), "400 Invalid JSON Patch");
}

TEST(Patch, ProblemsOfOperationsHaveAWordOfTheirOwn) {
  StrictProblems problems;
  const auto patched = applyJsonPatch(
      "{}",
      R"([{"op":"add","path":"/a","path":"/b","value":1},{"op":"add","path":"/c","value":{"x":1},"zz":1}])",
      &problems);
  EXPECT_EQ(shown(patched), R"({"b":1,"c":{"x":1}})");
  EXPECT_THAT(problems, testing::ElementsAre(R"(json patch duplicate field "[0].path")",
                                             R"(json patch unknown field "[1].zz")"));
}

TEST(JsonPatch, WhatCannotApplyIsRejected) {
  for (std::string_view patch :
       {R"([{"op":"frob","path":"/a"}])", R"([{"op":"add","value":1}])", R"([{"op":"remove","path":"/zz"}])",
        R"([{"op":"test","path":"/a","value":2}])", R"([{"op":"move","path":"/a"}])", R"([null])",
        R"([{"op":"replace","path":"","value":"x"}])", R"([{"op":"add","path":"/a/b/c","value":1}])",
        R"([{"op":"move","from":"/zz","path":"/a"}])", R"([{"op":"add","path":"a","value":1}])"})
    EXPECT_EQ(jsonPatched(R"({"a":1})", patch), kRejected) << patch;
  EXPECT_EQ(jsonPatched(R"({"a":1})", R"([{"op":"test","path":"/zz","value":null}])"), R"({"a":1})");
}

TEST(JsonPatch, MalformedIsABadRequest) {
  EXPECT_EQ(jsonPatched("{}", "not json"), "400 invalid JSON patch");
  EXPECT_EQ(jsonPatched("{}", ""), "400 invalid JSON patch");
  EXPECT_EQ(jsonPatched("{}", R"({"op":"add"})"),
            "400 error decoding patch: json: cannot unmarshal object into Go value of type "
            "[]handlers.jsonPatchOp");
  EXPECT_EQ(jsonPatched("{}", R"([{"op":1}])"),
            "400 error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.op of "
            "type string");
}

TEST(JsonPatch, Bounds) {
  std::string many = "[";
  for (int i = 0; i < 10'001; ++i) many += (i ? ",{}" : "{}");
  EXPECT_EQ(
      jsonPatched("{}", many + "]"),
      "413 Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
  // Copying into itself doubles the document each time.
  std::string bomb = R"([{"op":"add","path":"/a","value":["0123456789"]})";
  for (int i = 0; i < 100; ++i) bomb += R"(,{"op":"copy","from":"/a","path":"/a/-"})";
  EXPECT_EQ(jsonPatched("{}", bomb + "]"), kRejected);
  const std::string deep(100'000, '[');
  EXPECT_EQ(jsonPatched("{}", deep), "400 invalid JSON patch");
  EXPECT_EQ(merged("{}", R"({"a":)" + deep), "400 invalid JSON patch");
}

TEST(MergePatch, Rfc7386) {
  EXPECT_EQ(merged(R"({"a":"b","c":{"d":1,"e":2}})", R"({"c":{"d":null,"f":3},"a":"z"})"),
            R"({"a":"z","c":{"e":2,"f":3}})");
  EXPECT_EQ(merged(R"({"a":[1,2]})", R"({"a":[3]})"), R"({"a":[3]})");
  EXPECT_EQ(merged(R"({"a":1})", R"({"b":{"x":null,"y":1}})"), R"({"a":1,"b":{"y":1}})");
  EXPECT_EQ(merged(R"({"a":"x"})", R"({"a":{"b":1}})"), R"({"a":{"b":1}})");
  EXPECT_EQ(merged(R"({"a":1})", R"({"zz":null})"), R"({"a":1})");
  EXPECT_EQ(merged("{}", "null"), "400 Invalid JSON Patch");
  EXPECT_EQ(
      merged("{}", "[1]"),
      "400 error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface "
      "{}");
}

TEST(MergePatch, UntouchedPartsKeepTheirOrder) {
  EXPECT_EQ(merged(R"({"kind":"K","apiVersion":"v1","metadata":{"name":"a","labels":{}},"data":{"k":"v"}})",
                   R"({"data":{"a":"1"}})"),
            R"({"apiVersion":"v1","data":{"a":"1","k":"v"},"kind":"K","metadata":{"name":"a","labels":{}}})");
}

TEST(Patch, DuplicateKeysAreTold) {
  StrictProblems problems;
  const auto result = applyMergePatch(
      R"({"data":{}})", R"({"data":{"k":"1","k":"2"},"l":[{},{"a":1,"a":2,"b":{"c":1,"c":1}}]})", &problems);
  ASSERT_TRUE(result);
  EXPECT_THAT(*result, testing::HasSubstr(R"("k":"2")"));
  EXPECT_THAT(problems, testing::ElementsAre("duplicate field \"data.k\"", "duplicate field \"l[1].a\"",
                                             "duplicate field \"l[1].b.c\""));
}

constexpr std::string_view kPorts =
    R"({"spec":{"ports":[{"name":"a","port":80},{"name":"b","port":443}],"selector":{"a":"1","b":"2"},)"
    R"("finalizers":["x","y"],"atomic":["p","q"]}})";

std::string specOf(std::string_view patch) {
  const std::string text = strategic(kPorts, R"({"spec":)" + std::string(patch) + "}");
  return text;
}

TEST(StrategicMergePatch, ListsMergeByKey) {
  EXPECT_THAT(
      specOf(R"({"ports":[{"port":80,"targetPort":8080}]})"),
      testing::HasSubstr(R"("ports":[{"name":"a","port":80,"targetPort":8080},{"name":"b","port":443}])"));
  EXPECT_THAT(
      specOf(R"({"ports":[{"port":90,"name":"n"}]})"),
      testing::HasSubstr(R"([{"port":90,"name":"n"},{"name":"a","port":80},{"name":"b","port":443}])"));
  EXPECT_EQ(specOf(R"({"ports":[{"name":"n"}]})"),
            "500 map: map[name:n] does not contain declared merge key: port");
  EXPECT_EQ(specOf(R"({"ports":["x"]})"),
            "500 list element types are not identical: [[map[name:a port:80] map[name:b port:443]] [x]]");
  EXPECT_EQ(specOf(R"({"ports":[[1]]})"),
            "500 list element types are not identical: [[map[name:a port:80] map[name:b port:443]] [[1]]]");
  EXPECT_THAT(specOf(R"({"atomic":["z"]})"), testing::HasSubstr(R"("atomic":["z"])"));
  EXPECT_THAT(specOf(R"({"finalizers":["z","x"]})"), testing::HasSubstr(R"("finalizers":["z","x","y"])"));
  EXPECT_THAT(strategic(R"({"spec":{"rows":[{"port":1}]}})", R"({"spec":{"rows":[{"port":2}]}})"),
              testing::StartsWith("500 cannot merge lists without merge key for"));
}

TEST(StrategicMergePatch, ListDirectives) {
  EXPECT_THAT(specOf(R"({"ports":[{"$patch":"delete","port":443}]})"),
              testing::HasSubstr(R"("ports":[{"name":"a","port":80}])"));
  EXPECT_EQ(specOf(R"({"ports":[{"$patch":"delete"}]})"),
            "500 map: map[$patch:delete] does not contain declared merge key: port");
  EXPECT_THAT(specOf(R"({"ports":[{"$patch":"replace"},{"port":99}]})"),
              testing::HasSubstr(R"("ports":[{"port":99}])"));
  EXPECT_EQ(specOf(R"({"ports":[{"$patch":"merge","port":80}]})"),
            "500 merging lists cannot yet be specified in the patch");
  EXPECT_EQ(specOf(R"({"ports":[{"$patch":"frob","port":80}]})"),
            "500 unknown patch type: frob in map: map[$patch:frob port:80]");
  EXPECT_EQ(specOf(R"({"selector":{"$patch":5}})"),
            "500 unknown patch type: %!s(int64=5) in map: map[$patch:5]");
  EXPECT_EQ(specOf(R"({"selector":{"$patch":null}})"),
            "500 unknown patch type: %!s(<nil>) in map: map[$patch:<nil>]");
}

TEST(StrategicMergePatch, ElementOrder) {
  EXPECT_THAT(specOf(R"({"$setElementOrder/ports":[{"port":443},{"port":80}]})"),
              testing::HasSubstr(R"([{"name":"b","port":443},{"name":"a","port":80}])"));
  EXPECT_THAT(
      specOf(R"({"$setElementOrder/ports":[{"port":443},{"port":90},{"port":80}],"ports":[{"port":90}]})"),
      testing::HasSubstr(R"([{"name":"b","port":443},{"port":90},{"name":"a","port":80}])"));
  EXPECT_EQ(specOf(R"({"$setElementOrder/ports":[{"port":443}],"ports":[{"port":90,"name":"n"}]})"),
            "500 The order in patch list:\n[map[name:n port:90]]\n doesn't match $setElementOrder "
            "list:\n[map[port:443]]\n");
  EXPECT_THAT(specOf(R"({"$setElementOrder/finalizers":["y","x"]})"),
              testing::HasSubstr(R"("finalizers":["y","x"])"));
  EXPECT_EQ(specOf(R"({"$setElementOrder/ports":"x"})"),
            "500 expected a []interface {}, but received a string");
  EXPECT_EQ(specOf(R"({"$setElementOrder/ports":null})"),
            "500 expected a []interface {}, but received a %!s(<nil>)");
  EXPECT_EQ(specOf(R"({"$setElementOrder/selector":["a"]})"),
            "500 expected a []interface {}, but received a map[string]interface {}");
  EXPECT_EQ(specOf(R"({"$setElementOrder/frob":["a"]})"),
            "500 unable to find api field in struct Spec for the json field \"frob\"");
  EXPECT_EQ(specOf(R"({"$setElementOrder":["a"]})"), "400 invalid patch format of setElementOrder list");
  EXPECT_THAT(specOf(R"({"$setElementOrder/finalizers":[1]})"),
              testing::HasSubstr(R"("finalizers":["x","y"])"));
  // What kubectl apply sends when an item was removed.
  EXPECT_THAT(specOf(R"({"$setElementOrder/ports":[{"port":80}],"ports":[{"$patch":"delete","port":443}]})"),
              testing::HasSubstr(R"("ports":[{"name":"a","port":80}])"));
}

TEST(StrategicMergePatch, PrimitiveLists) {
  EXPECT_THAT(specOf(R"({"$deleteFromPrimitiveList/finalizers":["x"]})"),
              testing::HasSubstr(R"("finalizers":["y"])"));
  EXPECT_THAT(specOf(R"({"$deleteFromPrimitiveList/finalizers":"x"})"),
              testing::HasSubstr(R"("finalizers":["x","y"])"));
  EXPECT_THAT(strategic(R"({"spec":{}})", R"({"spec":{"$deleteFromPrimitiveList/finalizers":["x"]}})"),
              R"({"spec":{}})");
}

TEST(StrategicMergePatch, MapDirectives) {
  EXPECT_THAT(specOf(R"({"selector":{"a":null,"c":"3"}})"),
              testing::HasSubstr(R"("selector":{"b":"2","c":"3"})"));
  EXPECT_THAT(specOf(R"({"selector":{"$patch":"replace","z":"1"}})"),
              testing::HasSubstr(R"("selector":{"z":"1"})"));
  EXPECT_THAT(specOf(R"({"selector":{"$patch":"delete"}})"), testing::HasSubstr(R"("selector":{})"));
  EXPECT_EQ(specOf(R"({"selector":{"$patch":"merge","z":"1"}})"),
            "500 unknown patch type: merge in map: map[$patch:merge z:1]");
  EXPECT_THAT(specOf(R"({"selector":{"$retainKeys":["a","c"],"c":"3"}})"),
              testing::HasSubstr(R"("selector":{"a":"1","c":"3"})"));
  EXPECT_EQ(specOf(R"({"selector":{"$retainKeys":["a"],"c":"3"}})"),
            "400 invalid patch format of retainKeys");
  EXPECT_EQ(strategic(R"({"spec":{}})", R"({"$patch":"replace","spec":{"flag":true}})"),
            R"({"spec":{"flag":true}})");
}

TEST(StrategicMergePatch, NewValuesThatAreDirectedAreNone) {
  EXPECT_EQ(strategic(R"({"spec":{}})",
                      R"({"spec":{"selector":{"$patch":"replace","a":"1","b":null},
                          "ports":[{"$patch":"delete","port":1},{"port":2}]}})"),
            R"({"spec":{"ports":[{"port":2}]}})");
}

TEST(StrategicMergePatch, NewItemsAreTakenAsTheyStand) {
  EXPECT_THAT(specOf(R"({"ports":[{"port":null,"name":"n"}]})"),
              testing::HasSubstr(R"("ports":[{"port":null,"name":"n"},{"name":"a","port":80})"));
  EXPECT_THAT(specOf(R"({"ports":[{"port":90,"$retainKeys":["port"]}]})"),
              testing::HasSubstr(R"({"port":90,"$retainKeys":["port"]})"));
}

TEST(StrategicMergePatch, WholeFloatsAreIntegers) {
  EXPECT_THAT(specOf(R"({"count":3.0})"), testing::HasSubstr(R"("count":3)"));
}

TEST(StrategicMergePatch, WrongTypes) {
  const auto problem = [](std::string_view spec, std::string_view patchText, std::string_view detail) {
    EXPECT_EQ(specOf(spec), "422  \"\" is invalid: patch: Invalid value: \"map[spec:" +
                                std::string(patchText) + "]\": " + std::string(detail));
  };
  problem(R"({"ports":[{"port":"eighty"}]})", "map[ports:[map[port:eighty]]]", "unrecognized type: int32");
  problem(R"({"selector":["x"]})", "map[selector:[x]]", "cannot restore map from slice");
  problem(R"({"selector":{"a":1}})", "map[selector:map[a:1]]", "cannot convert int64 to string");
  problem(R"({"ports":[{"port":1.5}]})", "map[ports:[map[port:1.5]]]", "cannot convert float64 to int32");
  problem(R"({"flag":1,"selector":{"$retainKeys":["a"],"a":null}})", "map[flag:1 selector:map[a:<nil>]]",
          "unrecognized type: bool");
  problem(R"({"flag":1,"$setElementOrder/ports":[{"port":80},{"port":443}],"ports":[{"port":80}]})",
          "map[flag:1]", "unrecognized type: bool");
  problem(R"({"flag":"yes"})", "map[flag:yes]", "unrecognized type: bool");
  problem(R"({"finalizers":{"a":1}})", "map[finalizers:map[a:1]]", "cannot restore slice from map");
  EXPECT_THAT(strategic(kPorts, R"({"spec":true})"),
              testing::HasSubstr("\"map[spec:true]\": cannot restore struct from: bool"));
  EXPECT_THAT(strategic(kPorts, "[1]"),
              "400 json: cannot unmarshal array into Go value of type map[string]interface {}");
}

TEST(StrategicMergePatch, NumbersThatDoNotFitWrap) {
  for (const auto& [given, held] : {std::pair{"4294967386", "90"},
                                    {"9223372036854775807", "-1"},
                                    {"9223372036854775808", "0"},
                                    {"1e30", "0"},
                                    {"90.0", "90"}})
    EXPECT_THAT(specOf(std::string(R"({"ports":[{"port":)") + given + "}]}"),
                testing::HasSubstr(std::string(R"("ports":[{"port":)") + held + "}"));
}

TEST(StrategicMergePatch, ManyDirectivesTakeTimeInProportion) {
  std::string items, keys;
  for (int i = 0; i < 100'000; ++i) {
    items += std::string(i ? "," : "") + R"({"$patch":"delete","port":1})";
    keys += std::string(i ? "," : "") + "\"k" + std::to_string(i) + "\"";
  }
  EXPECT_EQ(strategic(R"({"spec":{}})", R"({"spec":{"ports":[)" + items + "]}}"), R"({"spec":{"ports":[]}})");
  EXPECT_THAT(specOf(R"({"selector":{"$retainKeys":[)" + keys + "]}}"),
              testing::HasSubstr(R"("selector":{})"));
  EXPECT_THAT(specOf(R"({"finalizers":[)" + keys + "]}"), testing::HasSubstr(R"("k99999","x","y"])"));
}

TEST(Patch, GoText) {
  EXPECT_EQ(goText(R"({"b":[1,"x",null,true],"a":{"c":1.5},"e":1e30})"),
            "map[a:map[c:1.5] b:[1 x <nil> true] e:1e+30]");
  EXPECT_EQ(goText("[123456.5,1234567.5,1e6,0.0001,0.00001,-80.25,9223372036854775808,0.0,1e-7,100.0]"),
            "[123456.5 1.2345675e+06 1e+06 0.0001 1e-05 -80.25 9.223372036854776e+18 0 1e-07 100]");
}

}  // namespace
}  // namespace seamark::api
