// The man page, written from the same tables as --help, so that it cannot fall behind them.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cmd/seamark/commands.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {
namespace {

// roff takes a leading dot or quote for a request, a backslash for an escape, and '-' for a hyphen.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      if (out.empty() && (c == '.' || c == '\'')) out += "\\&";
      out += c;
    }
  }
  return out;
}

void printFlags(const CLI::App& command) {
  for (const CLI::Option* flag : command.get_options()) {
    const std::string unit = flag->get_type_size() == 0 ? "" : " " + flag->get_type_name();
    fmt::print(".TP\n.B {}\n{}", roff(flag->get_name(false, true) + unit), roff(flag->get_description()));
    if (!flag->get_default_str().empty()) fmt::print("; default: {}", roff(flag->get_default_str()));
    fmt::print("\n");
  }
}

constexpr const char* kFiles = R"roff(.SH CONFIGURATION
A flag beats the environment variable SEAMARK_FLAG_NAME, which beats the key flag\-name of the YAML file given by
.BR \-\-config ,
which beats the default.
.SH FILES
.TP
.I /etc/seamark/config.yaml
the configuration file that is read when none is named
.TP
.I /var/lib/seamark
what root's server keeps: the store, its CA and keys. Other people's lies in $XDG_DATA_HOME/seamark
.TP
.I /etc/seamark/seamark.yaml
the administrator's kubeconfig (mode 0600). Other people's lies in $XDG_CONFIG_HOME/seamark
.SH EXIT STATUS
0 good, 1 failed, 2 wrong usage, 3 cannot connect.
.SH SEE ALSO
.BR kubectl (1)
)roff";

}  // namespace

int runManual(const CLI::App& app) {
  fmt::print(".TH SEAMARK 1\n.SH NAME\nseamark \\- stable names, virtual IPs and healthy endpoints\n");
  fmt::print(".SH SYNOPSIS\n.B seamark\n.I command\n.RI [ flags ]\n.SH DESCRIPTION\n{}\n.SH COMMANDS\n",
             roff(app.get_description()));
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* command : commands)
    fmt::print(".TP\n.B {}\n{}\n", roff(command->get_name()), roff(command->get_description()));
  for (const CLI::App* command : commands) {
    fmt::print(".SH {}\n", roff("FLAGS OF " + command->get_name()));
    printFlags(*command);
  }
  fmt::print("{}", kFiles);
  return kGood;
}

}  // namespace seamark::cmd
