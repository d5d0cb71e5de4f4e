// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/directory.h"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/log.h"

namespace seamark::agent {
namespace {

constexpr Duration kPeriod = std::chrono::seconds(20);       // the kubelet's
constexpr Duration kSettle = std::chrono::milliseconds(20);  // an editor's several events are one change
constexpr size_t kLargestFile = 1024 * 1024;

bool isManifest(const std::filesystem::path& path) {
  const std::string name = path.filename();
  return !name.starts_with('.') && !name.ends_with('~') && !name.ends_with(".swp");
}

Result<std::string> readText(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Failure(failure(fmt::format("cannot read {}; check its permissions", path.string())));
  return text.str();
}

}  // namespace

Result<std::vector<ManifestFile>> readManifests(const std::string& directory) {
  std::error_code error;
  std::vector<ManifestFile> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    std::error_code ignored;
    if (!isManifest(entry.path()) || !entry.is_regular_file(ignored)) continue;
    if (entry.file_size(ignored) > kLargestFile)
      return Failure(
          failure(fmt::format("{} is larger than 1 MiB; a manifest is one Pod", entry.path().string())));
    auto text = readText(entry.path());
    if (!text && !entry.exists(ignored)) continue;  // gone meanwhile
    if (!text) return Failure(std::move(text).error());
    files.push_back({entry.path().string(), std::move(*text)});
  }
  if (error) return Failure(failure(fmt::format("cannot read {}: {}", directory, error.message())));
  std::ranges::sort(files, {}, &ManifestFile::path);
  return files;
}

ManifestDirectory::ManifestDirectory(net::EventLoop& loop, std::string path, Changed changed)
    : loop_(loop), path_(std::move(path)), changed_(std::move(changed)) {}

ManifestDirectory::~ManifestDirectory() {
  loop_.cancel(timer_);
  if (registration_) loop_.unwatch(registration_);
  if (inotify_ >= 0) close(inotify_);
}

void ManifestDirectory::start() {
  inotify_ = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (inotify_ >= 0) registration_ = loop_.watchReadable(inotify_, [this] { drainEvents(); });
  look();
}

// The directory may come later, and may be replaced by another of its name.
void ManifestDirectory::watch() {
  if (inotify_ < 0) return;
  const int now = inotify_add_watch(inotify_, path_.c_str(),
                                    IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                        IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
  if (watched_ >= 0 && watched_ != now) inotify_rm_watch(inotify_, watched_);
  watched_ = now;
}

void ManifestDirectory::drainEvents() {
  alignas(inotify_event) char buffer[4096];
  while (read(inotify_, buffer, sizeof buffer) > 0) {
  }
  loop_.cancel(timer_);
  timer_ = loop_.after(kSettle, [this] { look(); });
}

void ManifestDirectory::look() {
  loop_.cancel(timer_);
  timer_ = loop_.after(kPeriod, [this] { look(); });
  watch();  // before reading: what changes after it is an event
  auto files = readManifests(path_);
  const std::string problem = files ? std::string() : files.error().message;
  if (std::exchange(problem_, problem) != problem && !files)
    log::warning("The manifests cannot be read; Pods stay as they were known", {{"error", problem}});
  if (!files || known_ == *files) return;
  known_ = std::move(*files);
  changed_(*known_);
}

}  // namespace seamark::agent
