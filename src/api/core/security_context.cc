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
      field<&SELinuxOptions::role>("role", 2),
      field<&SELinuxOptions::type>("type", 3, {.doc = "Which one it is."}),
      field<&SELinuxOptions::level>("level", 4),
  };
  static const Type kType =
      structType<SELinuxOptions>("SELinuxOptions", "io.k8s.api.core.v1.SELinuxOptions", kFields, "");
  return kType;
}

const Type& Schema<WindowsSecurityContextOptions>::type() {
  static constexpr Field kFields[] = {
      field<&WindowsSecurityContextOptions::gmsaCredentialSpecName>("gmsaCredentialSpecName", 1),
      field<&WindowsSecurityContextOptions::gmsaCredentialSpec>("gmsaCredentialSpec", 2),
      field<&WindowsSecurityContextOptions::runAsUserName>("runAsUserName", 3),
      field<&WindowsSecurityContextOptions::hostProcess>("hostProcess", 4),
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
      field<&SeccompProfile::localhostProfile>("localhostProfile", 2),
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
      field<&AppArmorProfile::localhostProfile>("localhostProfile", 2),
  };
  static const Type kType =
      structType<AppArmorProfile>("AppArmorProfile", "io.k8s.api.core.v1.AppArmorProfile", kFields, "");
  return kType;
}

const Type& Schema<Capabilities>::type() {
  static constexpr Field kFields[] = {
      field<&Capabilities::add>("add", 1, {.merge = Merge::Atomic, .goType = "[]v1.Capability"}),
      field<&Capabilities::drop>("drop", 2, {.merge = Merge::Atomic, .goType = "[]v1.Capability"}),
  };
  static const Type kType =
      structType<Capabilities>("Capabilities", "io.k8s.api.core.v1.Capabilities", kFields, "");
  return kType;
}

const Type& Schema<SecurityContext>::type() {
  static constexpr Field kFields[] = {
      field<&SecurityContext::capabilities>("capabilities", 1),
      field<&SecurityContext::privileged>("privileged", 2),
      field<&SecurityContext::seLinuxOptions>("seLinuxOptions", 3),
      field<&SecurityContext::windowsOptions>("windowsOptions", 10),
      field<&SecurityContext::runAsUser>("runAsUser", 4),
      field<&SecurityContext::runAsGroup>("runAsGroup", 8),
      field<&SecurityContext::runAsNonRoot>("runAsNonRoot", 5),
      field<&SecurityContext::readOnlyRootFilesystem>("readOnlyRootFilesystem", 6),
      field<&SecurityContext::allowPrivilegeEscalation>("allowPrivilegeEscalation", 7),
      field<&SecurityContext::procMount>("procMount", 9,
                                         {.enumValues = kProcMountType, .goType = "v1.ProcMountType"}),
      field<&SecurityContext::seccompProfile>("seccompProfile", 11),
      field<&SecurityContext::appArmorProfile>("appArmorProfile", 12),
  };
  static const Type kType =
      structType<SecurityContext>("SecurityContext", "io.k8s.api.core.v1.SecurityContext", kFields, "");
  return kType;
}

const Type& Schema<PodSecurityContext>::type() {
  static constexpr Field kFields[] = {
      field<&PodSecurityContext::seLinuxOptions>("seLinuxOptions", 1),
      field<&PodSecurityContext::windowsOptions>("windowsOptions", 8),
      field<&PodSecurityContext::runAsUser>("runAsUser", 2),
      field<&PodSecurityContext::runAsGroup>("runAsGroup", 6),
      field<&PodSecurityContext::runAsNonRoot>("runAsNonRoot", 3),
      field<&PodSecurityContext::supplementalGroups>("supplementalGroups", 4, {.merge = Merge::Atomic}),
      field<&PodSecurityContext::supplementalGroupsPolicy>(
          "supplementalGroupsPolicy", 12,
          {.enumValues = kSupplementalGroupsPolicy, .goType = "v1.SupplementalGroupsPolicy"}),
      field<&PodSecurityContext::fsGroup>("fsGroup", 5),
      field<&PodSecurityContext::sysctls>("sysctls", 7, {.merge = Merge::Atomic}),
      field<&PodSecurityContext::fsGroupChangePolicy>(
          "fsGroupChangePolicy", 9,
          {.enumValues = kPodFSGroupChangePolicy, .goType = "v1.PodFSGroupChangePolicy"}),
      field<&PodSecurityContext::seccompProfile>("seccompProfile", 10),
      field<&PodSecurityContext::appArmorProfile>("appArmorProfile", 11),
      field<&PodSecurityContext::seLinuxChangePolicy>("seLinuxChangePolicy", 13,
                                                      {.goType = "v1.PodSELinuxChangePolicy"}),
  };
  static const Type kType = structType<PodSecurityContext>(
      "PodSecurityContext", "io.k8s.api.core.v1.PodSecurityContext", kFields, "");
  return kType;
}

}  // namespace seamark::api
