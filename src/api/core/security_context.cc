// Rows of core/security_context.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/security_context.h"

namespace seamark::api {

namespace {

constexpr std::string_view kSeccompProfileType[] = {"Localhost", "RuntimeDefault", "Unconfined"};
constexpr std::string_view kAppArmorProfileType[] = {"Localhost", "RuntimeDefault", "Unconfined"};
constexpr std::string_view kProcMountType[] = {"Default", "Unmasked"};
constexpr std::string_view kSupplementalGroupsPolicy[] = {"Merge", "Strict"};
constexpr std::string_view kPodFSGroupChangePolicy[] = {"Always", "OnRootMismatch"};

}  // namespace

const Type& Schema<SELinuxOptions>::type() {
  static constexpr Field kFields[] = {
      field<&SELinuxOptions::user>("user", 1, {.doc = "Who uses it."}),
      field<&SELinuxOptions::role>("role", 2, {.doc = "The SELinux role."}),
      field<&SELinuxOptions::type>("type", 3, {.doc = "Which one it is."}),
      field<&SELinuxOptions::level>("level", 4, {.doc = "The SELinux level."}),
  };
  static const Type kType =
      structType<SELinuxOptions>("SELinuxOptions", "io.k8s.api.core.v1.SELinuxOptions", kFields, "");
  return kType;
}

const Type& Schema<WindowsSecurityContextOptions>::type() {
  static constexpr Field kFields[] = {
      field<&WindowsSecurityContextOptions::gmsaCredentialSpecName>(
          "gmsaCredentialSpecName", 1, {.doc = "The name of the GMSA credential."}),
      field<&WindowsSecurityContextOptions::gmsaCredentialSpec>("gmsaCredentialSpec", 2,
                                                                {.doc = "The GMSA credential itself."}),
      field<&WindowsSecurityContextOptions::runAsUserName>("runAsUserName", 3, {.doc = "The Windows user."}),
      field<&WindowsSecurityContextOptions::hostProcess>(
          "hostProcess", 4, {.doc = "Whether it runs as a process of the host."}),
  };
  static const Type kType = structType<WindowsSecurityContextOptions>(
      "WindowsSecurityContextOptions", "io.k8s.api.core.v1.WindowsSecurityContextOptions", kFields, "");
  return kType;
}

const Type& Schema<Sysctl>::type() {
  static constexpr Field kFields[] = {
      field<&Sysctl::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&Sysctl::value>("value", 2, {.required = true, .keepZero = true, .doc = "Its value."}),
  };
  static const Type kType = structType<Sysctl>("Sysctl", "io.k8s.api.core.v1.Sysctl", kFields, "");
  return kType;
}

const Type& Schema<SeccompProfile>::type() {
  static constexpr Field kFields[] = {
      field<&SeccompProfile::type>("type", 1,
                                   {.required = true,
                                    .keepZero = true,
                                    .enumValues = kSeccompProfileType,
                                    .goType = "v1.SeccompProfileType",
                                    .doc = "Which one it is."}),
      field<&SeccompProfile::localhostProfile>("localhostProfile", 2,
                                               {.doc = "A profile on the node, for type Localhost."}),
  };
  static const Type kType =
      structType<SeccompProfile>("SeccompProfile", "io.k8s.api.core.v1.SeccompProfile", kFields, "");
  return kType;
}

const Type& Schema<AppArmorProfile>::type() {
  static constexpr Field kFields[] = {
      field<&AppArmorProfile::type>("type", 1,
                                    {.required = true,
                                     .keepZero = true,
                                     .enumValues = kAppArmorProfileType,
                                     .goType = "v1.AppArmorProfileType",
                                     .doc = "Which one it is."}),
      field<&AppArmorProfile::localhostProfile>("localhostProfile", 2,
                                                {.doc = "A profile on the node, for type Localhost."}),
  };
  static const Type kType =
      structType<AppArmorProfile>("AppArmorProfile", "io.k8s.api.core.v1.AppArmorProfile", kFields, "");
  return kType;
}

const Type& Schema<Capabilities>::type() {
  static constexpr Field kFields[] = {
      field<&Capabilities::add>(
          "add", 1, {.merge = Merge::Atomic, .goType = "[]v1.Capability", .doc = "Capabilities to add."}),
      field<&Capabilities::drop>(
          "drop", 2,
          {.merge = Merge::Atomic, .goType = "[]v1.Capability", .doc = "Capabilities to take away."}),
  };
  static const Type kType =
      structType<Capabilities>("Capabilities", "io.k8s.api.core.v1.Capabilities", kFields, "");
  return kType;
}

const Type& Schema<SecurityContext>::type() {
  static constexpr Field kFields[] = {
      field<&SecurityContext::capabilities>("capabilities", 1, {.doc = "Capabilities to add and drop."}),
      field<&SecurityContext::privileged>("privileged", 2,
                                          {.doc = "Whether it may do what root on the host may."}),
      field<&SecurityContext::seLinuxOptions>("seLinuxOptions", 3, {.doc = "SELinux labels."}),
      field<&SecurityContext::windowsOptions>("windowsOptions", 10, {.doc = "Settings for Windows."}),
      field<&SecurityContext::runAsUser>("runAsUser", 4, {.doc = "The user id of the first process."}),
      field<&SecurityContext::runAsGroup>("runAsGroup", 8, {.doc = "The group id of the first process."}),
      field<&SecurityContext::runAsNonRoot>("runAsNonRoot", 5,
                                            {.doc = "Whether running as root is refused."}),
      field<&SecurityContext::readOnlyRootFilesystem>("readOnlyRootFilesystem", 6,
                                                      {.doc = "Whether its root file system is read-only."}),
      field<&SecurityContext::allowPrivilegeEscalation>(
          "allowPrivilegeEscalation", 7, {.doc = "Whether a child may have more rights than its parent."}),
      field<&SecurityContext::procMount>(
          "procMount", 9,
          {.enumValues = kProcMountType, .goType = "v1.ProcMountType", .doc = "Which /proc it sees."}),
      field<&SecurityContext::seccompProfile>("seccompProfile", 11, {.doc = "The seccomp profile."}),
      field<&SecurityContext::appArmorProfile>("appArmorProfile", 12, {.doc = "The AppArmor profile."}),
  };
  static const Type kType =
      structType<SecurityContext>("SecurityContext", "io.k8s.api.core.v1.SecurityContext", kFields, "");
  return kType;
}

const Type& Schema<PodSecurityContext>::type() {
  static constexpr Field kFields[] = {
      field<&PodSecurityContext::seLinuxOptions>("seLinuxOptions", 1, {.doc = "SELinux labels."}),
      field<&PodSecurityContext::windowsOptions>("windowsOptions", 8, {.doc = "Settings for Windows."}),
      field<&PodSecurityContext::runAsUser>("runAsUser", 2, {.doc = "The user id of the first process."}),
      field<&PodSecurityContext::runAsGroup>("runAsGroup", 6, {.doc = "The group id of the first process."}),
      field<&PodSecurityContext::runAsNonRoot>("runAsNonRoot", 3,
                                               {.doc = "Whether running as root is refused."}),
      field<&PodSecurityContext::supplementalGroups>(
          "supplementalGroups", 4, {.merge = Merge::Atomic, .doc = "Further groups of the first process."}),
      field<&PodSecurityContext::supplementalGroupsPolicy>(
          "supplementalGroupsPolicy", 12,
          {.enumValues = kSupplementalGroupsPolicy,
           .goType = "v1.SupplementalGroupsPolicy",
           .doc = "Merge or Strict: whether groups of the image count."}),
      field<&PodSecurityContext::fsGroup>("fsGroup", 5, {.doc = "The group that owns volumes."}),
      field<&PodSecurityContext::sysctls>("sysctls", 7,
                                          {.merge = Merge::Atomic, .doc = "Kernel settings of the Pod."}),
      field<&PodSecurityContext::fsGroupChangePolicy>(
          "fsGroupChangePolicy", 9,
          {.enumValues = kPodFSGroupChangePolicy,
           .goType = "v1.PodFSGroupChangePolicy",
           .doc = "Always or OnRootMismatch: when ownership is changed."}),
      field<&PodSecurityContext::seccompProfile>("seccompProfile", 10, {.doc = "The seccomp profile."}),
      field<&PodSecurityContext::appArmorProfile>("appArmorProfile", 11, {.doc = "The AppArmor profile."}),
      field<&PodSecurityContext::seLinuxChangePolicy>(
          "seLinuxChangePolicy", 13,
          {.goType = "v1.PodSELinuxChangePolicy", .doc = "How SELinux labels get onto volumes."}),
  };
  static const Type kType = structType<PodSecurityContext>(
      "PodSecurityContext", "io.k8s.api.core.v1.PodSecurityContext", kFields, "");
  return kType;
}

}  // namespace seamark::api
