// A real directory, watched.
// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/directory.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>

namespace seamark::agent {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Watched : public testing::Test {
 protected:
  Watched() {
    std::string pattern = "/tmp/seamark-manifests-XXXXXX";
    root_ = mkdtemp(pattern.data());
    path_ = root_ / "manifests";
  }
  ~Watched() override {
    loop_.runAndWait([this] { directory_.reset(); });
    fs::remove_all(root_);
  }
  void start() {
    loop_.runAndWait([this] {
      directory_ = std::make_unique<ManifestDirectory>(
          loop_, path_.string(), [this](const std::vector<ManifestFile>& files) {
            const std::lock_guard lock(mutex_);
            names_.clear();
            for (const ManifestFile& file : files)
              names_.push_back(fs::path(file.path).filename().string() + "=" + file.text);
            ++calls_;
            changed_.notify_all();
          });
      directory_->start();
    });
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(path_ / name) << text; }
  bool becomes(const std::vector<std::string>& wanted) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return calls_ > 0 && names_ == wanted; });
  }

  fs::path root_, path_;
  SystemClock clock_;
  net::EventLoop loop_{clock_, "directory"};
  std::unique_ptr<ManifestDirectory> directory_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> names_;
  int calls_ = 0;
};

TEST_F(Watched, ChangesAreSeenAsTheyHappen) {
  fs::create_directory(path_);
  write("b.yaml", "1");
  start();
  EXPECT_TRUE(becomes({"b.yaml=1"}));
  write("a.yaml", "2");
  EXPECT_TRUE(becomes({"a.yaml=2", "b.yaml=1"}));
  write("b.yaml", "3");
  EXPECT_TRUE(becomes({"a.yaml=2", "b.yaml=3"}));
  fs::rename(path_ / "a.yaml", path_ / "c.yaml");
  EXPECT_TRUE(becomes({"b.yaml=3", "c.yaml=2"}));
  fs::remove(path_ / "b.yaml");
  EXPECT_TRUE(becomes({"c.yaml=2"}));
}

TEST_F(Watched, EditorsFilesAndFoldersAreLeftOut) {
  fs::create_directory(path_);
  write(".hidden", "1");
  write("a.yaml~", "1");
  write("a.yaml.swp", "1");
  fs::create_directory(path_ / "folder");
  write("a.yaml", "1");
  start();
  EXPECT_TRUE(becomes({"a.yaml=1"}));
}

TEST_F(Watched, AnEmptyDirectoryIsTold) {
  fs::create_directory(path_);
  start();
  EXPECT_TRUE(becomes({}));
}

TEST_F(Watched, WhatCannotBeReadHasNotGone) {
  fs::create_directory(path_);
  write("a.yaml", "1");
  start();
  ASSERT_TRUE(becomes({"a.yaml=1"}));
  fs::rename(path_, root_ / "away");
  loop_.runAndWait([] {});
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(names_, (std::vector<std::string>{"a.yaml=1"}));
}

}  // namespace
}  // namespace seamark::agent
