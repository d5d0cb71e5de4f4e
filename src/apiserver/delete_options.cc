// SPDX-License-Identifier: Apache-2.0
#include "apiserver/delete_options.h"

#include <array>

#include "apiserver/body.h"
#include "apiserver/options.h"

namespace seamark::apiserver {
namespace {

const api::Path kIgnoreReadErrors("ignoreStoreReadErrorWithClusterBreakingPotential");

Result<api::DeleteOptions> fromQuery(const RequestContext& context) {
  api::DeleteOptions options;
  TRY(options.gracePeriodSeconds, integerParameter(context, "gracePeriodSeconds"));
  if (context.parameter("orphanDependents")) options.orphanDependents = context.flag("orphanDependents");
  if (const std::string* policy = context.parameter("propagationPolicy")) options.propagationPolicy = *policy;
  if (context.parameter(kIgnoreReadErrors.text()))
    options.ignoreStoreReadErrorWithClusterBreakingPotential = context.flag(kIgnoreReadErrors.text());
  for (const auto& [name, value] : context.query)
    if (name == "dryRun") options.dryRun.push_back(value);
  const std::string* uid = context.parameter("uid");
  const std::string* version = context.parameter("resourceVersion");
  if (uid && !uid->empty()) options.preconditions.emplace().uid = *uid;
  if (version && !version->empty()) {
    if (!options.preconditions) options.preconditions.emplace();
    options.preconditions->resourceVersion = *version;
  }
  return options;
}

Result<api::DeleteOptions> fromBody(const RequestContext& context) {
  api::DeleteOptions options;
  std::vector<std::string> warnings;
  const BodyType wanted{"", "v1", "DeleteOptions", &api::typeOf<api::DeleteOptions>};
  CHECKED(decodeBody(context.request, wanted, FieldValidation::Ignore, &options, warnings));
  return options;
}

}  // namespace

bool ignoresReadErrors(const api::DeleteOptions& options) {
  return options.ignoreStoreReadErrorWithClusterBreakingPotential.value_or(false);
}

Result<> checkDeleteOptions(const api::DeleteOptions& options) {
  api::FieldErrors errors;
  const api::Path policy("propagationPolicy");
  if (options.propagationPolicy) {
    constexpr std::array<std::string_view, 4> kSupported{"Foreground", "Background", "Orphan", "nil"};
    const std::string& value = *options.propagationPolicy;
    if (options.orphanDependents)
      errors.push_back(
          api::invalidText(policy, value, "orphanDependents and deletionPropagation cannot be both set"));
    if (value != "Foreground" && value != "Background" && value != "Orphan")
      errors.push_back(api::notSupported(policy, value, kSupported));
  }
  checkDryRun(options.dryRun, errors);
  if (ignoresReadErrors(options)) {
    const auto alone = [&](std::string_view other, bool isSet) {
      if (isSet)
        errors.push_back(
            api::invalid(kIgnoreReadErrors, "true", "cannot be set together with ." + std::string(other)));
    };
    alone("propagationPolicy", options.propagationPolicy.has_value());
    alone("orphanDependents", options.orphanDependents.has_value());
    alone("gracePeriodSeconds", options.gracePeriodSeconds.has_value());
    alone("preconditions", options.preconditions.has_value());
  }
  if (errors.empty()) return {};
  return Failure(api::invalidObject("meta.k8s.io", "DeleteOptions", "", errors));
}

Result<api::DeleteOptions> parseDeleteOptions(const RequestContext& context) {
  TRY(api::DeleteOptions options, context.request.body.empty() ? fromQuery(context) : fromBody(context));
  CHECKED(checkDeleteOptions(options));
  return options;
}

}  // namespace seamark::apiserver
