// pods/NAME/exec, attach and portforward. Source: upstream's ConnectResource and the Pod's ExecREST and its kin.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/connect.h"

#include <algorithm>
#include <charconv>

#include "api/field_error.h"
#include "apiserver/answer.h"
#include "apiserver/auth/authorizer.h"
#include "apiserver/kubelet_target.h"

namespace seamark::apiserver {
namespace {

// ports=80,443: what cannot be read is refused before anything else is looked at.
Result<> checkPorts(const RequestContext& context) {
  for (const auto& [name, value] : context.query) {
    if (name != "ports") continue;
    for (size_t at = 0; at <= value.size();) {
      const size_t end = std::min(value.find(',', at), value.size());
      const std::string text = value.substr(at, end - at);
      uint16_t port = 0;
      const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
      const bool tooLarge = parsed.ec == std::errc::result_out_of_range;
      if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
        return Failure(badRequest("cannot convert to []int32: strconv.ParseUint: parsing " +
                                  api::goQuoted(text) +
                                  (tooLarge ? ": value out of range" : ": invalid syntax")));
      at = end + 1;
    }
  }
  return {};
}

// WebSockets begin with a GET, so that alone must not be enough for what POST does.
Result<> checkMayCreate(const RequestContext& context) {
  RequestInfo create = context.info;
  if (create.verb == "create") return {};
  create.verb = "create";
  const Authorizer& authorizer = context.services.authorizer;
  if (authorizer.allows(*context.user, create)) return {};
  return Failure(forbidden({create.group, create.resource}, create.name,
                           authorizer.decide(*context.user, create).reason));
}

Result<DialTarget> findTarget(const RequestContext& context) {
  const RequestInfo& info = context.info;
  const store::WorldPtr world = context.services.store.world();
  TRY(const api::ObjectPtr object, findPod(*world, info.ns, info.name));
  const auto& pod = api::as<api::Pod>(*object);
  if (info.subresource != "portforward") {
    const std::string* container = context.parameter("container");
    if (auto chosen = chooseContainer(pod, container ? *container : std::string()); !chosen)
      return Failure(std::move(chosen.error()));
  }
  if (pod.spec.nodeName.empty())
    return Failure(badRequest("pod " + info.name + " does not have a host assigned"));
  return findKubelet(*world, info.resource, pod.spec.nodeName);
}

Status refused(const RequestContext& context) {
  if (context.parameter("dryRun")) return badRequest("dryRun is not supported");
  if (context.info.subresource == "portforward") {
    if (auto ports = checkPorts(context); !ports) return std::move(ports.error());
  }
  if (auto may = checkMayCreate(context); !may) return std::move(may.error());
  const auto target = findTarget(context);
  if (!target) return target.error();
  if (!asksUpgrade(context.request)) return badRequest("Upgrade request required");
  return failure("error dialing backend: " + dialError(*target));
}

}  // namespace

bool asksUpgrade(const net::HttpRequest& request) {
  for (const std::string_view value : request.headers.all("connection")) {
    std::string lower(value);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (lower.find("upgrade") != std::string::npos) return true;
  }
  return false;
}

void serveConnect(ContextPtr context) {
  answerStatus(*context, refused(*context));
}

}  // namespace seamark::apiserver
