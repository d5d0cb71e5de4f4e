// SPDX-License-Identifier: Apache-2.0
#include "agent/node/host_facts.h"

#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

namespace seamark::agent {
namespace {

std::string firstLine(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

uint64_t numberAt(std::string_view text) {
  uint64_t number = 0;
  const size_t start = std::min(text.find_first_of("0123456789"), text.size());
  std::from_chars(text.data() + start, text.data() + text.size(), number);
  return number;
}

// "NAME:  123 kB" of /proc/meminfo, in bytes.
std::map<std::string, uint64_t> memory() {
  std::map<std::string, uint64_t> found;
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    const size_t colon = line.find(':');
    if (colon != std::string::npos) found[line.substr(0, colon)] = numberAt(line.substr(colon)) * 1024;
  }
  return found;
}

// PRETTY_NAME of /etc/os-release.
std::string osImage() {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("PRETTY_NAME=")) continue;
    std::string name = line.substr(line.find('=') + 1);
    if (name.size() >= 2 && name.front() == '"') name = name.substr(1, name.size() - 2);
    return name;
  }
  return {};
}

std::string architecture(const char* machine) {
  const std::string name(machine);
  if (name == "x86_64") return "amd64";
  return name == "aarch64" ? "arm64" : name;
}

// "0.10 0.20 0.30 2/345 6789": processes and threads there are.
uint64_t processCount() {
  const std::string line = firstLine("/proc/loadavg");
  const size_t slash = line.find('/');
  return slash == std::string::npos ? 0 : numberAt(line.substr(slash));
}

}  // namespace

HostFacts readHostFacts() {
  HostFacts facts;
  utsname kernel{};
  uname(&kernel);
  facts.machineID = firstLine("/etc/machine-id");
  facts.systemUUID = firstLine("/sys/class/dmi/id/product_uuid");
  facts.bootID = firstLine("/proc/sys/kernel/random/boot_id");
  facts.kernelVersion = kernel.release;
  facts.osImage = osImage();
  facts.architecture = architecture(kernel.machine);
  facts.processors = static_cast<uint64_t>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1L));
  auto amounts = memory();
  facts.memoryBytes = amounts["MemTotal"];
  facts.memoryFreeBytes = amounts["MemAvailable"];
  struct statvfs disk{};
  if (statvfs("/", &disk) == 0) {
    facts.diskBytes = disk.f_blocks * disk.f_frsize;
    facts.diskFreeBytes = disk.f_bavail * disk.f_frsize;
  }
  facts.processes = processCount();
  facts.processesMost = numberAt(firstLine("/proc/sys/kernel/pid_max"));
  return facts;
}

}  // namespace seamark::agent
