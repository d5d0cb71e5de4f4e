"""Floods: very many connections, streams and watches, and clients that do not read or do not send.

SPDX-License-Identifier: Apache-2.0
"""
import json
import socket
import ssl
import threading
import time

from http2 import *
from server import CONFIG_MAPS, PATIENCE, Server, read_answer, request, wait_until_closed
from tls_cases import HANDSHAKE, HELLO

MIB = 1 << 20
WATCH = CONFIG_MAPS + "?watch=1"


def run(server, case):
    case("10,000 idle watches", lambda: idle_watches(server))
    case("watches that are not read", lambda: unread_watches(server))
    case("pipelined requests without reading", lambda: unread_pipeline(server))
    case("connections that come and go", lambda: come_and_go(server))
    case("strangers with much to send", lambda: strangers(server))


def idle_watches(server):
    before, connections = server.memory(), []
    try:
        for _ in range(40):
            connection = Http2(server)
            connection.send(b"".join(get(i, WATCH + "&resourceVersion=0") for i in range(1, 500, 2)))
            connections.append(connection)
        for connection in connections:
            assert connection.wait(lambda c: sum(s.status == 200 for s in c.streams.values()) == 250), "not all are served"
        server.check_answers()
        grown = server.memory() - before
        assert grown < 10000 * 8192, "%d bytes a watch" % (grown // 10000)
        assert write(server, "seen-by-all", 10) == 201
        for connection in connections:
            assert connection.wait(lambda c: all(b"seen-by-all" in s.body for s in c.streams.values())), "not all were told"
    finally:
        for connection in connections:
            connection.close()


def write(server, name, size, method="POST"):
    body = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "x" * size}}).encode()
    path = CONFIG_MAPS + ("" if method == "POST" else "/" + name)
    with server.tls() as s:
        s.sendall(request(method, path, body, "Content-Type: application/json"))
        return read_answer(s).status


def unread_watches(server):
    """40 that never read, while 30 MB of events come: little waits for them, and one that reads misses nothing."""
    before = server.memory()
    deaf = [Http2(server, reads=False) for _ in range(4)]
    good = Http2(server)
    try:
        for connection, count in [(c, 10) for c in deaf] + [(good, 1)]:
            for i in range(1, 2 * count, 2):
                connection.send(get(i, WATCH))
            connection.wait(lambda c, count=count: sum(s.status == 200 for s in c.streams.values()) == count)
        write(server, "large", 1)
        for i in range(60):
            assert write(server, "large", 500000 + i, "PUT") == 200
        assert good.wait(lambda c: len(c.stream(1).body) > 60 * 500000), "a good watch missed events"
        assert good.stream(1).body.count(b'"MODIFIED"') == 60
        grown = server.memory() - before
        assert grown < 256 * MIB, "%d MiB wait for watches that do not read" % (grown // MIB)
    finally:
        for connection in deaf + [good]:
            connection.close()


def unread_pipeline(server):
    before, sockets = server.memory(), []
    try:
        for _ in range(20):
            s = server.tls()
            sockets.append(s)
            s.settimeout(0.2)
            try:
                for _ in range(200):
                    s.sendall(request("GET", "/openapi/v3/api/v1") * 100)
            except (socket.timeout, ssl.SSLError, OSError):
                pass  # the server has stopped listening, as it should
        grown = server.memory() - before
        assert grown < 64 * MIB, "%d MiB wait for nobody" % (grown // MIB)
    finally:
        for s in sockets:
            s.close()


def come_and_go(server):
    for _ in range(2000):
        server.connect().close()
    for _ in range(200):
        s = server.connect()
        s.sendall(HELLO)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # ends with RST
        s.close()


def strangers(server):
    """Who has not shown a good token is answered before the body is there, and fields that never end leave room for others."""
    before, sockets = server.memory(), []
    stranger = request("POST", CONFIG_MAPS, b"", "Content-Length: 3000000", "Content-Type: application/json")
    stranger = stranger.replace(b"Authorization: Bearer ", b"Authorization: Bearer no")
    endless = request("GET", CONFIG_MAPS)[:-2] + b"X: " + b"x" * 900000
    try:
        for _ in range(150):
            for text in (stranger + b"x" * 200000, endless):
                s = server.tls()
                sockets.append(s)
                s.sendall(text)
        for s in sockets[::2]:
            assert read_answer(s).status == 401
        assert write(server, "one-that-may", MIB) == 201, "strangers have taken all"
        grown = server.memory() - before
        assert grown < 160 * MIB, "%d MiB wait for strangers" % (grown // MIB)
    finally:
        for s in sockets:
            s.close()


def half_handshakes(server):
    sockets = [server.connect() for _ in range(1000)]
    for s in sockets:
        s.sendall(HELLO)
    end = time.monotonic() + HANDSHAKE
    for s in sockets:
        wait_until_closed(s, max(0.1, end - time.monotonic()))
        s.close()


def few_descriptors(binary):
    """More connections than the server may have descriptors: those it has are served, and so are new ones afterwards."""
    server = Server(binary, files=256)
    try:
        held = server.tls()
        flood = [server.connect() for _ in range(400)]
        held.sendall(request("GET", "/version"))
        assert read_answer(held).status == 200, "a connection that was there suffers"
        assert server.descriptors() < 256
        for s in flood:
            s.close()
        held.close()
        end = time.monotonic() + PATIENCE
        while server.descriptors() > 100 and time.monotonic() < end:
            time.sleep(0.05)
        server.check_answers()
    finally:
        code, said = server.stop()
    assert code == 0, said


REQUEST_TIMEOUT = 3


def slow_senders(binary):
    """Whoever sends a byte now and then is closed when the time for a request is over (--request-timeout), and a sweep."""
    server = Server(binary, "--request-timeout", "%ds" % REQUEST_TIMEOUT)
    try:
        body = request("POST", CONFIG_MAPS, b"", "Content-Length: 1000", "Content-Type: application/json")
        slow = [trickle(server, request("GET", "/version")[:-4]), trickle(server, body),
                trickle(server, body.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked"))]
        failures = []
        threads = [threading.Thread(target=lambda s=s: s(failures)) for s in slow + [lambda f: slow_streams(server, f)]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures
        server.check_answers()
    finally:
        code, said = server.stop()
    assert code == 0, said


def trickle(server, opening):
    def run(failures):
        with server.tls() as s:
            s.sendall(opening)
            end = time.monotonic() + REQUEST_TIMEOUT + 2
            try:
                while time.monotonic() < end:
                    s.sendall(b"a")
                    s.settimeout(0.2)
                    try:
                        if not s.recv(1000):
                            return
                    except socket.timeout:
                        pass
            except OSError:
                return
            failures.append("still open: %s" % opening[:20])
    return run


def slow_streams(server, failures):
    """In HTTP/2 a slow body ends its stream, a slow header block the connection."""
    connection = Http2(server)
    connection.send(post(1, CONFIG_MAPS) + frame(DATA, 0, 1, b"x"))
    connection.wait(lambda c: c.stream(1).reset is not None, REQUEST_TIMEOUT + 2)
    if connection.stream(1).reset != CANCEL:
        failures.append("a slow body: %s" % connection.stream(1))
    connection.send(frame(HEADERS, 0, 3, fields("GET", "/version")))
    connection.wait(lambda c: False, REQUEST_TIMEOUT + 2)
    if not connection.closed:
        failures.append("a slow header block keeps its connection")
    connection.close()
