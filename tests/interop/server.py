"""A real `seamark server` or `seamark apiserver` for clients to talk to: TLS and RBAC on, a free loopback port, data of its own.

It can be killed and started again on the same port and data, as a crash and a restart would."""
import base64
import glob
import json
import os
import re
import socket
import sqlite3
import ssl
import subprocess
import time
import urllib.error
import urllib.request

RANGE = "10.96.0.0/16"
TOKENS = """admintoken,admin,1,"system:masters"
kcmtoken,system:kube-controller-manager,2,""
proxytoken,system:kube-proxy,3,""
coredns-token,system:coredns,4,""
alicetoken,alice,5,"devs"
"""


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def until(seconds, holds):
    """The first true answer of holds(), or the last one when none comes in time."""
    end = time.monotonic() + seconds
    while True:
        value = holds()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.05)


class Server:
    """Started by start(); `command` is server (controllers run) or apiserver (they do not)."""

    def __init__(self, seamark, home, command="server"):
        self.seamark, self.home, self.command = seamark, home, command
        self.port, self.process = free_port(), None
        os.makedirs(home, exist_ok=True)
        self.kubeconfig = os.path.join(home, "admin.yaml")
        self.tokens = os.path.join(home, "tokens.csv")
        with open(self.tokens, "w") as f:
            f.write(TOKENS)

    @property
    def url(self):
        return "https://127.0.0.1:%d" % self.port

    def start(self):
        words = [self.seamark, self.command, "--data-dir", os.path.join(self.home, "data"), "--bind-address", "127.0.0.1",
                 "--advertise-address", "192.168.10.1", "--secure-port", str(self.port), "--token-auth-file", self.tokens,
                 "--service-cluster-ip-range", RANGE, "--write-kubeconfig", self.kubeconfig]
        if self.command == "server":
            words += ["--disable", "dns,proxy"]
        with open(os.path.join(self.home, "log"), "ab") as log:
            self.process = subprocess.Popen(words, stdout=log, stderr=log)
        if not until(30, lambda: self.process.poll() is not None or self.ready()) or self.process.poll() is not None:
            raise RuntimeError("seamark %s did not start:\n%s" % (self.command, self.log()))
        return self

    def ready(self):
        try:
            return self.get("/readyz", patience=2) == "ok"
        except (OSError, urllib.error.URLError):
            return False

    def get(self, path, token="admintoken", patience=20):
        """The body of a GET, over TLS that is verified with the kubeconfig's authority."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": "Bearer " + token})
        with urllib.request.urlopen(request, timeout=patience, context=ssl.create_default_context(cafile=self.authority())) as a:
            return a.read().decode()

    def write(self, method, path, body):
        """A write as the administrator; the answer, or the error's Status."""
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), method=method, headers={
            "Authorization": "Bearer admintoken", "Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=20, context=ssl.create_default_context(cafile=self.authority())) as a:
                return json.load(a)
        except urllib.error.HTTPError as e:
            return json.load(e)

    def authority(self):
        """A file with the certificate of the server's CA."""
        path = os.path.join(self.home, "ca.crt")
        with open(self.kubeconfig) as f:
            found = re.search(r"certificate-authority-data: *(\S+)", f.read())
        with open(path, "wb") as f:
            f.write(base64.b64decode(found.group(1)))
        return path

    def token_kubeconfig(self, user, token, namespace="default"):
        """A kubeconfig of somebody who comes with a token."""
        path = os.path.join(self.home, user + ".yaml")
        with open(path, "w") as f:
            f.write("apiVersion: v1\nkind: Config\ncurrent-context: c\n"
                    "clusters: [{name: c, cluster: {server: '%s', certificate-authority: '%s'}}]\n"
                    "users: [{name: u, user: {token: '%s'}}]\n"
                    "contexts: [{name: c, context: {cluster: c, user: u, namespace: '%s'}}]\n"
                    % (self.url, self.authority(), token, namespace))
        return path

    def log(self):
        with open(os.path.join(self.home, "log"), errors="replace") as f:
            return f.read()

    def kill(self):
        """kill -9: nothing is said to the clients, nothing is written any more."""
        self.process.kill()
        self.process.wait()

    def compact(self):
        """Forgets all history but the newest state, as compacting a store does; only while it does not run."""
        with sqlite3.connect(next(iter(glob.glob(os.path.join(self.home, "data", "*.db"))))) as database:
            database.execute("UPDATE meta SET value = (SELECT MAX(revision) FROM history) WHERE name = 'compacted'")

    def stop(self):
        """Its exit code after SIGTERM; -9 when it had to be killed."""
        if self.process.poll() is not None:
            return self.process.returncode
        self.process.terminate()
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            return -9
