#!/usr/bin/env python3
"""The binary's outside: help, exit codes, and one-line errors that say what to do.

  command_line.py PATH_TO_SEAMARK
"""
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

SEAMARK = sys.argv.pop(1)


def run(*words, timeout=30, **more):
    return subprocess.run([SEAMARK, *words], capture_output=True, text=True, timeout=timeout, **more)


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="seamark-cli-")
        self.addCleanup(shutil.rmtree, self.home, True)

    def server(self, *more, command="apiserver", data="data"):
        return [command, "--data-dir", os.path.join(self.home, data), "--secure-port", "0", "--write-kubeconfig",
                os.path.join(self.home, "admin.yaml"), *(["--disable", "dns,proxy"] if command == "server" else []), *more]

    def start(self, *words):
        process = subprocess.Popen([SEAMARK, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "is ready" in line:
                return process
        self.fail("did not start: " + "".join(lines))

    def refused(self, done, code, text):
        """One line that says what to do, nothing else that looks like a crash."""
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertRegex(done.stderr, text)
        self.assertNotRegex(done.stderr, r"terminate|Sanitizer|what\(\)")
        errors = [line for line in done.stderr.splitlines() if line.startswith("seamark: ")]
        self.assertEqual(len(errors), 1, done.stderr)

    def test_help_names_every_command(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for word in ("server", "apiserver", "controllers", "dns", "proxy", "agent", "version"):
            self.assertIn(word, done.stdout)
        for word in ("server", "apiserver", "controllers", "dns", "proxy", "agent"):
            self.assertIn("--", run(word, "--help").stdout)

    def test_manual_names_every_flag(self):
        manual = run("manual").stdout.replace("\\-", "-")
        for word in ("server", "apiserver", "controllers", "dns", "proxy", "agent"):
            for flag in re.findall(r"--[a-z][a-z-]*", run(word, "--help").stdout):
                self.assertIn(flag, manual)

    def test_flags_of_kube_apiserver(self):
        key = os.path.join(self.home, "sa.key")
        subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
        process = self.start(*self.server("--authorization-mode=RBAC,Node", "--allow-privileged=true", "--service-account-key-file",
                                          key, "--service-account-signing-key-file", key, "--api-audiences", "a,b"))
        process.terminate()
        self.assertEqual(process.wait(20), 0)
        self.refused(run(*self.server("--authorization-mode=Node")), 2, "must name RBAC")
        self.refused(run(*self.server("--authorization-mode=AlwaysAllow")), 2, "authorization-mode")

    def test_version(self):
        self.assertRegex(run("version").stdout, r"^seamark \d+\.\d+\.\d+")

    def test_usage(self):
        self.refused(run("server", "--no-such-flag"), 2, "no-such-flag")
        self.refused(run("no-such-command"), 2, "no-such-command|subcommand")
        self.refused(run(), 2, "subcommand|command")
        self.refused(run(*self.server("--service-cluster-ip-range", "banana")), 2, "banana")
        self.refused(run(*self.server("--service-node-port-range", "9-1")), 2, "9-1")
        self.refused(run(*self.server("--secure-port", "x")), 2, "secure-port")

    def test_port_in_use(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            s.listen()
            port = str(s.getsockname()[1])
            self.refused(run(*self.server("--secure-port", port)), 1, port + ".*in use")

    def test_a_host_that_has_only_loopback(self):
        process = self.start(*self.server("--advertise-address", "127.0.0.1"))
        process.terminate()
        self.assertEqual(process.wait(20), 0)

    def test_second_server_on_the_same_data(self):
        self.start(*self.server())
        self.refused(run(*self.server()), 1, "data")

    def test_starts_again_on_its_data(self):
        for _ in range(2):
            process = self.start(*self.server())
            process.terminate()
            self.assertEqual(process.wait(20), 0)
        self.assertEqual(os.stat(os.path.join(self.home, "admin.yaml")).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(os.path.join(self.home, "data")).st_mode & 0o777, 0o700)
        for folder, _, files in os.walk(os.path.join(self.home, "data")):
            for name in files:
                if name.endswith(".crt"):
                    continue  # certificates are public
                mode = os.stat(os.path.join(folder, name)).st_mode & 0o777
                self.assertEqual(mode & 0o077, 0, "%s is %o" % (name, mode))

    def database(self):
        self.start(*self.server()).terminate()
        found = [os.path.join(d, f) for d, _, files in os.walk(os.path.join(self.home, "data")) for f in files if f.endswith(".db")]
        self.assertEqual(len(found), 1)
        self.doCleanups_of_processes()
        return found[0]

    def doCleanups_of_processes(self):
        """Waits until the server that was told to stop has let go of its data."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            done = subprocess.run(["pgrep", "-f", self.home], capture_output=True, text=True)
            if not done.stdout.strip():
                return
        self.fail("the server did not stop")

    def test_data_of_another_version(self):
        path = self.database()
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA user_version = 999")
        self.refused(run(*self.server()), 1, "version")

    def test_corrupt_data(self):
        path = self.database()
        for suffix in ("-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.unlink(path + suffix)
        with open(path, "r+b") as f:
            f.write(b"this is not a database" * 100)
        self.refused(run(*self.server()), 1, "corrupt|not a database")

    def test_data_directory_is_a_file(self):
        open(os.path.join(self.home, "data"), "w").close()
        self.refused(run(*self.server()), 1, "data")

    def test_missing_kubeconfig(self):
        for command in ("controllers", "dns", "proxy", "agent"):
            self.refused(run(command, "--kubeconfig", os.path.join(self.home, "none.yaml")), 1, "none.yaml")

    def test_agent_flags_that_mean_nothing(self):
        for words, text in ((["--node-ip", "none"], "--node-ip"), (["--node-ip", "10.0.0.1,10.0.0.2"], "each family"),
                            (["--node-labels", "zone"], "key=value"), (["--register-with-taints", "a:Never"], "NoExecute"),
                            (["--adopt-pods", "some"], "--adopt-pods"), (["--exec-probes", "maybe"], "--exec-probes")):
            self.refused(run("agent", *words), 2, text)

    def test_no_permission_for_nftables(self):
        powerless = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"] if os.geteuid() == 0 else []
        for words in (["proxy", "--cleanup"], self.server("--proxy-mode", "nftables", command="server")):
            words = [w for w in words if w not in ("--disable", "dns,proxy")]
            done = subprocess.run(powerless + [SEAMARK, *words, *(["--disable", "dns"] if "server" in words else [])],
                                  capture_output=True, text=True, timeout=30)
            self.refused(done, 1, "run as root or with CAP_NET_ADMIN")

    def test_configuration_file_and_environment(self):
        path = os.path.join(self.home, "config.yaml")
        with open(path, "w") as f:
            f.write("service-cluster-ip-range: banana\n")
        self.refused(run(*self.server("--config", path)), 2, "banana")
        env = dict(os.environ, SEAMARK_SERVICE_CLUSTER_IP_RANGE="pear")
        self.refused(run(*self.server("--config", path), env=env), 2, "pear")


if __name__ == "__main__":
    unittest.main(verbosity=1)
