// NameLookup: the address of a host that a probe names. A name that is being looked up is not looked up a
// second time, and a probe that gives up does not end the look-up, which cannot be ended: DNS that hangs
// costs one thread a name and never holds the loop up. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/resolver.h"

namespace seamark::agent {

class NameLookup {
 public:
  using Then = std::function<void(Result<std::string> ip)>;

  explicit NameLookup(net::EventLoop& loop) : loop_(loop) {}
  // An address is answered inside the call, a name later: by its first address.
  void resolve(const std::string& host, Then then);

 private:
  struct Asked {
    explicit Asked(net::EventLoop& loop) : resolver(loop) {}
    net::Resolver resolver;
    std::vector<Then> waiting;
  };
  void answered(const std::string& host, const Result<std::string>& ip);

  net::EventLoop& loop_;
  std::map<std::string, std::shared_ptr<Asked>> asked_;
};

}  // namespace seamark::agent
