"""Areas coredns, kube-proxy, kube-controller-manager, prometheus: the real programs, as clients of Seamark.

Each runs with the rights that a cluster gives it, where it has a user of its own, and is stopped at the end."""
import contextlib
import json
import os
import subprocess
import sys
import threading

import objects
import program
import sources
from objects import CORE, DISCOVERY
from server import free_port, until

HERE = os.path.dirname(os.path.abspath(__file__))


@contextlib.contextmanager
def running(server, name, *command):
    """A peer, logging beside the server."""
    with open(os.path.join(server.home, name + ".log"), "ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def last_of_log(server, name):
    with open(os.path.join(server.home, name + ".log"), errors="replace") as f:
        return "".join(f.readlines()[-8:])


COREFILE = """.:%d {
    bind 127.0.0.1
    errors
    ready 127.0.0.1:%d
    kubernetes cluster.local in-addr.arpa {
        kubeconfig %s
        ttl 5
    }
    loadbalance
}
"""
DNS_ROLE = [{"apiGroups": [""], "resources": ["endpoints", "services", "pods", "namespaces"], "verbs": ["list", "watch"]},
            {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["list", "watch"]}]
RBAC = "/apis/rbac.authorization.k8s.io/v1"


def grant(server, user, rules):
    server.write("POST", RBAC + "/clusterroles", {"metadata": {"name": user}, "rules": rules})
    server.write("POST", RBAC + "/clusterrolebindings", {
        "metadata": {"name": user}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": user},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}]})


def coredns(report, server, args):
    binary = sources.go_program(report, "coredns", args, "peers/coredns", "CoreDNS v1.15.0")
    if not binary:
        return
    grant(server, "system:coredns", DNS_ROLE)
    kafka = server.write("POST", CORE + "/services", objects.service("kafka"))["spec"]["clusterIP"]
    server.write("POST", CORE + "/endpoints", objects.endpoints("kafka", "192.168.10.22", "192.168.10.23"))
    server.write("POST", CORE + "/services", objects.service("db", clusterIP="None"))
    server.write("POST", DISCOVERY + "/endpointslices", objects.endpoint_slice("db", ("db-0", "10.1.0.1"), ("db-1", "10.1.0.2")))
    server.write("POST", CORE + "/services", {"metadata": {"name": "outside"}, "spec": {"type": "ExternalName", "externalName": "db.example.com"}})
    port, corefile = free_port(), os.path.join(server.home, "Corefile")
    with open(corefile, "w") as f:
        f.write(COREFILE % (port, free_port(), server.token_kubeconfig("coredns", "coredns-token")))

    def dig(*words):
        return sorted(subprocess.run(["dig", "@127.0.0.1", "-p", str(port), "+short", "+tries=1", "+time=2", *words],
                                     capture_output=True, text=True).stdout.split("\n")[:-1])

    def answers(what, words, wanted, seconds=10):
        holds = until(seconds, lambda: dig(*words) == sorted(wanted))
        report.check("coredns", what, holds, "answered %s, wanted %s\n%s" % (dig(*words), wanted, last_of_log(server, "coredns")))

    zone = ".default.svc.cluster.local"
    with running(server, "coredns", binary, "-conf", corefile):
        answers("a ClusterIP Service", ["kafka" + zone], [kafka], 30)
        answers("its SRV record", ["SRV", "_tcp._tcp.kafka" + zone], ["0 100 9092 kafka%s." % zone])
        answers("its PTR record", ["-x", kafka], ["kafka%s." % zone])
        answers("a headless Service", ["db" + zone], ["10.1.0.1", "10.1.0.2"])
        answers("an endpoint's host name", ["db-1.db" + zone], ["10.1.0.2"])
        answers("an ExternalName Service", ["CNAME", "outside" + zone], ["db.example.com."])
        answers("the API's own Service", ["kubernetes" + zone], ["10.96.0.1"])
        server.write("PATCH", DISCOVERY + "/endpointslices/db-by-hand", {"endpoints": [{"addresses": ["10.1.0.9"]}]})
        answers("endpoints that change", ["db" + zone], ["10.1.0.9"])
        server.kill()
        answers("answers go on while the server is down", ["kafka" + zone], [kafka])
        server.start()
        later = server.write("POST", CORE + "/services", objects.service("later"))["spec"]["clusterIP"]
        answers("a Service made after the server's restart", ["later" + zone], [later], 60)
        answers("no answer for a name that is not there", ["nothing" + zone], [])


def slice_addresses(server, service_name, manager):
    """Ready addresses of the Service's slices that `manager` wrote."""
    found = json.loads(server.get(DISCOVERY + "/endpointslices?labelSelector=kubernetes.io/service-name%%3D%s,"
                                  "endpointslice.kubernetes.io/managed-by%%3D%s" % (service_name, manager)))
    return sorted(a for s in found["items"] for e in s.get("endpoints") or [] if e["conditions"].get("ready", True) for a in e["addresses"])


def kube_controller_manager(report, server, args):
    """Against an API server without controllers of its own: first its controllers of endpoints, then all that it has."""
    area = "kube-controller-manager"
    binary = sources.go_program(report, area, args, "peers/kubernetes", "kube-controller-manager v1.37.2",
                                "k8s.io/kubernetes/cmd/kube-controller-manager")
    if not binary:
        return
    objects.make_node(server, "node-1", "10.2.0.1")
    server.write("POST", CORE + "/services", objects.service("web", {"app": "web"}))
    server.write("POST", CORE + "/services", objects.service("kafka"))
    server.write("POST", CORE + "/endpoints", objects.endpoints("kafka", "192.168.10.22"))
    command = [binary, "--kubeconfig", server.token_kubeconfig("kcm", "admintoken"), "--leader-elect=false", "--bind-address=127.0.0.1",
               "--secure-port=%d" % free_port(), "--use-service-account-credentials=false", "--cert-dir", server.home, "--controllers"]
    some = "endpoints-controller,endpointslice-controller,endpointslice-mirroring-controller,namespace-controller," \
           "serviceaccount-controller,garbage-collector-controller,root-ca-certificate-publisher-controller"
    with running(server, area, *command, some) as process:
        # Without a controller for it there is no ServiceAccount, and without that no pod.
        until(60, lambda: server.write("GET", CORE + "/serviceaccounts/default", {}).get("metadata"))
        for i in range(3):
            objects.make_pod(server, "web-%d" % i, {"app": "web"}, "node-1", "10.1.0.%d" % i)
        follows(report, area, server, process, ["10.1.0.0", "10.1.0.1", "10.1.0.2"], "the endpoints' controllers: ")
        objects_of_controllers(report, area, server, process)
    server.write("DELETE", CORE + "/pods/web-2", {"gracePeriodSeconds": 0})
    with running(server, area, *command, "*,-node-ipam-controller") as process:
        follows(report, area, server, process, ["10.1.0.0", "10.1.0.1"], "all controllers: ")
        report.check(area, "all controllers: it goes on though kinds are missing", process.poll() is None, last_of_log(server, area))


def follows(report, area, server, process, wanted, prefix):
    def check(what, holds, seconds=60):
        report.check(area, prefix + what, until(seconds, lambda: process.poll() is None and holds()) and process.poll() is None,
                     last_of_log(server, area))

    check("slices of a Service with a selector", lambda: slice_addresses(server, "web", "endpointslice-controller.k8s.io") == wanted)
    check("its Endpoints", lambda: endpoint_addresses(server, "web") == wanted)
    check("slices mirrored from Endpoints by hand",
          lambda: slice_addresses(server, "kafka", "endpointslicemirroring-controller.k8s.io") == ["192.168.10.22"])
    server.write("PATCH", CORE + "/pods/web-0/status", objects.pod_status("10.1.0.0", ready=False))
    check("a pod that becomes unready leaves", lambda: slice_addresses(server, "web", "endpointslice-controller.k8s.io") == wanted[1:])
    server.write("PATCH", CORE + "/pods/web-0/status", objects.pod_status("10.1.0.0"))
    check("and comes back", lambda: slice_addresses(server, "web", "endpointslice-controller.k8s.io") == wanted)


def endpoint_addresses(server, name):
    found = server.write("GET", CORE + "/endpoints/" + name, {})
    return sorted(a["ip"] for s in found.get("subsets") or [] for a in s.get("addresses") or [])


def objects_of_controllers(report, area, server, process):
    """Namespaces get their ServiceAccount, and end; what is owned goes with its owner."""
    server.write("POST", "/api/v1/namespaces", {"metadata": {"name": "passing"}})
    account = until(30, lambda: server.write("GET", "/api/v1/namespaces/passing/serviceaccounts/default", {}).get("metadata"))
    report.check(area, "a new namespace gets its ServiceAccount", account, last_of_log(server, area))
    owner = server.write("POST", "/api/v1/namespaces/passing/configmaps", {"metadata": {"name": "owner"}})
    server.write("POST", "/api/v1/namespaces/passing/configmaps", {"metadata": {"name": "owned", "ownerReferences": [
        {"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"]}]}})
    server.write("DELETE", "/api/v1/namespaces/passing/configmaps/owner", {})
    gone = until(60, lambda: server.write("GET", "/api/v1/namespaces/passing/configmaps/owned", {}).get("code") == 404)
    report.check(area, "what is owned goes with its owner", gone, last_of_log(server, area))
    server.write("DELETE", "/api/v1/namespaces/passing", {})
    gone = until(60, lambda: server.write("GET", "/api/v1/namespaces/passing", {}).get("code") == 404)
    report.check(area, "a deleted namespace ends", gone, last_of_log(server, area))


def kube_proxy(report, server, args):
    """In a network namespace of its own, with a Seamark of its own there: kube_proxy_checks.py."""
    binary = sources.go_program(report, "kube-proxy", args, "peers/kubernetes", "kube-proxy v1.37.2", "k8s.io/kubernetes/cmd/kube-proxy")
    user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    apart = ["unshare", *user, "--net"]
    if binary and subprocess.run([*apart, "true"], capture_output=True).returncode:
        report.skip("kube-proxy", "network namespaces cannot be made here")
    elif binary:
        program.run(report, "kube-proxy", [*apart, sys.executable, os.path.join(HERE, "kube_proxy_checks.py"), args.seamark, binary,
                                           os.path.join(server.home, "apart")], server)


class Discovered:
    """Prometheus's discovery of one role: the newest group of each source, as it prints them."""

    def __init__(self, binary, server, role):
        self.groups, self.lines = {}, []
        self.process = subprocess.Popen([binary, "-kubeconfig", server.kubeconfig, "-role", role], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("{"):
                group = json.loads(line)
                self.groups[group["source"]] = group

    def targets(self, source):
        return sorted(t["__address__"] for t in (self.groups.get(source) or {}).get("targets") or [])

    def stop(self):
        self.process.kill()
        self.process.wait()


INGRESS = {"metadata": {"name": "site"}, "spec": {"rules": [{"host": "a.example", "http": {"paths": [
    {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]}}


def prometheus(report, server, args):
    binary = sources.go_program(report, "prometheus", args, "peers/prometheus", "Prometheus discovery v0.316.0")
    if not binary:
        return
    objects.make_node(server, "node-1", "10.2.0.1")
    server.write("POST", CORE + "/services", objects.service("web", {"app": "web"}))
    for i in range(2):
        objects.make_pod(server, "web-%d" % i, {"app": "web"}, "node-1", "10.1.0.%d" % i)
    server.write("POST", "/apis/networking.k8s.io/v1/namespaces/default/ingresses", INGRESS)
    until(20, lambda: slice_addresses(server, "web", "endpointslice-controller.k8s.io") == ["10.1.0.0", "10.1.0.1"])
    name = json.loads(server.get(DISCOVERY + "/endpointslices?labelSelector=kubernetes.io/service-name%3Dweb"))["items"][0]["metadata"]["name"]
    both = ["10.1.0.0:9092", "10.1.0.1:9092"]
    for role, source, wanted in [
            ("node", "node/node-1", ["10.2.0.1:10250"]), ("service", "svc/default/web", ["web.default.svc:9092"]),
            ("pod", "pod/default/web-0", both[:1]), ("endpoints", "endpoints/default/web", both),
            ("endpointslice", "endpointslice/default/" + name, both), ("ingress", "ingress/default/site", ["a.example"])]:
        found = Discovered(binary, server, role)
        holds = until(30, lambda: found.targets(source) == wanted)
        report.check("prometheus", "role %s: %s" % (role, " ".join(wanted)), holds, "".join(found.lines[-6:]))
        if role == "endpointslice":
            server.write("PATCH", CORE + "/pods/web-1/status", objects.pod_status("10.1.0.7"))
            holds = until(30, lambda: found.targets(source) == ["10.1.0.0:9092", "10.1.0.7:9092"])
            report.check("prometheus", "role endpointslice: follows a pod's new address", holds, "".join(found.lines[-6:]))
        found.stop()
