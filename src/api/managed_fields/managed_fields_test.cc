// Field sets and ownership after plain writes.
// SPDX-License-Identifier: Apache-2.0
#include "api/managed_fields/managed_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/codec.h"
#include "api/core/config_map.h"
#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "api/kinds.h"
#include "api/managed_fields/field_set.h"
#include "api/managed_fields/managed_entries.h"

namespace seamark::api {
namespace {

FieldSet set(std::string_view text) {
  auto parsed = FieldSet::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : FieldSet();
}

TEST(FieldSet, ReadsAndWrites) {
  for (
      std::string_view text :
      {R"({})", R"({"f:data":{".":{},"f:k":{}}})", R"({"f:a":{},"f:b":{"f:c":{}}})",
       R"({"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":443,\"protocol\":\"TCP\"}":{}}})",
       R"({"f:finalizers":{"v:\"a.example/x\"":{},"v:\"b\"":{}},"i:3":{}})"})
    EXPECT_EQ(set(text).text(), text);
  // Order, blanks, escapes and doubles are settled.
  EXPECT_EQ(set(R"({ "f:b" : {}, "f:a":{"f:y":{},"f:x":{}}, "f:a":{"f:z":{}} })").text(),
            R"({"f:a":{"f:x":{},"f:y":{},"f:z":{}},"f:b":{}})");
  EXPECT_EQ(
      set(R"({"k:{\"protocol\":\"TCP\",\"port\":9}":{},"k:{\"port\":10,\"protocol\":\"TCP\"}":{}})").text(),
      R"({"k:{\"port\":9,\"protocol\":\"TCP\"}":{},"k:{\"port\":10,\"protocol\":\"TCP\"}":{}})");
  EXPECT_EQ(set(R"({"\u0066:a\"b":{}})").text(), R"({"f:a\"b":{}})");
}

TEST(FieldSet, RefusesWhatIsNoSet) {
  for (std::string_view text :
       {"", "[]", "null", R"({"f:a":1})", R"({"x:a":{}})", R"({"f":{}})", R"({"k:[]":{}})", R"({"v:{}":{}})",
        R"({"i:x":{}})", R"({"f:a":{})", R"({"f:a":{}}x)", R"({"f:a)"})
    EXPECT_FALSE(FieldSet::parse(text)) << text;
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"({"f:a":)";
  EXPECT_FALSE(FieldSet::parse(deep));
}

TEST(FieldSet, Algebra) {
  const FieldSet a = set(R"({"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{}})");
  const FieldSet b = set(R"({"f:a":{},"f:c":{}})");
  FieldSet sum = a;
  sum.add(b);
  EXPECT_EQ(sum.text(), R"({"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{},"f:c":{}})");
  FieldSet left = a;
  left.remove(b);
  EXPECT_EQ(left.text(), R"({"f:a":{"f:x":{},"f:y":{}},"f:b":{}})");
  FieldSet whole = a;
  whole.removeWhole(b);
  EXPECT_EQ(whole.text(), R"({"f:b":{}})");
  FieldSet both = a;
  both.keep(set(R"({"f:a":{"f:x":{}},"f:b":{"f:z":{}}})"));
  EXPECT_EQ(both.text(), R"({"f:a":{"f:x":{}}})");
  EXPECT_TRUE(a.contains({"f:a", "f:x"}));
  EXPECT_FALSE(a.contains({"f:a", "f:z"}));
}

TEST(FieldSet, PathsAsConflictsShowThem) {
  std::vector<std::string> paths;
  set(R"({"f:a":{"f:x":{}},"f:b":{},"f:p":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:n":{}}},"f:s":{"v:\"q\"":{}}})")
      .eachPath([&](const std::string& path) { paths.push_back(path); });
  EXPECT_THAT(paths, testing::ElementsAre(".b", ".a.x", ".p[port=80,protocol=\"TCP\"].n", ".s[=\"q\"]"));
}

