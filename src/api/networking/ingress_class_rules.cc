// The rules of IngressClass.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "api/networking/ingress_class.h"
#include "api/rules.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr size_t kMaxControllerBytes = 250;
const Path kController{"spec.controller"};
const Path kParameters{"spec.parameters"};

void setDefaults(Object& object) {
  auto& parameters = as<IngressClass>(object).spec.parameters;
  if (parameters && !parameters->scope) parameters->scope = "Cluster";
}

bool isHttpPath(std::string_view path) {
  static constexpr std::string_view kSpecial = "/-._~%!$&'()*+,;=:";
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kSpecial.find(c) != std::string_view::npos;
  });
}

void validateController(FieldErrors& errors, const std::string& controller) {
  if (controller.empty()) {
    errors.push_back(required(kController));
    return;
  }
  if (controller.size() > kMaxControllerBytes) errors.push_back(tooLong(kController, kMaxControllerBytes));
  const size_t slash = controller.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == controller.size()) {
    errors.push_back(
        invalidText(kController, controller, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
    return;
  }
  const std::string_view domain = std::string_view(controller).substr(0, slash);
  addProblems(errors, kController, domain, dns1123SubdomainProblems(domain));
  const std::string_view rest = std::string_view(controller).substr(slash + 1);
  if (!isHttpPath(rest)) {
    errors.push_back(
        invalidText(kController, rest,
                    R"(Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+'))"));
  }
}

void validateParameters(FieldErrors& errors, const IngressClassParametersReference& parameters) {
  static constexpr std::array<std::string_view, 2> kScopes = {"Cluster", "Namespace"};
  if (parameters.apiGroup) {
    addProblems(errors, kParameters.child("apiGroup"), *parameters.apiGroup,
                dns1123SubdomainProblems(*parameters.apiGroup));
  }
  const auto segment = [&](std::string_view field, const std::string& value) {
    if (value.empty()) errors.push_back(required(kParameters.child(field)));
    addProblems(errors, kParameters.child(field), value, pathSegmentProblems(value));
  };
  segment("kind", parameters.kind);
  segment("name", parameters.name);
  const Path scope = kParameters.child("scope");
  if (!parameters.scope) {
    errors.push_back(required(scope));
    return;
  }
  if (std::find(kScopes.begin(), kScopes.end(), *parameters.scope) == kScopes.end()) {
    errors.push_back(notSupported(scope, *parameters.scope, kScopes));
    return;
  }
  const Path ns = kParameters.child("namespace");
  if (*parameters.scope == "Namespace") {
    if (!parameters.namespace_) {
      errors.push_back(required(ns, "`parameters.scope` is set to 'Namespace'"));
    } else {
      addProblems(errors, ns, *parameters.namespace_, dns1123LabelProblems(*parameters.namespace_));
    }
  } else if (parameters.namespace_) {
    errors.push_back(forbiddenField(ns, "`parameters.scope` is set to 'Cluster'"));
  }
}

FieldErrors validateCreate(const Object& object) {
  const auto& spec = as<IngressClass>(object).spec;
  FieldErrors errors;
  validateController(errors, spec.controller);
  if (spec.parameters) validateParameters(errors, *spec.parameters);
  return errors;
}

FieldErrors validateUpdate(const Object& object, const Object& oldObject) {
  const auto& next = as<IngressClass>(object).spec;
  FieldErrors errors;
  if (next.controller != as<IngressClass>(oldObject).spec.controller) {
    errors.push_back(invalidText(kController, next.controller, "field is immutable"));
  }
  append(errors, validateCreate(object));
  return errors;
}

}  // namespace

Rules ingressClassRules() {
  return {.generation = GenerationRule::Spec,
          .setDefaults = setDefaults,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate};
}

std::span<const SelectableField> ingressClassSelectableFields() {
  return {};
}

}  // namespace seamark::api
