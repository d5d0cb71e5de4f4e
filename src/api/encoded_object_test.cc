// Encoded once whatever the number of readers; heads, items and Status.
// SPDX-License-Identifier: Apache-2.0
#include "api/encoded_object.h"

#include <gtest/gtest.h>

#include <random>
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
  const std::string_view first = object->json().parts()[0];
  EXPECT_EQ(first.data(), object->json().parts()[0].data());
  EXPECT_EQ(EncodedObject::encodings().json, before.json + 1);
  EXPECT_EQ(object->protobuf().parts()[0].data(), object->protobuf().parts()[0].data());
  EXPECT_EQ(EncodedObject::encodings().protobuf, before.protobuf + 1);
  EXPECT_EQ(objectHead(object->kind()) + std::string(first.substr(1)),
            encodeObject(object->kind(), *object->object()));
}

TEST(EncodedObject, ReadersOnManyThreadsSeeOneText) {
  for (int round = 0; round < 50; ++round) {
    const EncodedPtr object = makeService();
    const char* seen[4] = {};
    {
      std::vector<std::jthread> readers;
      for (auto& slot : seen)
        readers.emplace_back([&slot, &object] { slot = object->json().parts()[0].data(); });
    }
    for (const char* text : seen) EXPECT_EQ(text, seen[0]);
  }
}

TEST(EncodedObject, GivesItsParsedFormAgain) {
  const EncodedPtr made = makeService();
  const auto restored = std::make_shared<EncodedObject>(made->kind(), made->json().str(), 7);
  EXPECT_EQ(as<Service>(*restored->object()), as<Service>(*made->object()));
  EXPECT_EQ(restored->object(), restored->object()) << "kept for the next who asks";
  EXPECT_EQ(restored->json().str(), made->json().str());
}

TEST(EncodedObject, AnOldVersionIsReadFromItsDifference) {
  const EncodedPtr newer = makeService();
  auto service = std::make_shared<Service>(as<Service>(*newer->object()));
  service->metadata.resourceVersion = "6";
  service->metadata.labels["app"] = "web";
  const EncodedObject older(newer->kind(), service, 6);
  for (int first = 0; first < 3; ++first) {
    const EncodedPtr packed = EncodedObject::packed(older, newer);
    ASSERT_TRUE(packed);
    EXPECT_EQ(packed->base(), newer);
    EXPECT_EQ(packed->revision(), 6);
    if (first == 0) {
      EXPECT_EQ(as<Service>(*packed->object()), *service);
    }
    if (first == 1) {
      EXPECT_EQ(as<Service>(*packed->objectToKeep()), *service);
    }
    EXPECT_EQ(packed->json().str(), older.json().str());
    EXPECT_EQ(packed->protobuf().str(), older.protobuf().str());
    EXPECT_EQ(as<Service>(*packed->object()), *service);
  }
}

TEST(EncodedObject, IsNotPackedWhereThatSavesLittle) {
  const EncodedPtr newer = makeService();
  auto service = std::make_shared<Service>(as<Service>(*newer->object()));
  std::minstd_rand random(7);
  std::string& label = service->metadata.labels["much"];
  for (int i = 0; i < 800; ++i) label += static_cast<char>('#' + random() % 56);
  EXPECT_FALSE(EncodedObject::packed(EncodedObject(newer->kind(), service, 6), newer));
}

TEST(EncodedObject, WhoKeepsManyGetsThemWithoutManagedFields) {
  auto service = std::make_shared<Service>();
  service->metadata.name = "web";
  service->metadata.managedFields.push_back(
      {.manager = "m", .fieldsV1 = RawJson{R"({"f:spec":{"f:ports":["\"\u00e9\"",1,null]}})"}});
  service->spec.clusterIP = "10.0.0.1";
  const auto made = std::make_shared<EncodedObject>(kindOf<Service>(), service, 7);
  EXPECT_EQ(made->objectToKeep(), made->object()) << "what is parsed is shared";
  const auto restored = std::make_shared<EncodedObject>(made->kind(), made->json().str(), 7);
  service->metadata.managedFields.clear();
  EXPECT_EQ(as<Service>(*restored->objectToKeep()), *service);
  EXPECT_FALSE(restored->object()->metadata.managedFields.empty());
}

