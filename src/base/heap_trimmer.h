// HeapTrimmer: gives what the process has freed back to the system. A few requests of megabytes, or a crowd
// that has gone, leave a heap full of holes that the allocator keeps for ever by itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace seamark {

// To be called now and then, on one thread. Costs two small reads, and some milliseconds when the process has
// grown, or has freed, by much since the last time.
class HeapTrimmer {
 public:
  void run();

 private:
  // The least since the last trim.
  size_t resident_ = 0;
  size_t free_ = 0;  // within the heap, given back or not
};

// What the process takes of the machine's memory now.
size_t residentBytes();

}  // namespace seamark
