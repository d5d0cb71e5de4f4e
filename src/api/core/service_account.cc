// Rows of core/service_account.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/service_account.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ServiceAccount>::type() {
  static constexpr Field kFields[] = {
      field<&ServiceAccount::metadata, ServiceAccount>(
          "metadata", 1, {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&ServiceAccount::secrets>("secrets", 2,
                                      {.merge = Merge::Map,
                                       .listMapKeys = "name",
                                       .patchMergeKey = "name",
                                       .patchStrategy = "merge",
                                       .doc = "Secrets that its Pods may use."}),
      field<&ServiceAccount::imagePullSecrets>(
          "imagePullSecrets", 3, {.merge = Merge::Atomic, .doc = "Secrets for pulling images."}),
      field<&ServiceAccount::automountServiceAccountToken>(
          "automountServiceAccountToken", 4, {.doc = "Whether Pods get a token by themselves."}),
  };
  static const Type kType = withTypeMeta(structType<ServiceAccount>(
      "ServiceAccount", "io.k8s.api.core.v1.ServiceAccount", kFields, "Who the programs of a Pod are."));
  return kType;
}

template <>
const Kind& kindOf<ServiceAccount>() {
  static constexpr std::string_view kShortNames[] = {"sa"};
  static constexpr std::string_view kTokenVerbs[] = {"create"};
  static constexpr Subresource kSubresources[] = {
      {.name = "token",
       .responseGroup = "authentication.k8s.io",
       .responseVersion = "v1",
       .responseKind = "TokenRequest",
       .verbs = kTokenVerbs},
  };
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "ServiceAccount";
    k.list = "ServiceAccountList";
    k.plural = "serviceaccounts";
    k.singular = "serviceaccount";
    k.shortNames = kShortNames;
    k.strictFieldLabels = true;
    k.type = &typeOf<ServiceAccount>;
    k.make = &makeObject<ServiceAccount>;
    k.clone = &cloneObject<ServiceAccount>;
    k.verbs = kAllVerbs;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<ServiceAccount>();
    k.selectableFields = serviceAccountSelectableFields();
    k.rules = serviceAccountRules();
    k.table = serviceAccountTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
