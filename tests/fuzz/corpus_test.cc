// Replays what the fuzzers keep, the inputs that once broke something among it, without a fuzzer: each folder
// of tests/fuzz/corpus through the target of its name.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// CMakeLists.txt gives each target's entry point the target's name.
using Run = int(const uint8_t* data, size_t size);
extern "C" Run dns_fuzz, http1_fuzz, http2_fuzz, json_fuzz, patch_fuzz, protobuf_fuzz, selector_fuzz,
    yaml_fuzz;

namespace {

struct Target {
  const char* name;
  Run* run;
};

constexpr Target kTargets[] = {
    {"dns", dns_fuzz},     {"http1", http1_fuzz},       {"http2", http2_fuzz},       {"json", json_fuzz},
    {"patch", patch_fuzz}, {"protobuf", protobuf_fuzz}, {"selector", selector_fuzz}, {"yaml", yaml_fuzz}};

class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, EveryInputIsSurvived) {
  const auto folder = std::filesystem::path(SEAMARK_SOURCE_DIR) / "tests/fuzz/corpus" / GetParam().name;
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input((std::istreambuf_iterator<char>(file)), {});
    GetParam().run(reinterpret_cast<const uint8_t*>(input.data()), input.size());
    ++count;
  }
  EXPECT_GT(count, 0u) << "nothing in " << folder;
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, testing::ValuesIn(kTargets),
                         [](const auto& target) { return target.param.name; });

}  // namespace
