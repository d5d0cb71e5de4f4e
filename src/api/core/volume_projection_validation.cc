// What volumes made of API objects must say, and projected volumes, which put several of them together.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/volume_projection_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "api/core/env_validation.h"
#include "api/core/scheduling_validation.h"
#include "api/core/volume_validation.h"
#include "api/validators.h"
#include "api/value_text.h"

namespace seamark::api {
namespace {

// An inner path that does not begin with "..", which the kubelet keeps for itself.
void validateFilePath(FieldErrors& errors, const Path& path, std::string_view value) {
  validateInnerPath(errors, path, value);
  if (value.starts_with("..") && !value.starts_with("../"))
    errors.push_back(invalidText(path, value, "must not start with '..'"));
}

// Finds files that two sources would put in one place.
class Places {
 public:
  Places(FieldErrors& errors, const Path& projected) : errors_(errors), projected_(projected) {}

  void take(const std::string& place, std::string_view shownSource) {
    if (place.empty()) return;
    if (!taken_.insert(place).second)
      errors_.push_back(invalidText(projected_, shownSource, "conflicting duplicate paths"));
  }

 private:
  FieldErrors& errors_;
  const Path& projected_;
  std::set<std::string> taken_;
};

void validateToken(FieldErrors& errors, const Path& path, const Path& projected,
                   const ServiceAccountTokenProjection& token) {
  constexpr int64_t kTenMinutes = 600, kLongest = int64_t{1} << 32;
  const Path expiration = path.child("expirationSeconds");
  const int64_t seconds = token.expirationSeconds.value_or(kTenMinutes);
  if (seconds < kTenMinutes)
    errors.push_back(invalidNumber(expiration, seconds, "may not specify a duration less than 10 minutes"));
  if (seconds > kLongest)
    errors.push_back(
        invalidNumber(expiration, seconds, "may not specify a duration larger than 2^32 seconds"));
  const Path place = projected.child("path");  // not the source's, upstream
  if (token.path.empty())
    errors.push_back(required(place));
  else
    validateFilePath(errors, place, token.path);
}

// domain/path.
void validateSigner(FieldErrors& errors, const Path& path, std::string_view name) {
  if (name.empty()) return errors.push_back(required(path));
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos || name.find('/', slash + 1) != std::string_view::npos)
    return errors.push_back(invalidText(
        path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
  const std::string_view domain = name.substr(0, slash);
  addProblems(errors, path, domain, fullyQualifiedProblems(domain));
}

std::string shownBundle(const ClusterTrustBundleProjection& bundle) {
  return fmt::format(R"({{"Name":{},"SignerName":{},"LabelSelector":{},"Optional":{},"Path":{},"User":{}}})",
                     shownJson(bundle.name), shownJson(bundle.signerName), shownJson(bundle.labelSelector),
                     shownJson(bundle.optional), shownJson(bundle.path), shownJson(bundle.user));
}

void validateBundleName(FieldErrors& errors, const Path& path, const ClusterTrustBundleProjection& bundle) {
  const Path name = path.child("name");
  if (bundle.name->empty()) errors.push_back(required(name, "must be a valid object name"));
  for (const std::string& problem : dns1123SubdomainProblems(*bundle.name))
    errors.push_back(invalidText(name, *bundle.name, "not a valid clustertrustbundlename: " + problem));
  if (bundle.labelSelector)
    errors.push_back(invalid(path.child("labelSelector"), shownJson(bundle.labelSelector),
                             "labelSelector must be unset if name is specified"));
}

void validateBundle(FieldErrors& errors, const Path& path, const ClusterTrustBundleProjection& bundle) {
  if (bundle.name && bundle.signerName) {
    errors.push_back(invalid(path, shownBundle(bundle), "only one of name and signerName may be used"));
  } else if (bundle.name) {
    validateBundleName(errors, path, bundle);
  } else if (bundle.signerName) {
    if (bundle.signerName->empty())
      errors.push_back(required(path.child("signerName"), "must be a valid signer name"));
    validateSigner(errors, path.child("signerName"), *bundle.signerName);
    if (bundle.labelSelector)
      validateLabelSelector(errors, path.child("labelSelector"), *bundle.labelSelector);
  } else {
    errors.push_back(required(path, "either name or signerName must be specified"));
  }
  if (bundle.path.empty()) errors.push_back(required(path.child("path")));
  validateFilePath(errors, path.child("path"), bundle.path);
}

// Keys are written in lower case before they are looked at.
void validateUserAnnotations(FieldErrors& errors, const Path& path,
                             const std::map<std::string, std::string>& annotations) {
  for (const auto& [key, value] : annotations) {
    if (key.empty()) {
      errors.push_back(required(path));
      continue;
    }
    std::string lower = key;
    for (char& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const Problems problems = qualifiedNameProblems(lower);
    addProblems(errors, path, lower, problems);
    if (problems.empty() && lower.find('/') == std::string::npos)
      errors.push_back(invalidText(path, lower, R"(must be a domain-prefixed key (such as "acme.io/foo"))"));
  }
}

void validateCertificate(FieldErrors& errors, const Path& path, const PodCertificateProjection& certificate) {
  static constexpr std::array<std::string_view, 6> kKeyTypes = {"RSA3072",   "RSA4096",   "ECDSAP256",
                                                                "ECDSAP384", "ECDSAP521", "ED25519"};
  constexpr int32_t kHour = 3600, kDay = 86400, kNinetyOneDays = 91 * kDay;
  validateSigner(errors, path.child("signerName"), certificate.signerName);
  validateUserAnnotations(errors, path.child("userAnnotations"), certificate.userAnnotations);
  if (std::find(kKeyTypes.begin(), kKeyTypes.end(), certificate.keyType) == kKeyTypes.end())
    errors.push_back(notSupported(path.child("keyType"), certificate.keyType, kKeyTypes));
  if (const auto& seconds = certificate.maxExpirationSeconds) {
    const int32_t longest = certificate.signerName.starts_with("kubernetes.io/") ? kDay : kNinetyOneDays;
    const auto refuse = [&](std::string_view relation, int32_t bound) {
      errors.push_back(
          invalidNumber(path.child("maxExpirationSeconds"), *seconds,
                        fmt::format("if provided, maxExpirationSeconds must be {} {}", relation, bound)));
    };
    if (*seconds < kHour) refuse(">=", kHour);
    if (*seconds > longest) refuse("<=", longest);
  }
  if (certificate.credentialBundlePath.empty() && certificate.keyPath.empty() &&
      certificate.certificateChainPath.empty())
    errors.push_back(
        required(path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath"));
  validateFilePath(errors, path.child("credentialBundlePath"), certificate.credentialBundlePath);
  validateFilePath(errors, path.child("keyPath"), certificate.keyPath);
  validateFilePath(errors, path.child("certificateChainPath"), certificate.certificateChainPath);
}

// Secrets and ConfigMaps: objects by name, some of their keys or all.
template <class Source>
void validateNamed(FieldErrors& errors, const Path& path, const Source& source, Places& places) {
  const std::string& name = source.localObjectReference.name;
  if (name.empty()) errors.push_back(required(path.child("name")));
  validateItems(errors, path, source.items);
  for (const KeyToPath& item : source.items) places.take(item.path, name);
}

void validateSource(FieldErrors& errors, const Path& path, const Path& projected,
                    const VolumeProjection& source, Places& places) {
  size_t count = 0;
  const auto isFirst = [&](bool given) {
    if (given && ++count == 2)
      errors.push_back(forbiddenField(path, "may not specify more than 1 volume type per source"));
    return given && count == 1;
  };
  if (isFirst(source.secret.has_value())) validateNamed(errors, path.child("secret"), *source.secret, places);
  if (isFirst(source.configMap.has_value()))
    validateNamed(errors, path.child("configMap"), *source.configMap, places);
  if (isFirst(source.downwardAPI.has_value())) {
    validateFiles(errors, path.child("downwardAPI"), source.downwardAPI->items);
    for (const DownwardAPIVolumeFile& file : source.downwardAPI->items) places.take(file.path, file.path);
  }
  if (isFirst(source.serviceAccountToken.has_value()))
    validateToken(errors, path.child("serviceAccountToken"), projected, *source.serviceAccountToken);
  if (isFirst(source.clusterTrustBundle.has_value())) {
    validateBundle(errors, path.child("clusterTrustBundle"), *source.clusterTrustBundle);
    places.take(source.clusterTrustBundle->path, source.clusterTrustBundle->path);
  }
  if (isFirst(source.podCertificate.has_value())) {
    const PodCertificateProjection& certificate = *source.podCertificate;
    validateCertificate(errors, path.child("podCertificate"), certificate);
    for (const std::string* place :
         {&certificate.credentialBundlePath, &certificate.keyPath, &certificate.certificateChainPath})
      places.take(*place, *place);
  }
}

}  // namespace

void validateMode(FieldErrors& errors, const Path& path, const std::optional<int32_t>& mode) {
  if (mode && (*mode < 0 || *mode > 0777))
    errors.push_back(
        invalidNumber(path, *mode, "must be a number between 0 and 0777 (octal), both inclusive"));
}

void validateItems(FieldErrors& errors, const Path& path, const std::vector<KeyToPath>& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    const Path at = path.child("items").index(i);
    if (items[i].key.empty()) errors.push_back(required(at.child("key")));
    if (items[i].path.empty()) errors.push_back(required(at.child("path")));
    validateFilePath(errors, at.child("path"), items[i].path);
    validateMode(errors, at.child("mode"), items[i].mode);
  }
}

void validateFiles(FieldErrors& errors, const Path& path, const std::vector<DownwardAPIVolumeFile>& files) {
  for (const DownwardAPIVolumeFile& file : files) {
    if (file.path.empty()) errors.push_back(required(path.child("path")));
    validateFilePath(errors, path.child("path"), file.path);
    if (file.fieldRef) {
      validateFieldRef(errors, path.child("fieldRef"), *file.fieldRef, volumeFieldPaths());
      if (file.resourceFieldRef)
        errors.push_back(invalidText(path, "resource",
                                     "fieldRef and resourceFieldRef can not be specified simultaneously"));
    } else if (file.resourceFieldRef) {
      validateResourceRef(errors, path.child("resourceFieldRef"), *file.resourceFieldRef, true);
    } else {
      errors.push_back(required(path, "one of fieldRef and resourceFieldRef is required"));
    }
    validateMode(errors, path.child("mode"), file.mode);
  }
}

void validateProjected(FieldErrors& errors, const Path& path, const ProjectedVolumeSource& projected) {
  validateMode(errors, path.child("defaultMode"), projected.defaultMode);
  Places places(errors, path);
  for (size_t i = 0; i < projected.sources.size(); ++i)
    validateSource(errors, path.child("sources").index(i), path, projected.sources[i], places);
}

}  // namespace seamark::api
