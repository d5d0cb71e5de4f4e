// SnapshotWriter: writes object snapshots on a thread of its own, the newest only, so that neither DNS nor
// the proxy ever waits for a disk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "routing/object_snapshot.h"

namespace seamark::routing {

class SnapshotWriter {
 public:
  explicit SnapshotWriter(std::string path);
  ~SnapshotWriter();  // writes what is still waiting
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  // Any thread. A snapshot that is still waiting is replaced.
  void write(ObjectSnapshot snapshot);

 private:
  void run();

  std::string path_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<ObjectSnapshot> waiting_;  // guarded by mutex_, as stopping_
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace seamark::routing
