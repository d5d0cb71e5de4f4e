// Rows of core/config_map.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/config_map.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<ConfigMap>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMap::metadata, ConfigMap>("metadata", 1,
                                             {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&ConfigMap::immutable>("immutable", 4, {.doc = "Whether data may no longer change."}),
      field<&ConfigMap::data>("data", 2, {.doc = "Text by key."}),
      field<&ConfigMap::binaryData>("binaryData", 3, {.doc = "Bytes by key."}),
  };
  static const Type kType = withTypeMeta(structType<ConfigMap>("ConfigMap", "io.k8s.api.core.v1.ConfigMap",
                                                               kFields, "Settings as text or bytes."));
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
