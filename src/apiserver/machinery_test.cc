// What the API answers to odd requests of every kind: a table of request and answer. The recordings hold the usual
// ones; these are what a differential test against the same rules found.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

constexpr const char* kConfigMaps = "/api/v1/namespaces/default/configmaps";
constexpr const char* kObject = "/api/v1/namespaces/default/configmaps/a";
constexpr const char* kJson = "application/json";
constexpr const char* kJsonPatch = "application/json-patch+json";
constexpr const char* kMerge = "application/merge-patch+json";
constexpr const char* kStrategic = "application/strategic-merge-patch+json";
constexpr const char* kApply = "application/apply-patch+yaml";

struct Case {
  const char* method;
  std::string target;
  const char* type;
  const char* body;
  int status;
  const char* says;          // part of the message
  const char* warning = "";  // part of the first warning
};

class Machinery : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(server_
                  .post(kConfigMaps, R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a",
      "finalizers":["x.io/a"]},"data":{"k":"v"}})")
                  .status,
              201);
  }
  void check(const std::vector<Case>& cases) {
    for (const Case& one : cases) {
      SCOPED_TRACE(std::string(one.method) + " " + one.target + " " + one.body);
      const TestAnswer answer = server_.ask({one.method, one.target, one.body, {{"content-type", one.type}}});
      EXPECT_EQ(answer.status, one.status) << answer.body;
      EXPECT_THAT(answer.message(), testing::HasSubstr(one.says));
      const std::string* warning = answer.headers.find("warning");
      EXPECT_THAT(warning ? *warning : "", testing::HasSubstr(one.warning));
    }
  }
  static std::string object(const char* query) { return std::string(kObject) + query; }
  static std::string list(const char* query) { return std::string(kConfigMaps) + query; }

  TestServer server_;
};

TEST_F(Machinery, Patches) {
  check({
      {"PATCH", kObject, kMerge, R"({"kind":""})", 200, ""},
      {"PATCH", kObject, kMerge, R"({"kind":5})", 422,
       "cannot unmarshal number into Go struct field .kind of type string"},
      {"PATCH", kObject, kMerge, R"({"apiVersion":"a/b/c"})", 422, "unexpected GroupVersion string: a/b/c"},
      {"PATCH", kObject, kStrategic, R"({"kind":"Secret","apiVersion":"x/y"})", 200, ""},
      {"PATCH", kObject, kStrategic, R"({"binaryData":{"c":"e"}})", 422,
       "error decoding from json: illegal base64"},
      {"PATCH", kObject, kStrategic, R"({"data":{"c":1e2}})", 422, "unrecognized type: string"},
      {"PATCH", kObject, kJsonPatch, R"([{"op":"add","path":"/data/x","value":"1","foo":2}])", 200, "",
       R"(json patch unknown field \"[0].foo\")"},
      {"PATCH", object("?fieldValidation=Strict"), kJsonPatch,
       R"([{"op":"add","path":"/data/x","value":"1","foo":2}])", 422,
       R"(strict decoding error: json patch unknown field "[0].foo")"},
      {"PATCH", object("?fieldValidation=Ignore"), kMerge, "[]", 422,
       "couldn't get version/kind; json parse error"},
      {"PATCH", kObject, kMerge, R"({"metadata":{"finalizers":["orphan","foregroundDeletion"]}})", 422,
       "finalizer orphan and foregroundDeletion cannot be both set"},
      {"PATCH", kObject, "Application/Merge-Patch+json", "{}", 415, "415: Unsupported Media Type"},
      {"PATCH", kObject, "application/merge-patch+json ;x", "{}", 415,
       "accepted media types include: application/json-patch"},
      {"PATCH", kObject, kMerge,
       R"({"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"P","name":"n","uid":"u"},
           {"apiVersion":"v1","kind":"P","name":"n","uid":"u"}]}})",
       200, "", "contains duplicate entries after mutating admission happens; API server"},
  });
}

TEST_F(Machinery, Timeouts) {
  check({
      {"GET", object("?timeout=x"), kJson, "", 400,
       R"(invalid timeout specified in the request URL - time: invalid duration "x")"},
      {"GET", object("?timeout=10"), kJson, "", 400, R"(time: missing unit in duration "10")"},
      {"GET", "/nothing?timeout=1d", kJson, "", 400, R"(time: unknown unit "d" in duration "1d")"},
      {"POST", list("?timeout=x"), kJson, "{bad", 400, "time: invalid duration"},
      {"GET", "/api/v1/namespaces/default/pods/p/log?timeout=x", kJson, "", 404, "pods \"p\" not found"},
      {"GET", object("?timeout="), kJson, "", 200, ""},
      {"GET", object("?timeout=-1s"), kJson, "", 200, ""},
      {"GET", object("?timeout=34s&timeout=x"), kJson, "", 200, ""},
  });
}

