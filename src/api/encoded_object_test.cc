// Encoded once whatever the number of readers; heads, items and Status.
// SPDX-License-Identifier: Apache-2.0
#include "api/encoded_object.h"

#include <gtest/gtest.h>

#include <thread>

#include "api/codec.h"
#include "api/core/service.h"
#include "api/meta/status.h"

namespace seamark::api {
namespace {

EncodedPtr makeService() {
  auto service = std::make_shared<Service>();
  service->metadata.name = "web";
  service->metadata.resourceVersion = "7";
  return std::make_shared<EncodedObject>(kindOf<Service>(), service, 7);
}

TEST(EncodedObject, IsEncodedOnceARepresentation) {
  const EncodedPtr object = makeService();
  const auto before = EncodedObject::encodings();
  const std::string& first = object->json();
  EXPECT_EQ(&first, &object->json());
  EXPECT_EQ(EncodedObject::encodings().json, before.json + 1);
  EXPECT_EQ(&object->protobuf(), &object->protobuf());
  EXPECT_EQ(EncodedObject::encodings().protobuf, before.protobuf + 1);
  EXPECT_EQ(objectHead(object->kind()) + first.substr(1), encodeObject(object->kind(), object->object()));
}

TEST(EncodedObject, ReadersOnManyThreadsSeeOneText) {
  for (int round = 0; round < 50; ++round) {
    const EncodedPtr object = makeService();
    const std::string* seen[4] = {};
    {
      std::vector<std::jthread> readers;
      for (auto& slot : seen) readers.emplace_back([&slot, &object] { slot = &object->json(); });
    }
    for (const std::string* text : seen) EXPECT_EQ(text, seen[0]);
  }
}

TEST(Codec, StatusCarriesItsDetails) {
  Status status = notFound({"", "services"}, "web");
  EXPECT_EQ(
      encodeStatus(status),
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
      "\"services \\\"web\\\" not found\",\"reason\":\"NotFound\",\"details\":{\"name\":\"web\",\"kind\":"
      "\"services\"},\"code\":404}\n");
  const auto envelope = openProtobufEnvelope(encodeStatusProtobuf(status));
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->kind, "Status");
}

TEST(Codec, ListsAreReadItemByItem) {
  const auto list = decodeListJson(
      kindOf<Service>(), R"({"kind":"ServiceList","metadata":{"resourceVersion":"9","continue":"t"},)"
                         R"("items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->metadata.continue_, "t");
  ASSERT_EQ(list->items.size(), 2u);
  EXPECT_EQ(list->items[1]->metadata.name, "b");
  EXPECT_TRUE(decodeListJson(kindOf<Service>(), R"({"items":null})"));
  for (const std::string_view wrong :
       {"", "[]", "{", R"({"items":[{]})", R"({"items":[5]})", R"({"items":[{}})"})
    EXPECT_FALSE(decodeListJson(kindOf<Service>(), wrong)) << wrong;
}

}  // namespace
}  // namespace seamark::api
