// The directory of a store on disk.
// SPDX-License-Identifier: Apache-2.0
#include "store/data_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace seamark::store {
namespace {

Failure cannot(const char* what, const std::string& path, int error) {
  const char* advice =
      error == ENOSPC ? "free some space" : "use another --data-dir or correct its permissions";
  return Failure(failure(fmt::format("cannot {} {}: {}; {}", what, path, std::strerror(error), advice)));
}

Result<> makeDirectories(const std::filesystem::path& path) {
  if (path.empty() || ::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT) return cannot("create", path.string(), errno);
  if (path.parent_path() == path) return cannot("create", path.string(), ENOENT);
  CHECKED(makeDirectories(path.parent_path()));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return cannot("create", path.string(), errno);
  return {};
}

std::string readAll(int fd) {
  char text[32];
  const ssize_t n = ::pread(fd, text, sizeof text, 0);
  return n > 0 ? std::string(text, static_cast<size_t>(n)) : std::string("unknown");
}

Result<> syncDirectory(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  if (fd < 0) return cannot("open", path, errno);
  const int synced = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  if (synced != 0) return cannot("write", path, error);
  return {};
}

}  // namespace

Result<DataDirectory> DataDirectory::hold(const std::string& path) {
  auto trimmed = std::filesystem::path(path).lexically_normal();
  if (trimmed.has_relative_path() && !trimmed.has_filename()) trimmed = trimmed.parent_path();
  CHECKED(makeDirectories(trimmed));
  const std::string name = (trimmed / "lock").string();
  const int fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return cannot("write", name, errno);
  DataDirectory directory(trimmed.string(), fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return cannot("lock", name, errno);
    return Failure(
        failure(fmt::format("{} is in use by another seamark (process {}): stop it or use another --data-dir",
                            path, readAll(fd))));
  }
  // Who holds it, for the message above only; that it could not be told does no harm.
  const std::string pid = std::to_string(::getpid());
  if (::ftruncate(fd, 0) == 0) [[maybe_unused]]
    const auto written = ::pwrite(fd, pid.data(), pid.size(), 0);
  return directory;
}

DataDirectory::~DataDirectory() {
  for (const int fd : files_) ::close(fd);
  if (lock_ >= 0) ::close(lock_);
}

DataDirectory::DataDirectory(DataDirectory&& other) noexcept
    : path_(std::move(other.path_)),
      lock_(std::exchange(other.lock_, -1)),
      files_(std::exchange(other.files_, {})) {}

Result<std::string> DataDirectory::file(const std::string& name) {
  std::string full = path_ + "/" + name;
  const int fd = ::open(full.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return cannot("open", full, errno);
  files_.push_back(fd);
  return full;
}

Result<> DataDirectory::sync() const {
  for (const int fd : files_)
    if (::fsync(fd) != 0) return cannot("write a file in", path_, errno);
  return syncDirectory(path_);
}

}  // namespace seamark::store
