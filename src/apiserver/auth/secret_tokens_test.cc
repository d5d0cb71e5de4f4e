// Tokens that live in Secrets: good while the Secret has them, and only then.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/secret_tokens.h"

#include <gmock/gmock.h>

#include "api/base64.h"
#include "apiserver/auth/jwt.h"
#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

constexpr const char* kAccounts = "/api/v1/namespaces/default/serviceaccounts";
constexpr const char* kSecrets = "/api/v1/namespaces/default/secrets";
constexpr const char* kPods = "/api/v1/namespaces/default/pods";

std::string base64(const std::string& bytes) {
  std::string text;
  api::appendBase64(bytes, text);
  return text;
}

// Another signer with our key may write what it likes.
TEST(Jwt, NumbersAreWholeAndWithinAllTimes) {
  const auto number = [](const char* json) {
    return numberAt(boost::json::parse(std::string(R"({"exp":)") + json + "}").as_object(), "exp");
  };
  EXPECT_EQ(number("1700000000"), 1'700'000'000);
  EXPECT_EQ(number("1700000000.5"), 1'700'000'000);
  EXPECT_GT(number("1e300"), int64_t{1} << 62);
  EXPECT_LT(number("-1e300"), -(int64_t{1} << 62));
  EXPECT_GT(number("18446744073709551615"), int64_t{1} << 62);
  EXPECT_EQ(number("\"1\""), 0);
}

class SecretTokens : public testing::Test {
 protected:
  SecretTokens() {
    uid = server.post(kAccounts, R"({"metadata":{"name":"bot"}})").at("/metadata/uid");
    token = *server.tokens().issueForSecret({"default", "bot-token", "bot", uid});
    keep(token);
  }
  void keep(const std::string& text) {
    server.remove(secret);
    const TestAnswer made = server.post(
        kSecrets,
        R"({"metadata":{"name":"bot-token","annotations":{"kubernetes.io/service-account.name":"bot"}},)"
        R"("type":"kubernetes.io/service-account-token","data":{"token":")" +
            base64(text) + "\"}}");
    EXPECT_EQ(made.status, 201) << made.body;
  }
  TestAnswer ask(const std::string& target) {
    return server.ask({.method = "GET", .target = target, .token = token});
  }
  // What a TokenReview says.
  std::string review(const std::string& text, const std::string& also = "") {
    const TestAnswer answer = server.post("/apis/authentication.k8s.io/v1/tokenreviews",
                                          R"({"spec":{"token":")" + text + "\"" + also + "}}");
    const std::string error = answer.at("/status/error");
    return error.empty() ? answer.at("/status/user/username") : error;
  }
  static std::string because(const std::string& why) { return "[invalid bearer token, " + why + "]"; }

  TestServer server;
  const std::string secret = std::string(kSecrets) + "/bot-token";
  std::string uid, token;
};

TEST_F(SecretTokens, SayWhomTheyStandFor) {
  const auto jwt = parseJwt(token);
  ASSERT_TRUE(jwt);
  EXPECT_EQ(boost::json::serialize(jwt->claims),
            R"({"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"default",)"
            R"("kubernetes.io/serviceaccount/secret.name":"bot-token",)"
            R"("kubernetes.io/serviceaccount/service-account.name":"bot",)"
            R"("kubernetes.io/serviceaccount/service-account.uid":")" +
                uid + R"(","sub":"system:serviceaccount:default:bot"})");
}

TEST_F(SecretTokens, AreGoodForTheApiAndForNobodyElse) {
  EXPECT_THAT(ask(kPods).message(),
              testing::HasSubstr("User \"system:serviceaccount:default:bot\" cannot list"));
  EXPECT_EQ(review(token), "system:serviceaccount:default:bot");
  EXPECT_EQ(
      review(token, R"(,"audiences":["other"])"),
      because("token audiences [\"https://kubernetes.default.svc.cluster.local\"] is invalid for the target "
              "audiences [\"other\"]"));
}

TEST_F(SecretTokens, EndWithTheirSecret) {
  EXPECT_EQ(ask(kPods).status, 403);
  keep("another");
  EXPECT_EQ(ask(kPods).status, 401);
  EXPECT_EQ(review(token), because("Token does not match server's copy"));
  server.remove(secret);
  EXPECT_EQ(ask(kPods).status, 401);
  EXPECT_EQ(review(token), because("Token has been invalidated"));
}

