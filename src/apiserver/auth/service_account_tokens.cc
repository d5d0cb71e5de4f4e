// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/service_account_tokens.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/secret.h"
#include "api/field_error.h"
#include "api/kinds.h"
#include "apiserver/auth/jwt.h"
#include "base/atomic_shared_ptr.h"
#include "base/persistent_map.h"

namespace seamark::apiserver {
namespace json = boost::json;
namespace {

constexpr size_t kMaxCachedTokens = 10'000;
constexpr int64_t kNotBeforeLeewaySeconds = 10;
constexpr const char* kInvalidated = "service account token has been invalidated";

int64_t secondsOf(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

json::object reference(const std::string& name, const std::string& uid) {
  return {{"name", name}, {"uid", uid}};
}

std::string lowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// A list as Go's %q shows it.
std::string quotedList(const std::vector<std::string>& texts) {
  std::string shown;
  for (const std::string& text : texts) shown += (shown.empty() ? "" : " ") + api::goQuoted(text);
  return "[" + shown + "]";
}

// The uid of what is there under that key.
std::optional<std::string> uidOf(const store::World& world, const api::Kind& kind, const std::string& key) {
  const api::EncodedPtr* found = world.of(kind).find(key);
  if (!found) return {};
  return (*found)->object()->metadata.uid;
}

Result<> checkAccount(const store::World& world, const TokenSubject& subject) {
  if (subject.name.empty()) return Failure(failure("resource name may not be empty"));
  const auto uid = uidOf(world, api::kindOf<api::ServiceAccount>(), api::objectKey(subject.ns, subject.name));
  if (!uid) return Failure(failure("serviceaccounts " + api::goQuoted(subject.name) + " not found"));
  if (*uid == subject.uid) return {};
  return Failure(failure("service account UID (" + *uid + ") does not match claim (" + subject.uid + ")"));
}

// What the token is bound to is still there.
Result<> checkBound(const store::World& world, const std::string& ns, const BoundObject& bound) {
  const api::Kind& kind = bound.kind == "Pod"      ? api::kindOf<api::Pod>()
                          : bound.kind == "Secret" ? api::kindOf<api::Secret>()
                                                   : api::kindOf<api::Node>();
  const auto uid = uidOf(world, kind, api::objectKey(kind.namespaced ? ns : "", bound.name));
  if (!uid) return Failure(failure(kInvalidated));
  if (*uid == bound.uid) return {};
  const std::string word = lowerCase(bound.kind);
  return Failure(failure(word + " UID (" + *uid + ") does not match service account " + word +
                         " ref claim (" + bound.uid + ")"));
}

}  // namespace

struct ServiceAccountTokens::Claims {
  TokenSubject subject;
  std::vector<std::string> audiences;
  int64_t notBefore = 0;
  int64_t expiresAt = 0;
  UserPtr user;
  std::optional<SecretTokenClaims> secret;  // then of the rest only the user is set
};

// Tokens whose signature was found good. Readers take an immutable map; a writer that loses a race loses
// only its cache entry.
struct ServiceAccountTokens::Cache {
  using Map = PersistentMap<ClaimsPtr>;
  AtomicSharedPtr<const Map> map{std::make_shared<const Map>()};

