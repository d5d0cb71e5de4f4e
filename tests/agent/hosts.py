#!/usr/bin/env python3
"""Agents on three hosts with real servers: MariaDB, Redis and nginx as Debian ships them, run by nobody but this test.

  hosts.py PATH_TO_SEAMARK

The hosts are network namespaces that end with this command, also when it is killed. Exit code 77: skipped, because
namespaces cannot be made here or the servers are not installed (scripts/setup installs them).
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
NODE = "192.168.30.1"
HOSTS = {"db1": "192.168.30.11", "db2": "192.168.30.12", "db3": "192.168.30.13"}
PORT = 6443
SERVERS = ("mariadbd", "mariadb-install-db", "mariadb", "redis-server", "nginx", "kubectl", "ip", "nsenter")

MYSQL = """apiVersion: v1
kind: Pod
metadata:
  name: mysql
  labels: {app: mysql}
  annotations: {seamark.dev/pid-file: %(home)s/mariadb.pid}
spec:
  terminationGracePeriodSeconds: 6
  containers:
  - name: mysql
    ports: [{name: mysql, containerPort: 3306}]
    readinessProbe: {tcpSocket: {port: mysql}, periodSeconds: 1, failureThreshold: 1}
    livenessProbe:
      exec: {command: [mariadb, --socket=%(home)s/mariadb.sock, --connect-timeout=1, -e, select 1]}
      periodSeconds: 1
      failureThreshold: 2
"""
REDIS = """apiVersion: v1
kind: Pod
metadata: {name: redis, labels: {app: redis}}
spec:
  nodeName: db1
  hostNetwork: true
  terminationGracePeriodSeconds: 4
  containers:
  - name: redis
    image: none
    ports: [{name: redis, containerPort: 6379}]
    startupProbe: {tcpSocket: {port: redis}, periodSeconds: 1, failureThreshold: 60}
    readinessProbe: {tcpSocket: {port: redis}, periodSeconds: 1, failureThreshold: 1}
"""
WEB = """apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
  - name: nginx
    ports: [{name: http, containerPort: 8080}]
    readinessProbe:
      httpGet: {path: /healthz, port: http, httpHeaders: [{name: Host, value: web.example}]}
      periodSeconds: 1
      failureThreshold: 1
"""
NGINX = """daemon off; user root; pid %(home)s/nginx.pid; error_log %(home)s/nginx.log; events {}
http { access_log off; client_body_temp_path %(home)s; proxy_temp_path %(home)s; fastcgi_temp_path %(home)s;
  uwsgi_temp_path %(home)s; scgi_temp_path %(home)s;
  server { listen 8080; server_name web.example; root %(home)s/www; }
  server { listen 8080 default_server; return 500; } }
