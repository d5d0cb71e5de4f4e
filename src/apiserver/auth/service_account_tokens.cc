// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/service_account_tokens.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/core/node.h"
#include "api/core/pod.h"
#include "api/core/secret.h"
#include "api/kinds.h"
#include "apiserver/auth/base64url.h"
#include "base/atomic_shared_ptr.h"
#include "base/persistent_map.h"

namespace seamark::apiserver {
namespace json = boost::json;
namespace {

constexpr size_t kMaxTokenBytes = 16 * 1024;
constexpr size_t kMaxCachedTokens = 10'000;
constexpr int64_t kNotBeforeLeewaySeconds = 10;

int64_t secondsOf(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

json::object reference(const std::string& name, const std::string& uid) {
  return {{"name", name}, {"uid", uid}};
}

std::string textAt(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

int64_t numberAt(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_number() ? value->to_number<int64_t>() : 0;
}

const json::object* objectAt(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value ? value->if_object() : nullptr;
}

std::vector<std::string> listAt(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value) return {};
  if (value->is_string()) return {std::string(value->get_string())};
  std::vector<std::string> texts;
  if (const json::array* array = value->if_array())
    for (const json::value& item : *array)
      if (item.is_string()) texts.emplace_back(item.get_string());
  return texts;
}

std::optional<json::object> parseObject(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return {};
  return std::move(value.get_object());
}

// header.payload.signature
struct JwtParts {
  std::string_view signedText;
  std::string_view header, payload, signature;
};

std::optional<JwtParts> splitJwt(std::string_view token) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (first == std::string_view::npos || first == last || token.size() > kMaxTokenBytes) return {};
  return JwtParts{token.substr(0, last), token.substr(0, first), token.substr(first + 1, last - first - 1),
                  token.substr(last + 1)};
}

std::optional<json::object> decodePart(std::string_view part) {
  const auto bytes = fromBase64Url(part);
  return bytes ? parseObject(*bytes) : std::nullopt;
}

bool existsWithUid(const store::World& world, const api::Kind& kind, const std::string& key,
                   const std::string& uid) {
  const api::EncodedPtr* found = world.of(kind).find(key);
  return found && (*found)->object()->metadata.uid == uid;
}

}  // namespace

struct ServiceAccountTokens::Claims {
  TokenSubject subject;
  std::vector<std::string> audiences;
  int64_t notBefore = 0;
  int64_t expiresAt = 0;
  UserPtr user;
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
  if (subject.bound) {
    std::string kind = subject.bound->kind;
    std::transform(kind.begin(), kind.end(), kind.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    account[kind] = reference(subject.bound->name, subject.bound->uid);
  }
  const json::object claims{{"aud", json::value_from(audiences)},
                            {"exp", now + lifetimeSeconds},
                            {"iat", now},
                            {"iss", config_.issuer},
                            {"jti", newUid(random_)},
                            {"kubernetes.io", account},
                            {"nbf", now},
                            {"sub", "system:serviceaccount:" + subject.ns + ":" + subject.name}};
  const json::object header{{"alg", signing->algorithm()}, {"kid", signing->id()}};
  std::string token = toBase64Url(json::serialize(header)) + "." + toBase64Url(json::serialize(claims));
  TRY(const std::string signature, signing->sign(token));
  token += "." + toBase64Url(signature);
  return IssuedToken{std::move(token), now + lifetimeSeconds};
}

bool ServiceAccountTokens::recognises(std::string_view token) const {
  return token.starts_with("eyJ") && splitJwt(token).has_value();
}

ServiceAccountTokens::ClaimsPtr ServiceAccountTokens::verify(std::string_view token) const {
  const auto parts = splitJwt(token);
  if (!parts) return nullptr;
  const auto header = decodePart(parts->header);
  const auto payload = decodePart(parts->payload);
  const auto signature = fromBase64Url(parts->signature);
  if (!header || !payload || !signature || textAt(*payload, "iss") != config_.issuer) return nullptr;
  const std::string keyId = textAt(*header, "kid");
  const std::string algorithm = textAt(*header, "alg");
  const std::vector<SigningKey> keys = verifyingKeys();
  const bool good = std::any_of(keys.begin(), keys.end(), [&](const SigningKey& key) {
    return (keyId.empty() || keyId == key.id()) && key.algorithm() == algorithm &&
           key.verifies(parts->signedText, *signature);
  });
  const json::object* account = objectAt(*payload, "kubernetes.io");
  const json::object* name = account ? objectAt(*account, "serviceaccount") : nullptr;
  if (!good || !name) return nullptr;

  auto claims = std::make_shared<Claims>();
  claims->audiences = listAt(*payload, "aud");
  claims->notBefore = numberAt(*payload, "nbf");
  claims->expiresAt = numberAt(*payload, "exp");
  claims->subject = {textAt(*account, "namespace"), textAt(*name, "name"), textAt(*name, "uid"), {}, {}};
  const TokenSubject& subject = claims->subject;
  if (textAt(*payload, "sub") != "system:serviceaccount:" + subject.ns + ":" + subject.name) return nullptr;
  auto user = std::make_shared<UserInfo>();
  user->name = textAt(*payload, "sub");
  user->uid = subject.uid;
  user->groups = {"system:serviceaccounts", "system:serviceaccounts:" + subject.ns, "system:authenticated"};
  user->extra["authentication.kubernetes.io/credential-id"] = {"JTI=" + textAt(*payload, "jti")};
  for (const auto& [key, kind] : {std::pair{"pod", "Pod"}, {"secret", "Secret"}, {"node", "Node"}}) {
    const json::object* bound = objectAt(*account, key);
    if (!bound) continue;
    const BoundObject object{kind, textAt(*bound, "name"), textAt(*bound, "uid")};
    if (object.kind != "Secret") {
      const std::string prefix = std::string("authentication.kubernetes.io/") + key;
      user->extra[prefix + "-name"] = {object.name};
      user->extra[prefix + "-uid"] = {object.uid};
    }
    if (object.kind == "Node" && claims->subject.bound)
      claims->subject.node = object;
    else
      claims->subject.bound = object;
  }
  claims->user = std::move(user);
  return claims;
}

ServiceAccountTokens::ClaimsPtr ServiceAccountTokens::cachedOrVerified(std::string_view token) const {
  const std::shared_ptr<const Cache::Map> known = cache_->map.load();
  if (const ClaimsPtr* found = known->find(token)) return *found;
  ClaimsPtr claims = verify(token);
  if (claims) cache_->add(token, claims);
  return claims;
}

std::optional<TokenIdentity> ServiceAccountTokens::authenticate(std::string_view token,
                                                                const std::vector<std::string>& audiences,
                                                                const store::World& world) const {
  const ClaimsPtr claims = cachedOrVerified(token);
  if (!claims) return {};
  const int64_t now = secondsOf(clock_.now());
  if (now >= claims->expiresAt || now + kNotBeforeLeewaySeconds < claims->notBefore) return {};
  const std::vector<std::string>& wanted = audiences.empty() ? config_.audiences : audiences;
  TokenIdentity identity{claims->user, {}};
  for (const std::string& audience : wanted)
    if (std::find(claims->audiences.begin(), claims->audiences.end(), audience) != claims->audiences.end())
      identity.audiences.push_back(audience);
  if (identity.audiences.empty()) return {};
  const TokenSubject& subject = claims->subject;
  const std::string key = api::objectKey(subject.ns, subject.name);
  if (!existsWithUid(world, api::kindOf<api::ServiceAccount>(), key, subject.uid)) return {};
  if (!subject.bound) return identity;
  const BoundObject& bound = *subject.bound;
  const bool alive =
      bound.kind == "Pod"
          ? existsWithUid(world, api::kindOf<api::Pod>(), api::objectKey(subject.ns, bound.name), bound.uid)
      : bound.kind == "Secret" ? existsWithUid(world, api::kindOf<api::Secret>(),
                                               api::objectKey(subject.ns, bound.name), bound.uid)
                               : existsWithUid(world, api::kindOf<api::Node>(), bound.name, bound.uid);
  if (!alive) return {};
  return identity;
}

std::string ServiceAccountTokens::openIdConfiguration() const {
  json::array algorithms;
  for (const SigningKey& key : verifyingKeys())
    if (std::find(algorithms.begin(), algorithms.end(), json::value(key.algorithm())) == algorithms.end())
      algorithms.emplace_back(key.algorithm());
  return json::serialize(json::object{{"issuer", config_.issuer},
                                      {"jwks_uri", config_.issuer + "/openid/v1/jwks"},
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
