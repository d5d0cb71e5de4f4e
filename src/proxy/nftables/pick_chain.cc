// Pick chains, written as nf_tables expressions: the affinity chains look one map up with what another gave,
// which nft's language cannot say, and one batch can then make a chain and the elements that lead to it.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/pick_chain.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <charconv>

#include "proxy/nftables/elements.h"
#include "proxy/nftables/skeleton.h"

namespace seamark::proxy {

namespace {

constexpr std::string_view kInside = "-inside", kSticky = "-sticky-";
constexpr std::string_view kMasquerade = "-masquerade", kOutside = "-masquerade-outside";

constexpr unsigned kKeptMark = 15;  // the register that keeps the packet's mark

using Nest = MessageWriter::Nest;

// One rule under construction. Registers are numbered 0 to 15, four bytes each.
class RuleWriter {
 public:
  RuleWriter(MessageWriter& writer, const std::string& table, const std::string& chain, IpFamily family)
      : writer_(writer), family_(family) {
    nfgenmsg header{};
    header.nfgen_family = NFPROTO_INET;
    header.version = NFNETLINK_V0;
    writer_.begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_APPEND, 0,
                  rawBytes(header));
    writer_.text(NFTA_RULE_TABLE, table);
    writer_.text(NFTA_RULE_CHAIN, chain);
    expressions_.emplace(writer_, NFTA_RULE_EXPRESSIONS);
    meta(NFT_META_NFPROTO, 0);
    compare(0, std::string(1, family == IpFamily::V4 ? NFPROTO_IPV4 : NFPROTO_IPV6));
  }
  ~RuleWriter() {
    expressions_.reset();
    writer_.finish();
  }
  RuleWriter(const RuleWriter&) = delete;
  RuleWriter& operator=(const RuleWriter&) = delete;

  unsigned addressRegisters() const { return family_ == IpFamily::V4 ? 1 : 4; }

