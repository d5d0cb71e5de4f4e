#!/usr/bin/env python3
"""Sends a real server what no honest client sends. Every case says what must come back; after each the server must still
answer, and in the end it must have given back memory and descriptors.

  hostile.py PATH_TO_SEAMARK [WORD...]     only the cases whose names hold one of the words

SPDX-License-Identifier: Apache-2.0
"""
import os
import resource
import sys
import threading
import time
import traceback

import body_cases
import flood_cases
import http1_cases
import http2_cases
import tls_cases
from server import PATIENCE, Server

MIB = 1 << 20
# What may be left when every hostile client has gone: the allocator's, and the log of events that watches read.
LEFT_OVER = 192 * MIB


class Cases:
    def __init__(self, server, words):
        self.server, self.words, self.failed, self.count = server, words, [], 0

    def __call__(self, name, run):
        if self.words and not any(word in name for word in self.words):
            return
        self.count += 1
        begun, memory = time.monotonic(), self.server.memory() if self.server else 0
        try:
            run()
            if self.server:
                self.server.check_answers()
        except Exception as problem:  # one case must not hide the others
            self.failed.append(name)
            print("FAILED %s: %s" % (name, str(problem) or traceback.format_exc()), flush=True)
        grown = self.server.memory() - memory if self.server else 0
        if grown > 16 * MIB:
            print("%4d MiB  %s" % (grown // MIB, name), flush=True)
        taken = time.monotonic() - begun
        if taken > 2:
            print("%5.1f s  %s" % (taken, name), flush=True)


class Aside:
    """What mostly waits runs meanwhile."""

    def __init__(self, *runs):
        self.problems = []
        self.threads = [threading.Thread(target=self.run, args=(run,), daemon=True) for run in runs]
        for thread in self.threads:
            thread.start()

    def run(self, run):
        try:
            run()
        except Exception as problem:
            self.problems.append(str(problem) or traceback.format_exc())

    def join(self):
        for thread in self.threads:
            thread.join()
        assert not self.problems, self.problems


def everything_is_given_back(server, memory, descriptors):
    """The server looks every ten seconds whether there is memory to give back."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        files, left = server.descriptors() - descriptors, server.memory() - memory
        if files <= 0 and left < LEFT_OVER:
            break
        time.sleep(0.1)
    print("memory: %d MiB before, %d MiB more after" % (memory // MIB, left // MIB))
    assert files <= 0, "%d descriptors more than before" % files
    assert left < LEFT_OVER, "%d MiB are left" % (left // MIB)


def main():
    binary, words = sys.argv[1], sys.argv[2:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    server = Server(binary)
    cases = Cases(server, words)
    server.check_answers()
    memory, descriptors = server.memory(), server.descriptors()
    slow = Aside(lambda: flood_cases.slow_senders(binary), lambda: flood_cases.half_handshakes(server))
    for part in (http1_cases, body_cases, http2_cases, tls_cases, flood_cases):
        part.run(server, cases)
    cases("handshakes and senders that are too slow", slow.join)
    try:
        everything_is_given_back(server, memory, descriptors)
    except AssertionError as problem:
        cases.failed.append("everything is given back: %s" % problem)
    code, said = server.stop()
    if code != 0 or "exception" in said:
        cases.failed.append("the server's end: %s %s" % (code, said[-2000:]))
    cases.server = None
    cases("few descriptors", lambda: flood_cases.few_descriptors(binary))
    print("\n".join(cases.failed))
    print("hostile: %d passed, %d failed" % (cases.count - len(cases.failed), len(cases.failed)))
    return 1 if cases.failed or not cases.count else 0


if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
