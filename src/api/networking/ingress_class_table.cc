// The columns of IngressClass.
// SPDX-License-Identifier: Apache-2.0
#include "api/networking/ingress_class.h"
#include "api/rules.h"
#include "api/table.h"

namespace seamark::api {
namespace {

constexpr Column kColumns[] = {
    kNameColumn,
    textColumn("Controller", "The controller that serves Ingresses of this class."),
    textColumn("Parameters", "An object with further settings for the controller."),
    kAgeColumn,
};

std::string parametersText(const IngressClass& ingressClass) {
  const auto& parameters = ingressClass.spec.parameters;
  if (!parameters) return std::string(kNone);
  std::string text = parameters->kind;
  if (parameters->apiGroup) text += "." + *parameters->apiGroup;
  return text + "/" + parameters->name;
}

std::vector<std::string> cells(const Object& object, WallTime now) {
  const auto& ingressClass = as<IngressClass>(object);
  return {textCell(ingressClass.metadata.name), textCell(ingressClass.spec.controller),
          textCell(parametersText(ingressClass)), ageCell(ingressClass, now)};
}

}  // namespace

TableSpec ingressClassTable() {
  return {.columns = kColumns, .cells = cells};
}

}  // namespace seamark::api
