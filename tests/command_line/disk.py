#!/usr/bin/env python3
"""Disks that cannot be written, and who else touches the files: a start is refused in one line, and a running server refuses
what it cannot keep and keeps what it has acknowledged.

  disk.py PATH_TO_SEAMARK

Needs a mount namespace of its own, which it makes with unshare; where the machine allows none, it says so and stops.
"""
import http.client
import json
import os
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import unittest

SEAMARK = os.path.abspath(sys.argv.pop(1))
TOKEN = "disktoken"


def mount(path, *options):
    subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "none", path], check=True)


class Disk(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="seamark-disk-")
        self.disk = os.path.join(self.home, "disk")
        os.mkdir(self.disk)
        with open(os.path.join(self.home, "tokens.csv"), "w") as f:
            f.write("%s,admin,admin,system:masters\n" % TOKEN)
        self.process = None

    def tearDown(self):
        self.kill()
        subprocess.run(["umount", self.disk], stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", self.home], check=True)

    def words(self):
        return [SEAMARK, "apiserver", "--data-dir", os.path.join(self.disk, "data"), "--bind-address", "127.0.0.1", "--secure-port", "0",
                "--token-auth-file", os.path.join(self.home, "tokens.csv"), "--write-kubeconfig", os.path.join(self.home, "admin.yaml")]

    def start(self):
        self.process = subprocess.Popen(self.words(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            if "is ready" in line:
                break
        else:
            self.fail("did not start: " + "".join(seen))
        with open(os.path.join(self.home, "admin.yaml")) as f:
            self.port = int(re.search(r"server: https://[^\s]*:(\d+)", f.read()).group(1))

    def kill(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def ask(self, method, path, body=None):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context)
        connection.request(method, path, body and json.dumps(body),
                           {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text)

    def create(self, number):
        body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c%d" % number}, "data": {"k": "v" * 20000}}
        return self.ask("POST", "/api/v1/namespaces/default/configmaps", body)

    def refused(self, text):
        done = subprocess.run(self.words(), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertNotRegex(done.stderr, r"terminate|Sanitizer|what\(\)")
        errors = [line for line in done.stderr.splitlines() if line.startswith("seamark: ")]
        self.assertEqual(len(errors), 1, done.stderr)
        self.assertRegex(errors[0], text)

    def test_read_only_before_the_first_start(self):
        mount(self.disk, "size=10m", "ro")
        self.refused("Read-only file system; use another --data-dir")

    def test_read_only_afterwards(self):
        mount(self.disk, "size=10m")
        self.start()
        self.kill()
        subprocess.run(["mount", "-o", "remount,ro", self.disk], check=True)
        self.refused("Read-only file system; use another --data-dir")

    def test_full_before_the_first_start(self):
        for size in ("4k", "16k"):
            with self.subTest(size):
                mount(self.disk, "size=" + size)
                self.refused("free some space|check the disk")
                subprocess.run(["umount", self.disk], check=True)

    def test_fills_up_while_it_runs(self):
        """What cannot be kept is refused, what was acknowledged is there after kill -9, and space that is freed is used."""
        mount(self.disk, "size=4m")
        self.start()
        acknowledged, number = [], 0
        while True:
            status, answer = self.create(number)
            if status != 201:
                break
            acknowledged.append(number)
            number += 1
            self.assertLess(number, 1000, "the disk never filled")
        self.assertEqual((status, answer["reason"]), (500, "InternalError"), answer)
        self.assertRegex(answer["message"], "free some space|check the disk")
        self.assertEqual(self.ask("GET", "/api/v1/namespaces/default/configmaps/c0")[0], 200)
        self.assertEqual(self.ask("GET", "/api/v1/namespaces/default/configmaps/c%d" % number)[0], 404)
        subprocess.run(["mount", "-o", "remount,size=16m", self.disk], check=True)
        self.assertEqual(self.create(number)[0], 201)
        acknowledged.append(number)
        self.kill()
        self.start()
        names = {item["metadata"]["name"] for item in self.ask("GET", "/api/v1/namespaces/default/configmaps")[1]["items"]}
        self.assertEqual(names, {"c%d" % number for number in acknowledged})


    def test_somebody_looks_into_the_database(self):
        """The log that is being written stays, whoever opens and closes the database meanwhile."""
        self.start()
        self.assertEqual(self.create(0)[0], 201)
        database = sqlite3.connect(os.path.join(self.disk, "data", "seamark.db"))
        self.assertGreater(database.execute("SELECT max(revision) FROM history").fetchone()[0], 0)
        database.close()
        self.assertEqual(self.create(1)[0], 201)
        self.kill()
        self.start()
        self.assertEqual(self.ask("GET", "/api/v1/namespaces/default/configmaps/c1")[0], 200)


def in_a_namespace_of_its_own():
    if os.environ.get("SEAMARK_DISK_TEST") == "inside":
        return True
    return subprocess.run(["unshare", "-rm", "true"], stderr=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    if not in_a_namespace_of_its_own():
        print("disk: skipped: this machine lets nobody make a mount namespace")
        sys.exit(0)
    if os.environ.get("SEAMARK_DISK_TEST") != "inside":
        os.environ["SEAMARK_DISK_TEST"] = "inside"
        os.execvp("unshare", ["unshare", "-rm", sys.executable, os.path.abspath(__file__), SEAMARK, *sys.argv[1:]])
    unittest.main(verbosity=1)
