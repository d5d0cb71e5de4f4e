// The commands of the binary. Each runs until it is told to stop (or has done its work) and gives the exit
// code.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cmd/seamark/options.h"

namespace seamark::cmd {

int runServer(const Options& options);       // server.cc: all parts in one process
int runApiServer(const Options& options);    // server.cc: the API and its store
int runControllers(const Options& options);  // standalone.cc, as the two below: one part against any API
int runDns(const Options& options);
int runProxy(const Options& options);
int runAgent(const Options& options);         // agent.cc
int runCompletion(const std::string& shell);  // completion.cc

int runManual(const CLI::App& app);  // manual.cc: the man page of all commands and flags

// Says on stderr, in one line, why a command ends; gives `code`.
int fail(const Status& why, int code);

}  // namespace seamark::cmd
