// The last known state on disk: what a host that boots without any API server in reach goes on with. One
// file, written whole beside itself and renamed; a checksum tells a torn or foreign file from ours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "routing/service_view.h"

namespace seamark::proxy {

struct Snapshot {
  WallTime taken{};
  routing::NodeView node;
  std::vector<routing::Cidr> serviceRanges;
  std::vector<routing::ServicePtr> services;
};

std::string encodeSnapshot(const Snapshot& snapshot);
// The failure says what is wrong with the bytes; never crashes on any.
Result<Snapshot> decodeSnapshot(std::string_view bytes);

Result<> writeSnapshot(const std::string& path, const std::string& bytes);
Result<Snapshot> readSnapshot(const std::string& path);

}  // namespace seamark::proxy
