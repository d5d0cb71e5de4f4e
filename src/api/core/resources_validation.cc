// Names of resources, amounts that are asked for and their limits.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/resources_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/quantity.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

constexpr std::string_view kHugePages = "hugepages-";
constexpr std::string_view kNotWhole = "must be an integer";

constexpr std::array<std::string_view, 3> kOfPods = {"cpu", kHugePages, "memory"};

// Without a domain, or with Kubernetes' own.
bool isNative(std::string_view name) {
  return name.find('/') == std::string_view::npos || name.find("kubernetes.io/") != std::string_view::npos;
}

bool mayBeOvercommitted(std::string_view name) {
  return isNative(name) && !isHugePages(name);
}

template <size_t N>
bool isAmong(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 9> kCounted = {"pods",
                                                      "services",
                                                      "replicationcontrollers",
                                                      "resourcequotas",
                                                      "secrets",
                                                      "configmaps",
                                                      "persistentvolumeclaims",
                                                      "services.nodeports",
                                                      "services.loadbalancers"};

bool isStandard(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kAmounts = {"cpu",
                                                                "memory",
                                                                "ephemeral-storage",
                                                                "requests.cpu",
                                                                "limits.cpu",
                                                                "requests.memory",
                                                                "requests.ephemeral-storage",
                                                                "limits.memory",
                                                                "requests.storage",
                                                                "storage"};
  return isAmong(kAmounts, name) || isAmong(kCounted, name) || name == "limits.ephemeral-storage" ||
         isHugePages(name) || name.starts_with("requests.hugepages-");
}

bool isOfContainers(std::string_view name) {
  return name == "cpu" || name == "memory" || name == "ephemeral-storage" || isHugePages(name);
}

void validateName(FieldErrors& errors, const Path& path, const std::string& name) {
  const Problems problems = qualifiedNameProblems(name);
  addProblems(errors, path, name, problems);
  if (name.find('/') == std::string::npos) {
    if (problems.empty() && !isStandard(name))
      errors.push_back(invalidText(path, name, "must be a standard resource type or fully qualified"));
    if (!isOfContainers(name))
      errors.push_back(invalidText(path, name, "must be a standard resource for containers"));
  } else if (!isNative(name) && !isExtendedResource(name)) {
    errors.push_back(invalidText(path, name, "doesn't follow extended resource name standard"));
  }
}

void validateNameOfPod(FieldErrors& errors, const Path& path, const std::string& name) {
  const Problems problems = qualifiedNameProblems(name);
  addProblems(errors, path, name, problems);
  if (!problems.empty()) return;
  if (name.find('/') == std::string::npos && !isStandard(name))
    errors.push_back(invalidText(path, name, "must be a standard resource type or fully qualified"));
  else if (!isPodResource(name))
    errors.push_back(notSupported(path, name, kOfPods));
}

// Pages come in their own size only.
void validateHugePages(FieldErrors& errors, const Path& path, const std::string& name,
                       const Quantity& amount) {
  if (!isHugePages(name)) return;
  const auto size = Quantity::parse(std::string_view(name).substr(kHugePages.size()));
  if (size && isMultipleOf(amount, *size)) return;
  errors.push_back(invalidText(path, amount.value,
                               fmt::format("{} is not positive integer multiple of {}", amount.value, name)));
}

void validateRequest(FieldErrors& errors, const Path& path, const std::string& name, const Quantity& request,
                     const ResourceRequirements& resources) {
  const auto limit = resources.limits.find(name);
  const Path requests = path.child("requests");
  if (limit == resources.limits.end()) {
    if (!mayBeOvercommitted(name))
      errors.push_back(required(path.child("limits"), "Limit must be set for non overcommitable resources"));
    return;
  }
  const auto order = compareQuantities(request, limit->second);
  const auto refuse = [&](std::string_view relation) {
    errors.push_back(
        invalidText(requests, request.value,
                    fmt::format("must be {} {} limit of {}", relation, name, limit->second.value)));
  };
  if (order != 0 && !mayBeOvercommitted(name))
    refuse("equal to");
  else if (order > 0)
    refuse("less than or equal to");
}

void validateClaimNames(FieldErrors& errors, const Path& path, const std::vector<ResourceClaim>& used,
                        std::span<const PodResourceClaim> claims) {
  std::set<std::string> known;
  for (const PodResourceClaim& claim : claims)
    if (!claim.name.empty()) known.insert(claim.name);
  std::set<std::string> seen;
  for (size_t i = 0; i < used.size(); ++i) {
    const Path at = path.index(i);
    const std::string& name = used[i].name;
    if (name.empty()) {
      errors.push_back(required(at));
      continue;
    }
    const std::string key = used[i].request.empty() ? name : name + "/" + used[i].request;
    if (seen.contains(name)) {
      errors.push_back(duplicate(at, goQuoted(name)));
    } else {
      if (!used[i].request.empty())
        addProblems(errors, at.child("request"), used[i].request, dns1123LabelProblems(used[i].request));
      if (!seen.insert(key).second) errors.push_back(duplicate(at, goQuoted(key)));
    }
    if (known.contains(name)) continue;
    FieldError missing = notFoundField(at, name);
    missing.message += ": must be one of the names in pod.spec.resourceClaims";
    missing.message += known.empty() ? " which is empty" : fmt::format(": {}", fmt::join(known, ", "));
    errors.push_back(std::move(missing));
  }
}

}  // namespace

