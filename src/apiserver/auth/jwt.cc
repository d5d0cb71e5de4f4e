// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/jwt.h"

#include <algorithm>

#include "apiserver/auth/base64url.h"

namespace seamark::apiserver {
namespace json = boost::json;
namespace {

constexpr size_t kMaxTokenBytes = 16 * 1024;

std::optional<json::object> decodePart(std::string_view part) {
  const auto bytes = fromBase64Url(part);
  if (!bytes) return {};
  boost::system::error_code error;
  json::value value = json::parse(*bytes, error);
  if (error || !value.is_object()) return {};
  return std::move(value.get_object());
}

}  // namespace

bool looksLikeJwt(std::string_view token) {
  const size_t first = token.find('.');
  return token.starts_with("eyJ") && first != std::string_view::npos && first != token.rfind('.') &&
         token.size() <= kMaxTokenBytes;
}

std::optional<Jwt> parseJwt(std::string_view token) {
  if (!looksLikeJwt(token)) return {};
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  auto header = decodePart(token.substr(0, first));
  auto claims = decodePart(token.substr(first + 1, last - first - 1));
  auto signature = fromBase64Url(token.substr(last + 1));
  if (!header || !claims || !signature) return {};
  return Jwt{token.substr(0, last), std::move(*header), std::move(*claims), std::move(*signature)};
}

Result<std::string> signedJwt(const SigningKey& key, const json::object& claims) {
  const json::object header{{"alg", key.algorithm()}, {"kid", key.id()}};
  std::string token = toBase64Url(json::serialize(header)) + "." + toBase64Url(json::serialize(claims));
  TRY(const std::string signature, key.sign(token));
  return token + "." + toBase64Url(signature);
}

std::string textAt(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

int64_t numberAt(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_number()) return 0;
  if (const int64_t* whole = value->if_int64()) return *whole;
  // RFC 7519: times may have fractions. What lies beyond all times is the end of them.
  constexpr double kMost = 9e18;
  return static_cast<int64_t>(std::clamp(value->to_number<double>(), -kMost, kMost));
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

}  // namespace seamark::apiserver
