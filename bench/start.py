#!/usr/bin/env python3
"""How long a start takes, and what memory the API server needs.

  bench/start.py [--seamark PATH] [--objects 10000] [--watchers 1000] [--runs 5]

Measures `seamark apiserver` on a store of its own with real commits: exec to the first 200 on an authenticated GET, empty and
with the objects; memory (Pss) idle, with the objects, and for each idle watcher that has a TLS connection to itself, over
HTTP/2 and HTTP/1.1. Compare with bench/upstream_figures.md.
"""
import argparse
import concurrent.futures
import http.client
import json
import os
import shutil
import socket
import ssl
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOKEN = "benchtoken"
PATIENCE = 30  # seconds
SERVICES = "/api/v1/namespaces/default/services"
SLICES = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"


def tls(protocol):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols([protocol])
    return context


class Server:
    def __init__(self, args, home):
        self.args, self.home, self.process = args, home, None
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        with open(os.path.join(home, "tokens.csv"), "w") as f:
            f.write('%s,admin,admin,"system:masters"\n' % TOKEN)

    def start(self):
        """Milliseconds from exec to the first 200."""
        words = [self.args.seamark, "apiserver", "--data-dir", os.path.join(self.home, "data"), "--bind-address", "127.0.0.1",
                 "--secure-port", str(self.port), "--token-auth-file", os.path.join(self.home, "tokens.csv"),
                 "--write-kubeconfig", os.path.join(self.home, "kubeconfig")]
        log = open(os.path.join(self.home, "log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(words, stdout=log, stderr=log)
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() - began > PATIENCE:
                sys.exit("the server did not start:\n" + open(log.name, errors="replace").read())
            time.sleep(0.001)
        return (time.monotonic() - began) * 1000

    def answers(self):
        try:
            connection = self.connect()
            connection.request("GET", SERVICES + "?limit=1", headers={"Authorization": "Bearer " + TOKEN})
            return connection.getresponse().status == 200
        except OSError:
            return False

    def connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=PATIENCE, context=tls("http/1.1"))

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(PATIENCE)
            self.process = None

    def forget(self):
        shutil.rmtree(os.path.join(self.home, "data"), ignore_errors=True)

    def pss(self):
        """KiB."""
        with open("/proc/%d/smaps_rollup" % self.process.pid) as f:
            return next(int(line.split()[1]) for line in f if line.startswith("Pss:"))


def service(number):
    return {"metadata": {"name": "svc-%05d" % number, "labels": {"app": "bench"}},
            "spec": {"ports": [{"name": "kafka", "port": 9092}]}}


def endpoint_slice(number):
    endpoints = [{"addresses": ["10.%d.%d.%d" % (number >> 8, number & 255, i)], "nodeName": "node-%d" % i,
                  "conditions": {"ready": True, "serving": True, "terminating": False}} for i in range(5)]
    return {"metadata": {"name": "svc-%05d-a" % number, "labels": {"kubernetes.io/service-name": "svc-%05d" % number}},
            "addressType": "IPv4", "ports": [{"name": "kafka", "protocol": "TCP", "port": 9092}], "endpoints": endpoints}


def fill(server, objects):
    def some(numbers):
        connection = server.connect()
        for path, make in ((SERVICES, service), (SLICES, endpoint_slice)):
            for number in numbers:
                connection.request("POST", path, json.dumps(make(number)),
                                   {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"})
                answer = connection.getresponse()
                text = answer.read()
                if answer.status != 201:
                    sys.exit("cannot create: %s" % text)

    threads = 16
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, [range(first, objects, threads) for first in range(threads)]))


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def literal(index, value):
    """An HPACK field with a name of the static table and a value of its own, in no table."""
    head = bytes([index]) if index < 15 else bytes([15, index - 15])
    return head + bytes([len(value)]) + value.encode()


def watch_http2(server, path):
    headers = b"\x82\x87" + literal(4, path) + literal(1, "localhost") + literal(23, "Bearer " + TOKEN)
    return b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0) + frame(1, 5, 1, headers)


def watch_http1(server, path):
    return ("GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n" % (path, TOKEN)).encode()


def watcher_kib(server, count, protocol, request):
    """What each of `count` idle watchers costs that has a connection to itself."""
    path = "/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=0&timeoutSeconds=600"
    context = tls(protocol)
    watchers = []
    before = 0
    warm = count // 10  # what is made once for all of them
    for number in range(count + warm):
        if number == warm:
            before = server.pss()
        connection = context.wrap_socket(socket.create_connection(("127.0.0.1", server.port)))
        connection.sendall(request(server, path))
        connection.recv(4096)
        watchers.append(connection)
    time.sleep(0.5)
    after = server.pss()
    for connection in watchers:
        connection.close()
    return (after - before) / count


def times(server, runs, fresh):
    taken = []
    for _ in range(runs):
        server.stop()
        if fresh:
            server.forget()
        taken.append(server.start())
    return "%.0f ms median, %.0f min, %.0f max of %d" % (statistics.median(taken), min(taken), max(taken), runs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seamark", default=os.path.join(ROOT, "build/release/seamark"))
    parser.add_argument("--objects", type=int, default=10000)
    parser.add_argument("--watchers", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    home = tempfile.mkdtemp(prefix="seamark-start-")
    server = Server(args, home)
    try:
        print("start, empty: " + times(server, args.runs, True))
        time.sleep(1)
        print("memory, idle: %.1f MiB" % (server.pss() / 1024))
        print("an idle watcher on a connection of its own, HTTP/2: %.1f KiB" %
              watcher_kib(server, args.watchers, "h2", watch_http2))
        print("an idle watcher on a connection of its own, HTTP/1.1: %.1f KiB" %
              watcher_kib(server, args.watchers, "http/1.1", watch_http1))
        server.stop()
        server.forget()
        server.start()
        fill(server, args.objects)
        time.sleep(1)
        print("memory, %d Services and %d slices: %.1f MiB" % (args.objects, args.objects, server.pss() / 1024))
        print("start, with them: " + times(server, args.runs, False))
        time.sleep(1)
        print("memory after a start with them: %.1f MiB" % (server.pss() / 1024))
    finally:
        server.stop()
        shutil.rmtree(home)


if __name__ == "__main__":
    main()