"""


def service(name, port):
    return json.dumps({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
                       "spec": {"selector": {"app": name}, "ports": [{"port": port, "targetPort": port}]}})


class Failed(Exception):
    """A step did not hold; the message says what was seen."""


def run(*command):
    subprocess.run(command, check=True)


def inside(host, *command):
    return ["nsenter", "--net=/run/netns/" + host, *command]


def wait_until(what, holds, seconds=30):
    end, start = time.monotonic() + seconds, time.monotonic()
    while True:
        value = holds()
        if value:
            print("   %-66s %5.2f s" % (what, time.monotonic() - start), flush=True)
            return value
        if time.monotonic() > end:
            raise Failed("waited %d s for: %s" % (seconds, what))
        time.sleep(0.05)


def private_run():
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "tmpfs", "none", "/run")


def network():
    os.makedirs("/run/netns", exist_ok=True)
    run("ip", "netns", "add", "node")
    run("ip", "-n", "node", "link", "set", "lo", "up")
    run("ip", "-n", "node", "link", "add", "hosts", "type", "bridge")
    run("ip", "-n", "node", "addr", "add", NODE + "/24", "dev", "hosts")
    run("ip", "-n", "node", "link", "set", "hosts", "up")
    for host, address in HOSTS.items():
        run("ip", "netns", "add", host)
        run("ip", "-n", host, "link", "set", "lo", "up")
        run("ip", "link", "add", "v-" + host, "netns", "node", "type", "veth", "peer", "name", "eth0", "netns", host)
        run("ip", "-n", "node", "link", "set", "v-" + host, "master", "hosts", "up")
        run("ip", "-n", host, "addr", "add", address + "/24", "dev", "eth0")
        run("ip", "-n", host, "link", "set", "eth0", "up")


class Hosts:
    def __init__(self, seamark, home):
        self.seamark, self.home = seamark, home
        self.kubeconfig = os.path.join(home, "admin.yaml")
        self.agents, self.databases = {}, {}

    def of(self, host, *names):
        path = os.path.join(self.home, host, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def spawn(self, host, name, *command):
        log = open(self.of(host, name + ".log"), "ab")
        return subprocess.Popen(inside(host, *command), stdout=log, stderr=log, start_new_session=True)

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new~", "w") as f:
            f.write(text)
        os.rename(path + ".new~", path)

    def kubectl(self, *words, stdin=None, check=True):
        done = subprocess.run(inside("node", "kubectl", *words), input=stdin, text=True, capture_output=True,
                              env=dict(os.environ, KUBECONFIG=self.kubeconfig, HOME=self.home))
        if check and done.returncode:
            raise Failed("kubectl %s: %s" % (" ".join(words), done.stderr.strip()))
        return done.stdout

    def get(self, what, *name):
        text = self.kubectl("get", what, *name, "-o", "json", "--ignore-not-found")
        return json.loads(text) if text.strip() else None

    def start_server(self):
        os.makedirs(self.of("node", "manifests", ""), exist_ok=True)
        self.spawn("node", "server", self.seamark, "server", "--data-dir", self.of("node", "data"), "--bind-address",
                   "0.0.0.0", "--advertise-address", NODE, "--secure-port", str(PORT), "--node-name", "node",
                   "--write-kubeconfig", self.kubeconfig, "--disable", "dns,proxy", "--manifests",
                   self.of("node", "manifests"))
        wait_until("the server answers", lambda: os.path.exists(self.kubeconfig) and
                   self.kubectl("get", "svc", "kubernetes", check=False))
        with open(self.kubeconfig) as f:
            text = re.sub(r"https://[^:]+:", "https://%s:" % NODE, f.read())
        self.write(self.of("node", "agents.yaml"), text)

    def start_agent(self, host):
        self.agents[host] = self.spawn(
            host, "agent", self.seamark, "agent", "--kubeconfig", self.of("node", "agents.yaml"), "--node-name", host,
            "--node-ip", HOSTS[host], "--manifests", self.of(host, "manifests"), "--drain-on-exit", "-v", "1")

    def stop_agent(self, host):
        self.agents[host].send_signal(signal.SIGTERM)
        if self.agents[host].wait(20) != 0:
            raise Failed("the agent of %s ended with %d" % (host, self.agents[host].returncode))

    def prepare_database(self, host):
        subprocess.run(["mariadb-install-db", "--no-defaults", "--user=root", "--skip-test-db", "--datadir=" +
                        self.of(host, "mariadb")], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start_database(self, host):
        home = os.path.join(self.home, host)
        self.databases[host] = self.spawn(
            host, "mariadb", "mariadbd", "--no-defaults", "--user=root", "--datadir=" + self.of(host, "mariadb"),
            "--socket=%s/mariadb.sock" % home, "--pid-file=%s/mariadb.pid" % home, "--bind-address=0.0.0.0",
            "--skip-name-resolve", "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M", "--key-buffer-size=1M",
            "--performance-schema=off", "--skip-log-bin")

    def stop_database(self, host):
        self.databases[host].send_signal(signal.SIGTERM)
        self.databases[host].wait()

    def endpoints(self, name):
        """{address: conditions} of the Service's slices."""
        slices = self.kubectl("get", "endpointslices", "-l", "kubernetes.io/service-name=" + name, "-o", "json")
        found = {}
        for one in json.loads(slices)["items"]:
            for endpoint in one.get("endpoints") or []:
                found[endpoint["addresses"][0]] = endpoint["conditions"]
        return found

    def ready(self, name):
        return sorted(a for a, c in self.endpoints(name).items() if c.get("ready"))

    def pod_ready(self, name):
        pod = self.get("pod", name)
        conditions = (pod or {}).get("status", {}).get("conditions") or []
        return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)

    def events(self, reason):
        return [e["message"] for e in json.loads(self.kubectl("get", "events", "-o", "json"))["items"] if e["reason"] == reason]


ALL = sorted(HOSTS.values())


