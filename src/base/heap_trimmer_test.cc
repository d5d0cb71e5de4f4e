// SPDX-License-Identifier: Apache-2.0
#include "base/heap_trimmer.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <string>
#include <vector>

namespace seamark {
namespace {

TEST(HeapTrimmer, GivesBackWhatLiesBetweenThingsInUse) {
  if (mallinfo2().arena == 0) GTEST_SKIP() << "a sanitizer has an allocator of its own";
  HeapTrimmer trimmer;
  trimmer.run();
  const size_t before = residentBytes();
  constexpr size_t kPiece = 64 * 1024, kPieces = 2048;
  std::vector<std::string> holes, kept;
  for (size_t i = 0; i < kPieces; ++i) {
    holes.emplace_back(kPiece, 'x');
    kept.emplace_back(100, 'x');
  }
  ASSERT_GT(residentBytes(), before + kPiece * kPieces / 2);
  holes.clear();
  trimmer.run();
  EXPECT_LT(residentBytes(), before + kPiece * kPieces / 4);
}

TEST(HeapTrimmer, GivesBackWhatIsFreedAfterItLooked) {
  if (mallinfo2().arena == 0) GTEST_SKIP() << "a sanitizer has an allocator of its own";
  HeapTrimmer trimmer;
  trimmer.run();
  const size_t before = residentBytes();
  constexpr size_t kPiece = 64 * 1024, kPieces = 2048;
  std::vector<std::string> holes, kept;
  for (size_t i = 0; i < kPieces; ++i) {
    holes.emplace_back(kPiece, 'x');
    kept.emplace_back(100, 'x');
  }
  trimmer.run();
  holes.clear();
  trimmer.run();
  EXPECT_LT(residentBytes(), before + kPiece * kPieces / 4);
}

}  // namespace
}  // namespace seamark
