// Checks of a Pod's status.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/core/pod_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kStatus{"status"};

void validateGeneration(FieldErrors& errors, const Path& path, int64_t generation) {
  if (generation < 0)
    errors.push_back(
        invalidNumber(path.child("observedGeneration"), generation, "must be a non-negative integer"));
}

void validateConditions(FieldErrors& errors, const std::vector<PodCondition>& conditions) {
  for (size_t i = 0; i < conditions.size(); ++i) {
    const Path path = kStatus.child("conditions").index(i);
    validateGeneration(errors, path, conditions[i].observedGeneration);
    addProblems(errors, path.child("Type"), conditions[i].type,
                qualifiedNameProblems(conditions[i].type));  // so it is spelled upstream
  }
}

void validateNomination(FieldErrors& errors, const Pod& next, const Pod& old) {
  const std::string& node = next.status.nominatedNodeName;
  const Path path = kStatus.child("nominatedNodeName");
  if (node.empty() || node == old.status.nominatedNodeName) return;
  addProblems(errors, path, node, dns1123SubdomainProblems(node));
  if (!old.spec.nodeName.empty())
    errors.push_back(forbiddenField(path, "may not be set on pods that are already bound to a node"));
}

const ContainerRestartRule* ruleFor(const Container& container, int32_t exitCode) {
  for (const ContainerRestartRule& rule : container.restartPolicyRules) {
    if (!rule.exitCodes) continue;
    const auto& values = rule.exitCodes->values;
    const bool listed = std::find(values.begin(), values.end(), exitCode) != values.end();
    if (listed == (rule.exitCodes->operator_ == "In")) return &rule;
  }
  return nullptr;
}

// A rule decides, else the container's own policy, else the Pod's.
bool mayRestart(const Container& container, std::string_view podPolicy, int32_t exitCode) {
  if (container.restartPolicy && ruleFor(container, exitCode)) return true;
  const std::string_view policy = container.restartPolicy ? *container.restartPolicy : podPolicy;
  return policy == "OnFailure" ? exitCode != 0 : policy != "Never";
}

bool anyRestartsAll(const std::vector<Container>& containers) {
  return std::any_of(containers.begin(), containers.end(), [](const Container& container) {
    return std::any_of(
        container.restartPolicyRules.begin(), container.restartPolicyRules.end(),
        [](const ContainerRestartRule& rule) { return rule.action == "RestartAllContainers"; });
  });
}

// What has ended for good does not run again. `containers` null: none of them ever restarts.
void validateStates(FieldErrors& errors, const Path& path, const std::vector<ContainerStatus>& next,
                    const std::vector<ContainerStatus>& old, const std::vector<Container>* containers,
                    std::string_view podPolicy) {
  for (size_t i = 0; i < old.size(); ++i) {
    const auto& ended = old[i].state.terminated;
    if (!ended) continue;
    const auto now = std::find_if(next.begin(), next.end(), [&](const ContainerStatus& status) {
      return status.name == old[i].name && !status.state.terminated;
    });
    if (now == next.end()) continue;
    const bool allowed =
        containers && std::any_of(containers->begin(), containers->end(), [&](const Container& container) {
          return container.name == old[i].name && mayRestart(container, podPolicy, ended->exitCode);
        });
    if (!allowed)
      errors.push_back(
          forbiddenField(path.index(i).child("state"), "may not be transitioned to non-terminated state"));
  }
}

void validateAllStates(FieldErrors& errors, const Pod& next, const Pod& old) {
  const std::string& policy = old.spec.restartPolicy;
  if (!anyRestartsAll(old.spec.containers) && !anyRestartsAll(old.spec.initContainers)) {
    validateStates(errors, kStatus.child("containerStatuses"), next.status.containerStatuses,
                   old.status.containerStatuses, &old.spec.containers, policy);
    validateStates(errors, kStatus.child("initContainerStatuses"), next.status.initContainerStatuses,
                   old.status.initContainerStatuses, &old.spec.initContainers, policy);
  }
  validateStates(errors, kStatus.child("ephemeralContainerStatuses"), next.status.ephemeralContainerStatuses,
                 old.status.ephemeralContainerStatuses, nullptr, policy);
}

// Addresses of one kind: readable, and one of each family. `Address` has the one field `ip`.
template <class Address>
std::string shownAddresses(const std::vector<Address>& addresses) {
  std::string shown = "[";
  for (const Address& address : addresses)
    shown += fmt::format(R"({}{{"IP":{}}})", shown.size() == 1 ? "" : ",", shownJson(address.ip));
  return shown + "]";
}

template <class Address>
void validateAddresses(FieldErrors& errors, const Path& path, const std::vector<Address>& addresses,
                       const std::vector<Address>& old) {
  std::set<IpFamily> families;
  bool readable = true;
  std::vector<std::string> stored;
  for (const Address& address : old) stored.push_back(address.ip);
  for (size_t i = 0; i < addresses.size(); ++i) {
    const auto ip = validateIp(errors, path.index(i), addresses[i].ip, stored);
    readable = readable && ip;
    if (ip) families.insert(ip->family());
  }
  if (!readable || families.size() == addresses.size()) return;
  errors.push_back(
      invalid(path, shownAddresses(addresses), "may specify no more than one IP for each IP family"));
}

void validateClaims(FieldErrors& errors, const Pod& pod) {
  std::set<std::string_view> claims, names;
  for (const auto& claim : pod.spec.resourceClaims) claims.insert(claim.name);
  for (size_t i = 0; i < pod.status.resourceClaimStatuses.size(); ++i) {
    const PodResourceClaimStatus& status = pod.status.resourceClaimStatuses[i];
    const Path at = kStatus.child("resourceClaimStatuses").index(i);
    const Path path = at.child("name");
    if (!claims.contains(status.name))
      errors.push_back(
          invalidText(path, status.name, "must match the name of an entry in `spec.resourceClaims`"));
    if (!names.insert(status.name).second) errors.push_back(duplicate(path, goQuoted(status.name)));
    if (status.resourceClaimName)
      addProblems(errors, at.child("resourceClaimName"), *status.resourceClaimName,
                  dns1123SubdomainProblems(*status.resourceClaimName));
  }
}

}  // namespace

FieldErrors validatePodStatus(const Pod& next, const Pod& old) {
  FieldErrors errors;
  validateAnnotationUpdate(errors, next, old);
  validateConditions(errors, next.status.conditions);
  validateNomination(errors, next, old);
  validateGeneration(errors, kStatus, next.status.observedGeneration);
  if (next.status.qosClass != old.status.qosClass)
    errors.push_back(invalidText(kStatus.child("qosClass"), next.status.qosClass, "field is immutable"));
  validateAllStates(errors, next, old);
  validateClaims(errors, next);
  validateAddresses(errors, kStatus.child("podIPs"), next.status.podIPs, old.status.podIPs);
  // The two fields are one list inside; only an address that is none comes between them.
  if (!next.status.podIPs.empty() && next.status.podIPs[0].ip.empty())
    errors.push_back(invalid(kStatus.child("podIPs"), shownAddresses(next.status.podIPs),
                             "podIP and podIPs must either both be set or both be unset"));
  if (!next.status.hostIPs.empty()) {
    if (next.status.hostIP != next.status.hostIPs[0].ip)
      errors.push_back(invalidText(kStatus.child("hostIPs").index(0).child("ip"), next.status.hostIPs[0].ip,
                                   "must be equal to `hostIP`"));
    validateAddresses(errors, kStatus.child("hostIPs"), next.status.hostIPs, old.status.hostIPs);
  }
  return errors;
}

}  // namespace seamark::api