def step1(h):
    """Three hosts register"""
    h.start_server()
    for host in HOSTS:
        os.makedirs(h.of(host, "manifests", ""), exist_ok=True)
        h.start_agent(host)
    h.kubectl("apply", "-f", "-", stdin=service("mysql", 3306))

    def nodes():
        found = {n["metadata"]["name"]: n for n in h.get("nodes")["items"]}
        return all(any(c["type"] == "Ready" and c["status"] == "True" for c in (found.get(x, {}).get("status", {}).get(
            "conditions") or [])) for x in [*HOSTS, "node"]) and found
    found = wait_until("four nodes are Ready", nodes)
    if {"type": "InternalIP", "address": HOSTS["db2"]} not in found["db2"]["status"]["addresses"]:
        raise Failed("db2's address: %s" % found["db2"]["status"]["addresses"])
    for host in HOSTS:
        if h.get("lease", "-n", "kube-node-lease", host)["spec"]["holderIdentity"] != host:
            raise Failed("no lease of " + host)


def step2(h):
    """MariaDB, found by its label on three hosts"""
    for host in HOSTS:
        h.prepare_database(host)
        h.start_database(host)
        h.write(h.of(host, "manifests", "mysql.yaml"), MYSQL % {"home": os.path.join(h.home, host)})
    wait_until("selector app=mysql has three endpoints", lambda: h.ready("mysql") == ALL, 60)
    pod = h.get("pod", "mysql-db1")
    if pod["metadata"]["ownerReferences"][0]["kind"] != "Node" or pod["status"]["hostIP"] != HOSTS["db1"]:
        raise Failed("mysql-db1: %s" % json.dumps(pod, indent=1))
    print(h.kubectl("get", "pods,nodes", "-o", "wide"))


def step3(h):
    """A database stops, and comes back"""
    h.stop_database("db2")
    wait_until("db2 has left", lambda: h.ready("mysql") == [HOSTS["db1"], HOSTS["db3"]])
    h.start_database("db2")
    wait_until("db2 is back", lambda: h.ready("mysql") == ALL)
    status = h.get("pod", "mysql-db2")["status"]["containerStatuses"][0]
    if status["restartCount"] != 1 or "terminated" not in status["lastState"]:
        raise Failed("the restart is not told: %s" % status)


def step4(h):
    """A database hangs: it takes connections, but answers no query"""
    pid = int(open(h.of("db3", "mariadb.pid")).read())
    os.kill(pid, signal.SIGSTOP)
    wait_until("db3 has left", lambda: h.ready("mysql") == [HOSTS["db1"], HOSTS["db2"]])
    wait_until("an Event says why", lambda: any(m.startswith("Liveness probe failed") for m in h.events("Unhealthy")))
    os.kill(pid, signal.SIGCONT)
    wait_until("db3 is back", lambda: h.ready("mysql") == ALL)


def step5(h):
    """A restart of the agent is not noticed"""
    before = h.get("pod", "mysql-db1")["metadata"]["resourceVersion"]
    h.agents["db1"].kill()
    h.agents["db1"].wait()
    h.start_agent("db1")
    time.sleep(3)
    if h.get("pod", "mysql-db1")["metadata"]["resourceVersion"] != before:
        raise Failed("the Pod's status was written: " + h.kubectl("get", "pod", "mysql-db1", "-o", "yaml"))


def step6(h):
    """A manifest goes: the workload drains, still serving, and then its Pod is gone"""
    os.unlink(h.of("db3", "manifests", "mysql.yaml"))

    def draining():
        c = h.endpoints("mysql").get(HOSTS["db3"], {})
        return c.get("terminating") and c.get("serving") and not c.get("ready")
    wait_until("db3 is terminating and serving", draining)
    wait_until("db3's Pod is gone", lambda: h.get("pod", "mysql-db3") is None)
    if h.databases["db3"].poll() is not None:
        raise Failed("the agent stopped the database")
    wait_until("two endpoints", lambda: sorted(h.endpoints("mysql")) == [HOSTS["db1"], HOSTS["db2"]])


