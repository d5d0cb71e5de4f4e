// SPDX-License-Identifier: Apache-2.0
#include "client/resource_url.h"

namespace seamark::client {

std::string urlEncoded(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

std::string resourcePath(const api::Kind& kind, std::string_view ns, std::string_view name,
                         std::string_view subresource) {
  std::string path = kind.group.empty() ? "/api/" : "/apis/" + std::string(kind.group) + "/";
  path += kind.version;
  if (kind.namespaced && !ns.empty()) path += "/namespaces/" + urlEncoded(ns);
  path += '/';
  path += kind.plural;
  if (!name.empty()) path += "/" + urlEncoded(name);
  if (!subresource.empty()) path += "/" + urlEncoded(subresource);
  return path;
}

QueryText& QueryText::add(std::string_view key, std::string_view value) {
  if (value.empty()) return *this;
  text_ += text_.empty() ? '?' : '&';
  text_.append(key).append("=").append(urlEncoded(value));
  return *this;
}

}  // namespace seamark::client
