// Randomness, passed in from main. Tests print the seed of theirs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace seamark {

class Random {
 public:
  virtual ~Random() = default;
  // Any thread may call it.
  virtual uint64_t next() = 0;
  // A number in [0, bound), every one as likely; bound > 0.
  uint64_t below(uint64_t bound);
};

// The kernel's randomness (getrandom).
class SystemRandom final : public Random {
 public:
  uint64_t next() override;
};

// The same numbers for the same seed (splitmix64). Not for secrets; one thread.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}
  uint64_t next() override;

 private:
  uint64_t state_;
};

// A UUID of RFC 4122 version 4, lower case, as metadata.uid holds it.
std::string newUid(Random& random);
// The five characters that Kubernetes appends to generateName (no vowels, nothing that looks like another).
std::string generatedSuffix(Random& random);

}  // namespace seamark
