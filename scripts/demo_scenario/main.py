"""make demo: what Seamark exists for, step by step, with real kubectl, real servers and real connections."""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

import topology
from cluster import Cluster, Failed, Follower, wait_until

KAFKA = open("examples/kafka.yaml").read()
WEB = open("examples/web.yaml").read()
BROKERS = sorted(topology.BROKERS.values())
PODS = sorted(topology.PODS.values())


WHAT_TO_TRY = """It stays up. In another terminal (as the same user; without root add --user --preserve-credentials to the first nsenter):
  enter() { host=$1; shift; nsenter --target %(pid)s --mount --net nsenter --net=/run/netns/$host "$@"; }
  enter node env KUBECONFIG=%(kubeconfig)s kubectl get svc,ep,endpointslices -A
  enter node env KUBECONFIG=%(kubeconfig)s kubectl edit endpoints kafka
  enter app dig @192.168.20.1 kafka.default.svc.cluster.local
  enter app python3 scripts/demo_scenario/application.py connect THE_CLUSTER_IP 9092 20
Ctrl-C ends the demo and cleans up."""


def say(text):
    print("\n\033[1m%s\033[0m" % text if sys.stdout.isatty() else "\n" + text, flush=True)


def figure(name, value):
    print("   %-58s %s" % (name, value), flush=True)


def endpoints_of_kafka(addresses):
    """The Endpoints of examples/kafka.yaml with other addresses."""
    document = KAFKA.split("---\n")[1]
    listed = "".join("  - ip: %s\n" % a for a in addresses)
    return re.sub(r"(  - ip: \S+\n)+", listed, document)


def pod(name, labels):
    wanted = "\n".join("    %s: %s" % pair for pair in labels.items())
    return ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: %s\n  labels:\n%s\nspec:\n  nodeName: node\n  containers:\n"
            "  - name: main\n    image: none\n" % (name, wanted))


def pod_status(address, ready):
    return ('{"status":{"phase":"Running","podIP":"%s","podIPs":[{"ip":"%s"}],"conditions":[{"type":"Ready","status":"%s"}]}}'
            % (address, address, "True" if ready else "False"))


def set_ready(cluster, name, address, ready):
    path = "/api/v1/namespaces/default/pods/%s/status" % name
    cluster.api("PATCH", path, pod_status(address, ready), "application/strategic-merge-patch+json")


