#!/usr/bin/env python3
"""A server whose host is run by systemd: a real one, PID 1 of namespaces that end with this command. It has no units but
those that are written here. Redis is started, killed, restarted, stopped and uninstalled through systemctl.

  systemd.py PATH_TO_SEAMARK

Exit code 77: skipped, because namespaces or control groups cannot be made here or a program is not installed.
"""
import json
import os
import shutil
import subprocess
import sys
import time

import hosts
from hosts import NODE, SKIPPED, Failed, run, wait_until

SYSTEMD = "/lib/systemd/systemd"
UNITS = "/etc/systemd/system"
# What a system manager would change on the machine, and where its own units lie: all hidden behind empty directories.
HIDDEN = ["/run", "/etc/systemd", "/lib/systemd/system", "/usr/lib/tmpfiles.d", "/usr/lib/sysctl.d", "/etc/sysctl.d", "/sys/fs/cgroup"]
REDIS = """[Unit]
DefaultDependencies=no
[Service]
ExecStart=nsenter --net=/run/netns/node redis-server --port 6379 --bind 0.0.0.0 --protected-mode no --save ""
"""
POD = """apiVersion: v1
kind: Pod
metadata:
  name: redis
  labels: {app: redis}
  annotations: {seamark.dev/systemd-unit: redis.service}
spec:
  containers:
  - name: redis
    ports: [{name: redis, containerPort: 6379}]
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def boot():
    """Becomes systemd; this is PID 1 of its namespaces."""
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "proc", "proc", "/proc")
    for path in HIDDEN:
        if os.path.isdir(path):
            run("mount", "-t", "tmpfs", "tmpfs", path)
    if ":name=systemd:" in open("/proc/self/cgroup").read():
        os.makedirs("/sys/fs/cgroup/systemd")
        run("mount", "-t", "cgroup", "-o", "none,name=systemd", "cgroup", "/sys/fs/cgroup/systemd")
    else:
        run("mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup")
    os.makedirs("/run/systemd/system")
    for target in ("test", "basic", "sysinit", "shutdown"):
        write("%s/%s.target" % (UNITS, target), "[Unit]\nDefaultDependencies=no\n")
    os.execve(SYSTEMD, [SYSTEMD, "--system", "--unit=test.target", "--log-target=console", "--show-status=no"],
              {"PATH": os.environ["PATH"], "container": "seamark-test"})


def systemctl(*words):
    subprocess.run(["systemctl", *words], check=True, timeout=30)


def redis(h):
    pod = h.get("pod", "redis-node")
    return pod["status"]["containerStatuses"][0] if pod and pod["status"].get("containerStatuses") else None


def step1(h):
    """A Pod follows a unit that systemd does not know yet"""
    h.start_server()
    h.kubectl("apply", "-f", "-", stdin=hosts.service("redis", 6379))
    h.write(h.of("node", "manifests", "redis.yaml"), POD)
    wait_until("the Pod says so", lambda: redis(h) and "redis.service" in json.dumps(redis(h)["state"]))
    if h.ready("redis"):
        raise Failed("it is ready: %s" % redis(h))


def step2(h):
    """The unit is installed and started"""
    write(UNITS + "/redis.service", REDIS)
    systemctl("daemon-reload")
    systemctl("start", "redis.service")
    wait_until("it serves", lambda: h.ready("redis") == [NODE])


def step3(h):
    """Redis is killed"""
    systemctl("kill", "--signal=KILL", "redis.service")
    wait_until("it has left", lambda: h.ready("redis") == [])
    wait_until("the Pod tells systemd's words", lambda: "redis.service is failed" in json.dumps(redis(h)["state"]))


def step4(h):
    """The unit is started, then restarted"""
    systemctl("start", "redis.service")
    wait_until("it is back", lambda: h.ready("redis") == [NODE])
    restarts = redis(h)["restartCount"]
    systemctl("restart", "redis.service")
    wait_until("the restart is counted", lambda: redis(h)["restartCount"] == restarts + 1 and h.ready("redis") == [NODE])


def step5(h):
    """The unit is stopped and taken away"""
    systemctl("stop", "redis.service")
    wait_until("it has left", lambda: h.ready("redis") == [])
    os.unlink(UNITS + "/redis.service")
    systemctl("daemon-reload")
    wait_until("systemd has no such unit", lambda: "no unit redis.service" in json.dumps(redis(h)["state"]))


class ControlGroup:
    """A group of our own in each hierarchy that systemd would otherwise fill at the top."""

    def __init__(self):
        tops = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"]
        self.paths = [os.path.join(top, "seamark-test-%d" % os.getpid()) for top in tops if os.path.exists(top + "/cgroup.procs")]

    def enter(self):
        for path in self.paths:
            os.makedirs(path)
            write(path + "/cgroup.procs", str(os.getpid()))

    def leave(self):
        for path in self.paths:
            write(os.path.dirname(path) + "/cgroup.procs", str(os.getpid()))
            for _ in range(200):  # the last of those who were killed are still going
                if subprocess.run(["find", path, "-depth", "-type", "d", "-delete"], capture_output=True).returncode == 0:
                    break
                time.sleep(0.05)


def first_child(pid):
    return int(open("/proc/%d/task/%d/children" % (pid, pid)).read().split()[0])


def started(manager):
    """systemd's process as it is seen here, once it answers."""
    for _ in range(200):
        try:
            pid = first_child(manager.pid)
            if subprocess.run(["nsenter", "--target", str(pid), "--mount", "--pid", "systemctl", "is-active", "--quiet", "test.target"],
                              capture_output=True).returncode == 0:
                return pid
        except (IndexError, OSError):
            pass
        if manager.poll() is not None:
            break
        time.sleep(0.05)
    return None


def main(seamark):
    group = ControlGroup()
    try:
        group.enter()
    except OSError as why:
        print("skipped: control groups cannot be made here: %s" % why)
        return SKIPPED
    manager = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "unshare", "--fork", "--pid", "--mount", "--uts", "--ipc", "--net", "--cgroup", "--kill-child=KILL", sys.executable,
         __file__, "--boot"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        pid = started(manager)
        if pid is None:
            manager.kill()
            print("skipped: systemd does not start here:\n" + manager.communicate()[0])
            return SKIPPED
        return subprocess.run(["nsenter", "--target", str(pid), "--mount", "--pid", "--uts", "--ipc", "--net", sys.executable,
                               __file__, "--inside", seamark]).returncode
    finally:
        manager.kill()
        manager.wait()
        group.leave()


if __name__ == "__main__":
    if sys.argv[1] == "--boot":
        boot()
    if sys.argv[1] == "--inside":
        sys.exit(hosts.go(sys.argv[2], [step1, step2, step3, step4, step5]))
    missing = [name for name in (SYSTEMD, "systemctl", "redis-server", "kubectl", "ip", "nsenter", "setpriv", "unshare") if not shutil.which(name)]
    if missing or os.geteuid() != 0:
        print("skipped: needs root and %s" % (", ".join(missing) or "nothing more"))
        sys.exit(SKIPPED)
    sys.exit(main(os.path.abspath(sys.argv[1])))
