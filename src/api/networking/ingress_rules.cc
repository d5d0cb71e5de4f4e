// The rules of Ingress.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "api/networking/ingress.h"
#include "api/rules.h"
#include "api/validators.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
constexpr std::string_view kClassAnnotation = "kubernetes.io/ingress.class";

void prepareForCreate(Object& object) {
  as<Ingress>(object).status = {};
}
void prepareForUpdate(Object& object, const Object& old) {
  as<Ingress>(object).status = as<Ingress>(old).status;
}
void prepareForStatusUpdate(Object& object, const Object& old) {
  as<Ingress>(object).spec = as<Ingress>(old).spec;
}

void validateServiceBackend(FieldErrors& errors, const Path& backend, const IngressServiceBackend& service) {
  const Path path = backend.child("service");
  if (service.name.empty()) {
    errors.push_back(required(path.child("name")));
  } else {
    // As a Service's own name: it may start with a digit since Kubernetes 1.36.
    addProblems(errors, path.child("name"), service.name, dns1123LabelProblems(service.name));
  }
  const bool hasName = !service.port.name.empty();
  const bool hasNumber = service.port.number != 0;
  if (hasName && hasNumber) {
    errors.push_back(invalidText(backend, "", "cannot set both port name & port number"));
  } else if (hasName) {
    addProblems(errors, path.child("port").child("name"), service.port.name,
                portNameProblems(service.port.name));
  } else if (hasNumber) {
    if (!isPortNumber(service.port.number)) {
      errors.push_back(invalidNumber(path.child("port").child("number"), service.port.number, kPortRange));
    }
  } else {
    errors.push_back(required(backend, "port name or number is required"));
  }
}

void validateResourceBackend(FieldErrors& errors, const Path& path,
                             const TypedLocalObjectReference& resource) {
  if (resource.apiGroup)
    addProblems(errors, path.child("apiGroup"), *resource.apiGroup,
                dns1123SubdomainProblems(*resource.apiGroup));
  const auto segment = [&](std::string_view field, const std::string& value) {
    if (value.empty())
      errors.push_back(required(path.child(field)));
    else
      addProblems(errors, path.child(field), value, pathSegmentProblems(value));
  };
  segment("kind", resource.kind);
  segment("name", resource.name);
}

void validateBackend(FieldErrors& errors, const Path& path, const IngressBackend& backend) {
  if (backend.resource && backend.service) {
    errors.push_back(invalidText(path, "", "cannot set both resource and service backends"));
  } else if (backend.service) {
    validateServiceBackend(errors, path, *backend.service);
  } else if (backend.resource) {
    validateResourceBackend(errors, path.child("resource"), *backend.resource);
  } else {
    errors.push_back(invalidText(path, "", "resource or service backend is required"));
  }
}

void validateUrlPath(FieldErrors& errors, const Path& path, const HTTPIngressPath& http) {
  static constexpr std::array<std::string_view, 5> kSequences = {"//", "/./", "/../", "%2f", "%2F"};
  static constexpr std::array<std::string_view, 2> kEndings = {"/..", "/."};
  static constexpr std::array<std::string_view, 3> kTypes = {"Exact", "ImplementationSpecific", "Prefix"};
  const Path at = path.child("path");
  if (!http.pathType) {
    errors.push_back(required(path.child("pathType"), "pathType must be specified"));
    return;
  }
  const bool isAbsolute = http.path.starts_with('/');
  if (*http.pathType == "Exact" || *http.pathType == "Prefix") {
    if (!isAbsolute) errors.push_back(invalidText(at, http.path, "must be an absolute path"));
    if (http.path.empty()) return;
    for (const std::string_view sequence : kSequences) {
      if (http.path.find(sequence) == std::string::npos) continue;
      errors.push_back(invalidText(at, http.path, fmt::format("must not contain '{}'", sequence)));
    }
    for (const std::string_view ending : kEndings) {
      if (!http.path.ends_with(ending)) continue;
      errors.push_back(invalidText(at, http.path, fmt::format("cannot end with '{}'", ending)));
    }
  } else if (*http.pathType == "ImplementationSpecific") {
    if (!http.path.empty() && !isAbsolute) {
      errors.push_back(invalidText(at, http.path, "must be an absolute path"));
    }
  } else {
    errors.push_back(notSupported(path.child("pathType"), *http.pathType, kTypes));
  }
}