EncodedPtr makeOwned(const std::string& name, const std::string& fields) {
  auto service = std::make_shared<Service>();
  service->metadata.name = name;
  service->metadata.managedFields.push_back({.manager = "small", .fieldsV1 = RawJson{R"({"f:x":{}})"}});
  service->metadata.managedFields.push_back({.manager = "m", .fieldsV1 = RawJson{fields}});
  service->spec.clusterIP = "10.0.0.1";
  return std::make_shared<EncodedObject>(kindOf<Service>(), service, 7);
}

TEST(EncodedObject, WhatManagersOwnIsKeptOnceForAllObjectsOfAShape) {
  const std::string fields =
      R"({"f:spec":{"f:ports":{".":{},"k:{\"port\":1,\"protocol\":\"TCP\"}":{"f:}{\\":{},"f:WhatManagersOwn":{}}}}})";
  const EncodedPtr first = makeOwned("a", fields), second = makeOwned("b", fields),
                   third = makeOwned("c", fields);
  EXPECT_EQ(first->json().parts()[1], "") << "nobody else has had it";
  EXPECT_EQ(second->json().parts()[1], fields);
  EXPECT_EQ(third->json().parts()[1].data(), second->json().parts()[1].data());
  EXPECT_EQ(third->protobuf().parts()[1].data(), second->json().parts()[1].data());
  const EncodedObject restored(second->kind(), second->json().str(), 7);
  EXPECT_EQ(restored.json().parts()[1].data(), second->json().parts()[1].data());
  EXPECT_EQ(as<Service>(*restored.object()), as<Service>(*second->object()));
  for (const EncodedPtr& object : {second, third}) {
    std::string json, protobuf;
    encodeJson(object->kind().type(), object->object().get(), json);
    encodeProtobuf(object->kind().type(), object->object().get(), protobuf);
    EXPECT_EQ(object->json().str(), json);
    EXPECT_EQ(object->protobuf().str(), protobuf);
    EXPECT_EQ(object->protobuf().size(), protobuf.size());
  }
}

TEST(EncodedText, IsCutAnywhere) {
  const EncodedText text("head", "shared", "tail");
  const std::string all = text.str();
  for (size_t at = 0; at <= all.size(); ++at) {
    EXPECT_EQ(text.behind(at).str(), all.substr(at));
    EXPECT_EQ(text.first(at).str(), all.substr(0, at));
    EXPECT_EQ(text.first(at).size(), at);
  }
}

// Far more objects than parsed forms are kept of; each is the same whenever it is asked for.
TEST(EncodedObject, ManyThreadsReadMoreThanIsKept) {
  std::vector<EncodedPtr> objects;
  for (int i = 0; i < 2000; ++i) {
    auto service = std::make_shared<Service>();
    service->metadata.name = "s" + std::to_string(i);
    objects.push_back(std::make_shared<EncodedObject>(kindOf<Service>(), service, i));
    objects.back()->json();
  }
  std::vector<std::jthread> readers;
  for (size_t start = 0; start < 3; ++start)
    readers.emplace_back([&objects, start] {
      for (size_t i = start; i < objects.size(); ++i)
        ASSERT_EQ(objects[i]->object()->metadata.name, "s" + std::to_string(i));
    });
  readers.clear();
  const ObjectPtr held = objects.front()->object();
  objects.clear();
  EXPECT_EQ(held->metadata.name, "s0");
}

TEST(Codec, StatusCarriesItsDetails) {
  Status status = notFound({"", "services"}, "web");
  EXPECT_EQ(
      encodeStatus(status),
      "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
      "\"services \\\"web\\\" not found\",\"reason\":\"NotFound\",\"details\":{\"name\":\"web\",\"kind\":"
      "\"services\"},\"code\":404}\n");
  status.continueToken = "t";
  status.reason.clear();
  status.details->retryAfterSeconds = 3;
  status.details->uid = "u<";
  status.details->causes = {{"A", "m\n", "f"}, {"", "", "g"}, {}};
  EXPECT_EQ(encodeStatus(status),
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{\"continue\":\"t\"},\"status\":"
            "\"Failure\",\"message\":"
            "\"services \\\"web\\\" not "
            "found\",\"details\":{\"name\":\"web\",\"kind\":\"services\",\"uid\":\"u\\u003c\",\"causes\":"
            "[{\"reason\":\"A\",\"message\":\"m\\n\",\"field\":\"f\"},{\"field\":\"g\"},{}],"
            "\"retryAfterSeconds\":3},\"code\":404}\n");
  EXPECT_EQ(encodeStatus(Status{.code = 500, .message = "m"}),
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
            "\"m\",\"code\":500}\n");
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
