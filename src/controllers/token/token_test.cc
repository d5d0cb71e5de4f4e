// Secrets that hold tokens: filled, put right, and deleted with their accounts.
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "api/core/secret.h"
#include "api/core/service_account.h"
#include "controllers/testbed.h"

namespace seamark::controllers {
namespace {

constexpr const char* kUid = "kubernetes.io/service-account.uid";

class Tokens : public testing::Test {
 protected:
  Tokens()
      : bed({.which = {"serviceaccount-token-controller"},
             .clusterCaPem = "the CA",
             .signToken = [](const SecretTokenSubject& to) -> Result<std::string> {
               return to.ns + "/" + to.secret + " for " + to.account + " " + to.accountUid;
             }}) {}

  std::shared_ptr<const api::ServiceAccount> account(const std::string& name) {
    auto made = std::make_shared<api::ServiceAccount>();
    made->metadata.namespace_ = "default";
    made->metadata.name = name;
    return bed.create(made);
  }
  void secret(const std::string& name, const std::string& account, const std::string& uid = {},
              const std::string& type = "kubernetes.io/service-account-token") {
    auto made = std::make_shared<api::Secret>();
    made->metadata.namespace_ = "default";
    made->metadata.name = name;
    made->metadata.annotations["kubernetes.io/service-account.name"] = account;
    if (!uid.empty()) made->metadata.annotations[kUid] = uid;
    made->type = type;
    bed.create(made);
  }
  std::map<std::string, std::string> dataOf(const std::string& name) {
    std::map<std::string, std::string> data;
    for (const auto& [key, value] : bed.get<api::Secret>(name)->data) data[key] = value.data;
    return data;
  }
  std::vector<std::string> referencesOf(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& reference : bed.get<api::ServiceAccount>(name)->secrets) names.push_back(reference.name);
    return names;
  }
  void refer(const std::string& name, const std::vector<std::string>& secrets) {
    bed.edit<api::ServiceAccount>(name, [&](api::ServiceAccount& a) {
      for (const auto& each : secrets) a.secrets.push_back({.name = each});
    });
  }
  Testbed bed;
};

TEST_F(Tokens, ASecretOfAnAccountIsFilled) {
  bed.start();
  const std::string uid = account("bot")->metadata.uid;
  secret("mine", "bot");
  secret("sure", "bot", uid);
  secret("other", "bot", "", "Opaque");
  bed.settle();
  EXPECT_EQ(dataOf("mine"),
            (std::map<std::string, std::string>{
                {"ca.crt", "the CA"}, {"namespace", "default"}, {"token", "default/mine for bot " + uid}}));
  EXPECT_EQ(bed.get<api::Secret>("mine")->metadata.annotations.at(kUid), uid);
  EXPECT_EQ(dataOf("sure").size(), 3u);
  EXPECT_TRUE(dataOf("other").empty());
}

TEST_F(Tokens, WhatIsMissingIsFilledAgainAndWhatIsThereStays) {
  bed.start();
  account("bot");
  secret("mine", "bot");
  bed.settle();
  const auto whole = dataOf("mine");
  bed.edit<api::Secret>("mine", [](api::Secret& s) { s.data.clear(); });
  bed.settle();
  EXPECT_EQ(dataOf("mine"), whole);
  bed.edit<api::Secret>("mine", [](api::Secret& s) {
    s.data = {{"token", {"x"}}, {"namespace", {"y"}}, {"ca.crt", {"z"}}, {"more", {"w"}}};
  });
  bed.settle();
  EXPECT_EQ(dataOf("mine"), (std::map<std::string, std::string>{
                                {"ca.crt", "the CA"}, {"more", "w"}, {"namespace", "y"}, {"token", "x"}}));
  bed.edit<api::Secret>("mine", [](api::Secret& s) { s.metadata.annotations.erase(kUid); });
  bed.settle();
  EXPECT_FALSE(bed.get<api::Secret>("mine")->metadata.annotations.contains(kUid));
}

TEST_F(Tokens, ASecretOfNobodyGoes) {
  bed.start();
  account("bot");
  secret("lost", "nobody");
  secret("wrong", "bot", "another uid");
  bed.settle();
  EXPECT_FALSE(bed.get<api::Secret>("lost"));
  EXPECT_FALSE(bed.get<api::Secret>("wrong"));
}

TEST_F(Tokens, SecretsGoWithTheirAccount) {
  bed.start();
  account("bot");
  account("other");
  secret("mine", "bot");
  secret("others", "other");
  bed.settle();
  bed.remove<api::ServiceAccount>("bot");
  bed.settle();
  EXPECT_FALSE(bed.get<api::Secret>("mine"));
  EXPECT_TRUE(bed.get<api::Secret>("others"));
}

TEST_F(Tokens, AnAccountMadeAnewHasNoneOfTheOldOnes) {
  account("bot");
  secret("mine", "bot");
  bed.start();
  bed.kill();
  bed.remove<api::ServiceAccount>("bot");
  account("bot");
  bed.start();
  EXPECT_FALSE(bed.get<api::Secret>("mine"));
}

TEST_F(Tokens, AReferenceGoesWithItsSecret) {
  bed.start();
  account("bot");
  secret("mine", "bot");
  refer("bot", {"mine", "more"});
  bed.settle();
  bed.remove<api::Secret>("mine");
  bed.settle();
  EXPECT_THAT(referencesOf("bot"), testing::ElementsAre("more"));
}

TEST_F(Tokens, ASecretThatComesBackKeepsItsReference) {
  bed.start();
  account("bot");
  secret("mine", "bot");
  refer("bot", {"mine"});
  bed.settle();
  bed.remove<api::Secret>("mine");
  secret("mine", "bot");
  bed.settle();
  EXPECT_EQ(dataOf("mine").size(), 3u);
}

}  // namespace
}  // namespace seamark::controllers
