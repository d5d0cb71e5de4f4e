// The rules of EndpointSlice.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/discovery/endpoint_slice.h"
#include "api/rules.h"
#include "api/validators.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

constexpr size_t kMaxEndpoints = 1000;
constexpr size_t kMaxAddresses = 100;
constexpr size_t kMaxTopologyLabels = 16;
constexpr size_t kMaxHints = 8;
constexpr size_t kMaxPorts = 20000;

void setDefaults(Object& object) {
  for (EndpointSlicePort& port : as<EndpointSlice>(object).ports) {
    if (!port.name) port.name = "";
    if (!port.protocol) port.protocol = "TCP";
  }
}

// discovery.k8s.io/v1 has no way to write it.
void dropTopology(EndpointSlice& slice) {
  for (Endpoint& endpoint : slice.endpoints) endpoint.deprecatedTopology.clear();
}

void prepareForCreate(Object& object) {
  dropTopology(as<EndpointSlice>(object));
}

void prepareForUpdate(Object& object, const Object& old) {
  auto& next = as<EndpointSlice>(object);
  // What an older version of the API stored stays as long as the endpoints do.
  if (next.endpoints != as<EndpointSlice>(old).endpoints) dropTopology(next);
}

void validateIpAddress(FieldErrors& errors, const Path& path, size_t index, const std::string& address,
                       IpFamily family, std::span<const std::string> stored) {
  // Most addresses are in order, and paths cost more than looking.
  if (const auto plain = IpAddress::parse(address);
      plain && plain->family() == family && !isSpecialIp(*plain) && plain->text() == address) {
    return;
  }
  const bool isStored = std::find(stored.begin(), stored.end(), address) != stored.end();
  // Only IPv6 has several ways to write one address, and only in its own slices is that looked at.
  const auto ip = isStored || family == IpFamily::V4
                      ? validateIp(errors, path.index(index), address, stored)
                      : validateCanonicalIp(errors, path.index(index), address);
  if (!ip) return;
  if (ip->family() != family)
    errors.push_back(invalidText(path, address, fmt::format("must be an {} address", familyName(family))));
  validateNonSpecialIp(errors, path.index(index), address);
}

void validateDomain(FieldErrors& errors, const Path& path, std::string_view name) {
  if (name.empty()) {
    errors.push_back(required(path));
    return;
  }
  if (name.ends_with('.')) name.remove_suffix(1);
  addProblems(errors, path, name, fullyQualifiedProblems(name));
}

void validateAddresses(FieldErrors& errors, const Path& path, const std::vector<std::string>& addresses,
                       std::string_view type, std::span<const std::string> stored) {
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (const auto family = familyNamed(type)) {
      validateIpAddress(errors, path, i, addresses[i], *family, stored);
    } else if (type == "FQDN") {
      validateDomain(errors, path.index(i), addresses[i]);
    }
  }
}

// Names of zones or nodes: a bounded set.
template <class Hint>
bool validateHints(FieldErrors& errors, const Path& path, const std::vector<Hint>& hints,
                   Problems (*problems)(std::string_view)) {
  if (hints.size() > kMaxHints) {
    errors.push_back(tooMany(path, hints.size(), kMaxHints));
    return false;
  }
  std::set<std::string_view> names;
  for (size_t i = 0; i < hints.size(); ++i) {
    const Path at = path.index(i).child("name");
    if (!names.insert(hints[i].name).second) errors.push_back(duplicate(at, goQuoted(hints[i].name)));
    addProblems(errors, at, hints[i].name, problems(hints[i].name));
  }
  return true;
}

void validateEndpoint(FieldErrors& errors, const Path& path, const Endpoint& endpoint, std::string_view type,
                      std::span<const std::string> stored) {
  validateAddresses(errors, path.child("addresses"), endpoint.addresses, type, stored);
  if (endpoint.nodeName) {
    addProblems(errors, path.child("nodeName"), *endpoint.nodeName,
                dns1123SubdomainProblems(*endpoint.nodeName));
  }
  if (!endpoint.deprecatedTopology.empty()) {
    const Path topology = path.child("deprecatedTopology");
    if (endpoint.deprecatedTopology.size() > kMaxTopologyLabels) {
      errors.push_back(tooMany(topology, endpoint.deprecatedTopology.size(), kMaxTopologyLabels));
    }
    validateLabels(errors, topology, endpoint.deprecatedTopology);
  }
  if (endpoint.hostname) {
    addProblems(errors, path.child("hostname"), *endpoint.hostname, dns1123LabelProblems(*endpoint.hostname));
  }
  if (!endpoint.hints) return;
  // The first list that is too long ends it.
  const Path hints = path.child("hints");
  if (validateHints(errors, hints.child("forZones"), endpoint.hints->forZones, labelValueProblems))
    validateHints(errors, hints.child("forNodes"), endpoint.hints->forNodes, dns1123SubdomainProblems);
}