bool isHugePages(std::string_view name) {
  return name.starts_with(kHugePages);
}

bool isPodResource(std::string_view name) {
  return name == "cpu" || name == "memory" || isHugePages(name);
}

bool isExtendedResource(std::string_view name) {
  if (isNative(name) || name.starts_with("requests.")) return false;
  return qualifiedNameProblems("requests." + std::string(name)).empty();
}

bool isIntegerResource(std::string_view name) {
  return isAmong(kCounted, name) || isExtendedResource(name);
}

void validateAmount(FieldErrors& errors, const Path& path, const std::string& name, const Quantity& amount) {
  if (isNegative(amount))
    errors.push_back(invalidText(path, amount.value, "must be greater than or equal to 0"));
  if (isIntegerResource(name) && !isWholeNumber(amount))
    errors.push_back(invalidText(path, amount.value, kNotWhole));
}

namespace {

using NameCheck = void (*)(FieldErrors&, const Path&, const std::string&);

void validateResources(FieldErrors& errors, const Path& path, const ResourceRequirements& resources,
                       std::span<const PodResourceClaim> claims, NameCheck checkName) {
  bool computes = false, pages = false;
  const auto see = [&](const Path& at, const std::string& name, const Quantity& amount) {
    checkName(errors, at, name);
    validateAmount(errors, at, name, amount);
    computes = computes || name == "cpu" || name == "memory";
    pages = pages || isHugePages(name);
  };
  for (const auto& [name, limit] : resources.limits) {
    const Path at = path.child("limits").key(name);
    see(at, name, limit);
    validateHugePages(errors, at, name, limit);
  }
  for (const auto& [name, request] : resources.requests) {
    const Path at = path.child("requests").key(name);
    see(at, name, request);
    validateRequest(errors, path, name, request, resources);
    validateHugePages(errors, at, name, request);
  }
  if (pages && !computes) errors.push_back(forbiddenField(path, "HugePages require cpu or memory"));
  validateClaimNames(errors, path.child("claims"), resources.claims, claims);
}

}  // namespace

void validateContainerResources(FieldErrors& errors, const Path& path, const ResourceRequirements& resources,
                                std::span<const PodResourceClaim> claims) {
  validateResources(errors, path, resources, claims, validateName);
}

void validateResourcesOfPod(FieldErrors& errors, const Path& path, const ResourceRequirements& resources,
                            std::span<const PodResourceClaim> claims) {
  if (!resources.claims.empty())
    errors.push_back(
        forbiddenField(path.child("claims"), "claims may not be set for Resources at pod-level"));
  validateResources(errors, path, resources, claims, validateNameOfPod);
}

void validateResizePolicy(FieldErrors& errors, const Path& path,
                          const std::vector<ContainerResizePolicy>& policies,
                          std::string_view restartPolicy) {
  static constexpr std::array<std::string_view, 2> kResources = {"cpu", "memory"};
  static constexpr std::array<std::string_view, 2> kPolicies = {"NotRequired", "RestartContainer"};
  std::set<std::string_view> seen;
  for (size_t i = 0; i < policies.size(); ++i) {
    const ContainerResizePolicy& policy = policies[i];
    if (!seen.insert(policy.resourceName).second)
      errors.push_back(duplicate(path.index(i), goQuoted(policy.resourceName)));
    // The rest stands at the list, not at its item, upstream too.
    validateEnum(errors, path, policy.resourceName, kResources);
    validateEnum(errors, path, policy.restartPolicy, kPolicies);
    if (restartPolicy == "Never" && policy.restartPolicy != kPolicies[0])
      errors.push_back(invalidText(path, policy.restartPolicy,
                                   "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
  }
}

void validateResourceClaims(FieldErrors& errors, const Path& path,
                            const std::vector<PodResourceClaim>& claims) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < claims.size(); ++i) {
    const Path at = path.index(i);
    const PodResourceClaim& claim = claims[i];
    if (claim.name.empty()) {
      errors.push_back(required(at.child("name")));
    } else if (!seen.insert(claim.name).second) {
      errors.push_back(duplicate(at.child("name"), goQuoted(claim.name)));
    } else {
      addProblems(errors, at.child("name"), claim.name, dns1123LabelProblems(claim.name));
    }
    const auto shown = [&] {
      return fmt::format(R"({{"Name":{},"ResourceClaimName":{},"ResourceClaimTemplateName":{}}})",
                         shownJson(claim.name), shownJson(claim.resourceClaimName),
                         shownJson(claim.resourceClaimTemplateName));
    };
    const bool named = claim.resourceClaimName.has_value();
    const bool templated = claim.resourceClaimTemplateName.has_value();
    if (named && templated)
      errors.push_back(invalid(
          at, shown(), "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"));
    if (!named && !templated)
      errors.push_back(
          invalid(at, shown(), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"));
    const auto subdomain = [&](std::string_view field, const std::optional<std::string>& name) {
      if (name) addProblems(errors, at.child(field), *name, dns1123SubdomainProblems(*name));
    };
    subdomain("resourceClaimName", claim.resourceClaimName);
    subdomain("resourceClaimTemplateName", claim.resourceClaimTemplateName);
  }
}

}  // namespace seamark::api
