// The recorded pairs of tests/conformance/machinery/protobuf: both directions, to the byte; and hostile
// bytes.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "api/authentication/token.h"
#include "api/base64.h"
#include "api/codec.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "api/meta/discovery.h"
#include "api/meta/options.h"
#include "api/meta/partial.h"
#include "api/meta/status.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

json::value readPairs(const std::string& name) {
  std::ifstream file(std::string(SEAMARK_SOURCE_DIR) + "/tests/conformance/machinery/protobuf/" + name +
                     ".json");
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

std::string decoded64(std::string_view text) {
  std::string bytes;
  EXPECT_FALSE(decodeBase64(text, bytes));
  return bytes;
}

std::string_view textOf(const json::value& pair, std::string_view name) {
  return std::string_view(pair.at(name).as_string());
}

// A struct made and held without knowing it.
struct Erased {
  const Type* type = nullptr;
  std::shared_ptr<void> value;
};

template <class T>
Erased erased() {
  return {&typeOf<T>(), std::make_shared<T>()};
}

Erased make(std::string_view apiVersion, std::string_view kind) {
  if (kind == "Status") return erased<WireStatus>();
  if (kind == "DeleteOptions") return erased<DeleteOptions>();
  if (kind == "APIVersions") return erased<APIVersions>();
  if (kind == "APIGroup") return erased<APIGroup>();
  if (kind == "APIGroupList") return erased<APIGroupList>();
  if (kind == "APIResourceList") return erased<APIResourceList>();
  if (kind == "PartialObjectMetadata") return erased<PartialObjectMetadata>();
  const Kind* known = findKindByName(apiVersion, kind);
  if (known == nullptr) return {};
  return {&known->type(), known->make()};
}

class Pairs : public testing::TestWithParam<std::string> {};

TEST_P(Pairs, AgreeInBothDirections) {
  const json::value pairs = readPairs(GetParam());
  for (const json::value& pair : pairs.as_array()) {
    SCOPED_TRACE(std::string(textOf(pair, "name")));
    const std::string expectedJson = json::serialize(pair.at("json"));
    const std::string expectedBytes = decoded64(textOf(pair, "protobuf64"));
    const auto apiVersion = textOf(pair, "apiVersion");
    const auto kind = textOf(pair, "kind");

    const auto envelope = openProtobufEnvelope(expectedBytes);
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope->apiVersion, apiVersion);
    EXPECT_EQ(envelope->kind, kind);
    const Erased fromBytes = make(apiVersion, kind);
    ASSERT_TRUE(fromBytes.value);
    ASSERT_TRUE(decodeProtobuf(*fromBytes.type, envelope->raw, fromBytes.value.get()));
    const std::string asJson = encodeTyped(*fromBytes.type, apiVersion, kind, fromBytes.value.get());
    EXPECT_EQ(json::serialize(json::parse(asJson)), expectedJson);

    const Erased fromJson = make(apiVersion, kind);
    StrictProblems problems;
    const auto read = decodeJson(*fromJson.type, expectedJson, fromJson.value.get(), &problems);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(problems, StrictProblems());
    EXPECT_TRUE(fromJson.type->equal(fromJson.value.get(), fromBytes.value.get()) ||
                textOf(pair, "name").ends_with("zero"));
    EXPECT_EQ(encodeTypedProtobuf(*fromJson.type, apiVersion, kind, fromJson.value.get()), expectedBytes);
  }
}

INSTANTIATE_TEST_SUITE_P(Recorded, Pairs,
                         testing::Values("APIGroup", "APIGroupList", "APIResourceList", "APIVersions",
                                         "ConfigMap", "DeleteOptions", "EndpointSlice", "Endpoints", "Event",
                                         "IPAddress", "Ingress", "IngressClass", "Lease", "Namespace", "Node",
                                         "PartialObjectMetadata", "Pod", "Secret", "Service",
                                         "ServiceAccount", "ServiceCIDR", "Status", "events.Event"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '.');
                           return name;
                         });

class Lists : public testing::TestWithParam<std::string> {};

