// Security settings of Pods and containers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/schema.h"

namespace seamark::api {

struct SELinuxOptions {
  std::string user;
  std::string role;
  std::string type;
  std::string level;
  bool operator==(const SELinuxOptions&) const = default;
};

struct WindowsSecurityContextOptions {
  std::optional<std::string> gmsaCredentialSpecName;
  std::optional<std::string> gmsaCredentialSpec;
  std::optional<std::string> runAsUserName;
  std::optional<bool> hostProcess;
  bool operator==(const WindowsSecurityContextOptions&) const = default;
};

struct Sysctl {
  std::string name;
  std::string value;
  bool operator==(const Sysctl&) const = default;
};

struct SeccompProfile {
  std::string type;
  std::optional<std::string> localhostProfile;
  bool operator==(const SeccompProfile&) const = default;
};

struct AppArmorProfile {
  std::string type;
  std::optional<std::string> localhostProfile;
  bool operator==(const AppArmorProfile&) const = default;
};

struct Capabilities {
  std::vector<std::string> add;
  std::vector<std::string> drop;
  bool operator==(const Capabilities&) const = default;
};

struct SecurityContext {
  Boxed<Capabilities> capabilities;
  std::optional<bool> privileged;
  Boxed<SELinuxOptions> seLinuxOptions;
  Boxed<WindowsSecurityContextOptions> windowsOptions;
  std::optional<int64_t> runAsUser;
  std::optional<int64_t> runAsGroup;
  std::optional<bool> runAsNonRoot;
  std::optional<bool> readOnlyRootFilesystem;
  std::optional<bool> allowPrivilegeEscalation;
  std::optional<std::string> procMount;
  Boxed<SeccompProfile> seccompProfile;
  Boxed<AppArmorProfile> appArmorProfile;
  bool operator==(const SecurityContext&) const = default;
};

struct PodSecurityContext {
  Boxed<SELinuxOptions> seLinuxOptions;
  Boxed<WindowsSecurityContextOptions> windowsOptions;
  std::optional<int64_t> runAsUser;
  std::optional<int64_t> runAsGroup;
  std::optional<bool> runAsNonRoot;
  std::vector<int64_t> supplementalGroups;
  std::optional<std::string> supplementalGroupsPolicy;
  std::optional<int64_t> fsGroup;
  std::vector<Sysctl> sysctls;
  std::optional<std::string> fsGroupChangePolicy;
  Boxed<SeccompProfile> seccompProfile;
  Boxed<AppArmorProfile> appArmorProfile;
  std::optional<std::string> seLinuxChangePolicy;
  bool operator==(const PodSecurityContext&) const = default;
};

template <>
struct Schema<SELinuxOptions> {
  static const Type& type();
};
template <>
struct Schema<WindowsSecurityContextOptions> {
  static const Type& type();
};
template <>
struct Schema<Sysctl> {
  static const Type& type();
};
template <>
struct Schema<SeccompProfile> {
  static const Type& type();
};
template <>
struct Schema<AppArmorProfile> {
  static const Type& type();
};
template <>
struct Schema<Capabilities> {
  static const Type& type();
};
template <>
struct Schema<SecurityContext> {
  static const Type& type();
};
template <>
struct Schema<PodSecurityContext> {
  static const Type& type();
};

}  // namespace seamark::api