class Demo:
    def __init__(self, cluster):
        self.cluster = cluster
        self.vip = ""

    # Each step raises Failed when it does not hold.

    def step1_hosts(self):
        """Three brokers on machines of their own, an application's host, and a node between them"""
        topology.build()
        self.cluster.start_brokers()
        for address in BROKERS + PODS:
            wait_until("the broker at " + address, lambda a=address: self.cluster.application("connect", a, "9092", "1").find(a) >= 0)
        figure("brokers, each answering with its own address", " ".join(BROKERS))

    def step2_server(self):
        """seamark server on an empty data directory"""
        c, start = self.cluster, time.monotonic()
        c.start_server()
        wait_until("the kubeconfig", lambda: os.path.exists(c.kubeconfig))
        wait_until("the first kubectl get svc", lambda: c.kubectl("get", "svc", check=False).returncode == 0)
        figure("start to first successful `kubectl get svc`", "%d ms" % ((time.monotonic() - start) * 1000))
        mode = oct(os.stat(c.kubeconfig).st_mode & 0o777)
        if mode != "0o600":
            raise Failed("the kubeconfig's mode is " + mode)
        c.start_dns()
        c.kubectl("get", "svc,ns", show=True)
        for name in ("default", "kube-system", "kube-public", "kube-node-lease"):
            c.kubectl("get", "ns", name)
        c.kubectl("get", "svc,endpoints,endpointslice", "kubernetes")
        print("\n".join(line for line in c.server_log().splitlines() if "is ready" in line))

    def step3_apply(self):
        """kubectl apply -f examples/kafka.yaml"""
        c = self.cluster
        c.kubectl("apply", "-f", "examples/kafka.yaml", show=True)
        shown = ",".join(a + ":9092" for a in BROKERS)
        wait_until("three endpoints in describe", lambda: shown in c.kubectl("describe", "svc", "kafka"))
        c.kubectl("get", "svc,ep,endpointslices", show=True)
        c.kubectl("describe", "svc", "kafka", show=True)
        self.vip = c.kubectl("get", "svc", "kafka", "-o", "jsonpath={.spec.clusterIP}")
        if shown not in c.kubectl("get", "ep", "kafka"):
            raise Failed("kubectl get ep does not show " + shown)

    def step4_connect(self):
        """The application resolves the name and connects to it"""
        c = self.cluster
        for name in ("kafka.default.svc.cluster.local", "kafka.default.svc", "kafka.default", "kafka"):
            wait_until("dig " + name, lambda n=name: c.dig(n) == [self.vip])
            if c.application("resolve", name) != self.vip:
                raise Failed("getaddrinfo(%s) is not %s" % (name, self.vip))
            figure("dig and getaddrinfo " + name, self.vip)
        if c.dig("kafka.default.svc.cluster.local", "A", "+tcp") != [self.vip]:
            raise Failed("no answer over TCP")
        counts = wait_until("all three brokers", lambda: c.reaches("kafka", 9092, BROKERS))
        figure("twenty connections to kafka:9092", counts)

    def step5_change(self):
        """An address changes, another goes: the next connections follow"""
        c = self.cluster
        follower = Follower(c, self.vip, 9092)
        try:
            answered = c.apply(endpoints_of_kafka([BROKERS[0], BROKERS[1], PODS[0]]))
            first = follower.first(PODS[0])
        finally:
            follower.stop()
        figure("API's answer to the first connection to the new address", "%.1f ms" % ((first - answered) * 1000))
        wait_until("the changed address", lambda: c.reaches("kafka", 9092, [BROKERS[0], BROKERS[1], PODS[0]]))
        c.apply(endpoints_of_kafka([BROKERS[0]]))
        counts = wait_until("the one address left", lambda: c.reaches("kafka", 9092, [BROKERS[0]]))
        figure("after two were removed", counts)
        c.apply(KAFKA)
        wait_until("all three again", lambda: c.reaches("kafka", 9092, BROKERS))

    def step6_selector(self):
        """A Service with a selector follows its pods"""
        c = self.cluster
        c.kubectl("apply", "-f", "examples/web.yaml")
        for name, address in zip(("web-1", "web-2", "web-3"), PODS):
            wait_until("ServiceAccount default", lambda: c.kubectl("get", "sa", "default", check=False).returncode == 0)
            c.kubectl("create", "-f", "-", stdin=pod(name, {"app": "web"}))
            set_ready(c, name, address, True)
        figure("three ready pods", wait_until("three pods", lambda: c.reaches("web", 80, PODS)))
        follower = Follower(c, c.kubectl("get", "svc", "web", "-o", "jsonpath={.spec.clusterIP}"), 80)
        set_ready(c, "web-1", PODS[0], False)
        figure("web-1 becomes unready", wait_until("it to leave", lambda: c.reaches("web", 80, PODS[1:])))
        follower.stop()
        c.kubectl("delete", "pod", "web-2", "--grace-period=0", "--force")
        figure("web-2 is gone", wait_until("it to leave", lambda: c.reaches("web", 80, PODS[2:])))
        set_ready(c, "web-1", PODS[0], True)
        figure("web-1 is ready again", wait_until("it to join", lambda: c.reaches("web", 80, [PODS[0], PODS[2]])))
        wait_until("Endpoints to agree", lambda: c.kubectl("get", "ep", "web", "-o", "jsonpath={.subsets[*].addresses[*].ip}").split()
                   == [PODS[0], PODS[2]])
        c.kubectl("get", "ep,endpointslices", "-l", "!x", show=True)
        c.kubectl("delete", "svc/web", "pod/web-1", "pod/web-3", "--grace-period=0", "--force", "--wait=false")
        wait_until("nothing of web left", lambda: "web" not in c.kubectl("get", "ep,endpointslices,pods", "-o", "name"))

    def step7_move(self):
        """kafka moves into the cluster and back; its name and ClusterIP stay"""
        c = self.cluster
        for name, address in zip(("kafka-0", "kafka-1", "kafka-2"), PODS):
            c.kubectl("create", "-f", "-", stdin=pod(name, {"app": "kafka"}))
            set_ready(c, name, address, True)
        c.kubectl("patch", "svc", "kafka", "-p", '{"spec":{"selector":{"app":"kafka"}}}')
        figure("with a selector", wait_until("the pods to take over", lambda: c.reaches("kafka", 9092, PODS)))
        self.expect_slices(PODS)
        c.kubectl("patch", "svc", "kafka", "--type=merge", "-p", '{"spec":{"selector":null}}')
        c.apply(KAFKA.split("---\n")[1] if self.endpoints() else KAFKA)
        figure("and back", wait_until("the brokers to take over", lambda: c.reaches("kafka", 9092, BROKERS)))
        self.expect_slices(BROKERS)
        if c.kubectl("get", "svc", "kafka", "-o", "jsonpath={.spec.clusterIP}") != self.vip or c.dig("kafka") != [self.vip]:
            raise Failed("the ClusterIP or the name changed")
        c.kubectl("delete", "pod", "--all", "--grace-period=0", "--force", "--wait=false")

    def endpoints(self):
        return self.cluster.kubectl("get", "ep", "kafka", "--ignore-not-found", "-o", "name").strip()

    def expect_slices(self, addresses):
        def seen():
            template = "{.items[*].endpoints[*].addresses[0]}"
            return sorted(self.cluster.kubectl("get", "endpointslices", "-l", "kubernetes.io/service-name=kafka", "-o",
                                               "jsonpath=" + template).split())
        def written():
            template = "{.subsets[*].addresses[*].ip}"
            return sorted(self.cluster.kubectl("get", "ep", "kafka", "-o", "jsonpath=" + template).split())
        wait_until("slices with exactly %s" % addresses, lambda: seen() == sorted(addresses))
        wait_until("Endpoints with exactly %s" % addresses, lambda: written() == sorted(addresses))
        figure("endpoints in kafka's slices", " ".join(seen()))

    def step8_kill(self):
        """kill -9 of the server: names and connections stay, and nothing is lost"""
        c = self.cluster
        before = c.kubectl("get", "svc,ep,endpointslices,ns,nodes", "-A", "-o", "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{'\\n'}{end}")
        version = int(c.kubectl("get", "ep", "-o", "jsonpath={.metadata.resourceVersion}") or max(re.findall(r" (\d+)$", before, re.M), key=int))
        watching = WatchResumed(c)
        c.kill_server()
        if c.dig("kafka") != [self.vip]:
            raise Failed("the name does not resolve while the server is down")
        figure("server down: the name still resolves", self.vip)
        figure("server down: twenty connections", wait_until("the brokers", lambda: c.reaches("kafka", 9092, BROKERS)))
        start = time.monotonic()
        c.start_server()
        wait_until("the server", lambda: c.kubectl("get", "svc", check=False).returncode == 0)
        figure("restart to first successful `kubectl get svc`", "%d ms" % ((time.monotonic() - start) * 1000))
        after = c.kubectl("get", "svc,ep,endpointslices,ns,nodes", "-A", "-o", "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.uid} {.metadata.resourceVersion}{'\\n'}{end}")
        lost = set(re.findall(r"^(\S+ \S+)", before, re.M)) - set(re.findall(r"^(\S+ \S+)", after, re.M))
        if lost:
            raise Failed("lost: %s" % sorted(lost))
        c.kubectl("label", "svc", "kafka", "after=restart", "--overwrite")
        now = int(c.kubectl("get", "svc", "kafka", "-o", "jsonpath={.metadata.resourceVersion}"))
        if now <= version:
            raise Failed("resourceVersion went back: %d after %d" % (now, version))
        figure("everything is there; resourceVersions go on", "%d, then %d" % (version, now))
        figure("kubectl get -w resumed and saw the change", watching.saw("after=restart"))
        wait_until("the brokers", lambda: c.reaches("kafka", 9092, BROKERS))


