// What environment variables may be called and take their values from.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/env_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "api/core/volume_validation.h"
#include "api/quantity.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

constexpr std::array<std::string_view, 9> kEnvFields = {
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs",     "status.podIP", "status.podIPs"};
constexpr std::array<std::string_view, 5> kVolumeFields = {
    "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"};
// What the API can read of a Pod at all.
constexpr std::array<std::string_view, 15> kReadable = {
    "metadata.annotations", "metadata.labels", "metadata.name",      "metadata.namespace",
    "metadata.uid",         "spec.nodeName",   "spec.restartPolicy", "spec.serviceAccountName",
    "spec.schedulerName",   "status.phase",    "status.hostIP",      "status.hostIPs",
    "status.podIP",         "status.podIPs",   "spec.host"};
constexpr std::array<std::string_view, 6> kResources = {
    "limits.cpu",   "limits.ephemeral-storage",   "limits.memory",
    "requests.cpu", "requests.ephemeral-storage", "requests.memory"};

Problems variableNameProblems(std::string_view name) {
  if (name.empty()) return {"environment variable name must be non-empty"};
  const bool good =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~' && c != '='; });
  if (good) return {};
  return {"a valid environment variable name must consist only of printable ASCII characters other than '='"};
}

template <size_t N>
bool isAmong(const std::array<std::string_view, N>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// metadata.labels['x']
struct Subscripted {
  std::string_view path, key;
};

std::optional<Subscripted> splitSubscript(std::string_view path) {
  const size_t open = path.find("['");
  if (open == std::string_view::npos || !path.ends_with("']")) return std::nullopt;
  const std::string_view key = path.substr(open + 2, path.size() - open - 4);
  if (key.empty()) return std::nullopt;
  return Subscripted{path.substr(0, open), key};
}

std::string lowerCased(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

bool isHugePages(std::string_view resource) {
  return resource.starts_with("limits.hugepages-") || resource.starts_with("requests.hugepages-");
}

void validateDivisor(FieldErrors& errors, const Path& path, const ResourceFieldSelector& ref) {
  static constexpr std::array<std::string_view, 2> kCpu = {"1m", "1"};
  static constexpr std::array<std::string_view, 13> kBytes = {"1",   "1k",  "1M",  "1G",  "1T",  "1P", "1E",
                                                              "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"};
  if (compareQuantities(ref.divisor, Quantity{}) == 0) return;
  const auto check = [&](const auto& supported, std::string_view listed, std::string_view what) {
    if (isAmong(supported, ref.divisor.value)) return;
    errors.push_back(invalidText(
        path.child("divisor"), ref.resource,
        fmt::format("only divisor's values {} are supported with the {} resource", listed, what)));
  };
  constexpr std::string_view kBytesText = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
  const auto names = [&](std::string_view resource) {
    return ref.resource == fmt::format("limits.{}", resource) ||
           ref.resource == fmt::format("requests.{}", resource);
  };
  if (names("cpu")) return check(kCpu, "1m and 1", "cpu");
  if (names("memory")) return check(kBytes, kBytesText, "memory");
  if (names("ephemeral-storage")) return check(kBytes, kBytesText, "local ephemeral storage");
  if (isHugePages(ref.resource)) check(kBytes, kBytesText, "hugepages");
}

// ConfigMaps and Secrets are named alike.
template <class Selector>
void validateKeyRef(FieldErrors& errors, const Path& path, const Selector& ref) {
  addProblems(errors, path.child("name"), ref.localObjectReference.name,
              dns1123SubdomainProblems(ref.localObjectReference.name));
  if (ref.key.empty())
    errors.push_back(required(path.child("key")));
  else
    addProblems(errors, path.child("key"), ref.key, configMapKeyProblems(ref.key));
}

void validateFileRef(FieldErrors& errors, const Path& path, const FileKeySelector& ref) {
  if (ref.key.empty())
    errors.push_back(required(path.child("key")));
  else
    addProblems(errors, path.child("key"), ref.key, variableNameProblems(ref.key));
  if (ref.volumeName.empty())
    errors.push_back(required(path.child("volumeName")));
  else
    addProblems(errors, path.child("volumeName"), ref.volumeName, dns1123LabelProblems(ref.volumeName));
  if (ref.path.empty())
    errors.push_back(required(path.child("path")));
  else if (stepsBack(ref.path))
    errors.push_back(invalidText(path.child("path"), ref.path, "must not contain '..'"));
}

void validateValueFrom(FieldErrors& errors, const Path& path, const EnvVar& variable) {
  if (!variable.valueFrom) return;
  const EnvVarSource& from = *variable.valueFrom;
  int sources = 0;
  const auto take = [&](const auto& source, auto validate) {
    if (!source) return;
    ++sources;
    validate(*source);
  };
  take(from.fieldRef,
       [&](const auto& ref) { validateFieldRef(errors, path.child("fieldRef"), ref, kEnvFields); });
  take(from.resourceFieldRef,
       [&](const auto& ref) { validateResourceRef(errors, path.child("resourceFieldRef"), ref, false); });
  take(from.configMapKeyRef,
       [&](const auto& ref) { validateKeyRef(errors, path.child("configMapKeyRef"), ref); });
  take(from.secretKeyRef, [&](const auto& ref) { validateKeyRef(errors, path.child("secretKeyRef"), ref); });
  take(from.fileKeyRef, [&](const auto& ref) { validateFileRef(errors, path.child("fileKeyRef"), ref); });
  if (sources == 0) {
    errors.push_back(invalidText(path, "",
                                 "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
                                 "`secretKeyRef` or `fileKeyRef`"));
  } else if (!variable.value.empty()) {
    errors.push_back(invalidText(path, "", "may not be specified when `value` is not empty"));
  } else if (sources > 1) {
    errors.push_back(invalidText(path, "", "may not have more than one field specified at a time"));
  }
}

}  // namespace

std::span<const std::string_view> volumeFieldPaths() {
  return kVolumeFields;
}

void validateFieldRef(FieldErrors& errors, const Path& path, const ObjectFieldSelector& ref,
                      std::span<const std::string_view> supported) {
  const Path at = path.child("fieldPath");
  const auto unreadable = [&](std::string_view why, std::string_view what) {
    errors.push_back(
        invalidText(at, ref.fieldPath, fmt::format("error converting fieldPath: {}: {}", why, what)));
  };
  if (ref.apiVersion.empty()) return errors.push_back(required(path.child("apiVersion")));
  if (ref.fieldPath.empty()) return errors.push_back(required(at));
  if (ref.apiVersion != "v1") return unreadable("unsupported pod version", ref.apiVersion);
  if (const auto subscripted = splitSubscript(ref.fieldPath)) {
    const bool annotation = subscripted->path == "metadata.annotations";
    if (!annotation && subscripted->path != "metadata.labels")
      return unreadable("field label does not support subscript", ref.fieldPath);
    const std::string key = annotation ? lowerCased(subscripted->key) : std::string(subscripted->key);
    return addProblems(errors, path, subscripted->key, qualifiedNameProblems(key));
  }
  if (!isAmong(kReadable, ref.fieldPath)) return unreadable("field label not supported", ref.fieldPath);
  std::string_view meant = ref.fieldPath;
  if (meant == "spec.host") meant = "spec.nodeName";  // its name before v1
  if (std::find(supported.begin(), supported.end(), meant) == supported.end())
    errors.push_back(notSupported(at, meant, supported));
}

void validateResourceRef(FieldErrors& errors, const Path& path, const ResourceFieldSelector& ref,
                         bool volume) {
  if (volume && ref.containerName.empty()) {
    errors.push_back(required(path.child("containerName")));
  } else if (ref.resource.empty()) {
    errors.push_back(required(path.child("resource")));
  } else if (!isHugePages(ref.resource) && !isAmong(kResources, ref.resource)) {
    errors.push_back(notSupported(path.child("resource"), ref.resource, kResources));
  }
  validateDivisor(errors, path, ref);
}

void validateEnv(FieldErrors& errors, const Path& path, const std::vector<EnvVar>& variables) {
  for (size_t i = 0; i < variables.size(); ++i) {
    const Path at = path.index(i);
    if (variables[i].name.empty())
      errors.push_back(required(at.child("name")));
    else
      addProblems(errors, at.child("name"), variables[i].name, variableNameProblems(variables[i].name));
    validateValueFrom(errors, at.child("valueFrom"), variables[i]);
  }
}

void validateEnvFrom(FieldErrors& errors, const Path& path, const std::vector<EnvFromSource>& sources) {
  for (size_t i = 0; i < sources.size(); ++i) {
    const Path at = path.index(i);
    const EnvFromSource& source = sources[i];
    if (!source.prefix.empty())
      addProblems(errors, at.child("prefix"), source.prefix, variableNameProblems(source.prefix));
    const auto named = [&](std::string_view field, const auto& ref) {
      if (!ref) return;
      const std::string& name = ref->localObjectReference.name;
      if (name.empty())
        errors.push_back(required(at.child(field).child("name")));
      else
        addProblems(errors, at.child(field).child("name"), name,
                    nameProblems(NameRule::Dns1123Subdomain, name, true));
    };
    named("configMapRef", source.configMapRef);
    named("secretRef", source.secretRef);
    // These two stand at the list, not at its item, upstream too.
    if (!source.configMapRef && !source.secretRef)
      errors.push_back(invalidText(path, "", "must specify one of: `configMapRef` or `secretRef`"));
    else if (source.configMapRef && source.secretRef)
      errors.push_back(invalidText(path, "", "may not have more than one field specified at a time"));
  }
}

}  // namespace seamark::api
