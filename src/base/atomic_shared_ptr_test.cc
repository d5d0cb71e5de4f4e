// SPDX-License-Identifier: Apache-2.0
#include "base/atomic_shared_ptr.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace seamark {
namespace {

TEST(AtomicSharedPtr, GivesBackWhatItHeld) {
  AtomicSharedPtr<const int> held(std::make_shared<const int>(1));
  const auto before = held.exchange(std::make_shared<const int>(2));
  EXPECT_EQ(*before, 1);
  EXPECT_EQ(*held.load(), 2);
  held.store(nullptr);
  EXPECT_EQ(held.load(), nullptr);
}

// The thread sanitizer's run is the judge: every value is read while others replace it.
TEST(AtomicSharedPtr, ReadersSeeWholeValuesInOrder) {
  struct Value {
    int number, twice;
  };
  AtomicSharedPtr<const Value> held(std::make_shared<const Value>(Value{0, 0}));
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader)
    readers.emplace_back([&] {
      for (int last = 0; last < 2000;) {
        const auto value = held.load();
        EXPECT_EQ(value->twice, 2 * value->number);
        EXPECT_GE(value->number, last);
        last = value->number;
      }
    });
  for (int number = 1; number <= 2000; ++number)
    held.store(std::make_shared<const Value>(Value{number, 2 * number}));
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace seamark