class WatchResumed:
    """kubectl get -w as people leave it running: kubectl ends it when the server goes away, so it is started again."""

    def __init__(self, cluster):
        self.lines, self.cluster, self.stopped = [], cluster, False
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()
        wait_until("the watch's first line", lambda: self.lines)

    def watch(self):
        env = dict(os.environ, KUBECONFIG=self.cluster.kubeconfig, HOME=self.cluster.home)
        while not self.stopped:
            words = ["get", "svc", "kafka", "-w", "--show-labels", "--no-headers"]
            process = subprocess.Popen(topology.inside("node", self.cluster.kubectl_path, *words), env=env, text=True,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            for line in process.stdout:
                self.lines.append(line)
            process.wait()
            time.sleep(0.05)

    def saw(self, text):
        wait_until("the watch to see " + text, lambda: any(text in line for line in self.lines))
        self.stopped = True
        return "%d lines" % len(self.lines)


def steps(demo):
    return [getattr(demo, name) for name in sorted(dir(demo)) if name.startswith("step")]


def main():
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="leave after the last step")
    parser.add_argument("--seamark", default="build/release/seamark")
    parser.add_argument("--kubectl", default=shutil.which("kubectl"))
    parser.add_argument("--keep", help="a directory for data and logs that stays")
    args = parser.parse_args()
    if not args.kubectl:
        sys.exit("demo: no kubectl; scripts/setup installs Debian's kubernetes-client")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    home = args.keep or tempfile.mkdtemp(prefix="seamark-demo-")
    os.makedirs(home, exist_ok=True)
    cluster = Cluster(os.path.abspath(args.seamark), os.path.abspath(args.kubectl), os.path.abspath(home))
    demo = Demo(cluster)
    try:
        for number, step in enumerate(steps(demo), 1):
            say("%d. %s" % (number, step.__doc__))
            step()
        say("Every step held.")
        if not args.once:
            print(WHAT_TO_TRY % {"pid": os.environ["DEMO_PID"], "kubeconfig": cluster.kubeconfig})
            signal.pause()
    except Failed as failure:
        print("demo: %s" % failure, file=sys.stderr)
        print("demo: the end of the server's log:\n" + "\n".join(cluster.server_log().splitlines()[-20:]), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print()
    finally:
        if not args.keep:
            shutil.rmtree(home, ignore_errors=True)


main()
