#!/usr/bin/env python3
"""`seamark controllers` as processes of their own against an API server of its own: one leads, one waits; either is
killed, and so is the API; what they keep is right in the end, and their port says what kube-controller-manager's does.

  controllers.py PATH_TO_SEAMARK
"""
import base64
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

SEAMARK = sys.argv.pop(1)
LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager"
UNVERIFIED = ssl._create_unverified_context()
SETTLES = 30  # seconds; a busy machine


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(url, method="GET", body=None, token="admintoken"):
    """(status, text)"""
    request = urllib.request.Request(url, method=method, data=json.dumps(body).encode() if body is not None else None)
    request.add_header("content-type", "application/json" if method != "PATCH" else "application/merge-patch+json")
    if token:
        request.add_header("authorization", "Bearer " + token)
    try:
        with urllib.request.urlopen(request, context=UNVERIFIED, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


class Standalone(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="seamark-standalone-")
        self.addCleanup(shutil.rmtree, self.home, True)
        self.port, self.processes = free_port(), []
        self.addCleanup(self.end)
        with open(self.path("tokens.csv"), "w") as f:
            f.write('admintoken,admin,1,"system:masters"\nusertoken,alice,2,"devs"\n')
        with open(self.path("kubeconfig"), "w") as f:
            json.dump({"apiVersion": "v1", "kind": "Config", "current-context": "c",
                       "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:%d" % self.port,
                                                              "insecure-skip-tls-verify": True}}],
                       "users": [{"name": "u", "user": {"token": "admintoken"}}],
                       "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}, f)
        self.api = self.start_api()

    def path(self, name):
        return os.path.join(self.home, name)

    def start(self, *words):
        log = open(self.path("log.%d" % len(self.processes)), "w+")
        process = subprocess.Popen([SEAMARK, *words], stdout=log, stderr=log)
        self.processes.append((process, log))
        return process

    def end(self):
        for process, log in self.processes:
            process.kill()
            process.wait()
            log.close()

    def start_api(self):
        process = self.start("apiserver", "--data-dir", self.path("data"), "--secure-port", str(self.port),
                             "--token-auth-file", self.path("tokens.csv"), "--write-kubeconfig", self.path("admin.yaml"))
        self.until(lambda: self.is_ready(), "the API is ready")
        return process

    def is_ready(self):
        try:
            return ask("https://127.0.0.1:%d/readyz" % self.port)[0] == 200
        except (OSError, urllib.error.URLError):
            return False

    def start_controllers(self, *more):
        port = free_port()
        process = self.start("controllers", "--kubeconfig", self.path("kubeconfig"), "--bind-address", "127.0.0.1",
                             "--secure-port", str(port), "--leader-elect-lease-duration", "3s",
                             "--leader-elect-renew-deadline", "2s", "--leader-elect-retry-period", "500ms",
                             "--node-monitor-grace-period", "1h", *more)
        return process, port

    def until(self, good, what):
        end = time.monotonic() + SETTLES
        while True:
            try:
                if good():
                    return
            except (OSError, urllib.error.URLError, KeyError, TypeError):
                pass
            if time.monotonic() > end:
                logs = []
                for _, log in self.processes:
                    log.flush()
                    logs.append(open(log.name).read()[-2000:])
                self.fail("never: %s\n%s" % (what, "\n---\n".join(logs)))
            time.sleep(0.05)

    def call(self, method, path, body=None, good=(200, 201)):
        status, text = ask("https://127.0.0.1:%d%s" % (self.port, path), method, body)
        self.assertIn(status, good, text)
        return json.loads(text)

    def get(self, path):
        return self.call("GET", path)

    def holder(self):
        return self.get(LEASE)["spec"].get("holderIdentity")

    def metric(self, port, name):
        text = ask("https://127.0.0.1:%d/metrics" % port)[1]
        return sum(float(v) for v in re.findall(r"^%s(?:\{[^}]*\})? (\S+)$" % name, text, re.M))

    def leads(self, port):
        return self.metric(port, "leader_election_master_status") == 1

    def make_service(self, name="web"):
        self.call("POST", "/api/v1/namespaces/default/services",
                  {"metadata": {"name": name}, "spec": {"selector": {"app": name}, "ports": [{"port": 80}]}})

    def make_node(self):
        self.call("POST", "/api/v1/nodes", {"metadata": {"name": "n1"}})

    def make_pod(self, name, ip, app="web"):
        self.until(lambda: ask("https://127.0.0.1:%d/api/v1/namespaces/default/serviceaccounts/default" % self.port)[0] == 200,
                   "the account that pods need")
        self.call("POST", "/api/v1/namespaces/default/pods",
                  {"metadata": {"name": name, "labels": {"app": app}},
                   "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "i"}]}})
        self.ready(name, ip, "True")

    def ready(self, name, ip, status):
        self.call("PATCH", "/api/v1/namespaces/default/pods/%s/status" % name,
                  {"status": {"phase": "Running", "podIP": ip, "podIPs": [{"ip": ip}],
                              "conditions": [{"type": "Ready", "status": status}]}})

    def ready_ips(self, name="web"):
        """What the slices say and what the Endpoints say; None while they disagree."""
        slices = self.get("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
                          "?labelSelector=kubernetes.io/service-name%3D" + name)["items"]
        sliced = {a for s in slices for e in s.get("endpoints") or [] if e["conditions"].get("ready") for a in e["addresses"]}
        endpoints = self.get("/api/v1/namespaces/default/endpoints/" + name)
        listed = {a["ip"] for s in endpoints.get("subsets") or [] for a in s.get("addresses") or []}
        return sliced if sliced == listed else None

    def test_another_takes_over_what_a_killed_one_kept(self):
        first, first_port = self.start_controllers()
        self.until(lambda: self.leads(first_port), "the first leads")
        second, second_port = self.start_controllers()
        self.make_node()
        self.make_service()
        self.make_pod("a", "10.1.0.1")
        self.until(lambda: self.ready_ips() == {"10.1.0.1"}, "endpoints by the first")
        self.until(lambda: not self.leads(second_port), "the second waits")
        was = self.holder()
        told = self.get("/api/v1/namespaces/kube-system/events?fieldSelector=reason%3DLeaderElection")["items"]
        self.assertEqual([e["message"] for e in told], [was + " became leader"])
        first.send_signal(signal.SIGKILL)
        self.make_pod("b", "10.1.0.2")  # nobody sees this happen
        self.ready("a", "10.1.0.1", "False")
        self.until(lambda: self.leads(second_port), "the second leads")
        self.assertNotEqual(self.holder(), was)
        self.until(lambda: self.ready_ips() == {"10.1.0.2"}, "endpoints by the second")
        self.assertGreaterEqual(self.get(LEASE)["spec"]["leaseTransitions"], 1)
        third, third_port = self.start_controllers()
        self.until(lambda: self.metric(third_port, "rest_client_requests_total") > 0, "the third runs")
        second.terminate()
        self.assertEqual(second.wait(10), 0)
        self.until(lambda: self.leads(third_port), "the third leads at once: the Lease was given up")
        self.call("DELETE", "/api/v1/namespaces/default/services/web")
        self.until(lambda: not self.get("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices")["items"][1:],
                   "the slices are collected")  # that of Service kubernetes stays

    def test_the_api_is_killed_and_comes_back(self):
        _, port = self.start_controllers()
        self.until(lambda: self.leads(port), "it leads")
        self.make_node()
        self.make_service()
        self.make_pod("a", "10.1.0.1")
        self.until(lambda: self.ready_ips() == {"10.1.0.1"}, "endpoints")
        self.api.kill()
        self.api.wait()
        self.api = self.start_api()
        self.make_pod("b", "10.1.0.2")
        self.until(lambda: self.ready_ips() == {"10.1.0.1", "10.1.0.2"}, "endpoints after the restart")
        self.assertEqual(self.metric(port, "seamark_reconcile_drift_total"), 0)

    def test_changes_while_leaders_are_killed_again_and_again(self):
        self.make_node()
        names = ["s%d" % i for i in range(5)]
        running = [self.start_controllers(), self.start_controllers()]
        self.until(lambda: any(self.leads(port) for _, port in running), "one leads")
        for name in names:
            self.make_service(name)
        up = {}
        for step in range(30):
            name = names[step % len(names)]
            pod, ip = "%s-%d" % (name, step), "10.1.%d.%d" % (step % 5, step + 1)
            self.make_pod(pod, ip, name)
            up.setdefault(name, {})[pod] = ip
            if step % 3 == 2:
                gone = min(up[name])
                self.call("DELETE", "/api/v1/namespaces/default/pods/%s?gracePeriodSeconds=0" % gone)
                del up[name][gone]
            if step % 10 == 5:
                victim = next((r for r in running if self.leads(r[1])), running[0])
                running.remove(victim)
                victim[0].kill()
                victim[0].wait()
                running.append(self.start_controllers())
        for name in names:
            self.until(lambda: self.ready_ips(name) == set(up[name].values()), "endpoints of " + name)

    def test_the_port_says_what_kube_controller_managers_does(self):
        _, port = self.start_controllers()
        self.until(lambda: self.leads(port), "it leads")
        at = "https://127.0.0.1:%d" % port
        for path in ("/healthz", "/livez", "/readyz", "/healthz/leaderElection"):
            self.until(lambda: ask(at + path, token=None) == (200, "ok"), path)
        self.assertIn("[+]leaderElection ok\n", ask(at + "/readyz?verbose", token=None)[1])
        self.assertEqual(ask(at + "/healthz/nonsense", token=None)[0], 404)
        self.assertEqual(ask(at + "/metrics", token=None)[0], 403)
        self.assertEqual(ask(at + "/metrics", token="usertoken")[0], 403)
        self.assertEqual(ask(at + "/metrics", token="nonsense")[0], 401)
        self.assertEqual(ask(at + "/nonsense")[0], 404)
        self.make_service()
        self.until(lambda: self.metric(port, "endpoint_slice_controller_num_endpoint_slices") == 1, "a slice is counted")
        text = ask(at + "/metrics")[1]
        for name in ('workqueue_depth{name="endpoint_slice"}', 'workqueue_adds_total{name="endpoint"}',
                     'workqueue_queue_duration_seconds_bucket{name="endpoint_slice_mirroring"', "workqueue_work_duration_seconds_sum",
                     "workqueue_unfinished_work_seconds", "workqueue_longest_running_processor_seconds", "workqueue_retries_total",
                     'endpoint_slice_controller_changes{operation="create"} 1', "endpoint_slice_controller_endpoints_desired 0",
                     "endpoint_slice_controller_desired_endpoint_slices", "endpoint_slice_controller_endpoints_added_per_sync_count",
                     'endpoint_slice_controller_syncs{result="success"}', "endpoint_slice_mirroring_controller_num_endpoint_slices",
                     'leader_election_master_status{name="kube-controller-manager"} 1', "rest_client_requests_total{",
                     "rest_client_request_duration_seconds_bucket", "seamark_reconcile_drift_total{"):
            self.assertIn(name, text)

    def test_a_server_of_all_parts_counts_them_on_one_page(self):
        port = free_port()
        self.start("server", "--disable", "dns,proxy,agent", "--data-dir", self.path("all"), "--secure-port", str(port),
                   "--token-auth-file", self.path("tokens.csv"), "--write-kubeconfig", self.path("all.yaml"))
        at = "https://127.0.0.1:%d/metrics" % port
        self.until(lambda: 'workqueue_depth{name="endpoint_slice"}' in ask(at)[1], "the controllers' metrics")
        self.assertIn("apiserver_request_total{", ask(at)[1])

    def test_a_secret_gets_a_token_that_the_api_takes(self):
        key = self.path("data/pki/sa.key")
        self.until(lambda: os.path.exists(key), "the key that signs tokens")
        self.start_controllers("--service-account-private-key-file", key)
        account = self.call("POST", "/api/v1/namespaces/default/serviceaccounts", {"metadata": {"name": "bot"}})
        self.call("POST", "/api/v1/namespaces/default/secrets",
                  {"metadata": {"name": "bot-token", "annotations": {"kubernetes.io/service-account.name": "bot"}},
                   "type": "kubernetes.io/service-account-token"})
        secret = "/api/v1/namespaces/default/secrets/bot-token"
        self.until(lambda: self.get(secret)["data"]["token"], "the token")
        token = base64.b64decode(self.get(secret)["data"]["token"]).decode()
        at = "https://127.0.0.1:%d" % self.port
        review = ask(at + "/apis/authentication.k8s.io/v1/selfsubjectreviews", "POST", {}, token)
        self.assertEqual(json.loads(review[1])["status"]["userInfo"]["uid"], account["metadata"]["uid"])
        self.call("DELETE", secret)
        self.assertEqual(ask(at + "/api", token=token)[0], 401)

    def test_flags_that_contradict_each_other(self):
        done = subprocess.run([SEAMARK, "controllers", "--kubeconfig", self.path("kubeconfig"), "--leader-elect-lease-duration", "1s"],
                              capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("leader-elect-lease-duration", done.stderr)
        done = subprocess.run([SEAMARK, "controllers", "--service-account-private-key-file", self.path("tokens.csv")],
                              capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 2, done.stderr)
        done = subprocess.run([SEAMARK, "controllers", "--leader-elect-retry-period", "soon"], capture_output=True, text=True, timeout=20)
        self.assertEqual(done.returncode, 2, done.stderr)


if __name__ == "__main__":
    unittest.main()
