// The kept state: what was written comes back; what was damaged is refused whole.
// SPDX-License-Identifier: Apache-2.0
#include "routing/object_snapshot.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "api/core/service.h"
#include "api/kinds.h"

namespace seamark::routing {
namespace {

class ObjectSnapshotFile : public testing::Test {
 protected:
  ObjectSnapshotFile() : path_(testing::TempDir() + "/snapshot." + std::to_string(getpid())) {}
  ~ObjectSnapshotFile() override { std::filesystem::remove(path_); }

  void writeExample() {
    auto service = std::make_shared<api::Service>();
    service->metadata.namespace_ = "default";
    service->metadata.name = "kafka";
    service->spec.clusterIP = "10.96.0.10";
    const WallTime then(std::chrono::seconds(1'700'000'000));
    ASSERT_TRUE(writeSnapshot(path_, {.taken = then, .objects = {{&api::kindOf<api::Service>(), service}}}));
  }

  std::string path_;
};

TEST_F(ObjectSnapshotFile, ComesBack) {
  writeExample();
  const auto back = readSnapshot(path_);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->taken, WallTime(std::chrono::seconds(1'700'000'000)));
  ASSERT_EQ(back->objects.size(), 1u);
  EXPECT_EQ(back->objects[0].kind, &api::kindOf<api::Service>());
  EXPECT_EQ(api::as<api::Service>(*back->objects[0].object).spec.clusterIP, "10.96.0.10");
  struct stat info{};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(ObjectSnapshotFile, EveryCutAndEveryChangedByteIsRefused) {
  writeExample();
  std::ifstream in(path_, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] ^= 1;
    for (const std::string& bad : {whole.substr(0, at), changed}) {
      std::ofstream(path_, std::ios::binary | std::ios::trunc) << bad;
      EXPECT_FALSE(readSnapshot(path_)) << at;
    }
  }
}

TEST_F(ObjectSnapshotFile, AbsentIsNotDamaged) {
  EXPECT_EQ(readSnapshot(path_).error().reason, "NotFound");
}

}  // namespace
}  // namespace seamark::routing
