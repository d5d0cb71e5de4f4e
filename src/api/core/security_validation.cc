// Security contexts of Pods and containers, and the operating system.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/security_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "api/core/container_visit.h"
#include "api/core/volume_validation.h"
#include "api/core/windows_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

constexpr std::array<std::string_view, 3> kProfiles = {"Localhost", "RuntimeDefault", "Unconfined"};
constexpr std::string_view kLocalhost = kProfiles[0];

template <size_t N>
void validateOptional(FieldErrors& errors, const Path& path, const std::optional<std::string>& value,
                      const std::array<std::string_view, N>& supported) {
  if (value && std::find(supported.begin(), supported.end(), *value) == supported.end())
    errors.push_back(notSupported(path, *value, supported));
}

void validateId(FieldErrors& errors, const Path& path, const std::optional<int64_t>& id) {
  if (id && (*id < 0 || *id > INT32_MAX))
    errors.push_back(invalidNumber(path, *id, "must be between 0 and 2147483647, inclusive"));
}

void validateSeccomp(FieldErrors& errors, const Path& path, const Boxed<SeccompProfile>& profile) {
  if (!profile) return;
  const Path type = path.child("type"), local = path.child("localhostProfile");
  if (profile->type.empty())
    errors.push_back(required(type, "type is required when seccompProfile is set"));
  else if (std::find(kProfiles.begin(), kProfiles.end(), profile->type) == kProfiles.end())
    errors.push_back(notSupported(type, profile->type, kProfiles));
  if (profile->type != kLocalhost) {
    if (profile->localhostProfile)
      errors.push_back(invalid(local,
                               fmt::format(R"({{"Type":{},"LocalhostProfile":{}}})", shownJson(profile->type),
                                           shownJson(profile->localhostProfile)),
                               "can only be set when seccomp type is Localhost"));
  } else if (!profile->localhostProfile) {
    errors.push_back(required(local, "must be set when seccomp type is Localhost"));
  } else {
    validateInnerPath(errors, local, *profile->localhostProfile);
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\v\f\r";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// The whole context as upstream shows it where two of its fields contradict each other.
std::string shown(const SecurityContext& security) {
  const auto orNull = [](const auto& field) { return field ? shownJson(*field) : std::string("null"); };
  const auto profile = [&](const auto& one) {
    if (!one) return std::string("null");
    return fmt::format(R"({{"Type":{},"LocalhostProfile":{}}})", shownJson(one->type),
                       orNull(one->localhostProfile));
  };
  std::string capabilities = "null", selinux = "null", windows = "null";
  if (const auto& held = security.capabilities)
    capabilities = fmt::format(R"({{"Add":{},"Drop":{}}})", held->add.empty() ? "null" : shownJson(held->add),
                               held->drop.empty() ? "null" : shownJson(held->drop));
  if (const auto& label = security.seLinuxOptions)
    selinux = fmt::format(R"({{"User":{},"Role":{},"Type":{},"Level":{}}})", shownJson(label->user),
                          shownJson(label->role), shownJson(label->type), shownJson(label->level));
  if (const auto& options = security.windowsOptions)
    windows = fmt::format(
        R"({{"GMSACredentialSpecName":{},"GMSACredentialSpec":{},"RunAsUserName":{},"HostProcess":{}}})",
        orNull(options->gmsaCredentialSpecName), orNull(options->gmsaCredentialSpec),
        orNull(options->runAsUserName), orNull(options->hostProcess));
  return fmt::format(
      R"({{"Capabilities":{},"Privileged":{},"SELinuxOptions":{},"WindowsOptions":{},"RunAsUser":{},)"
      R"("RunAsGroup":{},"RunAsNonRoot":{},"ReadOnlyRootFilesystem":{},"AllowPrivilegeEscalation":{},)"
      R"("ProcMount":{},"SeccompProfile":{},"AppArmorProfile":{}}})",
      capabilities, orNull(security.privileged), selinux, windows, orNull(security.runAsUser),
      orNull(security.runAsGroup), orNull(security.runAsNonRoot), orNull(security.readOnlyRootFilesystem),
      orNull(security.allowPrivilegeEscalation), orNull(security.procMount), profile(security.seccompProfile),
      profile(security.appArmorProfile));
}

void validateEscalation(FieldErrors& errors, const Path& path, const SecurityContext& security) {
  if (security.allowPrivilegeEscalation.value_or(true)) return;
  if (security.privileged.value_or(false))
    errors.push_back(invalid(path, shown(security),
                             "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
  if (!security.capabilities) return;
  for (const std::string& capability : security.capabilities->add)
    if (capability == "CAP_SYS_ADMIN")
      errors.push_back(
          invalid(path, shown(security),
                  "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
}

// Which of the host's namespaces a kernel setting belongs to.
bool isOfNetwork(std::string_view name) {
  return name.starts_with("net.");
}
bool isOfIpc(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kNames = {"kernel.sem", "fs.mqueue.", "kernel.msg",
                                                             "kernel.shm"};
  return name == kNames[0] || std::any_of(kNames.begin() + 1, kNames.end(),
                                          [&](std::string_view start) { return name.starts_with(start); });
}

// With slashes a dot is part of a name, with dots a slash is.
std::string withDots(std::string name) {
  const size_t first = name.find_first_of("./");
  if (first == std::string::npos || name[first] == '.') return name;
  for (char& c : name) c = c == '/' ? '.' : c == '.' ? '/' : c;
  return name;
}

void validateSysctls(FieldErrors& errors, const Path& path, const PodSpec& pod) {
  constexpr size_t kLongest = 253;
  static const std::string kPattern = "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  static const std::regex kName(kPattern);
  std::set<std::string_view> seen;
  const auto& sysctls = pod.securityContext->sysctls;
  for (size_t i = 0; i < sysctls.size(); ++i) {
    const Path at = path.index(i).child("name");
    const std::string& name = sysctls[i].name;
    if (name.empty())
      errors.push_back(required(at));
    else if (name.size() > kLongest || !std::regex_match(name, kName))
      errors.push_back(invalidText(
          at, name, fmt::format("must have at most {} characters and match regex ^{}$", kLongest, kPattern)));
    else if (seen.contains(name))
      errors.push_back(duplicate(at, goQuoted(name)));
    if (pod.hostNetwork && isOfNetwork(withDots(name)))
      errors.push_back(invalidText(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (pod.hostIPC && isOfIpc(withDots(name)))
      errors.push_back(invalidText(at, name, "may not be specified when 'hostIPC' is true"));
    seen.insert(name);
  }
}

void validateLinux(FieldErrors& errors, const Path& spec, const PodSpec& pod) {
  const auto refuse = [&](const Path& path) {
    errors.push_back(forbiddenField(path.child("securityContext").child("windowsOptions"),
                                    "windows options cannot be set for a linux pod"));
  };
  if (pod.securityContext && pod.securityContext->windowsOptions) refuse(spec);
  visitContainers(spec, pod, [&](const Path& path, const auto& container) {
    if (container.securityContext && container.securityContext->windowsOptions) refuse(path);
  });
}

void validateWindows(FieldErrors& errors, const Path& spec, const PodSpec& pod) {
  const auto refuse = [&](const Path& path, std::string_view field, bool isSet) {
    if (isSet) errors.push_back(forbiddenField(path.child(field), "cannot be set for a windows pod"));
  };
  if (pod.securityContext) {
    const PodSecurityContext& security = *pod.securityContext;
    const Path path = spec.child("securityContext");
    refuse(path, "appArmorProfile", security.appArmorProfile.has_value());
    refuse(path, "seLinuxOptions", security.seLinuxOptions.has_value());
    refuse(path, "seccompProfile", security.seccompProfile.has_value());
    refuse(path, "fsGroup", security.fsGroup.has_value());
    refuse(path, "fsGroupChangePolicy", security.fsGroupChangePolicy.has_value());
    refuse(path, "sysctls", !security.sysctls.empty());
    refuse(path, "runAsUser", security.runAsUser.has_value());
    refuse(path, "runAsGroup", security.runAsGroup.has_value());
    refuse(path, "supplementalGroups", !security.supplementalGroups.empty());
    refuse(path, "supplementalGroupsPolicy", security.supplementalGroupsPolicy.has_value());
    refuse(path, "seLinuxChangePolicy", security.seLinuxChangePolicy.has_value());
  }
  refuse(spec, "hostUsers", pod.hostUsers.has_value());
  refuse(spec, "hostPID", pod.hostPID);
  refuse(spec, "hostIPC", pod.hostIPC);
  refuse(spec, "shareProcessNamespace", pod.shareProcessNamespace.has_value());
  visitContainers(spec, pod, [&](const Path& at, const auto& container) {
    if (!container.securityContext) return;
    const SecurityContext& security = *container.securityContext;
    const Path path = at.child("securityContext");
    refuse(path, "appArmorProfile", security.appArmorProfile.has_value());
    refuse(path, "seLinuxOptions", security.seLinuxOptions.has_value());
    refuse(path, "seccompProfile", security.seccompProfile.has_value());
    refuse(path, "capabilities", security.capabilities.has_value());
    refuse(path, "readOnlyRootFilesystem", security.readOnlyRootFilesystem.has_value());
    refuse(path, "privileged", security.privileged.has_value());
    refuse(path, "allowPrivilegeEscalation", security.allowPrivilegeEscalation.has_value());
    refuse(path, "procMount", security.procMount.has_value());
    refuse(path, "runAsUser", security.runAsUser.has_value());
    refuse(path, "runAsGroup", security.runAsGroup.has_value());
  });
}

}  // namespace

void validateAppArmor(FieldErrors& errors, const Path& path, const AppArmorProfile& profile) {
  constexpr size_t kLongestPath = 4095;
  const Path type = path.child("type"), local = path.child("localhostProfile");
  const auto& name = profile.localhostProfile;
  if (profile.type.empty())
    return errors.push_back(required(type, "type is required when appArmorProfile is set"));
  if (std::find(kProfiles.begin(), kProfiles.end(), profile.type) == kProfiles.end())
    return errors.push_back(notSupported(type, profile.type, kProfiles));
  if (profile.type != kLocalhost) {
    if (name) errors.push_back(invalidText(local, *name, "can only be set when AppArmor type is Localhost"));
    return;
  }
  if (!name) return errors.push_back(required(local, "must be set when AppArmor type is Localhost"));
  if (trimmed(*name) != *name)
    errors.push_back(invalidText(local, *name, "must not be padded with whitespace"));
  else if (name->empty())
    errors.push_back(required(local, "must be set when AppArmor type is Localhost"));
  if (name->size() > kLongestPath) errors.push_back(tooLong(local, kLongestPath));
}

void validateSecurityContext(FieldErrors& errors, const Path& path, const SecurityContext& security,
                             bool hostUsers) {
  static constexpr std::array<std::string_view, 2> kProcMounts = {"Default", "Unmasked"};
  validateId(errors, path.child("runAsUser"), security.runAsUser);
  validateId(errors, path.child("runAsGroup"), security.runAsGroup);
  validateOptional(errors, path.child("procMount"), security.procMount, kProcMounts);
  if (hostUsers && security.procMount == "Unmasked")
    errors.push_back(invalidText(path.child("procMount"), *security.procMount,
                                 "`hostUsers` must be false to use `Unmasked`"));
  validateSeccomp(errors, path.child("seccompProfile"), security.seccompProfile);
  validateEscalation(errors, path, security);
  if (security.windowsOptions)
    validateWindowsOptions(errors, path.child("windowsOptions"), *security.windowsOptions);
  if (security.appArmorProfile)
    validateAppArmor(errors, path.child("appArmorProfile"), *security.appArmorProfile);
}

void validatePodSecurityContext(FieldErrors& errors, const Path& path, const PodSpec& pod) {
  static constexpr std::array<std::string_view, 2> kGroupChanges = {"Always", "OnRootMismatch"};
  static constexpr std::array<std::string_view, 2> kGroupPolicies = {"Merge", "Strict"};
  static constexpr std::array<std::string_view, 2> kLabelChanges = {"MountOption", "Recursive"};
  if (!pod.securityContext) return;
  const PodSecurityContext& security = *pod.securityContext;
  validateId(errors, path.child("fsGroup"), security.fsGroup);
  validateId(errors, path.child("runAsUser"), security.runAsUser);
  validateId(errors, path.child("runAsGroup"), security.runAsGroup);
  for (size_t i = 0; i < security.supplementalGroups.size(); ++i)
    validateId(errors, path.child("supplementalGroups").index(i), security.supplementalGroups[i]);
  validateSysctls(errors, path.child("sysctls"), pod);
  validateOptional(errors, path.child("fsGroupChangePolicy"), security.fsGroupChangePolicy, kGroupChanges);
  validateSeccomp(errors, path.child("seccompProfile"), security.seccompProfile);
  if (security.windowsOptions)
    validateWindowsOptions(errors, path.child("windowsOptions"), *security.windowsOptions);
  if (security.appArmorProfile)
    validateAppArmor(errors, path.child("appArmorProfile"), *security.appArmorProfile);
  validateOptional(errors, path.child("supplementalGroupsPolicy"), security.supplementalGroupsPolicy,
                   kGroupPolicies);
  validateOptional(errors, path.child("seLinuxChangePolicy"), security.seLinuxChangePolicy, kLabelChanges);
}

void validateOs(FieldErrors& errors, const Path& spec, const PodSpec& pod) {
  static constexpr std::array<std::string_view, 2> kSystems = {"linux", "windows"};
  if (!pod.os) return;
  const std::string& name = pod.os->name;
  if (name.empty())
    errors.push_back(required(spec.child("os").child("name")));
  else if (name == kSystems[0])
    validateLinux(errors, spec, pod);
  else if (name == kSystems[1])
    validateWindows(errors, spec, pod);
  else
    errors.push_back(notSupported(spec.child("os"), name, kSystems));  // not at its name, upstream too
}

void validateHostUsers(FieldErrors& errors, const Path& spec, const PodSpec& pod) {
  if (pod.hostUsers.value_or(true)) return;
  constexpr std::string_view kWhy = "when `hostUsers` is false";
  if (pod.hostNetwork) errors.push_back(forbiddenField(spec.child("hostNetwork"), kWhy));
  if (pod.hostPID) errors.push_back(forbiddenField(spec.child("HostPID"), kWhy));
  if (pod.hostIPC) errors.push_back(forbiddenField(spec.child("HostIPC"), kWhy));
  visitContainers(spec, pod, [&](const Path& path, const auto& container) {
    if (!container.volumeDevices.empty()) errors.push_back(forbiddenField(path.child("volumeDevices"), kWhy));
  });
}

}  // namespace seamark::api
