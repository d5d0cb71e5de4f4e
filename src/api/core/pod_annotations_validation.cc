// Annotations of Pods that mean something to the API.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <string>
#include <string_view>

#include "api/codec.h"
#include "api/core/pod_validation.h"
#include "api/core/profile_annotations.h"
#include "api/core/scheduling_validation.h"

namespace seamark::api {
namespace {

const Path kAnnotations{"metadata.annotations"};
const std::string kMirror = "kubernetes.io/config.mirror";
const std::string kTolerations = "scheduler.alpha.kubernetes.io/tolerations";
const std::string kDeletionCost = "controller.kubernetes.io/pod-deletion-cost";

// No plus sign and no leading zeros.
bool isCost(std::string_view text) {
  if (text.empty() || (text[0] == '0' && text != "0")) return false;
  int32_t cost = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cost);
  return error == std::errc() && end == text.data() + text.size();
}

// The annotation holds what upstream calls its internal Tolerations, whose fields have no JSON names of their own.
std::string internalNames(std::string problem) {
  constexpr std::string_view kVersion = "v1.", kField = "struct field Toleration.";
  for (size_t at = 0; (at = problem.find(kVersion, at)) != std::string::npos;)
    problem.replace(at, kVersion.size(), "core.");
  if (const size_t at = problem.find(kField); at != std::string::npos) {
    char& first = problem[at + kField.size()];
    first = static_cast<char>(std::toupper(static_cast<unsigned char>(first)));
  }
  return problem;
}

// Tolerations as they were written before there was a field for them.
void validateTolerationsAnnotation(FieldErrors& errors,
                                   const std::map<std::string, std::string>& annotations) {
  const auto found = annotations.find(kTolerations);
  if (found == annotations.end() || found->second.empty()) return;
  std::vector<Toleration> tolerations;
  if (auto read = decodeJson(typeOf<std::vector<Toleration>>(), found->second, &tolerations); !read)
    errors.push_back(invalidText(kAnnotations, kTolerations, internalNames(read.error().message)));
  else
    validateTolerations(errors, kAnnotations.child(kTolerations), tolerations);
}

}  // namespace

FieldErrors validatePodAnnotations(const Pod& pod) {
  FieldErrors errors;
  const auto& annotations = pod.metadata.annotations;
  if (const auto mirror = annotations.find(kMirror); mirror != annotations.end() && pod.spec.nodeName.empty())
    errors.push_back(invalidText(kAnnotations.key(kMirror), mirror->second,
                                 "must set spec.nodeName if mirror pod annotation is set"));
  validateTolerationsAnnotation(errors, annotations);
  if (const auto cost = annotations.find(kDeletionCost); cost != annotations.end() && !isCost(cost->second))
    errors.push_back(invalidText(kAnnotations.key(kDeletionCost), cost->second, "must be a 32bit integer"));
  validateProfileAnnotations(errors, kAnnotations, pod);
  return errors;
}

void validateAnnotationUpdate(FieldErrors& errors, const Pod& next, const Pod& old) {
  validateAppArmorUnchanged(errors, kAnnotations, next.metadata, old.metadata);
  const auto before = old.metadata.annotations.find(kMirror);
  const auto now = next.metadata.annotations.find(kMirror);
  const bool was = before != old.metadata.annotations.end(), is = now != next.metadata.annotations.end();
  const Path path = kAnnotations.key(kMirror);
  if (was && (!is || now->second != before->second))
    errors.push_back(forbiddenField(path, "may not remove or update mirror pod annotation"));
  if (!was && is) errors.push_back(forbiddenField(path, "may not add mirror pod annotation"));
  append(errors, validatePodAnnotations(next));
}

}  // namespace seamark::api
