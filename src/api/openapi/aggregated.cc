// Rows of aggregated.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/openapi/aggregated.h"

namespace seamark::api {

const Type& Schema<GroupVersionKind>::type() {
  static constexpr Field kFields[] = {field<&GroupVersionKind::group>("group", 1, {.keepZero = true}),
                                      field<&GroupVersionKind::version>("version", 2, {.keepZero = true}),
                                      field<&GroupVersionKind::kind>("kind", 3, {.keepZero = true})};
  static const Type kType = structType<GroupVersionKind>("GroupVersionKind", "", kFields);
  return kType;
}

const Type& Schema<APISubresourceDiscovery>::type() {
  using T = APISubresourceDiscovery;
  static constexpr Field kFields[] = {field<&T::subresource>("subresource", 1, {.keepZero = true}),
                                      field<&T::responseKind>("responseKind", 2),
                                      field<&T::acceptedTypes>("acceptedTypes", 3),
                                      field<&T::verbs>("verbs", 4, {.keepZero = true})};
  static const Type kType = structType<T>("APISubresourceDiscovery", "", kFields);
  return kType;
}

const Type& Schema<APIResourceDiscovery>::type() {
  using T = APIResourceDiscovery;
  static constexpr Field kFields[] = {field<&T::resource>("resource", 1, {.keepZero = true}),
                                      field<&T::responseKind>("responseKind", 2),
                                      field<&T::scope>("scope", 3, {.keepZero = true}),
                                      field<&T::singularResource>("singularResource", 4, {.keepZero = true}),
                                      field<&T::verbs>("verbs", 5, {.keepZero = true}),
                                      field<&T::shortNames>("shortNames", 6),
                                      field<&T::categories>("categories", 7),
                                      field<&T::subresources>("subresources", 8)};
  static const Type kType = structType<T>("APIResourceDiscovery", "", kFields);
  return kType;
}

const Type& Schema<APIVersionDiscovery>::type() {
  using T = APIVersionDiscovery;
  static constexpr Field kFields[] = {field<&T::version>("version", 1, {.keepZero = true}),
                                      field<&T::resources>("resources", 2),
                                      field<&T::freshness>("freshness", 3)};
  static const Type kType = structType<T>("APIVersionDiscovery", "", kFields);
  return kType;
}

const Type& Schema<APIGroupDiscovery>::type() {
  using T = APIGroupDiscovery;
  static constexpr Field kFields[] = {field<&T::metadata>("metadata", 1), field<&T::versions>("versions", 2)};
  static const Type kType = structType<T>("APIGroupDiscovery", "", kFields);
  return kType;
}

const Type& Schema<APIGroupDiscoveryList>::type() {
  using T = APIGroupDiscoveryList;
  static constexpr Field kFields[] = {field<&T::metadata>("metadata", 1),
                                      field<&T::items>("items", 2, {.keepZero = true})};
  static const Type kType = structType<T>("APIGroupDiscoveryList", "", kFields);
  return kType;
}

}  // namespace seamark::api
