// Rows of core/pod.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/pod.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<Pod>::type() {
  static constexpr Field kFields[] = {
      field<&Pod::metadata, Pod>("metadata", 1,
                                 {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Pod::spec>("spec", 2, {.doc = "The desired state."}),
      field<&Pod::status>("status", 3, {.doc = "The state last seen; controllers write it."}),
  };
  static const Type kType = withTypeMeta(
      structType<Pod>("Pod", "io.k8s.api.core.v1.Pod", kFields, "Containers that run together on a node."));
  return kType;
}

template <>
const Kind& kindOf<Pod>() {
  static constexpr std::string_view kShortNames[] = {"po"};
  static constexpr std::string_view kCategories[] = {"all"};
  static constexpr std::string_view kChangeVerbs[] = {"get", "patch", "update"};
  static constexpr auto changing = [](std::string_view name) {
    return Subresource{.name = name,
                       .responseGroup = "",
                       .responseVersion = "",
                       .responseKind = "Pod",
                       .verbs = kChangeVerbs};
  };
  static constexpr Subresource kSubresources[] = {changing("ephemeralcontainers"), changing("resize"),
                                                  changing("status")};
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Pod";
    k.list = "PodList";
    k.plural = "pods";
    k.singular = "pod";
    k.shortNames = kShortNames;
    k.categories = kCategories;
    k.type = &typeOf<Pod>;
    k.make = &makeObject<Pod>;
    k.clone = &cloneObject<Pod>;
    k.verbs = kAllVerbs;
    k.subresources = kSubresources;
    k.index = AllKinds::indexOf<Pod>();
    k.selectableFields = podSelectableFields();
    k.rules = podRules();
    k.table = podTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