TEST_P(Lists, AgreeInBothDirections) {
  const json::value pairs = readPairs(GetParam());
  for (const json::value& pair : pairs.as_array()) {
    SCOPED_TRACE(std::string(textOf(pair, "name")));
    const auto name = textOf(pair, "kind");
    const Kind* kind = findKindByName(textOf(pair, "apiVersion"), name.substr(0, name.size() - 4));
    ASSERT_NE(kind, nullptr);
    const std::string bytes = decoded64(textOf(pair, "protobuf64"));
    const auto envelope = openProtobufEnvelope(bytes);
    ASSERT_TRUE(envelope);
    const auto fromBytes = decodeListProtobuf(*kind, envelope->raw);
    ASSERT_TRUE(fromBytes) << fromBytes.error().message;
    const auto fromJson = decodeListJson(*kind, json::serialize(pair.at("json")));
    ASSERT_TRUE(fromJson) << fromJson.error().message;
    EXPECT_EQ(fromJson->metadata, fromBytes->metadata);
    ASSERT_EQ(fromJson->items.size(), fromBytes->items.size());
    for (size_t i = 0; i < fromJson->items.size(); ++i)
      EXPECT_EQ(encodeObject(*kind, *fromJson->items[i]), encodeObject(*kind, *fromBytes->items[i]));
  }
}

INSTANTIATE_TEST_SUITE_P(Recorded, Lists,
                         testing::Values("ConfigMapList", "EndpointSliceList", "EndpointsList", "EventList",
                                         "IPAddressList", "LeaseList", "NamespaceList", "NodeList", "PodList",
                                         "SecretList", "ServiceAccountList", "ServiceCIDRList",
                                         "ServiceList"));

TEST(Protobuf, SurvivesEveryTruncation) {
  const auto decodeAll = [](const char* pair, auto object, size_t step) {
    const std::string bytes = decoded64(textOf(readPairs(pair).as_array()[0], "protobuf64"));
    const std::string_view whole = openProtobufEnvelope(bytes)->raw;
    for (size_t length = 0; length < bytes.size(); length += step)
      (void)openProtobufEnvelope(std::string_view(bytes).substr(0, length));
    for (size_t length = 0; length < whole.size(); length += step) {
      auto fresh = object;
      const auto read = decodeProtobuf(typeOf<decltype(object)>(), whole.substr(0, length), &fresh);
      if (!read) {
        EXPECT_EQ(read.error().code, 400);
      }
    }
  };
  decodeAll("Service", Service(), 1);
  decodeAll("EndpointSlice", EndpointSlice(), 1);
  decodeAll("Pod", Pod(), 41);
}

TEST(Protobuf, RefusesWhatIsMalformed) {
  Service service;
  const auto refused = [&](std::string_view bytes) {
    const auto read = decodeProtobuf(typeOf<Service>(), bytes, &service);
    return !read && read.error().code == 400;
  };
  EXPECT_TRUE(refused(std::string_view("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 10)));  // a huge length
  EXPECT_TRUE(refused("\x0a"));
  EXPECT_TRUE(refused(std::string_view("\x08\x01", 2)));                       // metadata as a number
  EXPECT_TRUE(refused("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));        // no varint
  EXPECT_TRUE(refused(std::string_view("\x00\x01", 2)));                       // field 0
  EXPECT_TRUE(refused("\x7b\x7b\x7b\x7b"));                                    // open groups
  EXPECT_FALSE(refused(std::string_view("\xf8\x06\x01\x7b\x08\x01\x7c", 7)));  // unknown fields
}

TEST(Protobuf, ItemsAreBounded) {
  // A container costs two bytes here and far more decoded.
  std::string spec;
  for (int i = 0; i < 400'000; ++i) spec += std::string_view("\x12\x00", 2);
  Pod pod;
  const auto read = decodeProtobuf(typeOf<PodSpec>(), spec, &pod.spec);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "the object has too many items");
}

TEST(Protobuf, RawJsonMustBeJson) {
  // metadata.managedFields[0].fieldsV1.raw = `{`
  constexpr std::string_view kBytes("\x0a\x08\x8a\x01\x05\x3a\x03\x0a\x01{", 10);
  Service service;
  EXPECT_FALSE(decodeProtobuf(typeOf<Service>(), kBytes, &service));
}

TEST(Protobuf, EnvelopeNeedsItsPrefix) {
  const auto opened = openProtobufEnvelope("{}");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message,
            "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
}

}  // namespace
}  // namespace seamark::api