  void meta(uint32_t what, unsigned into) {
    expression("meta", [&] {
      writer_.number32(NFTA_META_KEY, what);
      writer_.number32(NFTA_META_DREG, reg(into));
    });
  }
  void compare(unsigned with, const std::string& bytes) {
    expression("cmp", [&] {
      writer_.number32(NFTA_CMP_SREG, reg(with));
      writer_.number32(NFTA_CMP_OP, NFT_CMP_EQ);
      value(NFTA_CMP_DATA, bytes);
    });
  }
  void sourceAddress(unsigned into) {
    payload(NFT_PAYLOAD_NETWORK_HEADER, family_ == IpFamily::V4 ? 12 : 8, into);
  }
  // protocol . address . port of what was asked for, from register `into` on.
  void frontend(unsigned into) {
    meta(NFT_META_L4PROTO, into);
    payload(NFT_PAYLOAD_NETWORK_HEADER, family_ == IpFamily::V4 ? 16 : 24, into + 1);
    payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, into + 1 + addressRegisters(), 2);
  }
  void random(uint32_t below, unsigned into) {
    expression("numgen", [&] {
      writer_.number32(NFTA_NG_DREG, reg(into));
      writer_.number32(NFTA_NG_MODULUS, below);
      writer_.number32(NFTA_NG_TYPE, NFT_NG_RANDOM);
      writer_.number32(NFTA_NG_OFFSET, 0);
    });
  }
  // Ends the rule when `key` is not in the map.
  void look(const std::string& map, unsigned key, unsigned into) {
    expression("lookup", [&] {
      writer_.text(NFTA_LOOKUP_SET, map);
      writer_.number32(NFTA_LOOKUP_SREG, reg(key));
      writer_.number32(NFTA_LOOKUP_DREG, reg(into));
    });
  }
  // Likewise, for a number that another lookup will use. It goes through the packet mark and back, and the
  // mark gets what it had: nft 1.0.6, and with it `nft list ruleset`, aborts on a rule whose lookup uses what
  // another lookup gave, but prints one that uses the mark. keepMark() must have come before.
  void lookNumber(const std::string& map, unsigned key, unsigned into) {
    look(map, key, into);
    setMark(into);
    meta(NFT_META_MARK, into);
    setMark(kKeptMark);
  }
  void keepMark() { meta(NFT_META_MARK, kKeptMark); }
  void require(const std::string& set, unsigned key, bool contained) {
    expression("lookup", [&] {
      writer_.text(NFTA_LOOKUP_SET, set);
      writer_.number32(NFTA_LOOKUP_SREG, reg(key));
      if (!contained) writer_.number32(NFTA_LOOKUP_FLAGS, NFT_LOOKUP_F_INV);
    });
  }
  void remember(const std::string& map, unsigned key, unsigned data, std::chrono::milliseconds timeout) {
    change(map, NFT_DYNSET_OP_UPDATE, key, data, timeout);
  }
  void forget(const std::string& map, unsigned key, unsigned data) {
    change(map, NFT_DYNSET_OP_DELETE, key, data, std::chrono::milliseconds(0));
  }
  void mark(uint32_t bit) {
    meta(NFT_META_MARK, 0);
    bitwise(0, ~bit, bit);
    setMark(0);
  }
  // To the address and port in the registers from `from` on.
  void sendTo(unsigned from) {
    expression("nat", [&] {
      writer_.number32(NFTA_NAT_TYPE, NFT_NAT_DNAT);
      writer_.number32(NFTA_NAT_FAMILY, family_ == IpFamily::V4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
      writer_.number32(NFTA_NAT_REG_ADDR_MIN, reg(from));
      writer_.number32(NFTA_NAT_REG_PROTO_MIN, reg(from + addressRegisters()));
    });
  }

 private:
  static uint32_t reg(unsigned index) { return NFT_REG32_00 + index; }
  void payload(uint32_t base, uint32_t offset, unsigned into, uint32_t length = 0) {
    expression("payload", [&] {
      writer_.number32(NFTA_PAYLOAD_DREG, reg(into));
      writer_.number32(NFTA_PAYLOAD_BASE, base);
      writer_.number32(NFTA_PAYLOAD_OFFSET, offset);
      writer_.number32(NFTA_PAYLOAD_LEN, length != 0 ? length : addressRegisters() * 4);
    });
  }
  void bitwise(unsigned in, uint32_t mask, uint32_t flip) {
    expression("bitwise", [&] {
      writer_.number32(NFTA_BITWISE_SREG, reg(in));
      writer_.number32(NFTA_BITWISE_DREG, reg(in));
      writer_.number32(NFTA_BITWISE_LEN, 4);
      value(NFTA_BITWISE_MASK, std::string(rawBytes(mask)));
      value(NFTA_BITWISE_XOR, std::string(rawBytes(flip)));
    });
  }
  void change(const std::string& map, uint32_t operation, unsigned key, unsigned data,
              std::chrono::milliseconds timeout) {
    expression("dynset", [&] {
      writer_.text(NFTA_DYNSET_SET_NAME, map);
      writer_.number32(NFTA_DYNSET_OP, operation);
      writer_.number32(NFTA_DYNSET_SREG_KEY, reg(key));
      writer_.number32(NFTA_DYNSET_SREG_DATA, reg(data));
      if (timeout.count() != 0) writer_.number64(NFTA_DYNSET_TIMEOUT, static_cast<uint64_t>(timeout.count()));
    });
  }
  void setMark(unsigned from) {
    expression("meta", [&] {
      writer_.number32(NFTA_META_KEY, NFT_META_MARK);
      writer_.number32(NFTA_META_SREG, reg(from));
    });
  }
  void value(uint16_t attribute, const std::string& bytes) {
    const Nest nest(writer_, attribute);
    writer_.attribute(NFTA_DATA_VALUE, bytes);
  }
  template <class Body>
  void expression(std::string_view name, Body body) {
    const Nest element(writer_, NFTA_LIST_ELEM);
    writer_.text(NFTA_EXPR_NAME, name);
    const Nest data(writer_, NFTA_EXPR_DATA);
    body();
  }

  MessageWriter& writer_;
  IpFamily family_;
  std::optional<Nest> expressions_;
};

// Writes one chain's rules.
class ChainWriter {
 public:
  ChainWriter(const PickChain& chain, const std::string& table, MessageWriter& writer)
      : chain_(chain), table_(table), name_(chain.name()), writer_(writer) {}

  unsigned write() {
    if (chain_.masquerade != Masquerade::Never) masquerade();
    if (chain_.sticky) {
      again();
      pickAndRemember();
      pickSticky();
    } else {
      pick();
    }
    return rules_;
  }

 private:
  std::string table(std::string_view base) const {
    return std::string(base) + (chain_.family == IpFamily::V4 ? '4' : '6');
  }
  RuleWriter rule() {
    ++rules_;
    return RuleWriter(writer_, table_, name_, chain_.family);
  }

