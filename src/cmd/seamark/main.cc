// seamark: reads the command line and runs the command. What each command is made of stands in server.cc and
// standalone.cc.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>

#include "base/log.h"
#include "cmd/seamark/commands.h"
#include "cmd/seamark/process.h"

namespace seamark::cmd {
namespace {

constexpr const char* kVersion = SEAMARK_VERSION;

struct Command {
  const char* name;
  const char* what;
  void (*flags)(CLI::App&, Options&);
  int (*run)(const Options&);
};

constexpr Command kCommands[] = {
    {"server", "the API, its controllers, DNS and proxy in one process", addServerFlags, runServer},
    {"apiserver", "the Kubernetes API and its store, nothing else", addApiFlags, runApiServer},
    {"controllers", "the controllers, against any Kubernetes API", addControllersFlags, runControllers},
    {"dns", "cluster DNS, against any Kubernetes API", addDnsFlags, runDns},
    {"proxy", "the service proxy, against any Kubernetes API", addProxyFlags, runProxy},
    {"agent", "registers this host and adopts what runs on it, against any Kubernetes API", addAgentFlags,
     runAgent},
};

void configureLog(const Options& options) {
  log::configure(options.verbosity > 0 ? log::Level::Debug : log::Level::Info,
                 options.logFormat == "json" ? log::Format::Json : log::Format::Text);
}

int run(int argc, char** argv) {
  const bool root = geteuid() == 0;
  CLI::App app{"Seamark: stable names, virtual IPs and healthy endpoints, through the Kubernetes API."};
  app.require_subcommand(1);
  const char* configured = std::getenv("SEAMARK_CONFIG");
  std::string configFile = configured ? configured : "/etc/seamark/config.yaml";
  Options options = defaultOptions(root);
  int code = kGood;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(command.name, command.what);
    sub->option_defaults()->multi_option_policy(
        CLI::MultiOptionPolicy::TakeLast);  // as Kubernetes' flags: the last one counts
    sub->option_defaults()->always_capture_default();
    addCommonFlags(*sub, options);
    command.flags(*sub, options);
    sub->add_option("--config", configFile, "YAML file whose keys are these flags' names");
    sub->final_callback([&] {
      configureLog(options);
      takeSignals();
      keepHeapTop();
      raiseFileLimit();
      code = command.run(options);
    });
  }
  app.add_subcommand("version", "the version")->final_callback([] { fmt::print("seamark {}\n", kVersion); });
  std::string shell;
  CLI::App* completion = app.add_subcommand("completion", "a completion script for bash or zsh");
  completion->add_option("shell", shell, "bash or zsh")->required()->check(CLI::IsMember({"bash", "zsh"}));
  completion->final_callback([&] { code = runCompletion(shell); });
  app.add_subcommand("manual", "the man page: seamark manual | man -l -")->final_callback([&] {
    code = runManual(app);
  });

  // The file must be known before the flags are parsed: what it says are their defaults.
  bool asked = configured != nullptr;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--config" && i + 1 < argc) configFile = argv[i + 1];
    if (word.starts_with("--config=")) configFile = word.substr(9);
    asked = asked || word.starts_with("--config");
  }
  for (const Command& command : kCommands)
    if (argc > 1 && std::string_view(argv[1]) == command.name)
      if (auto applied = applyConfiguration(*app.get_subcommand(command.name), configFile, asked); !applied)
        return fail(applied.error(), kUsage);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& e) {
    return app.exit(e) == 0 ? kGood : kUsage;
  } catch (const CLI::ParseError& e) {
    return fail(failure(fmt::format("{}; see seamark --help", e.what())), kUsage);
  }
  return code;
}

}  // namespace
}  // namespace seamark::cmd

int main(int argc, char** argv) {
  return seamark::cmd::run(argc, argv);
}
