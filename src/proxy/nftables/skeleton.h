// The fixed part of the kernel's table: chains, maps and sets as nft text, loaded once. Everything that
// changes later is elements (elements.h) and pick chains (pick_chain.h).
// docs/design/010-nftables-data-only.md says why.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace seamark::proxy {

inline constexpr std::string_view kTableName = "seamark";  // family inet
// An empty chain that tells which skeleton is in the kernel. To be raised with every change of the text.
inline constexpr std::string_view kSkeletonVersion = "skeleton-1";
inline constexpr std::string_view kPickChainPrefix = "pick";
inline constexpr uint32_t kMasqueradeMark = 0x4000;  // kube-proxy's --iptables-masquerade-bit 14

// nft text that puts a fresh table in the place of any older one, in one transaction.
std::string skeletonText();

}  // namespace seamark::proxy