class Updates : public testing::Test {
 protected:
  FieldWriter by(std::string_view manager, std::string_view subresource = {}) {
    return {.manager = manager, .subresource = subresource, .now = Time{.seconds = ++seconds_}};
  }
  static std::string shown(const Object& object) {
    std::string out;
    for (const ManagedFieldsEntry& entry : object.metadata.managedFields)
      out += entry.manager + " " + entry.operation +
             (entry.subresource.empty() ? "" : "/" + entry.subresource) + " " + entry.fieldsV1->json + "\n";
    return out;
  }
  template <class T>
  T create(T object, std::string_view manager) {
    updateManagedFields(kindOf<T>(), by(manager), nullptr, object);
    return object;
  }
  template <class T>
  T update(const T& old, T next, std::string_view manager, std::string_view subresource = {},
           bool cleared = false) {
    updateManagedFields(kindOf<T>(), by(manager, subresource), &old, next,
                        {.clearsManagedFields = cleared, .emptyLists = {}});
    return next;
  }
  int64_t seconds_ = 1'000'000;
};

ConfigMap configMap(std::map<std::string, std::string> data) {
  ConfigMap map;
  map.metadata.name = "a";
  map.metadata.namespace_ = "n";
  map.metadata.uid = "u";
  map.data = std::move(data);
  return map;
}

TEST_F(Updates, CreateOwnsWhatIsThere) {
  ConfigMap map = configMap({{"k", "v"}});
  map.metadata.labels = {{"l", "1"}};
  EXPECT_EQ(
      shown(create(map, "m")),
      "m Update {\"f:data\":{\".\":{},\"f:k\":{}},\"f:metadata\":{\"f:labels\":{\".\":{},\"f:l\":{}}}}\n");
}

TEST_F(Updates, ServiceAsKubectlShowsIt) {
  Service service;
  service.metadata.name = "a";
  service.spec.ports = {{.name = "h", .protocol = "TCP", .port = 80, .targetPort = IntOrString::of(80)}};
  service.spec.selector = {{"a", "b"}};
  service.spec.type = "ClusterIP";
  service.status.loadBalancer.ingress.push_back({.ip = "1.1.1.1"});  // reset by the strategy: nobody's
  EXPECT_EQ(
      shown(create(service, "m")),
      "m Update {\"f:spec\":{\"f:ports\":{\".\":{},\"k:{\\\"port\\\":80,\\\"protocol\\\":\\\"TCP\\\"}\":"
      "{\".\":{},\"f:name\":{},\"f:port\":{},\"f:protocol\":{},\"f:targetPort\":{}}},\"f:selector\":{},"
      "\"f:type\":{}}}\n");
  const Service old = create(service, "m");
  Service next = old;
  next.spec.type = "NodePort";
  next.status.loadBalancer.ingress.clear();
  next.metadata.annotations = {{"q", "r"}};
  EXPECT_THAT(
      shown(update(old, next, "ctl", "status")),
      testing::HasSubstr("ctl Update/status {\"f:metadata\":{\"f:annotations\":{\".\":{},\"f:q\":{}}}}"));
}

TEST_F(Updates, PodListsWithoutOmitemptyHaveNoDot) {
  Pod pod;
  pod.spec.containers.emplace_back().name = "c";
  EXPECT_THAT(shown(create(pod, "m")),
              testing::HasSubstr("\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},\"f:name\":{}"));
}

TEST_F(Updates, ChangedFieldsMove) {
  const ConfigMap first = create(configMap({{"k", "v"}, {"l", "1"}}), "one");
  const ConfigMap second = update(
      first,
      [&] {
        ConfigMap next = first;
        next.data = {{"k", "w"}, {"m", "1"}};
        return next;
      }(),
      "two");
  EXPECT_EQ(shown(second), "one Update {\"f:data\":{}}\ntwo Update {\"f:data\":{\"f:k\":{},\"f:m\":{}}}\n");
}

TEST_F(Updates, NothingChangedIsNothingTaken) {
  const ConfigMap first = create(configMap({{"k", "v"}}), "one");
  ConfigMap next = first;
  next.metadata.resourceVersion = "7";
  next.metadata.generation = 3;
  EXPECT_EQ(update(first, next, "two").metadata.managedFields, first.metadata.managedFields);
  next.metadata.managedFields.clear();  // a client that does not know them
  EXPECT_EQ(update(first, next, "two").metadata.managedFields, first.metadata.managedFields);
}

