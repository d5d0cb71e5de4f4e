// YAML in and out. Expected texts were compared with Kubernetes' own YAML package.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"

namespace seamark::api {
namespace {

std::string json(std::string_view yaml) {
  const auto read = yamlToJson(yaml);
  return read ? *read : read.error().message;
}

TEST(YamlRead, ScalarsAreYaml11) {
  EXPECT_EQ(json("a: yes\nb: on\nc: y\nd: off\ne: \"yes\"\nf: No"),
            R"({"a":true,"b":true,"c":true,"d":false,"e":"yes","f":false})");
  EXPECT_EQ(json("a: 0x1F\nb: 0777\nc: 0o17\nd: 0b11\ne: 1_000\nf: 089\ng: +1\nh: -0x1"),
            R"({"a":31,"b":511,"c":15,"d":3,"e":1000,"f":89,"g":1,"h":-1})");
  EXPECT_EQ(json("a: 1.0\nb: 1e3\nc: .5\nd: 1e21\ne: 1e-7\nf: 18446744073709551615"),
            R"({"a":1,"b":1000,"c":0.5,"d":1e+21,"e":1e-7,"f":18446744073709551615})");
  EXPECT_EQ(json("a: ~\nb:\nc: \"\"\nd: 2001-01-01\ne: 12:30:45"),
            R"({"a":null,"b":null,"c":"","d":"2001-01-01","e":"12:30:45"})");
  EXPECT_EQ(json("1: a\nyes: b\n1.5: c"), R"({"1":"a","1.5":"c","true":"b"})");
  EXPECT_EQ(json("a: !!str 1\nb: !!int \"3\"\nc: !!binary aGVsbG8="), R"({"a":"1","b":3,"c":"hello"})");
}

TEST(YamlRead, CollectionsBlocksAndAliases) {
  EXPECT_EQ(json("b: [1, {x: z}]\na: |\n  l1\n  l2\nc: >\n  f\n  g\n"),
            R"({"a":"l1\nl2\n","b":[1,{"x":"z"}],"c":"f g\n"})");
  EXPECT_EQ(json("x: &x {b: 1, c: 2}\nv:\n  <<: *x\n  c: 3\nz: *x"),
            R"({"v":{"b":1,"c":3},"x":{"b":1,"c":2},"z":{"b":1,"c":2}})");
  EXPECT_EQ(json(""), "null");
  EXPECT_EQ(json("---\na: 1\n---\nb: 2\n"), R"({"a":1})");
}

TEST(YamlRead, DuplicateKeysAreTold) {
  StrictProblems problems;
  EXPECT_EQ(*yamlToJson("a: 1\nb:\n  k: v\n  k: w\n", &problems), R"({"a":1,"b":{"k":"w"}})");
  EXPECT_EQ(problems, StrictProblems{R"(line 4: key "k" already set in map)"});
  problems.clear();
  EXPECT_TRUE(yamlToJson("z: {k: 1, k: 2}\na:\n- x: 1\n  x: 2\nz:\n  b: 1\n", &problems));
  EXPECT_EQ(problems,
            (StrictProblems{R"(line 1: key "k" already set in map)", R"(line 4: key "x" already set in map)",
                            R"(line 6: key "z" already set in map)"}))
      << "in the order of the text, at the line of the value";
}

TEST(YamlRead, SaysWhatIsWrong) {
  EXPECT_EQ(json("apiVersion: v1\n kind: [x\n"),
            "yaml: line 2: mapping values are not allowed in this context");
  EXPECT_EQ(json("a: b: c"), "yaml: mapping values are not allowed in this context");
  EXPECT_EQ(json("a: *nope"), "yaml: unknown anchor 'nope' referenced");
  EXPECT_EQ(json("- a\nb: c"), "yaml: line 1: did not find expected '-' indicator");
  EXPECT_EQ(json("a: [1, 2"), "yaml: line 1: did not find expected ',' or ']'");
  EXPECT_EQ(json("a: @x"), "yaml: found character that cannot start any token");
  EXPECT_EQ(json(std::string_view("k8s\0\n", 5)), "yaml: control characters are not allowed");
  EXPECT_EQ(json("a: .inf"), "json: unsupported value: +Inf");
  EXPECT_EQ(json(": : :\n"), "yaml: did not find expected key");
  EXPECT_EQ(json("a: b\n: c\n"), "yaml: line 1: did not find expected key");
  EXPECT_EQ(json("{: c}"), "yaml: did not find expected node content");
  EXPECT_EQ(json("? a\n: c\n~: d\n"), R"({"a":"c","null":"d"})") << "a key may be null, but not missing";
}

TEST(YamlRead, HostileInputIsBounded) {
  std::string laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 8; ++k) laughs += "," + before;
    laughs += "]\n";
  }
  EXPECT_EQ(json(laughs), "yaml: document contains excessive aliasing");
  EXPECT_TRUE(json("a: &a [*a]").starts_with("yaml: "));
  EXPECT_TRUE(json(std::string(100'000, '[')).starts_with("yaml: "));
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 20'000; ++i)
    chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_TRUE(json(chain).starts_with("yaml: "));
}

TEST(YamlWrite, LooksLikeKubernetesYaml) {
  EXPECT_EQ(
      jsonToYaml(
          R"({"kind":"Status","apiVersion":"v1","metadata":{},"code":406,"message":"only the following )"
          R"(media types are accepted: application/json;stream=watch, )"
          R"(application/vnd.kubernetes.protobuf;stream=watch"})"),
      "apiVersion: v1\ncode: 406\nkind: Status\nmessage: 'only the following media types are accepted: "
      "application/json;stream=watch,\n  application/vnd.kubernetes.protobuf;stream=watch'\nmetadata: {}\n");
  EXPECT_EQ(
      jsonToYaml(
          R"({"l":[{"b":1,"a":[1,[2]]},[],{}],"t":"2020-01-01T00:00:00Z","y":"yes","n":"1","e":"","d":"- x",)"
          R"("m":"a\nb\n","k":"x\n\n","q":"it's","c":"a: b","u":null,"f":1.5,"w":true})"),
      "c: 'a: b'\nd: '- x'\ne: \"\"\nf: 1.5\nk: |+\n  x\n\nl:\n- a:\n  - 1\n  - - 2\n  b: 1\n- []\n- {}\n"
      "m: |\n  a\n  b\n\"n\": \"1\"\nq: it's\nt: \"2020-01-01T00:00:00Z\"\nu: null\nw: true\n\"y\": "
      "\"yes\"\n");
  EXPECT_EQ(jsonToYaml(R"({"a10":1,"a2":1,"A":1})"), "A: 1\na2: 1\na10: 1\n");
}

}  // namespace
}  // namespace seamark::api
