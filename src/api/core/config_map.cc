// Rows of core/config_map.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/config_map.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ConfigMap>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMap::metadata, ConfigMap>("metadata", 1),
      field<&ConfigMap::immutable>("immutable", 4),
      field<&ConfigMap::data>("data", 2),
      field<&ConfigMap::binaryData>("binaryData", 3),
  };
  static const Type kType =
      withTypeMeta(structType<ConfigMap>("ConfigMap", "io.k8s.api.core.v1.ConfigMap", kFields, ""));
  return kType;
}

template <>
const Kind& kindOf<ConfigMap>() {
  static constexpr std::string_view kShortNames[] = {"cm"};
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "ConfigMap";
    k.list = "ConfigMapList";
    k.plural = "configmaps";
    k.singular = "configmap";
    k.shortNames = kShortNames;
    k.strictFieldLabels = true;
    k.type = &typeOf<ConfigMap>;
    k.make = &makeObject<ConfigMap>;
    k.clone = &cloneObject<ConfigMap>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<ConfigMap>();
    k.selectableFields = configMapSelectableFields();
    k.rules = configMapRules();
    k.table = configMapTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