TEST_F(Machinery, Apply) {
  const std::string apply = object("?fieldManager=m"), other = list("/b?fieldManager=m");
  check({
      {"PATCH", apply, kApply, "apiVersion: a/b/c\nkind: ConfigMap", 400, "invalid object type: /, Kind="},
      {"PATCH", other, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: other}", 400,
       "the namespace of the provided object does not match"},
      {"PATCH", other, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {uid: x}", 409,
       "uid mismatch: the provided object specified uid x, and no existing object was found"},
      {"PATCH", apply + "&fieldValidation=Strict", kApply,
       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: 5, a: 6}", 500,
       ".data.a: expected string, got &value.valueUnstructured{Value:6}"},
      {"PATCH", apply, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {finalizers: [null]}", 500,
       "element 0: associative list without keys has an element that's an explicit null"},
      {"PATCH", apply, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {finalizers: [{a: b}]}", 500,
       "element 0: associative list without keys has an element that's a map type"},
      {"PATCH", apply, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {finalizers: [1]}", 500,
       ".metadata.finalizers[=1]: expected string"},
      {"PATCH", apply, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {ownerReferences: [x]}", 500,
       "element 0: associative list with keys may not have non-map elements"},
      {"PATCH", apply, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {ownerReferences: [null]}", 500,
       "element 0: associative list with keys may not have a null element"},
      {"PATCH", apply, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {managedFields: x}", 500,
       ".metadata.managedFields: expected list, got &{x}"},
      {"PATCH", other, kApply,
       "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, generation: 9223372036854775808}", 422,
       "metadata.generation: Invalid value: -9223372036854775808: must be greater than or equal to 0"},
      {"PATCH", other, kApply, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, generation: 1.5}", 500,
       "cannot convert float64 to int64"},
      {"PATCH", object("?fieldManager=%C2%A0"), kApply, "", 422, "invalid character U+00A0 (at position 0)"},
      {"PATCH", object("?fieldManager=%E2%80%8B"), kMerge, "{}", 422,
       "invalid character U+200B (at position 0)"},
  });
}

TEST_F(Machinery, Bodies) {
  check({
      {"POST", kConfigMaps, kJson, R"({"KIND":"x"})", 400, "no kind \"x\" is registered for version \"v1\""},
      {"POST", list("?fieldValidation=Strict"), "application/yaml",
       "metadata:\n  name: c\n  name: d\nfoo: 1\n", 400,
       "strict decoding error: yaml: unmarshal errors:\n  line 3: key \"name\" already set in map, unknown "
       "field \"foo\""},
      {"PUT", kObject, kJson, R"({"metadata":{"name":"b"},"data":{"k":"1","k":"2"}})", 400,
       "does not match the name", R"(duplicate field \"data.k\")"},
  });
}

TEST_F(Machinery, Deletes) {
  check({
      {"DELETE", kObject, kJson, R"({"kind":"Secret"})", 400,
       "no kind \"Secret\" is registered for version \"meta.k8s.io/v1\""},
      {"DELETE", kObject, kJson, R"({"kind":"Status"})", 400,
       "converting (v1.Status) to (v1.DeleteOptions): unknown conversion"},
      {"DELETE", object("?gracePeriodSeconds="), kJson, "", 400,
       "strconv.ParseInt: parsing \"\": invalid syntax"},
      {"DELETE", object("?resourceVersion=1"), kJson, "", 409, "the ResourceVersion in the precondition (1)"},
      {"DELETE", object("?uid=u"), kJson, "", 409, "the UID in the precondition (u)"},
      {"DELETE", list("?continue=x"), kJson, "", 400, "invalid continue token"},
      {"POST", "/api/v1/watch/namespaces/default/configmaps", kJson, "{}", 405, "does not allow this method"},
      {"DELETE", kObject, kJson, R"({"kind":"DeleteOptions","apiVersion":"apps/v1"})", 200, ""},
  });
}

TEST_F(Machinery, ListsSayWhatTheyCannotRead) {
  check({
      {"GET", list("?limit="), kJson, "", 400, "strconv.ParseInt: parsing \"\": invalid syntax"},
      {"GET", list("?timeoutSeconds="), kJson, "", 400, "strconv.ParseInt: parsing \"\": invalid syntax"},
  });
}

}  // namespace
}  // namespace seamark::apiserver
