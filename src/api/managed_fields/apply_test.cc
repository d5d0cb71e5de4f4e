// Server-side apply beyond the recorded conversations: pruning, lists, errors, hostile input.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/config_map.h"
#include "api/core/service.h"
#include "api/kinds.h"
#include "api/managed_fields/managed_fields.h"

namespace seamark::api {
namespace {

using testing::HasSubstr;

constexpr FieldWriter by(std::string_view manager) {
  return {.manager = manager, .subresource = {}, .now = Time{.seconds = 1'700'000'000, .nanos = 0}};
}

// Applies and keeps the object, as the server does.
template <class T>
class Applies {
 public:
  std::string apply(std::string_view manager, std::string_view fields, bool force = false) {
    const Kind& kind = kindOf<T>();
    const std::string config = "{\"apiVersion\":\"" + kind.apiVersion() + "\",\"kind\":\"" +
                               std::string(kind.kind) + "\",\"metadata\":{\"name\":\"a\"}," +
                               std::string(fields) + "}";
    auto applied = applyConfiguration(kind, by(manager), there_ ? &object : nullptr,
                                      {.configJson = config, .force = force});
    if (!applied) return std::to_string(applied.error().code) + " " + applied.error().message;
    T next;
    const Result<> decoded = decodeJson(kind.type(), applied->json, &next);
    EXPECT_TRUE(decoded) << applied->json;
    next.metadata.managedFields = applied->managedFields;
    object = std::move(next);
    there_ = true;
    return owners();
  }
  std::string owners() const {
    std::string out;
    for (const ManagedFieldsEntry& entry : object.metadata.managedFields)
      out += entry.manager + " " + entry.fieldsV1->json + "\n";
    return out;
  }
  void put(T value) {
    object = std::move(value);
    there_ = true;
  }
  T object;

 private:
  bool there_ = false;
};

TEST(Apply, WhatNobodyOwnsAnyMoreGoes) {
  Applies<ConfigMap> map;
  map.apply("one", R"("data":{"a":"1","b":"2"})");
  map.apply("two", R"("data":{"b":"2","c":"3"})");
  map.apply("one", R"("data":{"a":"1"})");
  EXPECT_EQ(map.object.data, (std::map<std::string, std::string>{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
  map.apply("two", R"("data":{"c":"3"})");
  EXPECT_EQ(map.object.data, (std::map<std::string, std::string>{{"a", "1"}, {"c", "3"}}));
}

TEST(Apply, ItemsOfKeyedListsGoWithTheirLastOwner) {
  Applies<Service> service;
  service.apply("one", R"("spec":{"ports":[{"port":80},{"port":81}]})");
  service.object.spec.ports[1].nodePort = 30000;  // the server's own
  service.apply("one", R"("spec":{"ports":[{"port":80}]})");
  ASSERT_EQ(service.object.spec.ports.size(), 1u);
  EXPECT_EQ(service.object.spec.ports[0].port, 80);
}

TEST(Apply, FieldsThatNobodyOwnedStay) {
  Applies<Service> service;
  service.apply("one", R"("spec":{"ports":[{"port":80}],"sessionAffinity":"None"})");
  service.object.spec.clusterIP = "10.0.0.1";
  service.apply("one", R"("spec":{"ports":[{"port":80}]})");
  EXPECT_EQ(service.object.spec.clusterIP, "10.0.0.1");
  EXPECT_EQ(service.object.spec.sessionAffinity, "");
}

TEST(Apply, UntrackedObjectsBelongToWhoWasBefore) {
  Applies<ConfigMap> map;
  ConfigMap old;
  old.metadata.name = "a";
  old.metadata.uid = "u";
  old.data = {{"k", "v"}};
  map.put(old);
  EXPECT_EQ(map.apply("one", R"("data":{"k":"w"})"),
            "409 Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.k");
  EXPECT_EQ(map.apply("one", R"("data":{"l":"1"})"),
            "one {\"f:data\":{\"f:l\":{}}}\nbefore-first-apply {\"f:data\":{\".\":{},\"f:k\":{}}}\n");
}

TEST(Apply, ConflictsAreGroupedByManager) {
  Applies<ConfigMap> map;
  map.apply("one", R"("data":{"a":"1"})");
  map.apply("two", R"("data":{"b":"1"})");
  EXPECT_EQ(map.apply("three", R"("data":{"a":"2","b":"2"})"),
            "409 Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.a\nconflicts with "
            "\"two\":\n- .data.b");
  EXPECT_EQ(map.apply("three", R"("data":{"a":"2","b":"2"})", true),
            "three {\"f:data\":{\"f:a\":{},\"f:b\":{}}}\n");
}

TEST(Apply, TypeErrorsAreToldAsUpstreamDoes) {
  Applies<Service> service;
  const auto error = [&](std::string_view fields) { return service.apply("one", fields); };
  constexpr std::string_view kStart = "500 failed to create typed patch object (/a; /v1, Kind=Service): ";
  EXPECT_EQ(error(R"("spec":{"frob":1})"), std::string(kStart) + ".spec.frob: field not declared in schema");
  EXPECT_EQ(error(R"("spec":{"ports":[{"port":80,"x":1}]})"),
            std::string(kStart) + ".spec.ports[port=80,protocol=\"TCP\"].x: field not declared in schema");
  EXPECT_EQ(error(R"("spec":{"type":1})"),
            std::string(kStart) + ".spec.type: expected string, got &value.valueUnstructured{Value:1}");
  EXPECT_EQ(error(R"("spec":{"type":["a",{"b":null}]})"),
            std::string(kStart) +
                ".spec.type: expected string, got &value.valueUnstructured{Value:[]interface "
                "{}{\"a\", map[string]interface {}{\"b\":interface {}(nil)}}}");
  EXPECT_EQ(error(R"("spec":{"ports":[{"port":"x"}]})"),
            std::string(kStart) +
                ".spec.ports[port=\"x\",protocol=\"TCP\"].port: expected numeric (int or float), got string");
  EXPECT_EQ(error(R"("spec":{"ports":"x"})"), std::string(kStart) + ".spec.ports: expected list, got &{x}");
  EXPECT_EQ(error(R"("spec":300)"), std::string(kStart) + ".spec: expected map, got &{300}");
  // Of the fields that there are not only one is told.
  EXPECT_EQ(error(R"("a":1,"b":2)"), std::string(kStart) + ".a: field not declared in schema");
  EXPECT_EQ(
      error(R"("spec":{"ports":[{"port":{"a":1}},{"port":[1]}]})"),
      std::string(kStart) +
          "errors:\n  .spec.ports[port=a=1,protocol=\"TCP\"].port: expected numeric (int or float), got "
          "map[string]interface {}\n  .spec.ports[port=[1],protocol=\"TCP\"].port: expected numeric (int "
          "or float), got []interface {}");
  EXPECT_EQ(error(R"("status":{"conditions":[{"type":"A","lastTransitionTime":[]}]})"),
            std::string(kStart) +
                ".status.conditions[type=\"A\"].lastTransitionTime: expected any scalar, got &{[]}");
}

TEST(Apply, WrongKindsAndManagedFieldsAreRefused) {
  const Kind& kind = kindOf<ConfigMap>();
  const auto error = [&](std::string_view config) {
    auto applied = applyConfiguration(kind, by("m"), nullptr, {.configJson = config});
    return applied ? std::string() : applied.error().message;
  };
  EXPECT_EQ(error(R"({"apiVersion":"apps/v1","kind":"X"})"), "invalid object type: apps/v1, Kind=X");
  EXPECT_EQ(error(R"({})"), "invalid object type: /, Kind=");
  EXPECT_EQ(error(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"managedFields":[]}})"),
            "metadata.managedFields must be nil");
}

TEST(Apply, HostileConfigurations) {
  const Kind& kind = kindOf<ConfigMap>();
  const std::string head = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":)";
  for (const std::string& config :
       {std::string(), std::string("null"), head, head + std::string(100'000, '['),
        std::string(R"({"apiVersion":1,"kind":[],"metadata":"x"})"),
        std::string(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":"x"})"),
        std::string(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"labels":[]}})")})
    EXPECT_FALSE(applyConfiguration(kind, by("m"), nullptr, {.configJson = config})) << config.substr(0, 80);
}

// 100,000 fields in the worst order: what took time by the square of it would not come to an end here.
TEST(Apply, ManyFieldsTakeTimeInProportion) {
  Applies<ConfigMap> map;
  std::string data, removed;
  for (int i = 100'000; i > 0; --i)
    data += (data.empty() ? "" : ",") + ("\"k" + std::to_string(i) + "\":\"\"");
  map.apply("one", "\"data\":{" + data + "}");
  EXPECT_EQ(map.object.data.size(), 100'000u);
  EXPECT_THAT(map.apply("two", R"("data":{"k5":"x"})"), HasSubstr("conflict with \"one\": .data.k5"));
  map.apply("one", R"("data":{"k7":""})");
  EXPECT_EQ(map.object.data.size(), 1u);
}

}  // namespace
}  // namespace seamark::api
