// The rules of Endpoints. The server stores subsets as they are written: no sorting, no repacking.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/endpoints.h"
#include "api/rules.h"
#include "api/validators.h"
#include "api/warnings.h"

namespace seamark::api {
namespace {

void setDefaults(Object& object) {
  for (EndpointSubset& subset : as<Endpoints>(object).subsets) {
    for (EndpointPort& port : subset.ports) {
      if (port.protocol.empty()) port.protocol = "TCP";
    }
  }
}

// Most addresses are in order, and paths cost more than looking.
bool isPlain(const EndpointAddress& address) {
  const auto ip = IpAddress::parse(address.ip);
  return ip && !isSpecialIp(*ip) && address.hostname.empty() && !address.nodeName;
}

void validateAddress(FieldErrors& errors, const Path& path, const EndpointAddress& address,
                     std::span<const std::string> stored) {
  validateIp(errors, path.child("ip"), address.ip, stored);
  if (!address.hostname.empty()) {
    addProblems(errors, path.child("hostname"), address.hostname, dns1123LabelProblems(address.hostname));
  }
  if (address.nodeName) {
    addProblems(errors, path.child("nodeName"), *address.nodeName,
                dns1123SubdomainProblems(*address.nodeName));
  }
  validateNonSpecialIp(errors, path.child("ip"), address.ip);
}

void validateAddresses(FieldErrors& errors, const Path& path, const std::vector<EndpointAddress>& addresses,
                       std::span<const std::string> stored) {
  for (size_t i = 0; i < addresses.size(); ++i) {
    if (!isPlain(addresses[i])) validateAddress(errors, path.index(i), addresses[i], stored);
  }
}

void validatePort(FieldErrors& errors, const Path& path, const EndpointPort& port, bool nameRequired) {
  if (!port.name.empty()) {
    addProblems(errors, path.child("name"), port.name, dns1123LabelProblems(port.name));
  } else if (nameRequired) {
    errors.push_back(required(path.child("name")));
  }
  if (!isPortNumber(port.port)) errors.push_back(invalidNumber(path.child("port"), port.port, kPortRange));
  validateProtocol(errors, path.child("protocol"), port.protocol);
  if (port.appProtocol) {
    addProblems(errors, path.child("appProtocol"), *port.appProtocol,
                qualifiedNameProblems(*port.appProtocol));
  }
}

void validateSubset(FieldErrors& errors, const Path& path, const EndpointSubset& subset,
                    std::span<const std::string> stored) {
  if (subset.addresses.empty() && subset.notReadyAddresses.empty()) {
    errors.push_back(required(path, "must specify `addresses` or `notReadyAddresses`"));
  }
  validateAddresses(errors, path.child("addresses"), subset.addresses, stored);
  validateAddresses(errors, path.child("notReadyAddresses"), subset.notReadyAddresses, stored);
  for (size_t i = 0; i < subset.ports.size(); ++i) {
    validatePort(errors, path.child("ports").index(i), subset.ports[i], subset.ports.size() > 1);
  }
}

FieldErrors validate(const Endpoints& endpoints, std::span<const std::string> stored) {
  FieldErrors errors;
  for (size_t i = 0; i < endpoints.subsets.size(); ++i) {
    validateSubset(errors, Path("subsets").index(i), endpoints.subsets[i], stored);
  }
  return errors;
}

FieldErrors validateCreate(const Object& object) {
  return validate(as<Endpoints>(object), {});
}

// Addresses that only today's stricter reading would refuse, as they were stored.
std::vector<std::string> oddAddresses(const Endpoints& endpoints) {
  std::vector<std::string> odd;
  const auto collect = [&](const std::vector<EndpointAddress>& addresses) {
    for (const EndpointAddress& address : addresses) {
      if (!IpAddress::parse(address.ip)) odd.push_back(address.ip);
    }
  };
  for (const EndpointSubset& subset : endpoints.subsets) {
    collect(subset.addresses);
    collect(subset.notReadyAddresses);
  }
  return odd;
}

FieldErrors validateUpdate(const Object& next, const Object& old) {
  return validate(as<Endpoints>(next), oddAddresses(as<Endpoints>(old)));
}

Warnings warningsOnCreate(const Object& object) {
  const auto& endpoints = as<Endpoints>(object);
  const auto managedBy = endpoints.metadata.labels.find("endpoints.kubernetes.io/managed-by");
  // The controller copies pods' addresses; its users could not change them.
  if (managedBy != endpoints.metadata.labels.end() && managedBy->second == "endpoint-controller") return {};
  Warnings warnings;
  for (size_t i = 0; i < endpoints.subsets.size(); ++i) {
    const Path path = Path("subsets").index(i);
    const auto warn = [&](std::string_view field, const std::vector<EndpointAddress>& addresses) {
      for (size_t j = 0; j < addresses.size(); ++j) {
        warnAboutIp(warnings, path.child(field).index(j).child("ip"), addresses[j].ip);
      }
    };
    warn("addresses", endpoints.subsets[i].addresses);
    warn("notReadyAddresses", endpoints.subsets[i].notReadyAddresses);
  }
  return warnings;
}

Warnings warningsOnUpdate(const Object& next, const Object&) {
  return warningsOnCreate(next);
}

}  // namespace

Rules endpointsRules() {
  return {.allowCreateOnUpdate = true,
          .setDefaults = setDefaults,
          .validateCreate = validateCreate,
          .validateUpdate = validateUpdate,
          .warningsOnCreate = warningsOnCreate,
          .warningsOnUpdate = warningsOnUpdate};
}

std::span<const SelectableField> endpointsSelectableFields() {
  return {};
}

}  // namespace seamark::api
