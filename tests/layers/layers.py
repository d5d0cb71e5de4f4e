#!/usr/bin/env python3
"""The dependency rule, read from the #include lines: a part may include itself and the parts named for it here.

The list of exceptions can only shrink: an include that breaks the rule fails unless it is listed, and so does a listed
one that is gone. Library headers are held to their places too: Asio, nghttp2 and the like only where design says.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAY_USE = {
    "base": set(),
    "api": {"base"},
    "store": {"api", "base"},
    "net": {"base"},
    "client": {"api", "net", "base"},
    "routing": {"client", "api", "base"},
    "controllers": {"client", "api", "base"},
    "agent": {"client", "api", "net", "base"},
    "dns": {"routing", "client", "net", "api", "base"},
    "proxy": {"routing", "client", "net", "api", "base"},
    "apiserver": {"store", "net", "api", "base"},
    "cmd": {"base", "api", "store", "net", "client", "routing", "controllers", "agent", "dns", "proxy", "apiserver"},
}
LIBRARY_ONLY_IN = {
    r"boost/(asio|beast)": {"net"},
    r"nghttp2": {"net"},
    r"openssl/ssl": {"net"},
    r"sqlite3": {"store"},
    r"libmnl|linux/netfilter": {"proxy"},
    r"spdlog": {"base"},
    r"yaml-cpp": {"api", "client", "cmd"},
    r"CLI/": {"cmd"},
}
EXCEPTIONS = set()  # "src/a/b.cc: part"


def main():
    files = subprocess.run(["git", "-C", ROOT, "ls-files", "src"], capture_output=True, text=True, check=True).stdout.split()
    wrong, used, seen = [], set(), 0
    for path in files:
        if not path.endswith((".cc", ".h")):
            continue
        part, seen = path.split("/")[1], seen + 1
        for number, line in enumerate(open(os.path.join(ROOT, path), encoding="utf-8"), 1):
            ours = re.match(r'#include "([a-z]+)/', line)
            if ours and ours.group(1) in MAY_USE and ours.group(1) != part and ours.group(1) not in MAY_USE[part]:
                key = "%s: %s" % (path, ours.group(1))
                used.add(key)
                if key not in EXCEPTIONS:
                    wrong.append("%s:%d: %s may not use %s" % (path, number, part, ours.group(1)))
            for library, parts in LIBRARY_ONLY_IN.items():
                if re.match(r"#include [<\"](%s)" % library, line) and part not in parts:
                    wrong.append("%s:%d: only %s may include %s" % (path, number, sorted(parts), line.split()[1]))
    wrong += ["exception no longer needed, take it off the list: " + key for key in sorted(EXCEPTIONS - used)]
    print("\n".join(wrong))
    print("layers: %d files, %d findings" % (seen, len(wrong)))
    return 1 if wrong or not seen else 0


sys.exit(main())
