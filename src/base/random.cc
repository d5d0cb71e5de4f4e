// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <string_view>

#include "base/assert.h"

namespace seamark {

uint64_t Random::below(uint64_t bound) {
  SM_ASSERT(bound > 0);
  const uint64_t limit =
      UINT64_MAX - UINT64_MAX % bound;  // above it some remainders would come once more often
  uint64_t value = next();
  while (value >= limit) value = next();
  return value % bound;
}

uint64_t SystemRandom::next() {
  thread_local std::array<uint64_t, 32> pool;
  thread_local size_t left = 0;
  if (left == 0) {
    SM_ASSERT(getrandom(pool.data(), sizeof(pool), 0) == static_cast<ssize_t>(sizeof(pool)));
    left = pool.size();
  }
  return pool[--left];
}

uint64_t SeededRandom::next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

std::string newUid(Random& random) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const uint64_t high = (random.next() & ~0xf000ULL) | 0x4000;                           // version 4
  const uint64_t low = (random.next() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;  // variant 10
  std::string out;
  out.reserve(36);
  for (int nibble = 0; nibble < 32; ++nibble) {
    if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) out += '-';
    const uint64_t half = nibble < 16 ? high : low;
    out += kHex[(half >> (60 - 4 * (nibble % 16))) & 15];
  }
  return out;
}

std::string generatedSuffix(Random& random) {
  static constexpr std::string_view kAlphabet = "bcdfghjklmnpqrstvwxz2456789";
  std::string out;
  for (int i = 0; i < 5; ++i) out += kAlphabet[random.below(kAlphabet.size())];
  return out;
}

}  // namespace seamark
