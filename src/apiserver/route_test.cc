// Where requests go: methods and paths against what they mean.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/route.h"

#include <gtest/gtest.h>

namespace seamark::apiserver {
namespace {

struct Case {
  const char* method;
  const char* path;
  Target target;
  const char* verb;
  const char* ns;
  const char* resource;
  const char* name;
  const char* subresource;
};

TEST(Route, MethodsAndPaths) {
  const Case cases[] = {
      {"GET", "/api/v1/namespaces/ns/services", Target::List, "list", "ns", "services", "", ""},
      {"GET", "/api/v1/namespaces/ns/services/", Target::List, "list", "ns", "services", "", ""},
      {"GET", "/api/v1/services", Target::List, "list", "", "services", "", ""},
      {"POST", "/api/v1/namespaces/ns/services", Target::Create, "create", "ns", "services", "", ""},
      {"POST", "/api/v1/services", Target::MethodNotAllowed, "create", "", "services", "", ""},
      {"DELETE", "/api/v1/namespaces/ns/services", Target::DeleteCollection, "deletecollection", "ns",
       "services", "", ""},
      {"DELETE", "/api/v1/namespaces", Target::MethodNotAllowed, "deletecollection", "", "namespaces", "",
       ""},
      {"GET", "/api/v1/namespaces/ns/services/a", Target::Get, "get", "ns", "services", "a", ""},
      {"PUT", "/api/v1/namespaces/ns/services/a", Target::Update, "update", "ns", "services", "a", ""},
      {"PATCH", "/api/v1/namespaces/ns/services/a/status", Target::Patch, "patch", "ns", "services", "a",
       "status"},
      {"DELETE", "/api/v1/namespaces/ns/services/a/status", Target::MethodNotAllowed, "delete", "ns",
       "services", "a", "status"},
      {"GET", "/api/v1/namespaces/ns/services/a/bogus", Target::NotFound, "get", "ns", "services", "a",
       "bogus"},
      {"GET", "/api/v1/namespaces/ns", Target::Get, "get", "ns", "namespaces", "ns", ""},
      {"PUT", "/api/v1/namespaces/ns/finalize", Target::Update, "update", "ns", "namespaces", "ns",
       "finalize"},
      {"GET", "/api/v1/namespaces/ns/nodes", Target::NotFound, "list", "ns", "nodes", "", ""},
      {"GET", "/api/v1/configmaps/x", Target::NotFound, "get", "", "configmaps", "x", ""},
      {"GET", "/api/v1/namespaces/ns/configmaps//a", Target::NotFound, "list", "ns", "configmaps", "", "a"},
      {"GET", "/api/v1/watch/namespaces/ns/services", Target::Watch, "watch", "ns", "services", "", ""},
      {"GET", "/apis/bogus.example/v1/things", Target::NoSuchPath, "list", "", "things", "", ""},
      {"GET", "/apis/discovery.k8s.io/v9/endpointslices", Target::NotFound, "list", "", "endpointslices", "",
       ""},
      {"POST", "/api/v1/namespaces/ns/serviceaccounts/s/token", Target::TokenRequest, "create", "ns",
       "serviceaccounts", "s", "token"},
      {"POST", "/api/v1/namespaces/ns/pods/p/binding", Target::Binding, "create", "ns", "pods", "p",
       "binding"},
      {"POST", "/api/v1/namespaces/ns/pods/p/eviction", Target::Eviction, "create", "ns", "pods", "p",
       "eviction"},
      {"GET", "/api/v1/namespaces/ns/pods/p/eviction", Target::MethodNotAllowed, "get", "ns", "pods", "p",
       "eviction"},
      {"GET", "/api/v1/namespaces/ns/pods/p/log", Target::Log, "get", "ns", "pods", "p", "log"},
      {"GET", "/api/v1/namespaces/ns/pods/p/log/x", Target::NotFound, "get", "ns", "pods", "p", "log"},
      {"POST", "/api/v1/namespaces/ns/pods/p/exec", Target::Connect, "create", "ns", "pods", "p", "exec"},
      {"PUT", "/api/v1/namespaces/ns/pods/p/attach", Target::MethodNotAllowed, "update", "ns", "pods", "p",
       "attach"},
      {"PATCH", "/api/v1/namespaces/ns/pods/p/resize", Target::Patch, "patch", "ns", "pods", "p", "resize"},
      {"PUT", "/api/v1/namespaces/ns/pods/p/ephemeralcontainers", Target::Update, "update", "ns", "pods", "p",
       "ephemeralcontainers"},
      {"HEAD", "/api/v1/namespaces/ns/services/http:s:80/proxy/a/b/c", Target::Proxy, "get", "ns", "services",
       "http:s:80", "proxy"},
      {"OPTIONS", "/api/v1/nodes/n/proxy", Target::Proxy, "", "", "nodes", "n", "proxy"},
      {"TRACE", "/api/v1/nodes/n/proxy", Target::MethodNotAllowed, "", "", "nodes", "n", "proxy"},
      {"GET", "/api/v1/namespaces/ns/configmaps/c/proxy", Target::NotFound, "get", "ns", "configmaps", "c",
       "proxy"},
      {"POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", Target::Review, "create", "",
       "selfsubjectaccessreviews", "", ""},
      {"GET", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", Target::MethodNotAllowed, "list", "",
       "selfsubjectaccessreviews", "", ""},
      {"FROB", "/api/v1/services", Target::MethodNotAllowed, "", "", "services", "", ""},
      {"HEAD", "/api/v1/namespaces/ns", Target::MethodNotAllowed, "get", "ns", "namespaces", "ns", ""},
      {"GET", "/api/v1/namespaces//services", Target::List, "list", "", "services", "", ""},
      {"DELETE", "/api/v1/namespaces//services", Target::DeleteCollection, "deletecollection", "", "services",
       "", ""},
      {"GET", "/api/v1/namespaces//services/a", Target::Get, "get", "", "services", "a", ""},
      {"GET", "/api/v1/namespaces//nodes", Target::NotFound, "list", "", "nodes", "", ""},
      {"GET", "/api/v1/namespaces/ns/namespaces", Target::NotFound, "list", "ns", "namespaces", "", ""},
      {"GET", "/api/v1/namespaces/ns/services//status", Target::Get, "list", "ns", "services", "", "status"},
      {"PUT", "/api/v1/nodes//status", Target::Update, "update", "", "nodes", "", "status"},
      {"GET", "/api/v1//services", Target::NotFound, "get", "", "", "services", ""},
      {"GET", "/api/v1/watch", Target::NoRequestInfo, "watch", "", "", "", ""},
      {"POST", "/apis/discovery.k8s.io/v1/proxy", Target::NoRequestInfo, "create", "", "proxy", "", ""},
      {"GET", "/apis//v1/services", Target::NoSuchPath, "list", "", "services", "", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.method) + " " + c.path);
    const Route route = findRoute(c.method, c.path, {});
    EXPECT_EQ(static_cast<int>(route.target), static_cast<int>(c.target));
    EXPECT_TRUE(route.info.isResource);
    EXPECT_EQ(route.info.verb, c.verb);
    EXPECT_EQ(route.info.ns, c.ns);
    EXPECT_EQ(route.info.resource, c.resource);
    EXPECT_EQ(route.info.subresource, c.subresource);
    if (std::string_view(c.path).find("//") == std::string_view::npos) {
      EXPECT_EQ(route.info.name, c.name);
    }
  }
}

TEST(Route, WhatIsAlwaysEmptyCanOnlyBeListed) {
  for (const char* path : {"/api/v1/limitranges", "/api/v1/namespaces/ns/resourcequotas",
                           "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"})
    EXPECT_EQ(findRoute("GET", path, {}).target, Target::EmptyList) << path;
  EXPECT_EQ(findRoute("POST", "/api/v1/namespaces/ns/resourcequotas", {}).target, Target::NotFound);
  EXPECT_EQ(findRoute("GET", "/api/v1/namespaces/ns/resourcequotas/a", {}).target, Target::NotFound);
  EXPECT_EQ(findRoute("GET", "/api/v1/limitranges", {{"watch", "1"}}).target, Target::NotFound);
  EXPECT_EQ(findRoute("GET", "/apis/apiextensions.k8s.io/v1", {}).target, Target::NoSuchPath);
}

TEST(Route, WatchIsAQuestionOfTheQuery) {
  EXPECT_EQ(findRoute("GET", "/api/v1/services", {{"watch", "bogus"}}).target, Target::Watch);
  EXPECT_EQ(findRoute("GET", "/api/v1/services", {{"watch", "false"}}).target, Target::List);
  EXPECT_EQ(findRoute("GET", "/api/v1/services", {{"watch", "0"}}).target, Target::List);
}

TEST(Route, AFieldSelectorNamesTheObjectForTheAuthoriser) {
  const Route route =
      findRoute("GET", "/api/v1/namespaces/ns/configmaps", {{"fieldSelector", "metadata.name=a"}});
  EXPECT_EQ(route.target, Target::List);
  EXPECT_EQ(route.info.name, "a");
}

TEST(Route, WhatIsNotTheApi) {
  EXPECT_EQ(findRoute("GET", "/version", {}).target, Target::Plain);
  EXPECT_EQ(findRoute("GET", "/api", {}).target, Target::GroupList);
  EXPECT_EQ(findRoute("POST", "/apis", {}).target, Target::GroupList);
  EXPECT_EQ(findRoute("DELETE", "/api", {}).target, Target::MethodNotAllowed);
  EXPECT_EQ(findRoute("GET", "/apis/discovery.k8s.io", {}).target, Target::Group);
  EXPECT_EQ(findRoute("GET", "/apis//", {}).target, Target::NoSuchPath);
  EXPECT_EQ(findRoute("GET", "/apis/", {}).target, Target::GroupList);
  EXPECT_EQ(findRoute("GET", "/apis//v1", {}).target, Target::NoSuchPath);
  EXPECT_EQ(findRoute("GET", "/api//", {}).target, Target::GroupList);
  EXPECT_EQ(findRoute("POST", "/api", {}).target, Target::MethodNotAllowed);
  EXPECT_EQ(findRoute("GET", "/apis/bogus.k8s.io", {}).target, Target::NoSuchPath);
  EXPECT_EQ(findRoute("GET", "/api/v2", {}).target, Target::NotFound);
}

}  // namespace
}  // namespace seamark::apiserver
