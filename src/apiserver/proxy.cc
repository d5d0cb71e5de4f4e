// pods/NAME/proxy, services/NAME/proxy and nodes/NAME/proxy: where the request would go, and that nobody answers
// there. Source: upstream's ResourceLocation of each, and its UpgradeAwareHandler.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "api/core/service.h"
#include "api/discovery/endpoint_slice.h"
#include "api/field_error.h"
#include "api/ip.h"
#include "api/kinds.h"
#include "apiserver/answer.h"
#include "apiserver/connect.h"
#include "apiserver/kubelet_target.h"

namespace seamark::apiserver {
namespace {

// [SCHEME:]NAME[:PORT].
struct ProxyName {
  std::string scheme, name, port;
};

std::optional<ProxyName> splitName(const std::string& id) {
  std::vector<std::string> parts(1);
  for (const char c : id) {
    if (c == ':')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  ProxyName out;
  if (parts.size() > 3) return std::nullopt;
  if (parts.size() == 3) out.scheme = parts[0];
  out.name = parts[parts.size() == 3 ? 1 : 0];
  if (parts.size() > 1) out.port = parts.back();
  const bool known = out.scheme.empty() || out.scheme == "http" || out.scheme == "https";
  if (!known || out.name.empty()) return std::nullopt;
  return out;
}

Result<ProxyName> nameOf(const RequestInfo& info, std::string_view what) {
  if (auto name = splitName(info.name)) return *std::move(name);
  return Failure(badRequest("invalid " + std::string(what) + " request " + api::goQuoted(info.name)));
}

// Nothing of this host, and nothing that is no one's in particular, may be reached through the server.
bool isProxyable(const std::string& address) {
  const auto ip = api::IpAddress::parse(address);
  if (!ip || ip->isUnspecified() || ip->isLoopback() || ip->isLinkLocalUnicast()) return false;
  constexpr uint8_t kMulticastV4 = 0xe0, kMulticastV6 = 0xff;
  const uint8_t first = ip->bytes()[0];
  if (ip->isV6()) return first != kMulticastV6;
  return (first & 0xf0) != kMulticastV4 && address != "255.255.255.255";
}

Result<DialTarget> podTarget(const store::World& world, const RequestInfo& info) {
  TRY(ProxyName name, nameOf(info, "pod"));
  TRY(const api::ObjectPtr object, findPod(world, info.ns, name.name));
  const auto& pod = api::as<api::Pod>(*object);
  for (const api::Container& container : pod.spec.containers)
    if (name.port.empty() && !container.ports.empty())
      name.port = std::to_string(container.ports[0].containerPort);
  const std::string ip = pod.status.podIPs.empty() ? std::string() : pod.status.podIPs[0].ip;
  if (!isProxyable(ip)) return Failure(badRequest("address not allowed"));
  if (name.port.empty()) name.port = name.scheme == "https" ? "443" : "80";
  return DialTarget{ip, name.port};
}

// A Service's ports have names, which its endpoints share; who asks by number means the port of that number.
Result<std::string> portName(const store::World& world, const RequestInfo& info, const ProxyName& name) {
  int64_t number = 0;
  const char* end = name.port.data() + name.port.size();
  const auto parsed = std::from_chars(name.port.data(), end, number);
  if (name.port.empty() || parsed.ec != std::errc() || parsed.ptr != end) return name.port;
  const api::Kind& kind = api::kindOf<api::Service>();
  const api::EncodedPtr* found = world.of(kind).find(api::objectKey(info.ns, name.name));
  if (!found) return Failure(notFound(kind.resource(), name.name));
  const api::ObjectPtr object = (*found)->object();
  for (const api::ServicePort& port : api::as<api::Service>(*object).spec.ports)
    if (port.port == number) return port.name;
  return Failure(serviceUnavailable("no service port " + std::to_string(number) + " found for service " +
                                    api::goQuoted(name.name)));
}

// Only what a Pod of this namespace says of itself is believed: slices can be written by many.
bool isOfPod(const store::World& world, const std::string& ns, const api::Endpoint& endpoint) {
  if (!endpoint.targetRef || endpoint.targetRef->namespace_ != ns || endpoint.addresses.empty()) return false;
  const auto object = findPod(world, ns, endpoint.targetRef->name);
  if (!object) return false;
  const auto& ips = api::as<api::Pod>(**object).status.podIPs;
  return std::any_of(ips.begin(), ips.end(),
                     [&](const api::PodIP& ip) { return ip.ip == endpoint.addresses[0]; });
}

// The first ready endpoint of a slice that has the port.
std::optional<DialTarget> targetOf(const store::World& world, const std::string& ns,
                                   const api::EndpointSlice& slice, const std::string& portName) {
  for (const api::EndpointSlicePort& port : slice.ports) {
    if (port.name.value_or("") != portName || !port.port) continue;
    for (const api::Endpoint& endpoint : slice.endpoints)
      if (endpoint.conditions.ready.value_or(true) && isOfPod(world, ns, endpoint))
        return DialTarget{endpoint.addresses[0], std::to_string(*port.port)};
  }
  return std::nullopt;
}

Result<DialTarget> serviceTarget(const store::World& world, const RequestInfo& info) {
  TRY(const ProxyName name, nameOf(info, "service"));
  TRY(const std::string wanted, portName(world, info, name));
  for (auto at = world.of(api::kindOf<api::EndpointSlice>()).begin(); at; at.next()) {
    const api::ObjectPtr object = at.value()->object();
    const api::ObjectMeta& meta = object->metadata;
    const auto owner = meta.labels.find("kubernetes.io/service-name");
    if (meta.namespace_ != info.ns || owner == meta.labels.end() || owner->second != name.name) continue;
    if (auto target = targetOf(world, info.ns, api::as<api::EndpointSlice>(*object), wanted))
      return *std::move(target);
  }
  return Failure(serviceUnavailable("no endpoints available for service " + api::goQuoted(name.name)));
}

Result<DialTarget> nodeTarget(const store::World& world, const RequestInfo& info) {
  TRY(const ProxyName name, nameOf(info, "node"));
  TRY(DialTarget kubelet, findKubelet(world, info.resource, name.name));
  if (api::IpAddress::parse(kubelet.host) && !isProxyable(kubelet.host))
    return Failure(badRequest("address not allowed"));
  if (!name.port.empty()) kubelet.port = name.port;
  return kubelet;
}

Result<DialTarget> findTarget(const store::World& world, const RequestInfo& info) {
  if (info.resource == "pods") return podTarget(world, info);
  return info.resource == "services" ? serviceTarget(world, info) : nodeTarget(world, info);
}

// Relative links of a page at .../proxy would leave it: browsers are sent to .../proxy/ first.
bool redirects(RequestContext& context) {
  const net::HttpRequest& request = context.request;
  if (!request.path.ends_with("/proxy") || (request.method != "GET" && request.method != "HEAD"))
    return false;
  const size_t query = request.target.find('?');
  net::Headers headers{{"audit-id", context.auditId}, {"cache-control", "no-cache, private"}};
  headers.add("location",
              request.path + "/" + (query == std::string::npos ? "" : request.target.substr(query)));
  context.responder->respond(301, std::move(headers), {});
  return true;
}

}  // namespace

void serveProxy(ContextPtr context) {
  if (context->parameter("dryRun")) return answerStatus(*context, badRequest("dryRun is not supported"));
  const store::WorldPtr world = context->services.store.world();
  const auto target = findTarget(*world, context->info);
  if (!target) return answerStatus(*context, target.error());
  if (asksUpgrade(context->request))
    return answerStatus(*context, failure("error dialing backend: " + dialError(*target)));
  if (redirects(*context)) return;
  answerStatus(*context, serviceUnavailable("error trying to reach service: " + dialError(*target)));
}

}  // namespace seamark::apiserver
