// SPDX-License-Identifier: Apache-2.0
#include "agent/workload/process.h"

#include "agent/workload/names.h"

namespace seamark::agent {

std::string ProcessSource::text() const {
  return (what == What::Unit ? "systemd unit " : "pid file ") + name;
}

std::optional<ProcessSource> sourceOf(const std::map<std::string, std::string>& annotations,
                                      const std::string& container) {
  const auto find = [&](const char* name) {
    const auto own = annotations.find(std::string(name) + "." + container);
    return own != annotations.end() ? own : annotations.find(name);
  };
  if (const auto unit = find(kUnitAnnotation); unit != annotations.end()) {
    const bool typed = unit->second.find('.') != std::string::npos;
    return ProcessSource{ProcessSource::What::Unit, typed ? unit->second : unit->second + ".service"};
  }
  if (const auto file = find(kPidFileAnnotation); file != annotations.end())
    return ProcessSource{ProcessSource::What::PidFile, file->second};
  return std::nullopt;
}

}  // namespace seamark::agent
