// Client certificates next to tokens: whoever shows something bad and nothing good is nobody.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "apiserver/test_server.h"

namespace seamark::apiserver {
namespace {

using namespace std::chrono_literals;

constexpr const char* kWhoAmI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

// Who the server takes the sender for, or the status that it gets instead.
std::string who(TestServer& server, net::Peer peer, std::string token = "") {
  const TestAnswer answer =
      server.ask({.method = "POST",
                  .target = kWhoAmI,
                  .body = R"({"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"})",
                  .token = std::move(token),
                  .peer = std::make_shared<net::Peer>(std::move(peer))});
  return answer.status == 201 ? answer.at("/status/userInfo/username") : std::to_string(answer.status);
}

net::Peer shown(const std::string& name, Duration validFor) {
  net::Peer peer;
  peer.certificateVerified = true;
  peer.commonName = name;
  peer.organizations = {"system:masters"};
  peer.certificateExpires = SystemClock().now() + validFor;
  return peer;
}

net::Peer refused() {
  net::Peer peer;
  peer.certificateRefused = true;
  return peer;
}

TEST(Authenticator, AGoodCertificateComesBeforeTheToken) {
  TestServer server;
  EXPECT_EQ(who(server, shown("bob", 1h)), "bob");
  EXPECT_EQ(who(server, shown("bob", 1h), "usertoken"), "bob");
  EXPECT_EQ(who(server, shown("bob", 1h), "no such token"), "bob");
}

TEST(Authenticator, ABadCertificateIs401UnlessATokenIsGood) {
  TestServer server;
  EXPECT_EQ(who(server, refused()), "401");
  EXPECT_EQ(who(server, refused(), "no such token"), "401");
  EXPECT_EQ(who(server, refused(), "usertoken"), "alice");
}

TEST(Authenticator, ACertificateExpiresWhileItsConnectionLasts) {
  TestServer server;
  EXPECT_EQ(who(server, shown("bob", -1s)), "401");
  EXPECT_EQ(who(server, shown("bob", -1s), "usertoken"), "alice");
}

TEST(Authenticator, ACertificateWithoutANameCountsAsNone) {
  TestServer server;
  EXPECT_EQ(who(server, shown("", 1h)), "403");
  EXPECT_EQ(who(server, {}, "no such token"), "401");
}

}  // namespace
}  // namespace seamark::apiserver
