// Rules of a Service's clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "api/core/service_normalize.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kClusterIPs{"spec.clusterIPs"};
const Path kFamilies{"spec.ipFamilies"};

void refuseList(FieldErrors& errors, const Service& service, std::string_view detail) {
  errors.push_back(invalid(kClusterIPs, shownJson(service.spec.clusterIPs), detail));
}

void validateAgreement(FieldErrors& errors, const Service& service) {
  const ServiceSpec& spec = service.spec;
  if (spec.clusterIP.empty()) {
    if (!spec.clusterIPs.empty()) {
      refuseList(errors, service, "must be empty when `clusterIP` is not specified");
    }
  } else if (spec.clusterIPs.empty()) {
    errors.push_back(required(kClusterIPs));
  } else if (spec.clusterIPs[0] != spec.clusterIP) {
    refuseList(errors, service, "first value must match `clusterIP`");
  }
}

void validateFamilies(FieldErrors& errors, const Service& service) {
  static constexpr std::array<std::string_view, 2> kNames = {"IPv4", "IPv6"};
  const auto& families = service.spec.ipFamilies;
  for (size_t i = 0; i < families.size(); ++i) {
    if (!familyNamed(families[i])) {
      errors.push_back(notSupported(kFamilies.index(i), families[i], kNames));
    }
    if (std::find(families.begin(), families.begin() + i, families[i]) != families.begin() + i) {
      errors.push_back(duplicate(kFamilies.index(i), goQuoted(families[i])));
    }
  }
}

void validatePolicy(FieldErrors& errors, const Service& service) {
  static constexpr std::array<std::string_view, 3> kPolicies = {"PreferDualStack", "RequireDualStack",
                                                                "SingleStack"};
  const auto& policy = service.spec.ipFamilyPolicy;
  if (policy && std::find(kPolicies.begin(), kPolicies.end(), *policy) == kPolicies.end()) {
    errors.push_back(notSupported(Path("spec.ipFamilyPolicy"), *policy, kPolicies));
  }
}

// False when an address cannot be read, so that comparing families would only mislead.
bool validateAddresses(FieldErrors& errors, const Service& service, const Service* old) {
  const auto& ips = service.spec.clusterIPs;
  bool readable = true;
  for (size_t i = 0; i < ips.size(); ++i) {
    if (i == 0 && ips[i] == kClusterIpNone) {
      if (ips.size() > 1) {
        readable = false;
        refuseList(errors, service, "'None' must be the first and only value");
      }
      continue;
    }
    const std::span<const std::string> stored =
        old == nullptr ? std::span<const std::string>() : old->spec.clusterIPs;
    if (!validateIp(errors, kClusterIPs.index(i), ips[i], stored)) readable = false;
  }
  if (ips.size() > 2) refuseList(errors, service, "may only hold up to 2 values");
  return readable;
}

void validateAddressFamilies(FieldErrors& errors, const Service& service) {
  const auto& ips = service.spec.clusterIPs;
  std::vector<IpFamily> found;
  for (const std::string& text : ips) {
    if (const auto ip = IpAddress::parseLenient(text)) found.push_back(ip->family());
  }
  if (ips.size() > 1 && std::all_of(found.begin(), found.end(), [&](IpFamily f) { return f == found[0]; })) {
    refuseList(errors, service, "may specify no more than one IP for each IP family");
  }
  if (isHeadless(service)) return;
  for (size_t i = 0; i < found.size() && i < service.spec.ipFamilies.size(); ++i) {
    const auto wanted = familyNamed(service.spec.ipFamilies[i]);
    if (!wanted || *wanted == found[i]) continue;
    errors.push_back(invalidText(
        kClusterIPs.index(i), ips[i],
        fmt::format("expected an {} value as indicated by `ipFamilies[{}]`", familyName(*wanted), i)));
  }
}

}  // namespace

FieldErrors validateClusterIpFields(const Service& service, const Service* old) {
  FieldErrors errors;
  if (service.spec.type == "ExternalName") return errors;
  validateAgreement(errors, service);
  validateFamilies(errors, service);
  validatePolicy(errors, service);
  if (validateAddresses(errors, service, old)) validateAddressFamilies(errors, service);
  return errors;
}

}  // namespace seamark::api
