"""The demo's processes: brokers, `seamark server`, `seamark dns`, and kubectl as a person would type it."""
import base64
import json
import os
import re
import subprocess
import time

import topology

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = "https://127.0.0.1:6443"


class Failed(Exception):
    """A step did not hold; the message says what was seen."""


def wait_until(what, holds, seconds=10):
    """The first true answer of holds(); fails when there is none in time."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed("waited %d s for %s" % (seconds, what))
        time.sleep(0.01)


class Cluster:
    def __init__(self, seamark, kubectl, home):
        self.seamark, self.kubectl_path, self.home = seamark, kubectl, home
        self.kubeconfig = os.path.join(home, "admin.yaml")
        self.resolv = os.path.join(home, "resolv.conf")
        self.server = None
        with open(self.resolv, "w") as f:
            f.write("nameserver %s\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n"
                    % topology.NODE_ADDRESS)

    def spawn(self, host, name, *command):
        log = open(os.path.join(self.home, name + ".log"), "ab")
        return subprocess.Popen(topology.inside(host, *command), stdout=log, stderr=log, start_new_session=True)

    def start_brokers(self):
        for host, address in {**topology.BROKERS, **topology.PODS}.items():
            self.spawn(host, "broker-" + host, "python3", os.path.join(HERE, "broker.py"), address, "9092")

    def start_server(self):
        self.server = self.spawn(
            "node", "server", self.seamark, "server", "--data-dir", os.path.join(self.home, "data"),
            "--bind-address", "127.0.0.1", "--advertise-address", topology.NODE_ADDRESS, "--node-name", "node",
            "--write-kubeconfig", self.kubeconfig, "--disable", "dns", "--proxy-mode", "nftables")

    def start_dns(self):
        self.spawn("node", "dns", self.seamark, "dns", "--kubeconfig", self.kubeconfig, "--listen",
                   topology.NODE_ADDRESS + ":53", "--snapshot", os.path.join(self.home, "dns.snapshot"))

    def kill_server(self):
        self.server.kill()
        self.server.wait()

    def server_log(self):
        with open(os.path.join(self.home, "server.log"), errors="replace") as f:
            return f.read()

    def kubectl(self, *words, stdin=None, check=True, show=False):
        env = dict(os.environ, KUBECONFIG=self.kubeconfig, HOME=self.home)
        done = subprocess.run(topology.inside("node", self.kubectl_path, *words), input=stdin, env=env, text=True,
                              capture_output=True)
        if show:
            print("$ kubectl " + " ".join(words) + (" <<END" if stdin else ""))
            print((done.stdout + done.stderr).rstrip())
        if check and done.returncode:
            raise Failed("kubectl %s: %s" % (" ".join(words), (done.stderr or done.stdout).strip()))
        return done.stdout if check else done

    def apply(self, manifest, show=False):
        """kubectl apply; returns the moment of the API's last answer to a write, as kubectl's own log tells it."""
        env = dict(os.environ, KUBECONFIG=self.kubeconfig, HOME=self.home, TZ="UTC")
        done = subprocess.run(topology.inside("node", self.kubectl_path, "apply", "-v=6", "-f", "-"), input=manifest, env=env,
                              text=True, capture_output=True)
        if done.returncode:
            raise Failed("kubectl apply: " + done.stderr)
        if show:
            print(done.stdout.rstrip())
        writes = re.findall(r"^I(\d{4} \d\d:\d\d:\d\d\.\d+).*\b(?:PATCH|POST|PUT)\b.*$", done.stderr, re.M)
        if not writes:
            raise Failed("kubectl apply wrote nothing:\n" + done.stdout + done.stderr)
        year = time.gmtime().tm_year
        at = time.strptime("%d%s" % (year, writes[-1].split(".")[0]), "%Y%m%d %H:%M:%S")
        return float("%d.%s" % (time.mktime(at) - time.timezone, writes[-1].split(".")[1]))

    def api(self, method, path, body, content_type):
        """A request past kubectl, with the kubeconfig's own credentials (`kubectl patch` before 1.24 has no --subresource)."""
        command = ["curl", "-sS", "-X", method, "--cacert", self.credential("certificate-authority-data"),
                   "--cert", self.credential("client-certificate-data"), "--key", self.credential("client-key-data"),
                   "-H", "Content-Type: " + content_type, "--data-binary", body, SERVER + path]
        done = subprocess.run(topology.inside("node", *command), text=True, capture_output=True)
        answer = json.loads(done.stdout or "{}")
        if done.returncode or answer.get("kind") in (None, "Status"):
            raise Failed("%s %s: %s%s" % (method, path, done.stdout, done.stderr))
        return answer

    def credential(self, key):
        """A file with this part of the kubeconfig."""
        path = os.path.join(self.home, key + ".pem")
        if not os.path.exists(path):
            with open(self.kubeconfig) as f, open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
                out.write(base64.b64decode(re.search(key + r": *(\S+)", f.read()).group(1)))
        return path

    def application(self, *words):
        command = topology.application(self.resolv, "python3", os.path.join(HERE, "application.py"), *words)
        return subprocess.run(command, text=True, capture_output=True).stdout.strip()

    def dig(self, name, kind="A", *more):
        command = topology.application(self.resolv, "dig", "+short", "+search", "+tries=1", "+time=2", name, kind, *more)
        return subprocess.run(command, text=True, capture_output=True).stdout.split()

    def connections(self, name, port, count=20):
        """{backend address: number of connections} of `count` connections from the application's host."""
        answer = self.application("connect", name, str(port), str(count))
        if not answer:
            raise Failed("the application could not resolve %s" % name)
        return json.loads(answer)

    def reaches(self, name, port, wanted, count=20):
        """Whether `count` connections end at exactly the wanted backends; the counts when so."""
        seen = self.connections(name, port, count)
        return seen if set(seen) == set(wanted) else None


class Follower:
    """Connects from the application's host for ever and notes when each backend was first reached."""

    def __init__(self, cluster, address, port):
        command = topology.inside("app", "python3", os.path.join(HERE, "application.py"), "follow", address, str(port))
        self.process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE)

    def first(self, address):
        """When `address` was first reached (the start of that connection)."""
        for line in self.process.stdout:
            at, seen = line.split()
            if seen == address:
                return float(at)
        raise Failed("the follower ended before it reached " + address)

    def stop(self):
        self.process.kill()
        self.process.wait()
