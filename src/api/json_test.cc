// JSON in and out: Go's texts for what is wrong, strict decoding, escapes, hostile input.
// Expected texts were compared with Kubernetes' own decoder.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/config_map.h"
#include "api/core/pod.h"
#include "api/core/service.h"

namespace seamark::api {
namespace {

template <class T>
std::string problemOf(std::string_view json) {
  T object;
  const auto read = decodeJson(typeOf<T>(), json, &object);
  if (read) return "";
  EXPECT_EQ(read.error().code, 400);
  return read.error().message;
}

template <class T>
std::string roundTrip(std::string_view json) {
  T object;
  const auto read = decodeJson(typeOf<T>(), json, &object);
  EXPECT_TRUE(read) << read.error().message;
  return encodeItem(kindOf<T>(), object);
}

struct Case {
  std::string_view json;
  std::string_view problem;
};

TEST(JsonDecode, NamesTheFieldAndTypeThatDoNotFit) {
  const Case cases[] = {
      {R"({"spec":{"ports":[{"port":"x"}]}})",
       "json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32"},
      {R"({"spec":"x"})",
       "json: cannot unmarshal string into Go struct field Service.spec of type v1.ServiceSpec"},
      {R"({"spec":{"ports":{}}})",
       "json: cannot unmarshal object into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort"},
      {R"({"spec":{"ports":[{"port":80.0}]}})",
       "json: cannot unmarshal number 80.0 into Go struct field ServicePort.spec.ports.port of type int32"},
      {R"({"spec":{"ports":[{"targetPort":4294967376}]}})",
       "json: cannot unmarshal number 4294967376 into Go struct field ServicePort.spec.ports.targetPort of "
       "type "
       "int32"},
      {R"({"spec":{"ports":[{"protocol":5}]}})",
       "json: cannot unmarshal number into Go struct field ServicePort.spec.ports.protocol of type "
       "v1.Protocol"},
      {R"({"spec":{"ipFamilies":[1]}})",
       "json: cannot unmarshal number into Go struct field ServiceSpec.spec.ipFamilies of type v1.IPFamily"},
      {R"({"spec":{"selector":{"a":1}}})",
       "json: cannot unmarshal number into Go struct field ServiceSpec.spec.selector of type string"},
      {R"({"metadata":{"labels":[]}})",
       "json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type "
       "map[string]string"},
      {R"({"metadata":{"uid":5}})",
       "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.uid of type types.UID"},
      {R"({"metadata":{"creationTimestamp":5}})",
       "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type "
       "string"},
      {R"({"kind":5})",
       "json: cannot unmarshal number into Go struct field Service.TypeMeta.kind of type string"},
      {"[]", "json: cannot unmarshal array into Go value of type v1.Service"},
  };
  for (const Case& c : cases) EXPECT_EQ(problemOf<Service>(c.json), c.problem) << c.json;
  EXPECT_EQ(
      problemOf<Pod>(R"({"spec":{"volumes":[{"emptyDir":"x"}]}})"),
      "json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type "
      "v1.EmptyDirVolumeSource");
}

TEST(JsonDecode, SaysWhatIsWrongWithTimesBytesAndQuantities) {
  const Case times[] = {
      {"yesterday",
       R"(parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006")"},
      {"2020-13-01T00:00:00Z", R"(parsing time "2020-13-01T00:00:00Z": month out of range)"},
      {"2020-02-30T00:00:00Z", R"(parsing time "2020-02-30T00:00:00Z": day out of range)"},
      {"2020-02-20T00:00:00Zx", R"(parsing time "2020-02-20T00:00:00Zx": extra text: "x")"},
      {"2020-02-20 00:00:00Z",
       R"(parsing time "2020-02-20 00:00:00Z" as "2006-01-02T15:04:05Z07:00": cannot parse " 00:00:00Z" as "T")"},
  };
  for (const Case& c : times)
    EXPECT_EQ(problemOf<Service>("{\"metadata\":{\"creationTimestamp\":\"" + std::string(c.json) + "\"}}"),
              c.problem);
  EXPECT_EQ(problemOf<ConfigMap>(R"({"binaryData":{"a":"!!"}})"), "illegal base64 data at input byte 0");
  EXPECT_EQ(problemOf<ConfigMap>(R"({"binaryData":{"a":"aGk"}})"), "illegal base64 data at input byte 0");
  EXPECT_EQ(problemOf<Pod>(R"({"spec":{"containers":[{"resources":{"limits":{"cpu":"abc"}}}]}})"),
            "quantities must match the regular expression "
            "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}

TEST(JsonDecode, SyntaxErrorsAreGos) {
  const Case cases[] = {
      {"", "unexpected end of JSON input"},
      {"{", "unexpected end of JSON input"},
      {R"({"a":1,})", "invalid character '}' looking for beginning of object key string"},
      {R"({"a" 1})", "invalid character '1' after object key"},
      {R"({"a":1 2})", "invalid character '2' after object key:value pair"},
      {R"({"a":[1 2]})", "invalid character '2' after array element"},
      {R"({"a":[1,]})", "invalid character ']' looking for beginning of value"},
      {"{} x", "invalid character 'x' after top-level value"},
      {R"({"a":tru})", "invalid character '}' in literal true (expecting 'e')"},
      {R"({"a":01})", "invalid character '1' after object key:value pair"},
      {R"({"a":-})", "invalid character '}' in numeric literal"},
      {"{\"a\":\"\n\"}", "invalid character '\\n' in string literal"},
      {R"({"a":"\x"})", "invalid character 'x' in string escape code"},
      {"{'a':1}", "invalid character '\\'' looking for beginning of object key string"},
      {"k8s", "invalid character 'k' looking for beginning of value"},
  };
  for (const Case& c : cases) {
    const auto meta = decodeTypeMeta(c.json);
    ASSERT_FALSE(meta) << c.json;
    EXPECT_EQ(meta.error().message, "couldn't get version/kind; json parse error: " + std::string(c.problem));
  }
  EXPECT_EQ(decodeTypeMeta("[]").error().message,
            "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type "
            "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
            "\"json:\\\"kind,omitempty\\\"\" }");
  EXPECT_EQ(decodeTypeMeta(R"({"kind":"a","x":[{}],"kind":"b","apiVersion":null})")->kind, "b");
}

TEST(JsonDecode, SnippetsShowTheStartOfABody) {
  EXPECT_EQ(bodySnippet(""), "<empty>");
  EXPECT_EQ(bodySnippet("{}"), "{}");
  EXPECT_EQ(bodySnippet("k8s"), "6b3873");
  EXPECT_EQ(bodySnippet(R"({"apiVersion":"v1","kind":"ConfigMap"})"),
            R"({"apiVersion":"v1","kind":"Con ...)");
}

TEST(JsonDecode, StrictProblemsStandInTheOrderOfTheDocument) {
  Service service;
  StrictProblems problems;
  ASSERT_TRUE(decodeJson(
      typeOf<Service>(),
      R"({"metadata":{"bogus":1,"labels":{"a":"1","a":"2"}},"spec":{"prots":[],"ports":[{"Port":1},{"nope":1}],)"
      R"("type":"A","type":"B"},"Spec":{"x":1},"metadata":{}})",
      &service, &problems));
  EXPECT_EQ(problems,
            (StrictProblems{R"(unknown field "metadata.bogus")", R"(duplicate field "metadata.labels.a")",
                            R"(unknown field "spec.prots")", R"(unknown field "spec.ports[0].Port")",
                            R"(unknown field "spec.ports[1].nope")", R"(duplicate field "spec.type")",
                            R"(unknown field "Spec")", R"(duplicate field "metadata")"}));
  EXPECT_EQ(service.spec.type, "B");
}

TEST(JsonDecode, NullLeavesOrClears) {
  EXPECT_EQ(roundTrip<Service>(R"({"metadata":{"name":null,"labels":null},"spec":null,"status":null})"),
            R"({"metadata":{},"spec":{},"status":{"loadBalancer":{}}})");
  EXPECT_EQ(roundTrip<Service>(R"({"spec":{"clusterIPs":[null,"a"],"ports":[{"targetPort":null}]}})"),
            R"({"metadata":{},"spec":{"ports":[{"port":0,"targetPort":0}],"clusterIPs":["","a"]},)"
            R"("status":{"loadBalancer":{}}})");
}

TEST(JsonEncode, EscapesAsGo) {
  EXPECT_EQ(
      roundTrip<ConfigMap>("{\"data\":{\"k\":\"<&>\\u2028\\u0000\x7f\\ud83d\\ude00\\ud800\xff\\b\\t\"}}"),
      "{\"metadata\":{},\"data\":{\"k\":\"\\u003c\\u0026\\u003e\\u2028\\u0000\x7f\xF0\x9F\x98\x80"
      "\xEF\xBF\xBD\xEF\xBF\xBD\\b\\t\"}}");
}

TEST(JsonDecode, HostileInputIsRefusedQuickly) {
  EXPECT_EQ(problemOf<ConfigMap>(R"({"x":)" + std::string(10000, '[')),
            "invalid character '[' exceeded max depth");
  EXPECT_EQ(problemOf<ConfigMap>(R"({"x":)" + std::string(9999, '[') + std::string(9999, ']') + "}"), "");
  std::string many = R"({"spec":{"containers":[{})";
  for (int i = 0; i < 400'000; ++i) many += ",{}";
  EXPECT_EQ(problemOf<Pod>(many + "]}}"), "the object has too many items");
}

TEST(Quantity, IsKeptOrMadeCanonicalAsKubernetesDoes) {
  const Case cases[] = {{"1", "1"},          {"1000m", "1"},        {"0.1", "100m"},
                        {"1.5Gi", "1536Mi"}, {"1024Ki", "1Mi"},     {"1000", "1k"},
                        {"1024", "1024"},    {"1e3", "1e3"},        {"1E3", "1E3"},
                        {"1.", "1."},        {"+1", "+1"},          {"-0.5", "-500m"},
                        {"0.1n", "1n"},      {"1.1Ki", "1126400m"}, {"8Ei", "9223372036854775807"},
                        {"1e19", "10e18"},   {"0Ki", "0"}};
  for (const Case& c : cases) {
    const auto quantity = Quantity::parse(c.json);
    ASSERT_TRUE(quantity) << c.json;
    EXPECT_EQ(quantity->value, c.problem) << c.json;
  }
  for (const std::string_view wrong : {"", "x", "1x", "1KI", " 1", "1 ", "1Mi5", "1.1.1"})
    EXPECT_FALSE(Quantity::parse(wrong)) << wrong;
  EXPECT_EQ(Quantity{"1u"}.roundedUpToMilli().value, "1m");
  EXPECT_EQ(Quantity{"2000m"}.roundedUpToMilli().value, "2");
}

}  // namespace
}  // namespace seamark::api