// A DNS name whose first label may be "*".
void validateDnsName(FieldErrors& errors, const Path& path, const std::string& host) {
  if (host.find('*') == std::string::npos) {
    addProblems(errors, path, host, dns1123SubdomainProblems(host));
  } else if (!host.starts_with("*.") || !dns1123SubdomainProblems(host.substr(2)).empty()) {
    errors.push_back(
        invalidText(path, host,
                    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
                    "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
                    "alphanumeric character (e.g. '*.example.com', regex used for validation is "
                    "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
  }
}

void validateHost(FieldErrors& errors, const Path& path, const std::string& host) {
  if (host.empty()) return;
  if (IpAddress::parseLenient(host)) {
    errors.push_back(invalidText(path, host, "must be a DNS name, not an IP address"));
  }
  validateDnsName(errors, path, host);
}

void validateRule(FieldErrors& errors, const Path& path, const IngressRule& rule) {
  validateHost(errors, path.child("host"), rule.host);
  const auto& http = rule.ingressRuleValue.http;
  if (!http) return;
  const Path paths = path.child("http").child("paths");
  if (http->paths.empty()) errors.push_back(required(paths));
  for (size_t i = 0; i < http->paths.size(); ++i) {
    validateUrlPath(errors, paths.index(i), http->paths[i]);
    if (http->paths[i].pathType)
      validateBackend(errors, paths.index(i).child("backend"), http->paths[i].backend);
  }
}

void validateCertificates(FieldErrors& errors, const std::vector<IngressTLS>& certificates) {
  for (size_t i = 0; i < certificates.size(); ++i) {
    const Path path = kSpec.child("tls").index(i);
    for (size_t j = 0; j < certificates[i].hosts.size(); ++j) {
      validateDnsName(errors, path.child("hosts").index(j), certificates[i].hosts[j]);
    }
    const std::string& secret = certificates[i].secretName;
    if (!secret.empty())
      addProblems(errors, path.child("secretName"), secret, dns1123SubdomainProblems(secret));
  }
}

FieldErrors validate(const Ingress& ingress) {
  const auto& spec = ingress.spec;
  FieldErrors errors;
  if (spec.rules.empty() && !spec.defaultBackend) {
    errors.push_back(invalid(kSpec, "null", "either `defaultBackend` or `rules` must be specified"));
  }
  if (spec.defaultBackend) validateBackend(errors, kSpec.child("defaultBackend"), *spec.defaultBackend);
  for (size_t i = 0; i < spec.rules.size(); ++i) {
    validateRule(errors, kSpec.child("rules").index(i), spec.rules[i]);
  }
  validateCertificates(errors, spec.tls);
  if (spec.ingressClassName) {
    addProblems(errors, kSpec.child("ingressClassName"), *spec.ingressClassName,
                dns1123SubdomainProblems(*spec.ingressClassName));
  }
  return errors;
}

// The older way to name a class may stand beside the newer one only when they agree.
FieldErrors validateCreate(const Object& object) {
  const auto& ingress = as<Ingress>(object);
  FieldErrors errors = validate(ingress);
  const auto annotation = ingress.metadata.annotations.find(std::string(kClassAnnotation));
  if (annotation != ingress.metadata.annotations.end() && ingress.spec.ingressClassName &&
      annotation->second != *ingress.spec.ingressClassName) {
    errors.push_back(invalidText(Path("annotations").child(kClassAnnotation), annotation->second,
                                 "must match `ingressClassName` when both are specified"));
  }
  return errors;
}

FieldErrors validateUpdate(const Object& next, const Object&) {
  return validate(as<Ingress>(next));
}

std::vector<std::string> warningsOnCreate(const Object& object) {
  const auto& ingress = as<Ingress>(object);
  if (ingress.spec.ingressClassName || !ingress.metadata.annotations.contains(std::string(kClassAnnotation)))
    return {};
  return {"annotation " + goQuoted(kClassAnnotation) +
          " is deprecated, please use 'spec.ingressClassName' instead"};
}

Warnings warningsOnStatusUpdate(const Object& object) {
  const auto& ingress = as<Ingress>(object).status.loadBalancer.ingress;
  Warnings warnings;
  for (size_t i = 0; i < ingress.size(); ++i)
    warnAboutIp(warnings, Path("status.loadBalancer.ingress").index(i), ingress[i].ip);
  return warnings;
}

FieldErrors validateStatusUpdate(const Object& next, const Object&) {
  FieldErrors errors;
  const auto& ingress = as<Ingress>(next).status.loadBalancer.ingress;
  for (size_t i = 0; i < ingress.size(); ++i) {
    const Path path = Path("status.loadBalancer.ingress").index(i);
    if (!ingress[i].ip.empty()) validateIp(errors, path.child("ip"), ingress[i].ip);
    if (ingress[i].hostname.empty()) continue;
    addProblems(errors, path.child("hostname"), ingress[i].hostname,
                dns1123SubdomainProblems(ingress[i].hostname));
    if (IpAddress::parseLenient(ingress[i].hostname)) {
      errors.push_back(
          invalidText(path.child("hostname"), ingress[i].hostname, "must be a DNS name, not an IP address"));
    }
  }
  return errors;
}

}  // namespace

Rules ingressRules() {
  return {.generation = GenerationRule::Spec,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .prepareForStatusUpdate = prepareForStatusUpdate,
          .validateStatusUpdate = validateStatusUpdate,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnStatusUpdate = warningsOnStatusUpdate};
}

std::span<const SelectableField> ingressSelectableFields() {
  return {};
}

}  // namespace seamark::api