TEST_F(Updates, ClearingAndUntrackedObjects) {
  const ConfigMap first = create(configMap({{"k", "v"}}), "one");
  ConfigMap next = first;
  next.metadata.managedFields = {ManagedFieldsEntry{}};
  const ConfigMap cleared = update(first, next, "two");
  EXPECT_EQ(shown(cleared), "");
  EXPECT_EQ(shown(update(first, first, "two", {}, true)), "");
  EXPECT_NE(shown(update(first, next, "two", "status")), "");  // not through a subresource
  ConfigMap later = cleared;
  later.data["x"] = "1";
  EXPECT_EQ(shown(update(cleared, later, "two")), "");  // stays untracked
}

TEST_F(Updates, MalformedEntriesAreIgnored) {
  const ConfigMap first = create(configMap({{"k", "v"}}), "one");
  ConfigMap next = first;
  next.metadata.managedFields = {
      {.manager = "x", .operation = "Bogus", .apiVersion = "v1", .fieldsType = "FieldsV1"}};
  EXPECT_EQ(shown(update(first, next, "two")), shown(first));
  next.metadata.managedFields = {{.manager = "x",
                                  .operation = "Update",
                                  .apiVersion = "v1",
                                  .fieldsType = "FieldsV1",
                                  .fieldsV1 = RawJson{R"({"f:data":{"f:k":{}}})"}}};
  EXPECT_EQ(shown(update(first, next, "two")), "x Update {\"f:data\":{\"f:k\":{}}}\n");
}

TEST_F(Updates, OldUpdatersAreMerged) {
  ConfigMap map = create(configMap({{"k00", "v"}}), "m00");
  for (int i = 1; i < 13; ++i) {
    ConfigMap next = map;
    const std::string number = (i < 10 ? "0" : "") + std::to_string(i);
    next.data["k" + number] = "v";
    map = update(map, next, "m" + number);
  }
  EXPECT_EQ(map.metadata.managedFields.size(), 10u);
  EXPECT_EQ(map.metadata.managedFields[0].manager, "ancient-changes");
  EXPECT_EQ(map.metadata.managedFields[0].fieldsV1->json,
            "{\"f:data\":{\".\":{},\"f:k00\":{},\"f:k01\":{},\"f:k02\":{},\"f:k03\":{}}}");
}

TEST_F(Updates, TimesAloneAreNoChange) {
  const ConfigMap first = create(configMap({{"k", "v"}}), "one");
  ConfigMap next = first;
  next.metadata.managedFields[0].time = Time{.seconds = 5};
  const auto told = forgetNewTimes(first, next);
  EXPECT_EQ(next, first);
  ASSERT_TRUE(told) << "to be put back when the object changed otherwise";
  EXPECT_EQ(told->at(0).time, Time{.seconds = 5});
  next.metadata.managedFields[0].time = Time{.seconds = 5};
  next.metadata.managedFields[0].manager = "two";
  const ConfigMap kept = next;
  EXPECT_FALSE(forgetNewTimes(first, next));
  EXPECT_EQ(next, kept);
}

TEST(ManagedFields, ClearsManagedFields) {
  const auto clears = [](std::string_view json) {
    return jsonOnlyOf(kindOf<ConfigMap>(), json).clearsManagedFields;
  };
  EXPECT_TRUE(clears(R"({"metadata":{"managedFields":[]}})"));
  EXPECT_TRUE(clears(R"({"metadata":{"managedFields" : [ { } ] }})"));
  EXPECT_FALSE(clears(R"({"metadata":{"managedFields":[{"manager":"x"}]}})"));
  EXPECT_FALSE(clears(R"({"metadata":{"managedFields":null}})"));
  EXPECT_FALSE(clears(R"({"data":{"k":"\"managedFields\":[]"}})"));
  EXPECT_FALSE(clears(R"({"metadata":{"managedFields":)"));
  EXPECT_FALSE(clears(R"({"spec":{"managedFields":[]},"managedFields":[]})"));
  EXPECT_FALSE(clears(R"({"metadata":{"annotations":{"managedFields":[]}}})"));
  EXPECT_TRUE(clears(R"({"data":{"a":"}"},"metadata":{"labels":{},"managedFields":[]}})"));
}