  void masquerade() {
    RuleWriter r = rule();
    if (chain_.masquerade == Masquerade::Outside) {
      r.sourceAddress(0);
      r.require(table("pod_ranges"), 0, false);
    }
    r.mark(kMasqueradeMark);
  }

  // The registers of the affinity rules: client . group, the key of `affinity`, then protocol . address .
  // port . index or id, the key of the others. An endpoint that was found lands on the latter.
  unsigned group() const { return chain_.family == IpFamily::V4 ? 1 : 4; }
  unsigned frontend() const { return group() + 1; }
  unsigned id() const { return frontend() + group() + 2; }

  void client(RuleWriter& r) {
    r.lookNumber(table("groups"), frontend(), group());
    r.sourceAddress(0);
  }
  void rememberAndSend(RuleWriter& r) {
    r.look(table(chain_.inside ? "inside_sticky_endpoints" : "sticky_endpoints"), frontend(), frontend());
    r.remember(table("affinity"), 0, id(), *chain_.sticky);  // ends the rule when the map is full
    r.sendTo(frontend());
  }

  // The client's earlier choice, where it may still be given.
  void again() {
    RuleWriter r = rule();
    r.keepMark();
    r.frontend(frontend());
    client(r);
    r.lookNumber(table("affinity"), 0, id());
    rememberAndSend(r);
  }

  void pickAndRemember() {
    RuleWriter r = rule();
    r.keepMark();
    r.frontend(frontend());
    r.random(chain_.count, id());
    r.lookNumber(table(chain_.inside ? "inside_sticky_ids" : "sticky_ids"), frontend(), id());
    client(r);
    r.forget(table("affinity"), 0,
             id());  // an update would keep the endpoint that is gone and only its time anew
    rememberAndSend(r);
  }

  // Without a memory: for all others, and for a client for whom `affinity` has no room.
  void pickSticky() {
    RuleWriter r = rule();
    r.keepMark();
    r.frontend(frontend());
    r.random(chain_.count, id());
    r.lookNumber(table(chain_.inside ? "inside_sticky_ids" : "sticky_ids"), frontend(), id());
    r.look(table(chain_.inside ? "inside_sticky_endpoints" : "sticky_endpoints"), frontend(), frontend());
    r.sendTo(frontend());
  }
  void pick() {
    RuleWriter r = rule();
    r.frontend(0);
    r.random(chain_.count, 2 + r.addressRegisters());
    r.look(table(chain_.inside ? "inside_endpoints" : "endpoints"), 0, 0);
    r.sendTo(0);
  }

  const PickChain& chain_;
  const std::string& table_;
  std::string name_;
  MessageWriter& writer_;
  unsigned rules_ = 0;
};

template <class T>
bool takeNumber(std::string_view& text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return true;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::string PickChain::name() const {
  std::string text = fmt::format("{}{}-{}", kPickChainPrefix, family == IpFamily::V4 ? 4 : 6, count);
  if (inside) text += kInside;
  if (masquerade == Masquerade::Always) text += kMasquerade;
  if (masquerade == Masquerade::Outside) text += kOutside;
  if (sticky) text += fmt::format("{}{}s", kSticky, sticky->count());
  return text;
}

std::optional<PickChain> PickChain::parse(std::string_view name) {
  PickChain chain;
  uint32_t family = 0;
  if (!take(name, kPickChainPrefix) || !takeNumber(name, family) || !take(name, "-") ||
      !takeNumber(name, chain.count) || (family != 4 && family != 6) || chain.count == 0)
    return std::nullopt;
  chain.family = family == 4 ? IpFamily::V4 : IpFamily::V6;
  chain.inside = take(name, kInside);
  if (take(name, kOutside))
    chain.masquerade = Masquerade::Outside;
  else if (take(name, kMasquerade))
    chain.masquerade = Masquerade::Always;
  if (take(name, kSticky)) {
    int64_t seconds = 0;
    if (!takeNumber(name, seconds) || !take(name, "s")) return std::nullopt;
    chain.sticky = std::chrono::seconds(seconds);
  }
  if (!name.empty()) return std::nullopt;
  return chain;
}

unsigned writeRules(const PickChain& chain, const std::string& table, MessageWriter& writer) {
  return ChainWriter(chain, table, writer).write();
}

}  // namespace seamark::proxy
