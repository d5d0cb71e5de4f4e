// SPDX-License-Identifier: Apache-2.0
#include "controllers/serviceaccount/plan.h"

#include "api/core/service_account.h"

namespace seamark::controllers::serviceaccount {

std::optional<Change> plan(const std::string& ns, const api::Object* existing) {
  if (existing) return std::nullopt;
  auto account = std::make_shared<api::ServiceAccount>();
  account->metadata.namespace_ = ns;
  account->metadata.name = kName;
  return Change{Change::What::Create, std::move(account)};
}

}  // namespace seamark::controllers::serviceaccount