  void add(std::string_view token, ClaimsPtr claims) {
    const auto before = map.load();
    const Map& from = before->size() < kMaxCachedTokens ? *before : Map();
    map.store(std::make_shared<const Map>(from.set(token, std::move(claims))));
  }
};

ComingKey keyAtHand(SigningKey key) {
  std::promise<Result<SigningKey>> promise;
  promise.set_value(std::move(key));
  return promise.get_future().share();
}

ServiceAccountTokens::ServiceAccountTokens(TokenIssuerConfig config, ComingKey signing,
                                           std::vector<SigningKey> verifying, const Clock& clock,
                                           Random& random)
    : config_(std::move(config)),
      signing_(std::move(signing)),
      verifying_(std::move(verifying)),
      clock_(clock),
      random_(random),
      cache_(std::make_unique<Cache>()) {
  if (config_.audiences.empty()) config_.audiences.push_back(config_.issuer);
}

ServiceAccountTokens::~ServiceAccountTokens() = default;

std::vector<SigningKey> ServiceAccountTokens::verifyingKeys() const {
  if (!verifying_.empty()) return verifying_;
  const Result<SigningKey>& signing = signing_.get();
  return signing ? std::vector{*signing} : std::vector<SigningKey>();
}

Result<IssuedToken> ServiceAccountTokens::issue(const TokenSubject& subject,
                                                const std::vector<std::string>& audiences,
                                                int64_t lifetimeSeconds) {
  const Result<SigningKey>& signing = signing_.get();
  if (!signing) return Failure(signing.error());
  const int64_t now = secondsOf(clock_.now());
  json::object account{{"namespace", subject.ns}, {"serviceaccount", reference(subject.name, subject.uid)}};
  if (subject.node) account["node"] = reference(subject.node->name, subject.node->uid);
  if (subject.bound)
    account[lowerCase(subject.bound->kind)] = reference(subject.bound->name, subject.bound->uid);
  const json::object claims{{"aud", json::value_from(audiences)},
                            {"exp", now + lifetimeSeconds},
                            {"iat", now},
                            {"iss", config_.issuer},
                            {"jti", newUid(random_)},
                            {"kubernetes.io", account},
                            {"nbf", now},
                            {"sub", "system:serviceaccount:" + subject.ns + ":" + subject.name}};
  TRY(std::string token, signedJwt(*signing, claims));
  return IssuedToken{std::move(token), now + lifetimeSeconds};
}

Result<std::string> ServiceAccountTokens::issueForSecret(const SecretTokenClaims& claims) const {
  if (signing_.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    return Failure(serviceUnavailable("the key that signs tokens is still being made"));
  const Result<SigningKey>& signing = signing_.get();
  if (!signing) return Failure(signing.error());
  return signSecretToken(*signing, claims);
}

namespace {

UserPtr userOf(const std::string& ns, const std::string& name, const std::string& uid, UserInfo also = {}) {
  auto user = std::make_shared<UserInfo>(std::move(also));
  user->name = "system:serviceaccount:" + ns + ":" + name;
  user->uid = uid;
  user->groups = {"system:serviceaccounts", "system:serviceaccounts:" + ns, "system:authenticated"};
  return user;
}

}  // namespace

bool ServiceAccountTokens::recognises(std::string_view token) const {
  return looksLikeJwt(token);
}

Result<> ServiceAccountTokens::checkSignature(const Jwt& jwt) const {
  const std::string id = textAt(jwt.header, "kid"), algorithm = textAt(jwt.header, "alg");
  bool known = false;
  for (const SigningKey& key : verifyingKeys()) {
    if (!id.empty() && id != key.id()) continue;
    known = true;
    if (key.algorithm() == algorithm && key.verifies(jwt.signedText, jwt.signature)) return {};
  }
  if (!known) return Failure(failure("invalid signature, no keys found"));
  return Failure(failure("go-jose/go-jose: error in cryptographic primitive"));
}

Result<ServiceAccountTokens::ClaimsPtr> ServiceAccountTokens::verify(std::string_view token) const {
  const auto jwt = parseJwt(token);
  const std::string issuer = jwt ? textAt(jwt->claims, "iss") : std::string();
  const bool ofSecret = issuer == kSecretTokenIssuer;
  if (!jwt || !(ofSecret || issuer == config_.issuer)) return Failure(failure(""));
  CHECKED(checkSignature(*jwt));
  auto claims = std::make_shared<Claims>();
  claims->audiences = listAt(jwt->claims, "aud");
  if (ofSecret) {
    TRY(claims->secret, readSecretToken(jwt->claims));
    claims->user = userOf(claims->secret->ns, claims->secret->account, claims->secret->accountUid);
    return claims;
  }
  claims->notBefore = numberAt(jwt->claims, "nbf");
  claims->expiresAt = numberAt(jwt->claims, "exp");
  const json::object* given = objectAt(jwt->claims, "kubernetes.io");
  const json::object account = given ? *given : json::object();
  const json::object* found = objectAt(account, "serviceaccount");
  const json::object name = found ? *found : json::object();
  claims->subject = {textAt(account, "namespace"), textAt(name, "name"), textAt(name, "uid"), {}, {}};
  UserInfo user;
  user.extra["authentication.kubernetes.io/credential-id"] = {"JTI=" + textAt(jwt->claims, "jti")};
  for (const auto& [key, kind] : {std::pair{"pod", "Pod"}, {"secret", "Secret"}, {"node", "Node"}}) {
    const json::object* bound = objectAt(account, key);
    if (!bound) continue;
    const BoundObject object{kind, textAt(*bound, "name"), textAt(*bound, "uid")};
    if (object.kind != "Secret") {
      const std::string prefix = std::string("authentication.kubernetes.io/") + key;
      user.extra[prefix + "-name"] = {object.name};
      user.extra[prefix + "-uid"] = {object.uid};
    }
    if (object.kind == "Node" && claims->subject.bound)
      claims->subject.node = object;
    else
      claims->subject.bound = object;
  }
  const TokenSubject& subject = claims->subject;
  claims->user = userOf(subject.ns, subject.name, subject.uid, std::move(user));
  return claims;
}

Result<ServiceAccountTokens::ClaimsPtr> ServiceAccountTokens::cachedOrVerified(std::string_view token) const {
  const std::shared_ptr<const Cache::Map> known = cache_->map.load();
  if (const ClaimsPtr* found = known->find(token)) return *found;
  auto claims = verify(token);
  if (claims) cache_->add(token, *claims);
  return claims;
}

Result<TokenIdentity> ServiceAccountTokens::authenticate(std::string_view token,
                                                         const std::vector<std::string>& audiences,
                                                         const store::World& world) const {
  TRY(const ClaimsPtr claims, cachedOrVerified(token));
  const std::vector<std::string>& wanted = audiences.empty() ? config_.audiences : audiences;
  // A token that says nothing is for the API.
  const std::vector<std::string>& has = claims->audiences.empty() ? config_.audiences : claims->audiences;
  TokenIdentity identity{claims->user, {}, {}};
  for (const std::string& audience : wanted)
    if (std::find(has.begin(), has.end(), audience) != has.end()) identity.audiences.push_back(audience);
  if (identity.audiences.empty())
    return Failure(failure("token audiences " + quotedList(has) + " is invalid for the target audiences " +
                           quotedList(wanted)));
  if (claims->secret) {
    TRY(identity.secretToken, checkSecretToken(*claims->secret, token, world, clock_.now()));
    return identity;
  }
  const int64_t now = secondsOf(clock_.now());
  if (now >= claims->expiresAt) return Failure(failure("service account token has expired"));
  if (now + kNotBeforeLeewaySeconds < claims->notBefore)
    return Failure(failure("service account token is not valid yet"));
  CHECKED(checkAccount(world, claims->subject));
  if (claims->subject.bound) CHECKED(checkBound(world, claims->subject.ns, *claims->subject.bound));
  return identity;
}

std::string ServiceAccountTokens::openIdConfiguration(const std::string& keysUri) const {
  json::array algorithms;
  for (const SigningKey& key : verifyingKeys())
    if (std::find(algorithms.begin(), algorithms.end(), json::value(key.algorithm())) == algorithms.end())
      algorithms.emplace_back(key.algorithm());
  return json::serialize(json::object{{"issuer", config_.issuer},
                                      {"jwks_uri", keysUri},
                                      {"response_types_supported", json::array{"id_token"}},
                                      {"subject_types_supported", json::array{"public"}},
                                      {"id_token_signing_alg_values_supported", algorithms}});
}

std::string ServiceAccountTokens::jwks() const {
  std::string text = R"({"keys":[)";
  for (const SigningKey& key : verifyingKeys()) text += (text.back() == '[' ? "" : ",") + key.jwk();
  return text + "]}";
}

}  // namespace seamark::apiserver
