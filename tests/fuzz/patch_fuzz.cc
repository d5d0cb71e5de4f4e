// Fuzzes patches and server-side apply with hostile patches: the first byte chooses the kind of patch, the
// rest is the patch. Run with a corpus of the recorded patches.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/codec.h"
#include "api/core/service.h"
#include "api/kinds.h"
#include "api/managed_fields/field_set.h"
#include "api/managed_fields/managed_fields.h"
#include "api/patch/patch.h"
#include "base/assert.h"

using namespace seamark;
using namespace seamark::api;

namespace {

const Service& stored() {
  static const Service kService = [] {
    Service service;
    service.metadata.name = "a";
    service.metadata.namespace_ = "n";
    service.metadata.uid = "u";
    service.metadata.labels = {{"l", "1"}};
    service.metadata.finalizers = {"a.example/x", "b.example/y"};
    for (int port : {53, 80})
      service.spec.ports.push_back(
          {.name = "p", .protocol = "TCP", .port = port, .targetPort = IntOrString::of(port)});
    service.spec.selector = {{"a", "1"}, {"b", "2"}};
    updateManagedFields(kindOf<Service>(), {.manager = "m", .subresource = {}, .now = Time{.seconds = 1}},
                        nullptr, service);
    return service;
  }();
  return kService;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const std::string kDocument = encodeObject(kindOf<Service>(), stored());
  const std::string_view patch(reinterpret_cast<const char*>(data) + 1, size - 1);
  StrictProblems problems;
  const FieldWriter writer{.manager = "kubectl", .subresource = {}, .now = Time{.seconds = 2}};
  Result<std::string> patched = std::string();
  switch (data[0] % 5) {
    case 0:
      patched = applyJsonPatch(kDocument, patch, &problems);
      break;
    case 1:
      patched = applyMergePatch(kDocument, patch, &problems);
      break;
    case 2:
      patched = applyStrategicMergePatch(typeOf<Service>(), kDocument, patch, &problems);
      break;
    case 3: {
      auto applied =
          applyConfiguration(kindOf<Service>(), writer, &stored(), {.configJson = patch, .force = true});
      if (!applied) return 0;
      patched = applied->json;
      break;
    }
    default:
      if (auto set = FieldSet::parse(patch)) {
        const auto again = FieldSet::parse(set->text());
        SM_ASSERT(again && *again == *set);  // what was read is written so that it reads the same
      }
      return 0;
  }
  if (!patched) return 0;
  Service next;
  if (!decodeJson(typeOf<Service>(), *patched, &next)) return 0;
  updateManagedFields(kindOf<Service>(), writer, &stored(), next, jsonOnlyOf(kindOf<Service>(), *patched));
  return 0;
}
