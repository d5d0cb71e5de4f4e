// RBAC, and for nodes the Node authorizer after it: may this user do this? Evaluated from the Roles and bindings of the store's newest World, so a
// binding counts from the very moment its write was acknowledged. The look-up tables are made anew only when
// one of the four collections has changed. Any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "apiserver/auth/rbac_rules.h"
#include "apiserver/context.h"
#include "base/atomic_shared_ptr.h"

namespace seamark::apiserver {

struct Decision {
  bool allowed = false;
  std::string reason;  // RBAC: allowed by RoleBinding "b/ns" of Role "r" to User "alice"; or why not
};

class Authorizer {
 public:
  explicit Authorizer(const store::Store& store);
  ~Authorizer();

  // The hot path: no reason, no allocation.
  bool allows(const UserInfo& user, const RequestInfo& request) const;
  Decision decide(const UserInfo& user, const RequestInfo& request) const;
  // Every rule that holds for the user in `ns` (empty: cluster-wide only), in the order of evaluation.
  // `missing`: which roles are bound to the user and not there, in words.
  PolicyRules rulesOf(const UserInfo& user, std::string_view ns, std::string* missing = nullptr) const;
  // The rules of a Role or ClusterRole; null when there is none.
  std::shared_ptr<const PolicyRules> rulesOfRole(const store::World& world, std::string_view kind,
                                                 std::string_view ns, std::string_view name) const;

 private:
  struct Policy;
  std::shared_ptr<const Policy> policy() const;

  const store::Store& store_;
  mutable AtomicSharedPtr<const Policy> policy_;
};

// In system:masters: everything is allowed, whatever RBAC says.
bool isMaster(const UserInfo& user);

// The 403 for a request that was refused; `reason` is the Decision's.
Status forbiddenRequest(const UserInfo& user, const RequestInfo& request, const std::string& reason = {});

}  // namespace seamark::apiserver
