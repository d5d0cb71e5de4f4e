// Manifests: what they become, and what is said about wrong ones.
// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/manifest.h"

#include <gmock/gmock.h>

#include "agent/workload/names.h"

namespace seamark::agent {
namespace {

using testing::HasSubstr;

constexpr const char* kManifest = R"(apiVersion: v1
kind: Pod
metadata:
  name: mysql
  labels: {app: mysql}
spec:
  containers:
  - name: mysql
    ports:
    - {name: mysql, containerPort: 3306}
    readinessProbe:
      tcpSocket: {port: mysql}
)";

Result<StaticPod> read(const std::string& text, const std::string& path = "/m/mysql.yaml") {
  return staticPodOf({path, text}, "host-1", WallTime{});
}

TEST(Manifest, BecomesAPodOfThisHost) {
  const auto read_ = read(kManifest);
  ASSERT_TRUE(read_) << read_.error().message;
  const api::Pod& pod = *read_->pod;
  EXPECT_EQ(pod.metadata.name, "mysql-host-1");
  EXPECT_EQ(pod.metadata.namespace_, "default");
  EXPECT_EQ(pod.metadata.annotations.at(kSourceAnnotation), "file");
  EXPECT_EQ(pod.metadata.annotations.at(kHashAnnotation), read_->hash);
  EXPECT_EQ(read_->hash.size(), 32u);
  EXPECT_EQ(pod.spec.nodeName, "host-1");
  EXPECT_TRUE(pod.spec.hostNetwork);
  EXPECT_EQ(pod.spec.containers[0].ports[0].hostPort, 3306) << "a default that follows from hostNetwork";
  EXPECT_EQ(pod.spec.containers[0].readinessProbe->periodSeconds, 10);
  EXPECT_EQ(pod.spec.terminationGracePeriodSeconds, 30);
}

TEST(Manifest, JsonIsFineToo) {
  EXPECT_TRUE(read(
      R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"containers":[{"name":"c"}]}})"));
}

TEST(Manifest, TheHashChangesWithContentFileAndNode) {
  const std::string hash = read(kManifest)->hash;
  EXPECT_EQ(read(kManifest)->hash, hash);
  EXPECT_NE(read(std::string(kManifest) + "# more\n")->hash, hash);
  EXPECT_NE(read(kManifest, "/m/other.yaml")->hash, hash);
  EXPECT_NE(staticPodOf({"/m/mysql.yaml", kManifest}, "host-2", WallTime{})->hash, hash);
}

TEST(Manifest, ItsMirrorIsTheNodes) {
  const StaticPod wanted = *read(kManifest);
  const auto mirror = mirrorOf(wanted, "uid-1");
  EXPECT_TRUE(isMirror(*mirror));
  EXPECT_TRUE(isMirrorOf(*mirror, wanted));
  EXPECT_EQ(mirror->metadata.uid, "");
  ASSERT_EQ(mirror->metadata.ownerReferences.size(), 1u);
  const api::OwnerReference& owner = mirror->metadata.ownerReferences[0];
  EXPECT_EQ(owner.kind, "Node");
  EXPECT_EQ(owner.name, "host-1");
  EXPECT_EQ(owner.uid, "uid-1");
  EXPECT_EQ(owner.controller, true);
  EXPECT_FALSE(isMirror(*wanted.pod));
}

TEST(Manifest, WrongOnesSayWhatIsWrong) {
  const auto why = [](const std::string& text) {
    const auto result = read(text);
    return result ? std::string("accepted") : result.error().message;
  };
  EXPECT_THAT(why("a: [1\nb: }"), HasSubstr("yaml"));
  EXPECT_NE(why(""), "accepted");
  EXPECT_THAT(why("apiVersion: v1\nkind: Service\n"), HasSubstr("a manifest is one v1 Pod"));
  EXPECT_THAT(why("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}]}\n"),
              HasSubstr("metadata.name"));
  EXPECT_THAT(why("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"), HasSubstr("spec.containers"));
  EXPECT_THAT(
      why("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, prots: []}]}\n"),
      HasSubstr("unknown field \"spec.containers[0].prots\""));
  EXPECT_THAT(why("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a}], "
                  "initContainers: [{name: b, image: i}]}\n"),
              HasSubstr("initContainers"));
}

TEST(Adoption, APodOfAControllerMustAsk) {
  api::Pod pod;
  pod.spec.containers.resize(1);
  using Bound = AdoptionPolicy::Bound;
  EXPECT_TRUE(adopts({Bound::All}, pod));
  EXPECT_FALSE(adopts({Bound::HostNetwork}, pod));
  EXPECT_FALSE(adopts({Bound::None}, pod));
  pod.spec.hostNetwork = true;
  EXPECT_TRUE(adopts({Bound::HostNetwork}, pod));
  pod.metadata.ownerReferences = {{.kind = "DaemonSet", .controller = true}};
  EXPECT_FALSE(adopts({Bound::All}, pod));
  pod.metadata.annotations[kAdoptAnnotation] = "true";
  EXPECT_TRUE(adopts({Bound::None}, pod));
  pod.metadata.annotations[kAdoptAnnotation] = "false";
  pod.metadata.ownerReferences.clear();
  EXPECT_FALSE(adopts({Bound::All}, pod));
}

}  // namespace
}  // namespace seamark::agent
