// Completion scripts for shells: the commands, and each command's flags as its --help tells them.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cmd/seamark/commands.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {
namespace {

constexpr const char* kBash = R"sh(# bash completion for seamark: source <(seamark completion bash)
_seamark() {
  local word=${COMP_WORDS[COMP_CWORD]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "server apiserver controllers dns proxy agent version completion manual" -- "$word"))
  elif [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$(seamark "${COMP_WORDS[1]}" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*')" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -F _seamark seamark
)sh";

}  // namespace

int runCompletion(const std::string& shell) {
  if (shell == "zsh") fmt::print("autoload -U +X bashcompinit && bashcompinit\n");
  fmt::print("{}", kBash);
  return kGood;
}

}  // namespace seamark::cmd
