// The API's recurring formats: names, labels, qualified names, ports, addresses. Each `…Problems` answers the
// messages of everything that is wrong with a value (empty: nothing); each `validate…` turns them into field
// errors. Texts as Kubernetes v1.37 answers them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/field_error.h"
#include "api/ip.h"
#include "api/kind.h"
#include "api/scalars.h"

namespace seamark::api {

using Problems = std::vector<std::string>;

Problems dns1123LabelProblems(std::string_view value);
Problems dns1123SubdomainProblems(std::string_view value);
Problems dns1035LabelProblems(std::string_view value);
// [prefix/]name: label keys, finalizers, appProtocol, loadBalancerClass.
Problems qualifiedNameProblems(std::string_view value);
Problems labelValueProblems(std::string_view value);
Problems configMapKeyProblems(std::string_view value);
// A port's IANA service name (RFC 6335 section 5.1, lower case): string targetPorts, container port names.
Problems portNameProblems(std::string_view value);
// May stand in a URL path: not "." or "..", no '/' or '%'. `prefix`: as a generateName.
Problems pathSegmentProblems(std::string_view value, bool prefix = false);
// At least two labels, an ending dot allowed (addresses of FQDN slices).
Problems fullyQualifiedProblems(std::string_view value);
// metadata.name (or, with `prefix`, generateName, which may end in a dash).
Problems nameProblems(NameRule rule, std::string_view name, bool prefix = false);

inline constexpr std::string_view kPortRange = "must be between 1 and 65535, inclusive";
inline bool isPortNumber(int64_t port) {
  return port >= 1 && port <= 65535;
}

// One Invalid error a problem.
void addProblems(FieldErrors& errors, const Path& path, std::string_view value, const Problems& problems);

void validateLabels(FieldErrors& errors, const Path& path, const std::map<std::string, std::string>& labels);
void validateAnnotations(FieldErrors& errors, const Path& path,
                         const std::map<std::string, std::string>& annotations);
// A port number, or a name.
void validatePortOrName(FieldErrors& errors, const Path& path, const IntOrString& port);
// TCP, UDP, SCTP; an empty one is Required.
void validateProtocol(FieldErrors& errors, const Path& path, std::string_view protocol);
// `supported` in the order in which the message lists them; an empty value is Required.
void validateEnum(FieldErrors& errors, const Path& path, std::string_view value,
                  std::span<const std::string_view> supported);

// Strict as Kubernetes is since strict IP validation: no leading zeros, no IPv4-mapped IPv6. Adds errors and
// answers nullopt, or the address. What is among `stored` (the values before an update) may stay as it is
// written when it can be read at all.
std::optional<IpAddress> validateIp(FieldErrors& errors, const Path& path, std::string_view value,
                                    std::span<const std::string> stored = {});
// The same, and canonical.
std::optional<IpAddress> validateCanonicalIp(FieldErrors& errors, const Path& path, std::string_view value);
// Unspecified, loopback, link-local and link-local multicast addresses may not be an endpoint or external IP.
void validateNonSpecialIp(FieldErrors& errors, const Path& path, std::string_view value);
bool isSpecialIp(const IpAddress& address);  // one that validateNonSpecialIp refuses
std::optional<Cidr> validateCidr(FieldErrors& errors, const Path& path, std::string_view value,
                                 std::span<const std::string> stored = {});
std::optional<Cidr> validateCanonicalCidr(FieldErrors& errors, const Path& path, std::string_view value);

}  // namespace seamark::api