TEST_F(SecretTokens, EndWithTheirAccount) {
  server.remove(std::string(kAccounts) + "/bot");
  EXPECT_EQ(review(token), because("serviceaccounts \"bot\" not found"));
  const std::string other = server.post(kAccounts, R"({"metadata":{"name":"bot"}})").at("/metadata/uid");
  EXPECT_EQ(review(token), because("ServiceAccount UID (" + other + ") does not match claim (" + uid + ")"));
}

TEST_F(SecretTokens, CanBeMarkedInvalid) {
  server.merge(secret,
               R"({"metadata":{"labels":{"kubernetes.io/legacy-token-invalid-since":"2026-01-01"}}})");
  EXPECT_EQ(ask(kPods).status, 401);
  EXPECT_THAT(review(token), testing::HasSubstr("the token in secret default/bot-token for service account "
                                                "default/bot has been marked invalid. Use tokens from"));
}

TEST_F(SecretTokens, TheirUseIsNotedOncePerDay) {
  const std::string today = dayOf(server.services().clock.now());
  const char* label = "/metadata/labels/kubernetes.io~1legacy-token-last-used";
  EXPECT_EQ(server.get(secret).at(label), "");
  ask(kPods);
  const TestAnswer noted = server.get(secret);
  EXPECT_EQ(noted.at(label), today);
  EXPECT_THAT(noted.at("/metadata/managedFields"), testing::HasSubstr(R"("manager":"kube-apiserver")"));
  ask(kPods);
  EXPECT_EQ(server.get(secret).at("/metadata/resourceVersion"), noted.at("/metadata/resourceVersion"));
  server.merge(secret, R"({"metadata":{"labels":{"kubernetes.io/legacy-token-last-used":"2020-01-01"}}})");
  review(token);
  EXPECT_EQ(server.get(secret).at(label), today);
}

TEST_F(SecretTokens, ThatAnAccountListsWarn) {
  EXPECT_EQ(ask(kPods).headers.find("warning"), nullptr);
  server.merge(std::string(kAccounts) + "/bot", R"({"secrets":[{"name":"bot-token"}]})");
  const TestAnswer warned = ask(kPods);
  ASSERT_NE(warned.headers.find("warning"), nullptr);
  EXPECT_EQ(*warned.headers.find("warning"),
            "299 - \"Use tokens from the TokenRequest API or manually created secret-based tokens instead of "
            "auto-generated secret-based tokens.\"");
}

TEST(SecretTokenClaims, NobodyWaitsForAKeyThatIsBeingMade) {
  std::promise<Result<SigningKey>> made;
  const SystemClock clock;
  SystemRandom random;
  const ServiceAccountTokens tokens({}, made.get_future().share(), {}, clock, random);
  const SecretTokenClaims claims{"default", "bot-token", "bot", "uid"};
  EXPECT_FALSE(tokens.issueForSecret(claims));
  made.set_value(*SigningKey::fromPem(*makeRsaKey()));
  EXPECT_TRUE(tokens.issueForSecret(claims));
}

TEST(SecretTokenClaims, NoneMayBeMissing) {
  const boost::json::object whole{{"sub", "system:serviceaccount:n:a"},
                                  {"kubernetes.io/serviceaccount/namespace", "n"},
                                  {"kubernetes.io/serviceaccount/secret.name", "s"},
                                  {"kubernetes.io/serviceaccount/service-account.name", "a"},
                                  {"kubernetes.io/serviceaccount/service-account.uid", "u"}};
  ASSERT_TRUE(readSecretToken(whole));
  for (const auto& [claim, word] :
       {std::pair{"sub", "sub"},
        {"kubernetes.io/serviceaccount/namespace", "namespace"},
        {"kubernetes.io/serviceaccount/secret.name", "secretName"},
        {"kubernetes.io/serviceaccount/service-account.name", "serviceAccountName"},
        {"kubernetes.io/serviceaccount/service-account.uid", "serviceAccountUID"}}) {
    boost::json::object without = whole;
    without.erase(claim);
    EXPECT_EQ(readSecretToken(without).error().message, std::string(word) + " claim is missing");
  }
  boost::json::object other = whole;
  other["sub"] = "system:serviceaccount:n:b";
  EXPECT_EQ(readSecretToken(other).error().message, "sub claim is invalid");
}

}  // namespace
}  // namespace seamark::apiserver
