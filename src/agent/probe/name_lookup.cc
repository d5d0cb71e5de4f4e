// SPDX-License-Identifier: Apache-2.0
#include "agent/probe/name_lookup.h"

#include <utility>

#include "api/ip.h"

namespace seamark::agent {
namespace {

// "10.0.0.1:53", "[fd00::1]:53": without the port.
std::string ipOf(const net::SocketAddress& address) {
  std::string text = address.text();
  text.resize(text.rfind(':'));
  return text.starts_with('[') ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

void NameLookup::resolve(const std::string& host, Then then) {
  if (api::IpAddress::parse(host)) return then(host);
  const auto [it, fresh] = asked_.try_emplace(host);
  if (fresh) it->second = std::make_shared<Asked>(loop_);
  it->second->waiting.push_back(std::move(then));
  if (!fresh) return;
  it->second->resolver.resolve(host, 0, [this, host](Result<std::vector<net::SocketAddress>> found) {
    answered(host, found ? Result<std::string>(ipOf(found->front())) : Failure(found.error()));
  });
}

// The resolver must not end inside its own call.
void NameLookup::answered(const std::string& host, const Result<std::string>& ip) {
  const auto node = asked_.extract(host);
  if (node.empty()) return;
  const std::vector<Then> waiting = std::move(node.mapped()->waiting);
  loop_.post([kept = node.mapped()] {});
  for (const Then& then : waiting) then(ip);
}

}  // namespace seamark::agent
