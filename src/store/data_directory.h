// The directory of a store on disk: made when missing, for its user alone, and held by one process at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace seamark::store {

class DataDirectory {
 public:
  // Makes `path` (0700) and those above it when missing and takes the lock (flock on PATH/lock, which the
  // kernel lets go however the process ends). Failures are one line that says what to do.
  static Result<DataDirectory> hold(const std::string& path);
  ~DataDirectory();
  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&&) = delete;

  // PATH/name; an empty file of mode 0600 is made when there is none. Its name is durable after sync(). It stays
  // open as long as the directory is held: a process that closes any descriptor of a file loses all its POSIX
  // locks on it (fcntl(2)), and without SQLite's a program that only looks into the database would take itself
  // for the last one and remove the log that we write.
  Result<std::string> file(const std::string& name);
  // Makes the directory and the files that file() has opened durable.
  Result<> sync() const;

 private:
  DataDirectory(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::string path_;
  int lock_;
  std::vector<int> files_;
};

}  // namespace seamark::store
