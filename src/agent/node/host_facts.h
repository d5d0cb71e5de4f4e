// HostFacts: what a Node says about its host, read from /proc and /sys. What cannot be read is left empty.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace seamark::agent {

struct HostFacts {
  std::string machineID, systemUUID, bootID;
  std::string kernelVersion, osImage, architecture;
  uint64_t processors = 0;
  uint64_t memoryBytes = 0, memoryFreeBytes = 0;  // free: what can be had without swapping
  uint64_t diskBytes = 0, diskFreeBytes = 0;      // of the root file system
  uint64_t processes = 0, processesMost = 0;
  bool operator==(const HostFacts&) const = default;
};

HostFacts readHostFacts();

}  // namespace seamark::agent
