// SPDX-License-Identifier: Apache-2.0
#include "routing/snapshot_writer.h"

#include <utility>

#include "base/log.h"

namespace seamark::routing {

SnapshotWriter::SnapshotWriter(std::string path) : path_(std::move(path)), thread_([this] { run(); }) {}

SnapshotWriter::~SnapshotWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void SnapshotWriter::write(ObjectSnapshot snapshot) {
  {
    const std::lock_guard lock(mutex_);
    waiting_ = std::move(snapshot);
  }
  wake_.notify_one();
}

void SnapshotWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return waiting_ || stopping_; });
    if (!waiting_) return;
    const ObjectSnapshot snapshot = std::move(*std::exchange(waiting_, std::nullopt));
    lock.unlock();
    if (const auto written = writeSnapshot(path_, snapshot); !written)
      log::error("the last known state was not kept", {{"error", written.error().message}});
    lock.lock();
  }
}

}  // namespace seamark::routing
