// The skeleton. Read it as what happens to the first packet of a connection; later packets follow conntrack.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/skeleton.h"

#include <fmt/format.h>

namespace seamark::proxy {

namespace {

// {v}: 4 or 6, {ip}: ip or ip6, {addr}: the address type.
constexpr std::string_view kTables = R"(
  map services{v}         {{ typeof meta l4proto . {ip} daddr . th dport : verdict; }}
  map insiders{v}         {{ typeof meta l4proto . {ip} daddr . th dport : verdict; }}
  map endpoints{v}        {{ typeof meta l4proto . {ip} daddr . th dport . numgen random mod 2 : {ip} daddr . th dport; }}
  map inside_endpoints{v} {{ typeof meta l4proto . {ip} daddr . th dport . numgen random mod 2 : {ip} daddr . th dport; }}
  map closed{v}           {{ typeof meta l4proto . {ip} daddr . th dport : verdict; }}
  set firewalled{v}       {{ typeof meta l4proto . {ip} daddr . th dport; }}
  set allowed{v}          {{ typeof meta l4proto . {ip} daddr . th dport . {ip} saddr; flags interval; }}
  set cluster_ips{v}      {{ type {addr}; }}
  set local_endpoints{v}  {{ typeof {ip} saddr . {ip} daddr; }}
  set pod_ranges{v}       {{ type {addr}; flags interval; }}
  set service_ranges{v}   {{ type {addr}; flags interval; }}

  # ClientIP affinity: ids of endpoints, and what the kernel remembers: client . Service port -> endpoint id
  map groups{v}                  {{ typeof meta l4proto . {ip} daddr . th dport : meta mark; }}
  map sticky_ids{v}              {{ typeof meta l4proto . {ip} daddr . th dport . numgen random mod 2 : meta mark; }}
  map inside_sticky_ids{v}       {{ typeof meta l4proto . {ip} daddr . th dport . numgen random mod 2 : meta mark; }}
  map sticky_endpoints{v}        {{ typeof meta l4proto . {ip} daddr . th dport . meta mark : {ip} daddr . th dport; }}
  map inside_sticky_endpoints{v} {{ typeof meta l4proto . {ip} daddr . th dport . meta mark : {ip} daddr . th dport; }}
  map affinity{v}                {{ typeof {ip} saddr . meta mark : meta mark; flags dynamic, timeout; timeout 3h; size 1048576; }}
)";

constexpr std::string_view kChains = R"(
  chain {version} {{ }}
  chain refuse {{
    meta l4proto tcp reject with tcp reset
    reject with icmpx port-unreachable
  }}

  # before destinations are rewritten: who may ask a load balancer's address
  chain firewall {{
    meta l4proto . ip daddr . th dport @firewalled4 meta l4proto . ip daddr . th dport . ip saddr != @allowed4 drop
    meta l4proto . ip6 daddr . th dport @firewalled6 meta l4proto . ip6 daddr . th dport . ip6 saddr != @allowed6 drop
  }}
  chain firewall_prerouting {{ type filter hook prerouting priority -110; ct state new jump firewall; }}
  chain firewall_output {{ type filter hook output priority -110; ct state new jump firewall; }}

  # policy Local, asked from the cluster itself: any endpoint may answer
  chain insiders {{
    meta l4proto . ip daddr . th dport vmap @insiders4
    meta l4proto . ip6 daddr . th dport vmap @insiders6
  }}
  chain services {{
    meta l4proto . ip daddr . th dport vmap @services4
    meta l4proto . ip6 daddr . th dport vmap @services6
  }}
  chain prerouting {{
    type nat hook prerouting priority -100;
    ip saddr @pod_ranges4 jump insiders
    ip6 saddr @pod_ranges6 jump insiders
    jump services
  }}
  chain output {{
    type nat hook output priority -100;
    jump insiders
    jump services
  }}

  # after that: what still has a virtual destination has nobody to answer
  chain unanswered {{
    meta l4proto . ip daddr . th dport vmap @closed4
    meta l4proto . ip6 daddr . th dport vmap @closed6
    ip daddr @cluster_ips4 goto refuse
    ip6 daddr @cluster_ips6 goto refuse
    ip daddr @service_ranges4 drop
    ip6 daddr @service_ranges6 drop
  }}
  chain unanswered_input {{ type filter hook input priority -90; ct state new jump unanswered; }}
  chain unanswered_forward {{ type filter hook forward priority -90; ct state new jump unanswered; }}
  chain unanswered_output {{ type filter hook output priority -90; ct state new jump unanswered; }}

  chain postrouting {{
    type nat hook postrouting priority 100;
    meta mark & {mark:#x} == {mark:#x} meta mark set meta mark & {unmark:#x} masquerade fully-random
    ct status dnat ip saddr . ip daddr @local_endpoints4 masquerade fully-random
    ct status dnat ip6 saddr . ip6 daddr @local_endpoints6 masquerade fully-random
  }}
)";

}  // namespace

std::string skeletonText() {
  using fmt::arg;
  std::string text =
      fmt::format("add table inet {0}\ndelete table inet {0}\ntable inet {0} {{\n", kTableName);
  text += fmt::format(kTables, arg("v", 4), arg("ip", "ip"), arg("addr", "ipv4_addr"));
  text += fmt::format(kTables, arg("v", 6), arg("ip", "ip6"), arg("addr", "ipv6_addr"));
  text += fmt::format(kChains, arg("version", kSkeletonVersion), arg("mark", kMasqueradeMark),
                      arg("unmark", ~kMasqueradeMark));
  return text + "}\n";
}

}  // namespace seamark::proxy
