// SPDX-License-Identifier: Apache-2.0
#include "base/heap_trimmer.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace seamark {
namespace {

constexpr size_t kWorthIt = 32 * 1024 * 1024;

}  // namespace

size_t residentBytes() {
  std::ifstream file("/proc/self/statm");
  size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

void HeapTrimmer::run() {
  lowest_ = std::min(lowest_, residentBytes());
  if (residentBytes() < lowest_ + kWorthIt) return;
  malloc_trim(0);
  lowest_ = residentBytes();
}

}  // namespace seamark