def step7(h):
    """Redis, bound to its host through the API"""
    h.kubectl("apply", "-f", "-", stdin=service("redis", 6379))
    h.kubectl("apply", "-f", "-", stdin=REDIS)
    wait_until("its startup probe fails", lambda: any(m.startswith("Startup probe failed") for m in h.events("Unhealthy")))
    redis = h.spawn("db1", "redis", "redis-server", "--port", "6379", "--bind", "0.0.0.0", "--protected-mode", "no",
                    "--save", "", "--dir", h.of("db1", ""))
    wait_until("it serves", lambda: h.ready("redis") == [HOSTS["db1"]])
    redis.kill()
    redis.wait()
    wait_until("it was killed and has left", lambda: h.ready("redis") == [])
    h.kubectl("delete", "pod", "redis", "--wait=false")
    wait_until("its Pod is gone after the grace period", lambda: h.get("pod", "redis") is None)


def step8(h):
    """nginx on the server's own host, adopted by the server"""
    home = os.path.join(h.home, "node")
    h.write(h.of("node", "nginx.conf"), NGINX % {"home": home})
    h.write(h.of("node", "www", "healthz"), "fine")
    h.kubectl("apply", "-f", "-", stdin=service("web", 8080))
    h.spawn("node", "nginx", "nginx", "-c", h.of("node", "nginx.conf"))
    h.write(h.of("node", "manifests", "web.yaml"), WEB)
    wait_until("it serves", lambda: h.ready("web") == [NODE])
    os.unlink(h.of("node", "www", "healthz"))
    wait_until("/healthz answers 404, and it has left", lambda: h.ready("web") == [])
    wait_until("an Event says why", lambda: "Readiness probe failed: HTTP probe failed with statuscode: 404" in h.events("Unhealthy"))
    h.write(h.of("node", "www", "healthz"), "fine")
    wait_until("it is back", lambda: h.ready("web") == [NODE])


def step9(h):
    """Wrong manifests, metrics, and an agent that leaves"""
    h.write(h.of("db1", "manifests", "wrong.yaml"), "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {contaners: []}\n")
    wait_until("an Event tells of the wrong manifest", lambda: any("contaners" in m for m in h.events("InvalidManifest")))

    def metrics(path):
        return subprocess.run(inside("db1", "curl", "-sS", "http://127.0.0.1:10248" + path), text=True, capture_output=True).stdout
    if metrics("/healthz") != "ok":
        raise Failed("/healthz: " + metrics("/healthz"))
    wanted = r'prober_probe_total\{container="mysql",namespace="default",pod="mysql-db1",pod_uid="\w+",probe_type="Readiness",result="successful"\} [1-9]'
    if not re.search(wanted, metrics("/metrics/probes")) or "seamark_agent_bad_manifests 1" not in metrics("/metrics"):
        raise Failed(metrics("/metrics") + metrics("/metrics/probes"))
    h.stop_agent("db1")
    wait_until("db1 has told that it leaves", lambda: h.ready("mysql") == [HOSTS["db2"]])
    h.start_agent("db1")
    wait_until("db1 is back", lambda: h.ready("mysql") == [HOSTS["db1"], HOSTS["db2"]])


def print_logs(home):
    for root, _, files in os.walk(home):
        for name in files:
            if name in ("agent.log", "server.log"):
                lines = open(os.path.join(root, name), errors="replace").read().splitlines()[-30:]
                print("---- %s\n%s" % (os.path.join(root, name), "\n".join(lines)), file=sys.stderr)


def go(seamark, steps):
    """The steps, one after the other, on hosts of their own; the exit code."""
    home = tempfile.mkdtemp(prefix="seamark-agents-")
    network()
    hosts = Hosts(os.path.abspath(seamark), home)
    try:
        for number, step in enumerate(steps, 1):
            print("%d. %s" % (number, step.__doc__), flush=True)
            step(hosts)
    except Exception as why:
        print_logs(home)
        print("%s: %s" % (os.path.basename(sys.argv[0]), why), file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(home, True)
    print("Every step held.")
    return 0


if __name__ == "__main__":
    if os.environ.get("SEAMARK_HOSTS_INSIDE"):
        private_run()
        sys.exit(go(sys.argv[1], [step1, step2, step3, step4, step5, step6, step7, step8, step9]))
    missing = [name for name in SERVERS if not shutil.which(name)]
    apart = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"]
    if missing or os.geteuid() != 0 or subprocess.run([*apart, "true"], capture_output=True).returncode:
        print("skipped: needs root, namespaces and %s" % (", ".join(missing) or "nothing more"))
        sys.exit(SKIPPED)
    os.execvpe(apart[0], [*apart, sys.executable, *sys.argv], dict(os.environ, SEAMARK_HOSTS_INSIDE="1"))
