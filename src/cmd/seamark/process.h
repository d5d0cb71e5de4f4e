// What a foreground process does around its parts: waits for a signal, tells systemd, writes files that
// nobody else may read.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace seamark::cmd {

// Exit codes of every command.
constexpr int kGood = 0, kFailed = 1, kUsage = 2, kCannotConnect = 3;

// SIGINT and SIGTERM are taken by waitForStop() from here on; SIGPIPE is ignored. Call before the first
// thread starts.
void takeSignals();
// Keeps the heap's top for the next moment: a busy server frees and takes the same hundreds of kilobytes (TLS
// buffers, request bodies) thousands of times a second, and each time would be a system call and page faults.
void keepHeapTop();
// As many open files as the host allows; the limit that shells and systemd set by default is meant for
// programs that use select().
void raiseFileLimit();
// Blocks until SIGINT or SIGTERM.
void waitForStop();

// Tells systemd (Type=notify) when it asked to be told; does nothing otherwise. `state`: "READY=1",
// "STOPPING=1".
void notifySystemd(const std::string& state);

Result<std::string> readFile(const std::string& path);
// Replaces `path` at once (write, fsync, rename); makes its directory (0700) when there is none.
Result<> writeFile(const std::string& path, const std::string& content, unsigned mode);

// The first address of this host that is not loopback, of the family asked for; else 127.0.0.1 or ::1.
std::string hostAddress(bool v6);
std::string hostName();

}  // namespace seamark::cmd
