// What an update of a Service may not change, and the rules of its status.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "api/core/service_normalize.h"
#include "api/core/service_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
constexpr std::string_view kOnce = "may not change once set";

// clusterIPs and ipFamilies follow one rule: the first stays, a second may come, or go with SingleStack.
struct PrimaryRule {
  std::string_view field;
  bool eachIndex;              // whether a change is told at its own index, or all at the first
  std::string_view released;   // text when the first is gone
  std::string_view downgrade;  // text when the second goes without SingleStack
};
constexpr PrimaryRule kAddressRule = {"clusterIPs", true, "primary clusterIP can not be unset",
                                      "must be set to 'SingleStack' when releasing the secondary clusterIP"};
constexpr PrimaryRule kFamilyRule = {"ipFamilies", false, "primary ipFamily can not be unset",
                                     "must be set to 'SingleStack' when releasing the secondary ipFamily"};

void validatePrimary(FieldErrors& errors, const PrimaryRule& rule, const std::vector<std::string>& next,
                     const std::vector<std::string>& old, const ServiceSpec& spec) {
  const Path path = kSpec.child(rule.field);
  const std::string shown = shownJson(next);
  const std::string shownAddresses = shownJson(spec.clusterIPs);  // upstream shows them for families, too
  if (next.size() == old.size()) {
    for (size_t i = 0; i < next.size(); ++i) {
      if (next[i] != old[i]) errors.push_back(invalid(path.index(rule.eachIndex ? i : 0), shown, kOnce));
    }
    return;
  }
  if (next.empty()) {
    errors.push_back(invalid(path.index(0), shown, rule.released));
    return;
  }
  if (!old.empty() && next[0] != old[0]) errors.push_back(invalid(path.index(0), shownAddresses, kOnce));
  if (next.size() < old.size() && next.size() == 1 && spec.ipFamilyPolicy != "SingleStack") {
    errors.push_back(invalid(kSpec.child("ipFamilyPolicy"), shownJson(spec.ipFamilyPolicy), rule.downgrade));
  }
}

void validateIngress(FieldErrors& errors, const Path& path, const LoadBalancerIngress& ingress) {
  static constexpr std::array<std::string_view, 2> kModes = {"Proxy", "VIP"};
  const Path mode = path.child("ipMode");
  if (!ingress.ip.empty()) {
    validateIp(errors, path.child("ip"), ingress.ip);
    if (!ingress.ipMode) errors.push_back(required(mode, "must be specified when `ip` is set"));
  }
  if (ingress.ipMode && ingress.ip.empty()) {
    errors.push_back(forbiddenField(mode, "may not be specified when `ip` is not set"));
  } else if (ingress.ipMode && std::find(kModes.begin(), kModes.end(), *ingress.ipMode) == kModes.end()) {
    errors.push_back(notSupported(mode, *ingress.ipMode, kModes));
  }
  if (ingress.hostname.empty()) return;
  addProblems(errors, path.child("hostname"), ingress.hostname, dns1123SubdomainProblems(ingress.hostname));
  if (IpAddress::parseLenient(ingress.hostname)) {
    errors.push_back(
        invalidText(path.child("hostname"), ingress.hostname, "must be a DNS name, not an IP address"));
  }
}

}  // namespace

FieldErrors validateServiceUpdate(const Service& next, const Service& old) {
  FieldErrors errors;
  const bool externalName = next.spec.type == "ExternalName" || old.spec.type == "ExternalName";
  const bool nextHeadless = isHeadless(next), oldHeadless = isHeadless(old);
  if (!externalName && !(nextHeadless && oldHeadless)) {
    validatePrimary(errors, kAddressRule, next.spec.clusterIPs, old.spec.clusterIPs, next.spec);
  }
  if (!externalName && !nextHeadless && !oldHeadless) {
    validatePrimary(errors, kFamilyRule, next.spec.ipFamilies, old.spec.ipFamilies, next.spec);
  }
  validateLoadBalancerClass(errors, next, &old);
  if (needsHealthCheckNodePort(next) && needsHealthCheckNodePort(old) &&
      next.spec.healthCheckNodePort != old.spec.healthCheckNodePort) {
    errors.push_back(forbiddenField(kSpec.child("healthCheckNodePort"), "field is immutable"));
  }
  append(errors, validateService(next, &old));
  return errors;
}

FieldErrors validateServiceStatus(const Service& next) {
  FieldErrors errors;
  const auto& ingress = next.status.loadBalancer.ingress;
  const Path path("status.loadBalancer.ingress");
  if (next.spec.type != "LoadBalancer" && !ingress.empty()) {
    errors.push_back(forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'"));
    return errors;
  }
  for (size_t i = 0; i < ingress.size(); ++i) validateIngress(errors, path.index(i), ingress[i]);
  return errors;
}

}  // namespace seamark::api
