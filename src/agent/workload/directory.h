// ManifestDirectory: reads a directory of manifests, and again when something in it changes (inotify) and
// every twenty seconds. Files are read in the order of their names; hidden ones, and those that end in a
// tilde or in .swp, are editors' and are left out. Lives on one loop.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/workload/manifest.h"
#include "net/event_loop.h"

namespace seamark::agent {

class ManifestDirectory {
 public:
  // All files that are there now: the first time, and whenever they differ from the time before. Not called
  // while the directory cannot be read: what is not known has not gone.
  using Changed = std::function<void(const std::vector<ManifestFile>&)>;

  ManifestDirectory(net::EventLoop& loop, std::string path, Changed changed);
  ~ManifestDirectory();
  ManifestDirectory(const ManifestDirectory&) = delete;
  ManifestDirectory& operator=(const ManifestDirectory&) = delete;
  void start();

 private:
  void look();
  void watch();
  void drainEvents();

  net::EventLoop& loop_;
  const std::string path_;
  Changed changed_;
  std::optional<std::vector<ManifestFile>> known_;
  std::string problem_;  // said last, so as not to say it again
  int inotify_ = -1;
  int watched_ = -1;
  uint64_t registration_ = 0;
  Executor::Timer timer_ = Executor::Timer::None;
};

// The error says what cannot be read and why.
Result<std::vector<ManifestFile>> readManifests(const std::string& directory);

}  // namespace seamark::agent
