// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/authenticator.h"

#include <strings.h>

#include <algorithm>

namespace seamark::apiserver {
namespace {

// The token of `Authorization: Bearer TOKEN`; empty for any other scheme, which counts as no credentials.
std::string_view bearerToken(const net::HttpRequest& request) {
  const std::string* header = request.headers.find("authorization");
  if (!header) return {};
  std::string_view value = *header;
  constexpr std::string_view kScheme = "bearer ";
  if (value.size() <= kScheme.size() || strncasecmp(value.data(), kScheme.data(), kScheme.size()) != 0)
    return {};
  value.remove_prefix(kScheme.size());
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  return value.substr(0, value.find(' '));
}

enum class Shown { Nothing, Good, Refused };

Shown certificateOf(const net::HttpRequest& request, WallTime now) {
  const net::Peer* peer = request.peer.get();
  if (!peer || !(peer->certificateVerified || peer->certificateRefused)) return Shown::Nothing;
  return peer->certificateVerified && now <= peer->certificateExpires ? Shown::Good : Shown::Refused;
}

UserPtr userOfCertificate(const net::Peer& peer) {
  auto user = std::make_shared<UserInfo>();
  user->name = peer.commonName;
  user->groups = peer.organizations;
  user->groups.emplace_back("system:authenticated");
  user->extra["authentication.kubernetes.io/credential-id"] = {"X509SHA256=" + peer.certificateSha256};
  return user;
}

}  // namespace

Authenticator::Authenticator(TokenTable tokens, const ServiceAccountTokens& accounts,
                             const store::Store& store, const Clock& clock)
    : tokens_(std::move(tokens)), accounts_(accounts), store_(store), clock_(clock) {
  auto anonymous = std::make_shared<UserInfo>();
  anonymous->name = "system:anonymous";
  anonymous->groups = {"system:unauthenticated"};
  anonymous_ = std::move(anonymous);
}

Result<TokenIdentity> Authenticator::authenticateToken(std::string_view token,
                                                       const std::vector<std::string>& audiences) const {
  if (const auto found = tokens_.find(token); found != tokens_.end()) {
    // A static token is good for the API's own audiences only.
    TokenIdentity identity{found->second, {}, {}};
    for (const std::string& audience : accounts_.apiAudiences())
      if (audiences.empty() || std::find(audiences.begin(), audiences.end(), audience) != audiences.end())
        identity.audiences.push_back(audience);
    if (identity.audiences.empty()) return Failure(failure(""));
    return identity;
  }
  if (!accounts_.recognises(token)) return Failure(failure(""));
  return accounts_.authenticate(token, audiences, *store_.world());
}

Result<TokenIdentity> Authenticator::authenticate(const net::HttpRequest& request) const {
  const Shown certificate = certificateOf(request, clock_.now());
  if (certificate == Shown::Good && !request.peer->commonName.empty())
    return TokenIdentity{userOfCertificate(*request.peer), {}, {}};
  const std::string_view token = bearerToken(request);
  if (token.empty() && certificate == Shown::Refused) return Failure(unauthorized());
  if (token.empty()) return TokenIdentity{anonymous_, {}, {}};
  if (const auto found = tokens_.find(token); found != tokens_.end())
    return TokenIdentity{found->second, {}, {}};
  if (accounts_.recognises(token))
    if (auto identity = accounts_.authenticate(token, {}, *store_.world())) return identity;
  return Failure(unauthorized());
}

}  // namespace seamark::apiserver
