// Checks of a Pod on update, and of its status.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "api/core/pod_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

const Path kSpec{"spec"};
constexpr std::string_view kUpdatable =
    "pod updates may not change fields other than "
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec."
    "tolerations` "
    "(only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 "
    "if "
    "it was previously negative)\n";

// What an update may change, set back to what it was.
PodSpec withoutUpdatable(const PodSpec& next, const PodSpec& old) {
  PodSpec same = next;
  for (size_t i = 0; i < same.containers.size(); ++i) same.containers[i].image = old.containers[i].image;
  for (size_t i = 0; i < same.initContainers.size(); ++i) {
    same.initContainers[i].image = old.initContainers[i].image;
  }
  same.activeDeadlineSeconds = old.activeDeadlineSeconds;
  same.tolerations = old.tolerations;
  same.schedulingGates = old.schedulingGates;
  if (old.terminationGracePeriodSeconds.value_or(0) < 0 && next.terminationGracePeriodSeconds == 1) {
    same.terminationGracePeriodSeconds = old.terminationGracePeriodSeconds;
  }
  return same;
}

// The names of the fields that differ, one a line.
std::string differences(const PodSpec& next, const PodSpec& old) {
  std::string lines;
  for (const Field& field : typeOf<PodSpec>().fields) {
    const void* now = field.at(const_cast<PodSpec*>(&next));
    const void* before = field.at(const_cast<PodSpec*>(&old));
    if (!field.type().equal(now, before)) lines += fmt::format("  spec.{}\n", field.name);
  }
  return lines;
}

void validateDeadline(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  const Path path = kSpec.child("activeDeadlineSeconds");
  if (!next.activeDeadlineSeconds) {
    if (old.activeDeadlineSeconds) {
      errors.push_back(invalid(path, "null", "must not update from a positive integer to nil value"));
    }
  } else if (*next.activeDeadlineSeconds < 0 || *next.activeDeadlineSeconds > INT32_MAX) {
    errors.push_back(
        invalidNumber(path, *next.activeDeadlineSeconds, "must be between 0 and 2147483647, inclusive"));
  } else if (old.activeDeadlineSeconds && *old.activeDeadlineSeconds < *next.activeDeadlineSeconds) {
    errors.push_back(
        invalidNumber(path, *next.activeDeadlineSeconds, "must be less than or equal to previous value"));
  }
}

void validateTolerations(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  const bool kept =
      std::all_of(old.tolerations.begin(), old.tolerations.end(), [&](const Toleration& before) {
        return std::any_of(next.tolerations.begin(), next.tolerations.end(), [&](Toleration now) {
          now.tolerationSeconds = before.tolerationSeconds;
          return now == before;
        });
      });
  if (!kept) {
    errors.push_back(forbiddenField(kSpec.child("tolerations"),
                                    "existing toleration can not be modified except its tolerationSeconds"));
  }
}

void validateImages(FieldErrors& errors, const Path& path, const std::vector<Container>& containers) {
  for (size_t i = 0; i < containers.size(); ++i) {
    if (containers[i].image.empty()) errors.push_back(required(path.index(i).child("image")));
  }
}

// A gate may be opened, not set up.
void validateGates(FieldErrors& errors, const PodSpec& next, const PodSpec& old) {
  for (const PodSchedulingGate& gate : next.schedulingGates) {
    if (std::find(old.schedulingGates.begin(), old.schedulingGates.end(), gate) != old.schedulingGates.end())
      continue;
    errors.push_back(forbiddenField(
        kSpec.child("schedulingGates"),
        fmt::format("only deletion is allowed, but found new scheduling gate '{}'", gate.name)));
  }
}

void validateConditions(FieldErrors& errors, const std::vector<PodCondition>& conditions) {
  for (size_t i = 0; i < conditions.size(); ++i) {
    const Path path = Path("metadata.conditions").index(i).child("Type");  // so it is called upstream
    addProblems(errors, path, conditions[i].type, qualifiedNameProblems(conditions[i].type));
  }
}

