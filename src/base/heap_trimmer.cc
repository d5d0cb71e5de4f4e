// SPDX-License-Identifier: Apache-2.0
#include "base/heap_trimmer.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace seamark {
namespace {

constexpr size_t kWorthIt = 4 * 1024 * 1024;

}  // namespace

size_t residentBytes() {
  std::ifstream file("/proc/self/statm");
  size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// What is freed after a trim does not make the process grow: growth alone would never give it back.
void HeapTrimmer::run() {
  resident_ = std::min(resident_, residentBytes());
  free_ = std::min(free_, mallinfo2().fordblks);
  if (residentBytes() < resident_ + kWorthIt && mallinfo2().fordblks < free_ + kWorthIt) return;
  malloc_trim(0);
  resident_ = residentBytes();
  free_ = mallinfo2().fordblks;
}

}  // namespace seamark
