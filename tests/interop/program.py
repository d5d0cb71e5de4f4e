"""Runs a client program. It prints a line a check, `ok WHAT`, `FAIL WHAT` or `skip WHAT`, and `done` when it came to its end.

A line `please kill`, `please compact` or `please start` asks for the server to be killed (-9), its history to be forgotten, or
it to be started again; the answer on the program's standard input is one line. Other lines are the program's own chatter: shown only when it fails."""
import collections
import os
import re
import signal
import subprocess
import threading


def run(report, area, command, server, env=None, limit=300, cwd=None):
    chatter, reached_end, failed = collections.deque(maxlen=10), False, False
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", cwd=cwd, env=dict(os.environ, **(env or {})), start_new_session=True)
    alarm = threading.Timer(limit, lambda: os.killpg(process.pid, signal.SIGKILL))
    alarm.start()
    try:
        for line in process.stdout:
            line = line.rstrip("\n")
            told = re.match(r"(ok|FAIL|skip) (.*)", line)
            if told:
                report.line(told.group(1), area, told.group(2))
                failed = failed or told.group(1) == "FAIL"
            elif line.startswith("please "):
                answer_wish(process, server, line[7:])
            elif line == "done":
                reached_end = True
            else:
                chatter.append(line)
        process.wait()
    finally:
        alarm.cancel()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if not reached_end:
        report.check(area, "comes to its end within %d s (exit code %d)" % (limit, process.returncode), False, "\n".join(chatter))
    elif failed and chatter:
        print("\n".join("     " + line[:300] for line in chatter))


def answer_wish(process, server, wish):
    {"kill": server.kill, "start": server.start, "compact": server.compact}[wish]()
    process.stdin.write("done\n")
    process.stdin.flush()
