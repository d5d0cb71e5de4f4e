// SPDX-License-Identifier: Apache-2.0
#include "api/core/windows_validation.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <string_view>

#include "api/core/container_visit.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr size_t kMaxCredentialBytes = 64 * 1024;
constexpr size_t kDomainBytes = 256, kMaxUserBytes = 104;

bool isDomain(const std::string& domain) {
  static const std::regex kNetBios(R"([^\\/:*?"<>|.][^\\/:*?"<>|]{0,14})");
  static const std::regex kDns(
      R"([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)");
  return domain.size() < kDomainBytes &&
         (std::regex_match(domain, kNetBios) || std::regex_match(domain, kDns));
}

// "DOMAIN\user" or "user".
void validateUserName(FieldErrors& errors, const Path& path, const std::string& name) {
  const auto refuse = [&](std::string_view why) { errors.push_back(invalidText(path, name, why)); };
  if (name.empty()) return refuse("runAsUserName cannot be an empty string");
  if (std::ranges::any_of(name, [](unsigned char c) { return std::iscntrl(c) != 0; }))
    return refuse("runAsUserName cannot contain control characters");
  const size_t slash = name.find('\\');
  if (slash != name.rfind('\\')) return refuse("runAsUserName cannot contain more than one backslash");
  const bool hasDomain = slash != std::string::npos;
  const std::string domain = hasDomain ? name.substr(0, slash) : "";
  const std::string user = hasDomain ? name.substr(slash + 1) : name;
  if (domain.size() >= kDomainBytes) refuse("runAsUserName's Domain length must be under 256 characters");
  if (hasDomain && !isDomain(domain))
    refuse("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user.empty())
    refuse("runAsUserName's User cannot be empty");
  else if (user.size() > kMaxUserBytes)
    refuse("runAsUserName's User length must not be longer than 104 characters");
  if (!user.empty() && user.find_first_not_of(". ") == std::string::npos)
    refuse("runAsUserName's User cannot contain only periods or spaces");
  if (user.find_first_of("\"/\\:;|=,+*?<>@[]") != std::string::npos)
    refuse(R"(runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[])");
}

}  // namespace

void validateWindowsOptions(FieldErrors& errors, const Path& path,
                            const WindowsSecurityContextOptions& options) {
  if (const auto& name = options.gmsaCredentialSpecName)
    addProblems(errors, path.child("gmsaCredentialSpecName"), *name, dns1123SubdomainProblems(*name));
  if (const auto& text = options.gmsaCredentialSpec) {
    const Path at = path.child("gmsaCredentialSpec");
    if (text->empty())
      errors.push_back(invalidText(at, *text, "gmsaCredentialSpec cannot be an empty string"));
    else if (text->size() > kMaxCredentialBytes)
      errors.push_back(invalidText(at, *text, "gmsaCredentialSpec size must be under 64 KiB"));
  }
  if (const auto& name = options.runAsUserName) validateUserName(errors, path.child("runAsUserName"), *name);
}

void validateHostProcesses(FieldErrors& errors, const Path& spec, const PodSpec& pod) {
  const auto hostProcess = [](const auto& security) -> std::optional<bool> {
    return security && security->windowsOptions ? security->windowsOptions->hostProcess : std::nullopt;
  };
  const std::optional<bool> wholePod = hostProcess(pod.securityContext);
  size_t all = 0, ofHost = 0;
  visitContainers(spec, pod, [&](const Path& path, const auto& container) {
    const std::optional<bool> own = hostProcess(container.securityContext);
    ++all;
    if (own.value_or(wholePod.value_or(false))) ++ofHost;
    if (!wholePod || !own || *wholePod == *own) return;
    errors.push_back(invalid(
        path.child("securityContext").child("windowsOptions").child("hostProcess"), *own ? "true" : "false",
        std::string("pod hostProcess value must be identical if both are specified, was ") +
            (*wholePod ? "true" : "false")));
  });
  if (ofHost == 0) return;
  if (ofHost != all)
    errors.push_back(invalidText(
        spec, "",
        "If pod contains any hostProcess containers then all containers must be HostProcess containers"));
  if (!pod.hostNetwork)
    errors.push_back(invalid(spec.child("hostNetwork"), "false",
                             "hostNetwork must be true if pod contains any hostProcess containers"));
}

}  // namespace seamark::api
