// SPDX-License-Identifier: Apache-2.0
#include "routing/object_snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "api/codec.h"
#include "api/kinds.h"

namespace seamark::routing {
namespace {

constexpr std::string_view kMagic = "seamark-snapshot 1";

// FNV-1a over the time and the body: against damage, not against malice (the file is ours alone).
uint64_t checksum(int64_t seconds, std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325 ^ static_cast<uint64_t>(seconds);
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string head(int64_t seconds, std::string_view body) {
  return fmt::format("{} {} {:016x}\n", kMagic, seconds, checksum(seconds, body));
}

Failure damaged(const std::string& path, const char* why) {
  return Failure(failure(fmt::format(
      "{} is no snapshot that can be used ({}); it is ignored until it is written anew", path, why)));
}

Result<SnapshotObject> readLine(std::string_view line) {
  const size_t first = line.find(' '), second = line.find(' ', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos)
    return Failure(failure("a line is cut"));
  const api::Kind* kind =
      api::findKindByName(line.substr(0, first), line.substr(first + 1, second - first - 1));
  if (!kind) return Failure(failure("unknown kind"));
  auto object = kind->make();
  CHECKED(api::decodeJson(kind->type(), line.substr(second + 1), object.get()));
  return SnapshotObject{kind, std::move(object)};
}

bool writeDurably(const std::string& path, const std::string& content) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  bool good = true;
  for (size_t done = 0; good && done < content.size();) {
    const ssize_t n = write(fd, content.data() + done, content.size() - done);
    good = n > 0 || errno == EINTR;
    if (n > 0) done += static_cast<size_t>(n);
  }
  good = good && fsync(fd) == 0;
  return close(fd) == 0 && good;
}

}  // namespace

Result<> writeSnapshot(const std::string& path, const ObjectSnapshot& snapshot) {
  std::string body;
  for (const auto& [kind, object] : snapshot.objects) {
    body += fmt::format("{} {} ", kind->apiVersion(), kind->kind);
    body += api::encodeItem(*kind, *object);
    body += '\n';
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(snapshot.taken.time_since_epoch()).count();
  const std::string next = path + ".new";
  if (!writeDurably(next, head(seconds, body) + body) || rename(next.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    unlink(next.c_str());
    return Failure(failure(fmt::format("cannot write the snapshot {}: {}", path, why)));
  }
  return {};
}

Result<ObjectSnapshot> readSnapshot(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Failure(notFound({"", "snapshots"}, path));
  std::ostringstream whole;
  whole << file.rdbuf();
  const std::string text = std::move(whole).str();
  const size_t end = text.find('\n');
  if (end == std::string::npos || !text.starts_with(kMagic)) return damaged(path, "of another version");
  const std::string_view body = std::string_view(text).substr(end + 1);
  int64_t seconds = 0;
  std::istringstream(text.substr(kMagic.size(), end - kMagic.size())) >> seconds;
  if (text.compare(0, end + 1, head(seconds, body)) != 0) return damaged(path, "its checksum does not agree");
  ObjectSnapshot snapshot{.taken = WallTime(std::chrono::seconds(seconds)), .objects = {}};
  for (size_t at = 0; at < body.size();) {
    const size_t stop = body.find('\n', at);
    auto object = readLine(body.substr(at, stop - at));
    if (!object) return damaged(path, object.error().message.c_str());
    snapshot.objects.push_back(std::move(*object));
    at = stop + 1;
  }
  return snapshot;
}

}  // namespace seamark::routing
