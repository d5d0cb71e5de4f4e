// Plugins that only look, once an object has passed its kind's own rules.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "api/core/namespace.h"
#include "api/core/pod.h"
#include "api/kinds.h"
#include "apiserver/admission/admission.h"

namespace seamark::apiserver {
namespace {

bool isLevel(std::string_view text) {
  return text == "privileged" || text == "baseline" || text == "restricted";
}

// `latest`, or `v1.` and a number without leading zeros.
bool isVersion(std::string_view text) {
  if (text == "latest") return true;
  if (!text.starts_with("v1.")) return false;
  text.remove_prefix(3);
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

api::FieldErrors policyErrors(const api::Object& ns) {
  api::FieldErrors errors;
  for (const char* mode : {"enforce", "audit", "warn"}) {
    for (const bool version : {false, true}) {
      const std::string key = std::string("pod-security.kubernetes.io/") + mode + (version ? "-version" : "");
      const auto label = ns.metadata.labels.find(key);
      if (label == ns.metadata.labels.end()) continue;
      const bool good = version ? isVersion(label->second) : isLevel(label->second);
      if (good) continue;
      errors.push_back(api::invalidText(
          api::Path("metadata").child("labels").key(key), label->second,
          version ? "must be \"latest\" or \"v1.x\"" : "must be one of privileged, baseline, restricted"));
    }
  }
  return errors;
}

}  // namespace

Result<> admitValid(const AdmissionRequest& request, const api::Object& next, const api::Object* old) {
  if (&request.kind == &api::kindOf<api::Namespace>()) {
    const api::FieldErrors errors = policyErrors(next);
    // What was wrong before may stay as it is.
    if (errors.empty() || (old != nullptr && policyErrors(*old) == errors)) return {};
    return Failure(api::invalidObject("", request.kind.kind, next.metadata.name, errors));
  }
  if (&request.kind == &api::kindOf<api::Pod>() && old == nullptr &&
      !api::as<api::Pod>(next).spec.overhead.empty())
    return Failure(
        forbidden(request.kind.resource(), std::string(request.name),
                  "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"));
  return {};
}

}  // namespace seamark::apiserver
