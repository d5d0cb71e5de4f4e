"""The demo's network: hosts are network namespaces, wired to a node that routes between them.

  b22 b23 b24  192.168.10.22-24     the three brokers' own machines       \
  p1 p2 p3     10.244.1.11-13       three more hosts, used as "pods"       >  node  192.168.10.1, 10.244.1.1, 192.168.20.1
  app          192.168.20.2         where the application runs            /
"""
import os
import subprocess

BROKERS = {"b22": "192.168.10.22", "b23": "192.168.10.23", "b24": "192.168.10.24"}
PODS = {"p1": "10.244.1.11", "p2": "10.244.1.12", "p3": "10.244.1.13"}
APP = {"app": "192.168.20.2"}
NODE_ADDRESS = "192.168.20.1"


def run(*command):
    subprocess.run(command, check=True)


def inside(host, *command):
    """The command line that runs `command` on a host."""
    return ["nsenter", "--net=/run/netns/" + host, *command]


def network(bridge, gateway, hosts):
    """A bridge on the node with this gateway address, and a host for each entry of hosts."""
    run("ip", "-n", "node", "link", "add", bridge, "type", "bridge")
    run("ip", "-n", "node", "addr", "add", gateway + "/24", "dev", bridge)
    run("ip", "-n", "node", "link", "set", bridge, "up")
    for host, address in hosts.items():
        run("ip", "netns", "add", host)
        run("ip", "-n", host, "link", "set", "lo", "up")
        run("ip", "link", "add", "v-" + host, "netns", "node", "type", "veth", "peer", "name", "eth0", "netns", host)
        run("ip", "-n", "node", "link", "set", "v-" + host, "master", bridge, "up")
        run("ip", "-n", host, "addr", "add", address + "/24", "dev", "eth0")
        run("ip", "-n", host, "link", "set", "eth0", "up")
        run("ip", "-n", host, "route", "add", "default", "via", gateway)


def build():
    resolv = os.path.realpath("/etc/resolv.conf")
    run("mount", "--make-rprivate", "/")
    run("mount", "-t", "tmpfs", "none", "/run")
    os.makedirs("/run/netns")
    if not os.path.exists(resolv):  # it may have been a link into the /run that is hidden now
        os.makedirs(os.path.dirname(resolv), exist_ok=True)
        open(resolv, "w").close()
    run("ip", "netns", "add", "node")
    run("ip", "-n", "node", "link", "set", "lo", "up")
    network("brokers", "192.168.10.1", BROKERS)
    network("pods", "10.244.1.1", PODS)
    network("apps", NODE_ADDRESS, APP)
    run(*inside("node", "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"))


def application(resolv_conf, *command):
    """The command line that runs `command` on the application's host, with its own resolv.conf."""
    script = 'mount --bind "$0" "$(readlink -f /etc/resolv.conf)" && exec "$@"'
    return inside("app", "unshare", "--mount", "sh", "-c", script, resolv_conf, *command)
