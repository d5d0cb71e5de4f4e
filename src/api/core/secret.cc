// Rows of core/secret.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/secret.h"

#include "api/rules.h"

namespace seamark::api {

const Type& Schema<Secret>::type() {
  static constexpr Field kFields[] = {
      field<&Secret::metadata, Secret>("metadata", 1,
                                       {.doc = "Standard metadata: name, labels, versions, owners."}),
      field<&Secret::immutable>("immutable", 5, {.doc = "Whether data may no longer change."}),
      field<&Secret::data>("data", 2, {.doc = "Bytes by key."}),
      field<&Secret::stringData>("stringData", 4, {.doc = "Text by key, for writing only; goes into data."}),
      field<&Secret::type>(
          "type", 3, {.goType = "v1.SecretType", .doc = "What the keys are, such as kubernetes.io/tls."}),
  };
  static const Type kType = withTypeMeta(structType<Secret>("Secret", "io.k8s.api.core.v1.Secret", kFields,
                                                            "Settings that are to be kept secret."));
  return kType;
}

template <>
const Kind& kindOf<Secret>() {
  static const Kind kKind = [] {
    Kind k;
    k.version = "v1";
    k.kind = "Secret";
    k.list = "SecretList";
    k.plural = "secrets";
    k.singular = "secret";
    k.type = &typeOf<Secret>;
    k.make = &makeObject<Secret>;
    k.clone = &cloneObject<Secret>;
    k.verbs = kAllVerbs;
    k.index = AllKinds::indexOf<Secret>();
    k.selectableFields = secretSelectableFields();
    k.rules = secretRules();
    k.table = secretTable();
    return k;
  }();
  return kKind;
}

}  // namespace seamark::api