void validateEndpoints(FieldErrors& errors, const EndpointSlice& slice, std::span<const std::string> stored) {
  const Path path("endpoints");
  if (slice.endpoints.size() > kMaxEndpoints) {
    errors.push_back(tooMany(path, slice.endpoints.size(), kMaxEndpoints));
    return;
  }
  for (size_t i = 0; i < slice.endpoints.size(); ++i) {
    validateEndpoint(errors, path.index(i), slice.endpoints[i], slice.addressType, stored);
  }
}

void validatePorts(FieldErrors& errors, const std::vector<EndpointSlicePort>& ports) {
  static constexpr std::array<std::string_view, 3> kProtocols = {"SCTP", "TCP", "UDP"};
  const Path path("ports");
  if (ports.size() > kMaxPorts) {
    errors.push_back(tooMany(path, ports.size(), kMaxPorts));
    return;
  }
  std::set<std::string_view> names;
  for (size_t i = 0; i < ports.size(); ++i) {
    const Path at = path.index(i);
    const std::string_view name = ports[i].name ? std::string_view(*ports[i].name) : std::string_view();
    if (!name.empty()) addProblems(errors, at.child("name"), name, dns1123LabelProblems(name));
    if (!names.insert(name).second) errors.push_back(duplicate(at.child("name"), goQuoted(name)));
    if (!ports[i].protocol) {
      errors.push_back(required(at.child("protocol")));
    } else if (std::find(kProtocols.begin(), kProtocols.end(), *ports[i].protocol) == kProtocols.end()) {
      errors.push_back(notSupported(at.child("protocol"), *ports[i].protocol, kProtocols));
    }
    if (const auto& app = ports[i].appProtocol) {
      addProblems(errors, at.child("appProtocol"), *app, qualifiedNameProblems(*app));
    }
  }
}

void validateAddressCounts(FieldErrors& errors, const EndpointSlice& slice) {
  for (size_t i = 0; i < slice.endpoints.size(); ++i) {
    const size_t count = slice.endpoints[i].addresses.size();
    if (count > 0 && count <= kMaxAddresses) continue;
    const Path path = Path("endpoints").index(i).child("addresses");
    errors.push_back(count == 0 ? required(path) : tooMany(path, count, kMaxAddresses));
  }
}

// In the order in which the API tells them: ports, endpoints, and last what the type alone says of its fields. Of
// a type that changes, only that it may not is said there.
FieldErrors validate(const EndpointSlice& slice, const EndpointSlice* old,
                     std::span<const std::string> stored) {
  static constexpr std::array<std::string_view, 3> kTypes = {"FQDN", "IPv4", "IPv6"};
  const Path type("addressType");
  const bool changed = old && slice.addressType != old->addressType;
  FieldErrors errors, typeErrors;
  validateEnum(typeErrors, type, slice.addressType, kTypes);
  const bool toldFirst = changed && !slice.addressType.empty();
  if (toldFirst) errors.swap(typeErrors);
  validatePorts(errors, slice.ports);
  // Endpoints that stay are not looked at again, though the type may have changed.
  if (!old || slice.endpoints != old->endpoints) validateEndpoints(errors, slice, stored);
  errors.insert(errors.end(), typeErrors.begin(), typeErrors.end());
  if (changed) errors.push_back(invalid(type, "null", "field is immutable"));
  validateAddressCounts(errors, slice);
  return errors;
}

FieldErrors validateCreate(const Object& object) {
  return validate(as<EndpointSlice>(object), nullptr, {});
}

FieldErrors validateUpdate(const Object& object, const Object& oldObject) {
  const auto& next = as<EndpointSlice>(object);
  const auto& old = as<EndpointSlice>(oldObject);
  std::vector<std::string> stored;
  for (const Endpoint& endpoint : old.endpoints) {
    for (const std::string& address : endpoint.addresses) {
      const auto ip = IpAddress::parse(address);
      if (!ip || ip->text() != address) stored.push_back(address);
    }
  }
  return validate(next, &old, stored);
}

void warnAboutAddresses(Warnings& warnings, const EndpointSlice& slice) {
  for (size_t i = 0; i < slice.endpoints.size(); ++i) {
    const Path path = Path("endpoints").index(i).child("addresses");
    for (size_t j = 0; j < slice.endpoints[i].addresses.size(); ++j)
      warnAboutIp(warnings, path.index(j), slice.endpoints[i].addresses[j]);
  }
}

Warnings warningsOnCreate(const Object& object) {
  const auto& slice = as<EndpointSlice>(object);
  Warnings warnings;
  // The path is upstream's, though there is no spec.
  if (slice.addressType == "FQDN") warnings.emplace_back("spec.addressType: FQDN endpoints are deprecated");
  warnAboutAddresses(warnings, slice);
  return warnings;
}

Warnings warningsOnUpdate(const Object& next, const Object&) {
  Warnings warnings;
  warnAboutAddresses(warnings, as<EndpointSlice>(next));
  return warnings;
}

}  // namespace

Rules endpointSliceRules() {
  return {.generation = GenerationRule::SpecAndLabels,
          .setDefaults = setDefaults,
          .prepareForCreate = prepareForCreate,
          .prepareForUpdate = prepareForUpdate,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnUpdate = warningsOnUpdate};
}

std::span<const SelectableField> endpointSliceSelectableFields() {
  return {};
}

}  // namespace seamark::api
