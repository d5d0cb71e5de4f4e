// pods/NAME/log. Source: upstream's LogREST, LogLocation and the validation of PodLogOptions.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/field_error.h"
#include "apiserver/answer.h"
#include "apiserver/connect.h"
#include "apiserver/kubelet_target.h"
#include "apiserver/options.h"

namespace seamark::apiserver {
namespace {

struct LogOptions {
  std::string container;
  bool follow = false, previous = false, timestamps = false;
  std::optional<int64_t> sinceSeconds, tailLines, limitBytes;
  std::optional<api::Time> sinceTime;
  bool namesStream = false;
};

// An empty number is none here.
Result<std::optional<int64_t>> numberParameter(const RequestContext& context, std::string_view name) {
  const std::string* text = context.parameter(name);
  if (text && text->empty()) return Failure(badRequest("strconv.ParseInt: parsing \"\": invalid syntax"));
  return integerParameter(context, name);
}

Result<std::optional<api::Time>> timeParameter(const RequestContext& context, std::string_view name) {
  const std::string* text = context.parameter(name);
  if (!text || text->empty() || *text == "null") return std::optional<api::Time>();
  if (const auto time = api::Time::parse(*text)) return time;
  const std::string quoted = api::goQuoted(*text);
  return Failure(badRequest("parsing time " + quoted + " as \"2006-01-02T15:04:05Z07:00\": cannot parse " +
                            quoted + " as \"2006\""));
}

Result<LogOptions> parseOptions(const RequestContext& context) {
  LogOptions options;
  if (const std::string* container = context.parameter("container")) options.container = *container;
  options.follow = context.flag("follow");
  options.previous = context.flag("previous");
  options.timestamps = context.flag("timestamps");
  TRY(options.sinceSeconds, numberParameter(context, "sinceSeconds"));
  TRY(options.sinceTime, timeParameter(context, "sinceTime"));
  TRY(options.tailLines, numberParameter(context, "tailLines"));
  TRY(options.limitBytes, numberParameter(context, "limitBytes"));
  options.namesStream = context.parameter("stream") != nullptr;
  return options;
}

Result<> checkOptions(const LogOptions& options, const std::string& pod) {
  api::FieldErrors errors;
  const auto below = [&](std::string_view field, const std::optional<int64_t>& value, int64_t least,
                         std::string_view text) {
    if (value && *value < least) errors.push_back(api::invalidNumber(api::Path(field), *value, text));
  };
  below("tailLines", options.tailLines, 0, "must be greater than or equal to 0");
  below("limitBytes", options.limitBytes, 1, "must be greater than 0");
  if (options.sinceSeconds && options.sinceTime)
    errors.push_back(api::forbiddenField(api::Path("[]"),
                                         "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  else
    below("sinceSeconds", options.sinceSeconds, 1, "must be greater than 0");
  if (options.namesStream) errors.push_back(api::forbiddenField(api::Path("stream"), "may not be specified"));
  if (errors.empty()) return {};
  return Failure(api::invalidObject("", "PodLogOptions", pod, errors));
}

// In the order of their names, as Go encodes a query.
std::string queryOf(const LogOptions& options) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& value) {
    query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, value);
  };
  if (options.follow) add("follow", "true");
  if (options.limitBytes) add("limitBytes", std::to_string(*options.limitBytes));
  if (options.previous) add("previous", "true");
  if (options.sinceSeconds) add("sinceSeconds", std::to_string(*options.sinceSeconds));
  if (options.sinceTime) {
    std::string escaped;
    for (const char c : options.sinceTime->text()) escaped += c == ':' ? "%3A" : std::string(1, c);
    add("sinceTime", escaped);
  }
  if (options.tailLines) add("tailLines", std::to_string(*options.tailLines));
  if (options.timestamps) add("timestamps", "true");
  return query;
}

// A Pod that runs nowhere has said nothing: success. Else the failure to ask its kubelet.
Result<> readLog(const RequestContext& context) {
  const RequestInfo& info = context.info;
  TRY(const LogOptions options, parseOptions(context));
  if (auto good = checkOptions(options, info.name); !good) return good;
  const store::WorldPtr world = context.services.store.world();
  TRY(const api::ObjectPtr object, findPod(*world, info.ns, info.name));
  const auto& pod = api::as<api::Pod>(*object);
  TRY(const std::string container, chooseContainer(pod, options.container));
  if (pod.spec.nodeName.empty()) return {};
  TRY(const DialTarget kubelet, findKubelet(*world, info.resource, pod.spec.nodeName));
  return Failure(failure(fmt::format("Get \"https://{}/containerLogs/{}/{}/{}{}\": {}", joined(kubelet),
                                     info.ns, info.name, container, queryOf(options), dialError(kubelet))));
}

}  // namespace

void serveLog(ContextPtr context) {
  if (auto read = readLog(*context); !read) return answerStatus(*context, read.error());
  context->responder->respond(204, {{"audit-id", context->auditId}, {"cache-control", "no-cache, private"}},
                              {});
}

}  // namespace seamark::apiserver
