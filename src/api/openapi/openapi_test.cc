// Discovery and OpenAPI against what a real server answered (tests/conformance/machinery).
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "api/openapi/discovery.h"
#include "api/openapi/sha256.h"

namespace seamark::api {
namespace {

namespace json = boost::json;

json::value readJson(const std::string& path) {
  std::ifstream file(std::string(SEAMARK_SOURCE_DIR) + "/tests/conformance/machinery/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

std::string_view textOf(json::string_view text) {
  return {text.data(), text.size()};
}

// A schema without its texts, references by name only: what openapi.py compares.
json::value bare(const json::value& schema, std::set<std::string>& wanted) {
  if (const auto* list = schema.if_array()) {
    json::array out;
    for (const json::value& value : *list) out.push_back(bare(value, wanted));
    return out;
  }
  const auto* object = schema.if_object();
  if (object == nullptr) return schema;
  json::object out;
  for (const auto& [key, value] : *object) {
    if (key == "$ref") {
      const std::string_view ref = textOf(json::string_view(value.get_string()));
      const std::string name(ref.substr(ref.rfind('/') + 1));
      wanted.insert(name);
      out["$ref"] = name;
    } else if (key == "properties") {
      json::object properties;
      for (const auto& [name, property] : value.get_object()) properties[name] = bare(property, wanted);
      out[key] = std::move(properties);
    } else if (key != "description") {
      out[key] = bare(value, wanted);
    }
  }
  return out;
}

TEST(OpenApi, SchemasAreThoseOfUpstream) {
  const json::value recorded = readJson("openapi/structure.json");
  for (const json::value& part : recorded.at("documents").get_array()) {
    const std::string path(textOf(json::string_view(part.at("path").get_string())));
    SCOPED_TRACE(path);
    const bool v2 = path == "/openapi/v2";
    const OpenApiDocument* document = v2 ? &openApiV2() : openApiV3(path.substr(12));
    ASSERT_NE(document, nullptr);
    const json::value tree = json::parse(document->json);
    const json::object& schemas =
        v2 ? tree.at("definitions").get_object() : tree.at("components").at("schemas").get_object();
    for (const auto& [name, want] : part.at("schemas").get_object()) {
      std::set<std::string> ignored;
      const json::value* have = schemas.if_contains(name);
      ASSERT_NE(have, nullptr) << name;
      EXPECT_EQ(bare(*have, ignored), want) << name << "\n" << json::serialize(bare(*have, ignored));
    }
  }
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  for (bool v2 : {false, true}) {
    const json::value tree = json::parse(v2 ? openApiV2().json : openApiV3("api/v1")->json);
    const json::object& schemas =
        v2 ? tree.at("definitions").get_object() : tree.at("components").at("schemas").get_object();
    std::set<std::string> wanted;
    bare(tree, wanted);
    EXPECT_GT(wanted.size(), 50u);
    for (const std::string& name : wanted) EXPECT_TRUE(schemas.contains(name)) << name;
  }
}

std::vector<std::string> names(const json::value& parameters) {
  std::vector<std::string> out;
  for (const json::value& parameter : parameters.get_array())
    out.emplace_back(textOf(json::string_view(parameter.at("name").get_string())));
  return out;
}

TEST(OpenApi, OperationsOfServices) {
  const json::value tree = json::parse(openApiV3("api/v1")->json);
  const json::value& collection = tree.at("paths").at("/api/v1/namespaces/{namespace}/services");
  EXPECT_EQ(collection.at("get").at("x-kubernetes-action"), "list");
  EXPECT_EQ(collection.at("get").at("operationId"), "listCoreV1NamespacedService");
  EXPECT_THAT(names(collection.at("parameters")), testing::ElementsAre("namespace", "pretty"));
  EXPECT_THAT(names(collection.at("post").at("parameters")),
              testing::ElementsAre("dryRun", "fieldManager", "fieldValidation"));
  EXPECT_EQ(collection.at("get").at("x-kubernetes-group-version-kind"),
            json::value({{"group", ""}, {"version", "v1"}, {"kind", "Service"}}));
  const json::value& one = tree.at("paths").at("/api/v1/namespaces/{namespace}/services/{name}");
  EXPECT_THAT(names(one.at("patch").at("parameters")),
              testing::ElementsAre("dryRun", "fieldManager", "fieldValidation", "force"));
  EXPECT_EQ(one.at("patch").at("requestBody").at("content").get_object().size(), 4u);
  EXPECT_TRUE(
      tree.at("paths").get_object().contains("/api/v1/namespaces/{namespace}/services/{name}/status"));
  EXPECT_EQ(openApiV3("bogus"), nullptr);
}

TEST(OpenApi, OperationsThatPassAConnectionOn) {
  const json::value v3 = json::parse(openApiV3("api/v1")->json);
  const auto idOf = [&](const std::string& path, std::string_view method) {
    return std::string(v3.at("paths").at("/api/v1/" + path).at(method).at("operationId").as_string());
  };
  const std::string pod = "namespaces/{namespace}/pods/{name}/";
  EXPECT_EQ(idOf(pod + "exec", "post"), "connectCoreV1PostNamespacedPodExec");
  EXPECT_EQ(idOf(pod + "log", "get"), "readCoreV1NamespacedPodLog");
  EXPECT_EQ(idOf(pod + "eviction", "post"), "createCoreV1NamespacedPodEviction");
  EXPECT_EQ(idOf(pod + "resize", "patch"), "patchCoreV1NamespacedPodResize");
  EXPECT_EQ(idOf(pod + "ephemeralcontainers", "put"), "replaceCoreV1NamespacedPodEphemeralcontainers");
  EXPECT_EQ(idOf("namespaces/{namespace}/services/{name}/proxy/{path}", "head"),
            "connectCoreV1HeadNamespacedServiceProxyWithPath");
  EXPECT_EQ(idOf("nodes/{name}/proxy", "options"), "connectCoreV1OptionsNodeProxy");
  const json::value& exec = v3.at("paths").at("/api/v1/" + pod + "exec").at("get");
  EXPECT_EQ(exec.at("x-kubernetes-action"), "connect");
  EXPECT_EQ(exec.at("x-kubernetes-group-version-kind").at("kind"), "PodExecOptions");
  EXPECT_TRUE(v3.at("components").at("schemas").get_object().contains("io.k8s.api.policy.v1.Eviction"));
}

TEST(OpenApi, IndexNamesEveryDocument) {
  const json::value index = json::parse(openApiV3Index());
  EXPECT_GT(index.at("paths").get_object().size(), 15u);
  for (const auto& [path, entry] : index.at("paths").get_object()) {
    const OpenApiDocument* document = openApiV3(textOf(path));
    ASSERT_NE(document, nullptr);
    const std::string url = "/openapi/v3/" + std::string(textOf(path)) + "?hash=" + document->hash;
    EXPECT_EQ(entry.at("serverRelativeURL"), json::value(url));
  }
}

TEST(OpenApi, ProtobufHoldsTheSame) {
  EXPECT_THAT(openApiV2Protobuf(), testing::StartsWith("\x0a\x03"
                                                       "2.0"));
  EXPECT_THAT(openApiV2Protobuf(), testing::HasSubstr("io.k8s.api.core.v1.ServicePort"));
}

// The recorded answer without the resources that the case was not about.
class Discovery : public testing::Test {
 protected:
  static const json::value& suite() {
    static const json::value kSuite = readJson("discovery.json");
    return kSuite;
  }
  static const json::value& answerOf(std::string_view path, std::string_view accept) {
    for (const json::value& one : suite().at("cases").get_array())
      for (const json::value& step : one.at("steps").get_array()) {
        const json::object& s = step.get_object();
        const bool plain = !s.contains("accept");
        if (textOf(json::string_view(s.at("path").get_string())) == path && s.at("do") == "GET" &&
            !s.contains("pick") && !s.contains("holds") &&
            (accept.empty() ? plain
                            : !plain && textOf(json::string_view(s.at("accept").get_string())) == accept))
          return s.at("answer").at("body");
      }
    ADD_FAILURE() << "no case for " << path;
    static const json::value kNone;
    return kNone;
  }
  // Every item of `want` is in `have`, just so.
  static void expectHolds(const json::array& have, const json::array& want) {
    for (const json::value& item : want) {
      bool found = false;
      for (const json::value& other : have) found |= other == item;
      EXPECT_TRUE(found) << json::serialize(item);
    }
  }
};

TEST_F(Discovery, ResourceLists) {
  for (std::string_view groupVersion : {"discovery.k8s.io/v1", "coordination.k8s.io/v1", "events.k8s.io/v1",
                                        "rbac.authorization.k8s.io/v1", "authentication.k8s.io/v1"}) {
    const size_t slash = groupVersion.find('/');
    const auto document = apiResourceList(groupVersion.substr(0, slash), groupVersion.substr(slash + 1));
    ASSERT_TRUE(document);
    EXPECT_EQ(json::parse(document->json), answerOf("/apis/" + std::string(groupVersion), ""));
    EXPECT_FALSE(document->protobuf.empty());
  }
  const json::value core = json::parse(apiResourceList("", "v1")->json);
  const json::value& want = answerOf("/api/v1", "");
  expectHolds(core.at("resources").get_array(), want.at("resources").get_array());
  EXPECT_FALSE(core.get_object().contains("apiVersion"));
  EXPECT_FALSE(apiResourceList("discovery.k8s.io", "v9"));
  EXPECT_FALSE(apiResourceList("bogus", "v1"));
  // Older clients take an empty list of resources for an error.
  EXPECT_THAT(apiResourceList("apiregistration.k8s.io", "v1")->json, testing::HasSubstr("apiservices"));
}

TEST_F(Discovery, Groups) {
  EXPECT_EQ(json::parse(apiGroupList().json), answerOf("/apis", ""));
  EXPECT_EQ(json::parse(apiGroup("networking.k8s.io")->json), answerOf("/apis/networking.k8s.io", ""));
  EXPECT_FALSE(apiGroup("bogus"));
  EXPECT_EQ(apiVersions("1.2.3.4:6443").json,
            "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"],\"serverAddressByClientCIDRs\":[{\"clientCIDR\":"
            "\"0.0.0.0/0\",\"serverAddress\":\"1.2.3.4:6443\"}]}");
}

TEST_F(Discovery, Aggregated) {
  constexpr std::string_view kAccept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const json::value core = json::parse(aggregatedDiscovery(true).json);
  const json::value& want = answerOf("/api", kAccept);
  EXPECT_EQ(core.at("apiVersion"), want.at("apiVersion"));
  expectHolds(core.at("items").at(0).at("versions").at(0).at("resources").get_array(),
              want.at("items").at(0).at("versions").at(0).at("resources").get_array());
  const json::value groups = json::parse(aggregatedDiscovery(false).json);
  expectHolds(groups.at("items").get_array(), answerOf("/apis", kAccept).at("items").get_array());
}

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(sha256Hex(""), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
  EXPECT_EQ(sha256Hex("abc"), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  EXPECT_EQ(sha256Hex(std::string(1000, 'a')),
            "41EDECE42D63E8D9BF515A9BA6932E1C20CBC9F5A5D134645ADB5DB1B9737EA3");
}

}  // namespace
}  // namespace seamark::api
