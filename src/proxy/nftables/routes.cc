// Routes to service ranges.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/routes.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include <cerrno>
#include <optional>
#include <vector>

#include "proxy/nftables/attributes.h"
#include "proxy/nftables/message.h"

namespace seamark::proxy {

namespace {

constexpr uint8_t kOurProtocol = 83;  // RTPROT_*: a number that nobody has; `ip route` shows "proto 83"

std::string bytesOfAddress(const IpAddress& address) {
  return std::string(reinterpret_cast<const char*>(address.bytes().data()), address.size());
}

uint8_t familyOf(const IpAddress& address) {
  return address.isV4() ? AF_INET : AF_INET6;
}

std::string message(uint16_t type, uint16_t flags, const rtmsg& route, const std::string& destination,
                    uint32_t device) {
  MessageWriter writer;
  writer.begin(type, NLM_F_REQUEST | flags, 1, rawBytes(route));
  if (!destination.empty()) writer.attribute(RTA_DST, destination);
  if (device != 0) writer.native32(RTA_OIF, device);
  writer.finish();
  return writer.bytes();
}

// Whether the kernel would send anything to `address` at all. A route that says "unreachable" is the owner's
// will.
bool hasRoute(NetlinkSocket& socket, const IpAddress& address) {
  rtmsg query{};
  query.rtm_family = familyOf(address);
  query.rtm_dst_len = static_cast<uint8_t>(address.size() * 8);
  const Result<> answered =
      socket.ask(message(RTM_GETROUTE, 0, query, bytesOfAddress(address), 0), [](const nlmsghdr*) {});
  return answered || socket.failedWith() != ENETUNREACH;
}

std::optional<uint32_t> firstDevice(NetlinkSocket& socket, bool loopback) {
  std::optional<uint32_t> found;
  MessageWriter writer;
  ifinfomsg query{};
  query.ifi_family = AF_UNSPEC;
  writer.begin(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, rawBytes(query));
  writer.finish();
  const Result<> listed = socket.ask(writer.bytes(), [&](const nlmsghdr* m) {
    const auto* link = static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(m));
    const bool up = (link->ifi_flags & IFF_UP) != 0, lo = (link->ifi_flags & IFF_LOOPBACK) != 0;
    if (!found && up && lo == loopback) found = static_cast<uint32_t>(link->ifi_index);
  });
  return listed ? found : std::nullopt;
}

rtmsg routeTo(const Cidr& range) {
  rtmsg route{};
  route.rtm_family = familyOf(range.network());
  route.rtm_dst_len = static_cast<uint8_t>(range.prefixLength());
  route.rtm_table = RT_TABLE_MAIN;
  route.rtm_protocol = kOurProtocol;
  route.rtm_scope = RT_SCOPE_LINK;
  route.rtm_type = RTN_UNICAST;
  return route;
}

}  // namespace

Result<> ensureRoute(NetlinkSocket& socket, const Cidr& range) {
  const auto inside = range.network().plus(1);
  if (hasRoute(socket, inside.value_or(range.network()))) return {};
  const auto device = firstDevice(socket, range.family() == IpFamily::V4);
  if (!device) return {};
  const Result<> made = socket.exchange(message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
                                                routeTo(range), bytesOfAddress(range.network()), *device),
                                        1);
  if (!made && socket.failedWith() == EEXIST) return {};
  return made;
}

Result<> removeRoutes(NetlinkSocket& socket) {
  struct Ours {
    rtmsg route;
    std::string destination;
  };
  std::vector<Ours> ours;
  for (const uint8_t family : {AF_INET, AF_INET6}) {
    rtmsg query{};
    query.rtm_family = family;
    CHECKED(socket.ask(message(RTM_GETROUTE, NLM_F_DUMP, query, {}, 0), [&](const nlmsghdr* m) {
      const auto* route = static_cast<const rtmsg*>(mnl_nlmsg_get_payload(m));
      if (route->rtm_protocol != kOurProtocol) return;
      std::string destination;
      visitAttributes(m, sizeof(rtmsg), [&](const nlattr* a) {
        if (mnl_attr_get_type(a) == RTA_DST) destination = bytesOf(a);
      });
      ours.push_back({*route, destination});
    }));
  }
  for (const Ours& found : ours) {
    const Result<> removed =
        socket.exchange(message(RTM_DELROUTE, NLM_F_ACK, found.route, found.destination, 0), 1);
    if (!removed && socket.failedWith() != ESRCH) return removed;
  }
  return {};
}

}  // namespace seamark::proxy
