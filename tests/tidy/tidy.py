#!/usr/bin/env python3
"""House rules that a reader would otherwise have to watch for: sizes, leftovers, a README in every folder of src/."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAX_LINES = 500
BANNED = {
    r"\b(TODO|FIXME|XXX|HACK)\b": "finish it, or open an issue",
    r"\bstd::(thread|mutex)\b.*detach": "parents join their children",
    r"\bsleep_for\b|\busleep\(": "wait for the event",
    r"\bstd::cout\b": "use base/log.h, or fmt::print in cmd/",
}


def main():
    files = subprocess.run(["git", "-C", ROOT, "ls-files", "src", "bench", "tests"], capture_output=True, text=True,
                           check=True).stdout.split()
    wrong = []
    for path in files:
        if not path.endswith((".cc", ".h")):
            continue
        lines = open(os.path.join(ROOT, path), encoding="utf-8").read().split("\n")
        if len(lines) > MAX_LINES:
            wrong.append("%s: %d lines; where is the seam?" % (path, len(lines)))
        if not lines[0].startswith("//"):
            wrong.append("%s:1: say in a comment what this file is" % path)
        if path.endswith(".h") and "#pragma once" not in lines:
            wrong.append("%s: no #pragma once" % path)
        for number, line in enumerate(lines, 1):
            for pattern, instead in BANNED.items():
                if re.search(pattern, line):
                    wrong.append("%s:%d: %s" % (path, number, instead))
    for folder in sorted({"/".join(p.split("/")[:2]) for p in files if p.startswith("src/")}):
        if not os.path.exists(os.path.join(ROOT, folder, "README.md")) and folder != "src/cmd":
            wrong.append("%s: no README.md" % folder)
    print("\n".join(wrong))
    print("tidy: %d files, %d findings" % (len(files), len(wrong)))
    return 1 if wrong else 0


sys.exit(main())
