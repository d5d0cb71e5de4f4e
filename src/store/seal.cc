// SPDX-License-Identifier: Apache-2.0
#include "store/seal.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <ctime>
#include <string_view>

namespace seamark::store {
namespace {

constexpr size_t kMaxSeal = 256;

std::string sealOf(const std::string& path) {
  return path + ".seal";
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

// The linker's hash of this program's content, from its ELF notes; empty: it was linked without one.
std::string buildId() {
  std::string id;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* into) {
        constexpr auto aligned = [](size_t size) { return (size + 3) & ~size_t{3}; };
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_NOTE) continue;
          std::string_view notes(reinterpret_cast<const char*>(info->dlpi_addr + segment.p_vaddr),
                                 segment.p_memsz);
          ElfW(Nhdr) note;
          while (notes.size() >= sizeof note) {
            std::memcpy(&note, notes.data(), sizeof note);
            const size_t name = aligned(note.n_namesz), size = sizeof note + name + aligned(note.n_descsz);
            if (size > notes.size()) break;
            if (note.n_type == NT_GNU_BUILD_ID && notes.substr(sizeof note).starts_with("GNU"))
              *static_cast<std::string*>(into) = hex(notes.substr(sizeof note + name, note.n_descsz));
            notes.remove_prefix(size);
          }
        }
        return 1;  // the program itself comes first
      },
      &id);
  return id;
}

// What a seal says of the file as it is; empty: it cannot be sealed.
std::string wordingFor(const std::string& path) {
  struct stat file{};
  static const std::string build = buildId();
  if (build.empty() || ::stat(path.c_str(), &file) != 0) return {};
  if (::access((path + "-wal").c_str(), F_OK) == 0) return {};  // there is more than the file holds
  return fmt::format("{} {} {} {}.{:09}\n", build, file.st_ino, file.st_size, file.st_mtim.tv_sec,
                     file.st_mtim.tv_nsec);
}

// Clocks of file systems are coarse: a change within the tick of the last one would show the same time. A time
// in the past no later change can have.
bool dateBack(const std::string& path) {
  timespec times[2]{};
  times[0].tv_nsec = UTIME_OMIT;
  ::clock_gettime(CLOCK_REALTIME, &times[1]);
  times[1].tv_sec -= 1;
  return ::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0;
}

}  // namespace

void seal(const std::string& path) {
  if (!dateBack(path)) return;
  const std::string wording = wordingFor(path);
  if (wording.empty()) return;
  const int fd = ::open(sealOf(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return;
  [[maybe_unused]] const ssize_t written = ::write(fd, wording.data(), wording.size());
  ::close(fd);
}

bool breakSeal(const std::string& path) {
  const int fd = ::open(sealOf(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  char text[kMaxSeal];
  const ssize_t size = ::read(fd, text, sizeof text);
  ::close(fd);
  const std::string wording = wordingFor(path);
  const bool removed = ::unlink(sealOf(path).c_str()) == 0;
  return removed && !wording.empty() && size > 0 &&
         std::string_view(text, static_cast<size_t>(size)) == wording;
}

}  // namespace seamark::store
