"""The real kube-proxy (nftables mode) as a client of Seamark, inside a network namespace made for it (peers.py).

  kube_proxy_checks.py SEAMARK KUBE_PROXY DIR
"""
import os
import subprocess
import sys

import objects
from objects import CORE, DISCOVERY
from server import Server, until


def check(what, holds, detail=""):
    print("%s %s" % ("ok" if holds else "FAIL", what))
    if not holds:
        print(detail)


def ruleset():
    return subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True).stdout


def chains(name):
    """What kube-proxy's tables say of a Service."""
    return [line for line in ruleset().splitlines() if name in line]


def main():
    seamark, binary, home = sys.argv[1:]
    for words in (["ip", "link", "set", "lo", "up"], ["ip", "addr", "add", "10.2.0.1/24", "dev", "lo"], ["ip", "route", "add", "default", "dev", "lo"]):
        subprocess.run(words, check=True)
    server = Server(seamark, home).start()
    log = open(os.path.join(home, "kube-proxy.log"), "ab")
    kube_proxy = None
    try:
        prepare(server)
        kube_proxy = subprocess.Popen([binary, "--kubeconfig", server.token_kubeconfig("kube-proxy", "proxytoken"), "--proxy-mode=nftables",
                                       "--hostname-override=node-1", "--conntrack-max-per-core=0", "--cluster-cidr=10.1.0.0/16", "-v=2"],
                                      stdout=log, stderr=log)
        observe(server, kube_proxy, log.name)
    finally:
        for process in (kube_proxy, server.process):
            if process:
                process.kill()
                process.wait()
    print("done")


def prepare(server):
    objects.make_node(server, "node-1", "10.2.0.1")
    server.write("POST", CORE + "/services", objects.service("kafka"))
    server.write("POST", DISCOVERY + "/endpointslices", objects.endpoint_slice("kafka", ("a", "192.168.10.22"), ("b", "192.168.10.23")))


def observe(server, kube_proxy, log):
    def tell(what, holds, seconds=60):
        good = until(seconds, lambda: kube_proxy.poll() is None and holds())
        check(what, good, "".join(open(log, errors="replace").readlines()[-10:]))
        return good

    address = server.write("GET", CORE + "/services/kafka", {})["spec"]["clusterIP"]
    if not tell("it makes a table from what Seamark says", lambda: "table ip kube-proxy" in ruleset()):
        return
    tell("the Service's ClusterIP is in it", lambda: chains(address))
    tell("and its endpoints", lambda: chains("192.168.10.22") and chains("192.168.10.23"))
    server.write("PATCH", DISCOVERY + "/endpointslices/kafka-by-hand", {"endpoints": [{"addresses": ["192.168.10.99"]}]})
    tell("endpoints that change", lambda: chains("192.168.10.99") and not chains("192.168.10.22"))
    server.kill()
    tell("the rules stay while the server is down", lambda: chains(address), 5)
    server.start()
    later = server.write("POST", CORE + "/services", objects.service("later"))["spec"]["clusterIP"]
    tell("a Service made after the server's restart", lambda: chains(later))
    server.write("DELETE", CORE + "/services/kafka", {})
    tell("a deleted Service goes", lambda: not chains(address))


main()
