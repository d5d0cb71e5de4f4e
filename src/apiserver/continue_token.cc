// The continue token of a paged list.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/continue_token.h"

#include <fmt/format.h>

#include "api/codec.h"
#include "api/schema.h"

namespace seamark::apiserver {

namespace {
constexpr std::string_view kVersion = "meta.k8s.io/v1";

struct Wire {
  std::string v;
  int64_t rv = 0;
  std::string start;
  bool operator==(const Wire&) const = default;
};
}  // namespace

}  // namespace seamark::apiserver

namespace seamark::api {
template <>
struct Schema<apiserver::Wire> {
  static const Type& type() {
    static const Field kFields[] = {field<&apiserver::Wire::v>("v", 0, {.keepZero = true}),
                                    field<&apiserver::Wire::rv>("rv", 0, {.keepZero = true}),
                                    field<&apiserver::Wire::start>("start", 0, {.keepZero = true})};
    static const Type kType = structType<apiserver::Wire>("continueToken", "", kFields);
    return kType;
  }
};
}  // namespace seamark::api

namespace seamark::apiserver {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string toBase64Url(std::string_view bytes) {
  std::string out;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (have += 8; have >= 6; have -= 6) out += kAlphabet[bits >> (have - 6) & 63];
  }
  if (have > 0) out += kAlphabet[bits << (6 - have) & 63];
  return out;
}

Failure invalid(std::string_view why) {
  return Failure(badRequest(fmt::format("invalid continue token: continue key is not valid: {}", why)));
}

// Go's RawURLEncoding: a wrong byte is told by its place, a lone last character by the place of its group.
Result<std::string> fromBase64Url(std::string_view text) {
  std::string out;
  uint32_t bits = 0;
  size_t digits = 0, groupStart = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || text[i] == '\r') continue;
    const size_t digit = kAlphabet.find(text[i]);
    if (digit == std::string_view::npos)
      return invalid(fmt::format("illegal base64 data at input byte {}", i));
    if (digits % 4 == 0) groupStart = i;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    if (++digits % 4 != 1) out += static_cast<char>(bits >> (6 - 2 * ((digits - 1) % 4)) & 0xff);
  }
  if (digits % 4 == 1) return invalid(fmt::format("illegal base64 data at input byte {}", groupStart));
  return out;
}

// Neither empty parts nor such as lead elsewhere.
bool isCleanPath(std::string_view path) {
  while (!path.empty()) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (part.empty() || part == "." || part == ".." || slash + 1 == path.size()) return false;
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return true;
}

}  // namespace

std::string encodeContinue(const ContinueToken& token) {
  const Wire wire{std::string(kVersion), token.revision, token.start};
  std::string json;
  api::encodeJson(api::typeOf<Wire>(), &wire, json);
  return toBase64Url(json);
}

Result<ContinueToken> decodeContinue(std::string_view text) {
  TRY(const std::string json, fromBase64Url(text));
  Wire wire;
  if (auto decoded = api::decodeJson(api::typeOf<Wire>(), json, &wire); !decoded)
    return invalid(decoded.error().message);
  if (wire.v != kVersion) return invalid("server does not recognize this encoded version " + wire.v);
  if (wire.rv == 0)
    return invalid(fmt::format("incorrect encoded start resourceVersion (version {})", kVersion));
  if (wire.start.empty()) return invalid(fmt::format("encoded start key empty (version {})", kVersion));
  // A start that climbs out of the collection ("../../secrets/") is an attack, not a token of ours.
  const std::string_view start = std::string_view(wire.start).substr(wire.start.starts_with('/') ? 1 : 0);
  if (!isCleanPath(start)) return invalid(wire.start);
  return ContinueToken{wire.rv, std::string(start)};
}

}  // namespace seamark::apiserver