// What has ended for good does not run again.
void validateStates(FieldErrors& errors, const Path& path, const std::vector<ContainerStatus>& next,
                    const std::vector<ContainerStatus>& old, std::string_view restartPolicy) {
  if (restartPolicy == "Always") return;
  for (size_t i = 0; i < old.size(); ++i) {
    const auto& ended = old[i].state.terminated;
    if (!ended || (ended->exitCode != 0 && restartPolicy == "OnFailure")) continue;
    for (const ContainerStatus& now : next)
      if (now.name == old[i].name && !now.state.terminated)
        errors.push_back(
            forbiddenField(path.index(i).child("state"), "may not be transitioned to non-terminated state"));
  }
}

// Addresses of one kind: readable, and one of each family. `Address` has the one field `ip`.
template <class Address>
void validateAddresses(FieldErrors& errors, const Path& path, const std::vector<Address>& addresses,
                       const std::vector<Address>& old) {
  std::set<IpFamily> families;
  bool readable = true;
  std::vector<std::string> stored;
  for (const Address& address : old) stored.push_back(address.ip);
  std::string shown;
  for (size_t i = 0; i < addresses.size(); ++i) {
    const auto ip = validateIp(errors, path.index(i), addresses[i].ip, stored);
    readable = readable && ip;
    if (ip) families.insert(ip->family());
    shown += fmt::format(R"({}{{"IP":{}}})", i == 0 ? "" : ",", shownJson(addresses[i].ip));
  }
  if (!readable || families.size() == addresses.size()) return;
  errors.push_back(invalid(path, "[" + shown + "]", "may specify no more than one IP for each IP family"));
}

}  // namespace

FieldErrors validatePodUpdate(const Pod& next, const Pod& old) {
  FieldErrors errors = validatePodSpec(next.spec);
  if (next.spec.containers.size() != old.spec.containers.size()) {
    errors.push_back(
        forbiddenField(kSpec.child("containers"), "pod updates may not add or remove containers"));
    return errors;
  }
  if (next.spec.initContainers.size() != old.spec.initContainers.size()) {
    errors.push_back(
        forbiddenField(kSpec.child("initContainers"), "pod updates may not add or remove containers"));
    return errors;
  }
  validateImages(errors, kSpec.child("containers"), next.spec.containers);
  validateImages(errors, kSpec.child("initContainers"), next.spec.initContainers);
  validateDeadline(errors, next.spec, old.spec);
  validateTolerations(errors, next.spec, old.spec);
  validateGates(errors, next.spec, old.spec);
  const PodSpec rest = withoutUpdatable(next.spec, old.spec);
  if (rest != old.spec) {
    errors.push_back(forbiddenField(kSpec, std::string(kUpdatable) + differences(rest, old.spec)));
  }
  return errors;
}

FieldErrors validatePodStatus(const Pod& next, const Pod& old) {
  const Path status("status");
  FieldErrors errors;
  validateConditions(errors, next.status.conditions);
  if (!next.status.nominatedNodeName.empty()) {
    addProblems(errors, status.child("nominatedNodeName"), next.status.nominatedNodeName,
                dns1123SubdomainProblems(next.status.nominatedNodeName));
  }
  validateAddresses(errors, status.child("podIPs"), next.status.podIPs, old.status.podIPs);
  if (!next.status.hostIPs.empty()) {
    if (next.status.hostIP != next.status.hostIPs[0].ip) {
      errors.push_back(invalidText(status.child("hostIPs").index(0).child("ip"), next.status.hostIPs[0].ip,
                                   "must be equal to `hostIP`"));
    }
    validateAddresses(errors, status.child("hostIPs"), next.status.hostIPs, old.status.hostIPs);
  }
  if (next.status.qosClass != old.status.qosClass) {
    errors.push_back(invalidText(status.child("qosClass"), next.status.qosClass, "field is immutable"));
  }
  validateStates(errors, status.child("containerStatuses"), next.status.containerStatuses,
                 old.status.containerStatuses, old.spec.restartPolicy);
  validateStates(errors, status.child("initContainerStatuses"), next.status.initContainerStatuses,
                 old.status.initContainerStatuses, old.spec.restartPolicy);
  return errors;
}

}  // namespace seamark::api
