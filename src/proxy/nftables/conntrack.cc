// Stale flows.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/conntrack.h"

#include <arpa/inet.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "proxy/nftables/attributes.h"
#include "proxy/nftables/message.h"

namespace seamark::proxy {

namespace {

// One direction of a flow.
struct Tuple {
  std::optional<IpAddress> source, destination;
  uint8_t protocol = 0;
  uint16_t sourcePort = 0, destinationPort = 0;
};

struct Flow {
  uint8_t family = 0;
  Tuple original, reply;
  std::string originalBytes;  // the attribute as it came: what names the flow to be deleted
  std::string zone, id;       // likewise, or empty
};

IpAddress address4(const nlattr* a) {
  return IpAddress::v4(ntohl(mnl_attr_get_u32(a)));
}
IpAddress address6(const nlattr* a) {
  std::array<uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), mnl_attr_get_payload(a), bytes.size());
  return IpAddress::v6(bytes);
}

Tuple tupleIn(const nlattr* nest) {
  Tuple tuple;
  visitNested(nest, [&](const nlattr* part) {
    const bool ip = mnl_attr_get_type(part) == CTA_TUPLE_IP,
               proto = mnl_attr_get_type(part) == CTA_TUPLE_PROTO;
    visitNested(part, [&](const nlattr* a) {
      const auto type = mnl_attr_get_type(a);
      if (ip && type == CTA_IP_V4_SRC) tuple.source = address4(a);
      if (ip && type == CTA_IP_V4_DST) tuple.destination = address4(a);
      if (ip && type == CTA_IP_V6_SRC) tuple.source = address6(a);
      if (ip && type == CTA_IP_V6_DST) tuple.destination = address6(a);
      if (proto && type == CTA_PROTO_NUM) tuple.protocol = mnl_attr_get_u8(a);
      if (proto && type == CTA_PROTO_SRC_PORT) tuple.sourcePort = ntohs(mnl_attr_get_u16(a));
      if (proto && type == CTA_PROTO_DST_PORT) tuple.destinationPort = ntohs(mnl_attr_get_u16(a));
    });
  });
  return tuple;
}

Flow flowIn(const nlmsghdr* message) {
  Flow flow;
  flow.family = static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(message))->nfgen_family;
  visitAttributes(message, sizeof(nfgenmsg), [&](const nlattr* a) {
    switch (mnl_attr_get_type(a)) {
      case CTA_TUPLE_ORIG:
        flow.original = tupleIn(a);
        flow.originalBytes = bytesOf(a);
        break;
      case CTA_TUPLE_REPLY:
        flow.reply = tupleIn(a);
        break;
      case CTA_ZONE:
        flow.zone = bytesOf(a);
        break;
      case CTA_ID:
        flow.id = bytesOf(a);
        break;
      default:
        break;
    }
  });
  return flow;
}

bool stale(const Flow& flow, const std::map<Frontend, RulePtr>& rules) {
  if (flow.original.protocol != static_cast<uint8_t>(Protocol::Udp) || !flow.original.destination ||
      !flow.reply.source)
    return false;
  const auto it = rules.find({*flow.original.destination, Protocol::Udp, flow.original.destinationPort});
  if (it == rules.end()) return false;
  const Rule& rule = *it->second;
  if (rule.nodePort && rule.serving.empty()) return false;
  const Backend answering{*flow.reply.source, flow.reply.sourcePort};
  return !std::binary_search(rule.serving.begin(), rule.serving.end(), answering);
}

std::string request(uint8_t message, uint16_t flags, uint8_t family, const Flow* flow) {
  nfgenmsg header{};
  header.nfgen_family = family;
  header.version = NFNETLINK_V0;
  MessageWriter writer;
  writer.begin(static_cast<uint16_t>(NFNL_SUBSYS_CTNETLINK << 8 | message), NLM_F_REQUEST | flags, 1,
               rawBytes(header));
  if (flow) {
    writer.attribute(CTA_TUPLE_ORIG | NLA_F_NESTED, flow->originalBytes);
    if (!flow->zone.empty()) writer.attribute(CTA_ZONE, flow->zone);
    if (!flow->id.empty()) writer.attribute(CTA_ID, flow->id);
  }
  writer.finish();
  return writer.bytes();
}

}  // namespace

Result<size_t> forgetStaleFlows(NetlinkSocket& socket, const std::map<Frontend, RulePtr>& rules) {
  std::vector<Flow> found;
  const Result<> dumped =
      socket.ask(request(IPCTNL_MSG_CT_GET, NLM_F_DUMP, AF_UNSPEC, nullptr), [&](const nlmsghdr* m) {
        Flow flow = flowIn(m);
        if (stale(flow, rules)) found.push_back(std::move(flow));
      });
  if (!dumped) return Failure(dumped.error());
  for (const Flow& flow : found) {
    const Result<> deleted = socket.exchange(request(IPCTNL_MSG_CT_DELETE, NLM_F_ACK, flow.family, &flow), 1);
    if (!deleted && socket.failedWith() != ENOENT) return Failure(deleted.error());
  }
  return found.size();
}

}  // namespace seamark::proxy