TEST(ManagedFields, AnEmptyListThatIsSentIsOwned) {
  const Kind& kind = kindOf<EndpointSlice>();
  const auto lists = [&](std::string_view json) { return jsonOnlyOf(kind, json).emptyLists; };
  EXPECT_EQ(lists(R"({"endpoints":[],"ports" : [ ]})"),
            (std::vector<std::vector<std::string>>{{"f:endpoints"}, {"f:ports"}}));
  EXPECT_TRUE(lists(R"({"endpoints":null,"metadata":{"ports":[]},"a":"]}","ports":[{}]})").empty());
  EXPECT_EQ(lists(R"({"metadata":{},"x":[{"ports":[]}],"ports":[]})"),
            (std::vector<std::vector<std::string>>{{"f:ports"}}));
  EXPECT_TRUE(lists("endpoints: []").empty());
  const JsonOnly pod =
      jsonOnlyOf(kindOf<Pod>(), R"({"spec":{"tolerations":[],"volumes":[{"name":"v","projected":)"
                                R"({"sources": [ ]}},{"projected":{}}],"containers":[]}})");
  EXPECT_EQ(pod.emptyLists, (std::vector<std::vector<std::string>>{
                                {"f:spec", "f:volumes", R"(k:{"name":"v"})", "f:projected", "f:sources"},
                                {"f:spec", "f:containers"}}));

  EndpointSlice slice;
  slice.addressType = "IPv4";
  const FieldWriter writer{"one", "", Time{.seconds = 1}};
  updateManagedFields(kind, writer, nullptr, slice,
                      {.clearsManagedFields = false, .emptyLists = {{"f:endpoints"}}});
  ASSERT_EQ(slice.metadata.managedFields.size(), 1U);
  EXPECT_EQ(slice.metadata.managedFields[0].fieldsV1->json, R"({"f:addressType":{},"f:endpoints":{}})");
  EndpointSlice next = slice;
  updateManagedFields(kind, {"two", "", Time{.seconds = 2}}, &slice, next,
                      {.clearsManagedFields = false, .emptyLists = {{"f:endpoints"}}});
  ASSERT_EQ(next.metadata.managedFields.size(), 2U);
  EXPECT_EQ(next.metadata.managedFields[1].fieldsV1->json, R"({"f:endpoints":{}})");
}

TEST(ManagedFields, AnAppliedEmptyListIsAnotherValueThanNone) {
  const Kind& kind = kindOf<Pod>();
  const std::string body = R"({"spec":{"volumes":[{"name":"v","projected":{"sources":[]}}]}})";
  Pod pod;
  ASSERT_TRUE(decodeJson(kind.type(), body, &pod));
  updateManagedFields(kind, {"one", "", Time{.seconds = 1}}, nullptr, pod, jsonOnlyOf(kind, body));
  const std::string config = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},)" + body.substr(1);
  const auto applied = applyConfiguration(kind, {"two", "", Time{.seconds = 2}}, &pod, {config, false});
  ASSERT_FALSE(applied);
  EXPECT_EQ(
      applied.error().message,
      R"(Apply failed with 1 conflict: conflict with "one" using v1: .spec.volumes[name="v"].projected.sources)");
}

TEST(ManagedFields, OwnersOfAnotherVersionGo) {
  const auto entry = [](std::string manager, std::string version) {
    ManagedFieldsEntry made{
        .manager = std::move(manager), .operation = "Update", .apiVersion = std::move(version)};
    made.time = Time{.seconds = 1};
    made.fieldsType = "FieldsV1";
    made.fieldsV1 = RawJson{R"({"f:data":{"f:k":{}}})"};
    return made;
  };
  ConfigMap old;
  old.data["k"] = "1";
  old.metadata.managedFields = {entry("a", "v1"), entry("b", "other/v1"), entry("c", "/v1")};
  ConfigMap next = old;
  updateManagedFields(kindOf<ConfigMap>(), {"one", "", Time{.seconds = 2}}, &old, next);
  ASSERT_EQ(next.metadata.managedFields.size(), 2U);
  EXPECT_EQ(next.metadata.managedFields[0].manager, "a");
  EXPECT_EQ(next.metadata.managedFields[1].manager, "c");
  // A version that cannot be read spoils all of them.
  next.metadata.managedFields = {entry("a", "v1"), entry("b", "x/y/z")};
  updateManagedFields(kindOf<ConfigMap>(), {"one", "", Time{.seconds = 2}}, &old, next);
  EXPECT_EQ(next.metadata.managedFields, old.metadata.managedFields);
}

}  // namespace
}  // namespace seamark::api
