// UserspaceDataPlane: Services for a host on which this process may not touch nf_tables. Every frontend whose
// address this host has (the service range of such a host lies in 127.0.0.0/8, where every address can be
// bound) gets a socket, and connections are relayed. A frontend without endpoints has no socket, so the
// kernel refuses. What it cannot do: masquerading (clients always see their own host), source ranges,
// dropping instead of refusing, SCTP, addresses that are not this host's. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <set>

#include "base/random.h"
#include "net/event_loop.h"
#include "proxy/data_plane.h"
#include "proxy/userspace/listener.h"

namespace seamark::proxy {

class UserspaceDataPlane final : public DataPlane {
 public:
  explicit UserspaceDataPlane(net::EventLoop& loop);
  ~UserspaceDataPlane() override;

  std::string_view mode() const override { return "userspace"; }
  Result<> apply(const Ruleset& ruleset, const Changes& changes) override;
  Result<size_t> audit(const Ruleset&) override { return size_t{0}; }  // nobody else can touch our sockets

  size_t listening() const { return listeners_.size(); }

 private:
  Result<> settle(const Frontend& frontend, const RulePtr& rule);

  net::EventLoop& loop_;
  SystemRandom random_;
  std::shared_ptr<Choice> choice_;
  std::shared_ptr<Relays> relays_ = std::make_shared<Relays>();
  std::map<Frontend, std::unique_ptr<FrontendListener>> listeners_;
  std::set<Frontend> elsewhere_;  // frontends of addresses that this host does not have; told once
};

}  // namespace seamark::proxy
