// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <malloc.h>
#include <net/if.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace seamark::cmd {
namespace {

sigset_t stopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

Failure fileFailure(const char* what, const std::string& path) {
  return Failure(failure(fmt::format("cannot {} {}: {}", what, path, std::strerror(errno))));
}

bool writeAll(int fd, const std::string& content) {
  for (size_t done = 0; done < content.size();) {
    const ssize_t n = write(fd, content.data() + done, content.size() - done);
    if (n < 0 && errno != EINTR) return false;
    if (n > 0) done += static_cast<size_t>(n);
  }
  return fsync(fd) == 0;
}

}  // namespace

void takeSignals() {
  const sigset_t set = stopSignals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

void keepHeapTop() {
  constexpr int kTop = 1 << 20;  // an arena; there is one a thread
  mallopt(M_TRIM_THRESHOLD, kTop);
  mallopt(M_MMAP_THRESHOLD, kTop);
}

void raiseFileLimit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

void waitForStop() {
  const sigset_t set = stopSignals();
  int signalNumber = 0;
  while (sigwait(&set, &signalNumber) != 0) {
  }
}

void notifySystemd(const std::string& state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  if (!path || !*path) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract socket
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + std::strlen(path));
  sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), length);
  close(fd);
}

Result<std::string> readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fileFailure("read", path);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

Result<> writeFile(const std::string& path, const std::string& content, unsigned mode) {
  std::error_code error;
  const auto directory = std::filesystem::path(path).parent_path();
  if (!directory.empty() && std::filesystem::create_directories(directory, error))
    chmod(directory.c_str(), 0700);
  const std::string temporary = fmt::format("{}.{}.new", path, getpid());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return fileFailure("write", path);
  const bool written = fchmod(fd, mode) == 0 && writeAll(fd, content);
  close(fd);
  if (!written || rename(temporary.c_str(), path.c_str()) != 0) {
    const Failure why = fileFailure("write", path);
    unlink(temporary.c_str());
    return why;
  }
  return {};
}

std::string hostAddress(bool v6) {
  std::string found = v6 ? "::1" : "127.0.0.1";
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return found;
  for (const ifaddrs* one = all; one; one = one->ifa_next) {
    if (!one->ifa_addr || (one->ifa_flags & IFF_LOOPBACK) || !(one->ifa_flags & IFF_UP)) continue;
    if (one->ifa_addr->sa_family != (v6 ? AF_INET6 : AF_INET)) continue;
    char text[INET6_ADDRSTRLEN];
    const void* address =
        v6 ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(one->ifa_addr)->sin6_addr)
           : &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr;
    if (v6 && IN6_IS_ADDR_LINKLOCAL(static_cast<const in6_addr*>(address))) continue;
    if (inet_ntop(one->ifa_addr->sa_family, address, text, sizeof(text))) {
      found = text;
      break;
    }
  }
  freeifaddrs(all);
  return found;
}

std::string hostName() {
  char name[256] = "localhost";
  gethostname(name, sizeof(name) - 1);
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace seamark::cmd
