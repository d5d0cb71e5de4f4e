"""Hostile HTTP/2: rules broken frame by frame, and floods of frames that cost the sender nothing.

SPDX-License-Identifier: Apache-2.0
"""
import struct

from http2 import *
from server import CONFIG_MAPS

MIB = 1 << 20
VERSION = get(1, "/version")
ANY = "any"  # the connection may go on; only the server must


def stream(number, *extra, path="/version", flags=END_STREAM | END_HEADERS):
    return frame(HEADERS, flags, number, fields("GET", path, *extra))


# name, bytes, the GOAWAY's code
ENDS = [
    ("HEADERS on stream 0", frame(HEADERS, 5, 0, fields("GET", "/")), PROTOCOL_ERROR),
    ("an even stream", get(2, "/version"), PROTOCOL_ERROR),
    ("a stream that goes back", get(5, "/version") + get(3, "/version"), ANY),
    ("DATA on a stream that is idle", frame(DATA, 0, 7, b"x"), PROTOCOL_ERROR),
    ("WINDOW_UPDATE on a stream that is idle", frame(WINDOW, 0, 7, b"\0\0\0\1"), PROTOCOL_ERROR),
    ("RST_STREAM on a stream that is idle", frame(RESET, 0, 7, b"\0\0\0\1"), PROTOCOL_ERROR),
    ("a frame that is too long", frame(DATA, 0, 1, b"x" * 16385), FRAME_SIZE),
    ("SETTINGS of a wrong length", frame(SETTINGS, 0, 0, b"12345"), FRAME_SIZE),
    ("SETTINGS on a stream", frame(SETTINGS, 0, 1), PROTOCOL_ERROR),
    ("an acknowledgement with a payload", frame(SETTINGS, ACK, 0, b"123456"), FRAME_SIZE),
    ("too large a window in SETTINGS", settings(INITIAL_WINDOW=1 << 31), FLOW_CONTROL),
    ("too small a frame in SETTINGS", settings(MAX_FRAME=1), PROTOCOL_ERROR),
    ("ENABLE_PUSH that is no truth", settings(ENABLE_PUSH=2), PROTOCOL_ERROR),
    ("PING of a wrong length", frame(PING, 0, 0, b"1"), FRAME_SIZE),
    ("PING on a stream", frame(PING, 0, 1, b"12345678"), PROTOCOL_ERROR),
    ("a push by the client", frame(PUSH, END_HEADERS, 1, b"\0\0\0\2" + fields("GET", "/")), PROTOCOL_ERROR),
    ("the connection's window overflows", frame(WINDOW, 0, 0, b"\x7f\xff\xff\xff") * 2, FLOW_CONTROL),
    ("the connection's window grows by nothing", frame(WINDOW, 0, 0, b"\0\0\0\0"), PROTOCOL_ERROR),
    ("CONTINUATION of nothing", frame(CONTINUATION, END_HEADERS, 1, b""), PROTOCOL_ERROR),
    ("another frame within a header block", frame(HEADERS, 0, 1, fields("GET", "/")) + frame(PING, 0, 0, b"12345678"),
     PROTOCOL_ERROR),
    ("a header block of noise", frame(HEADERS, 5, 1, bytes(range(255, 128, -1))), COMPRESSION),
    ("an index that is not there", frame(HEADERS, 5, 1, b"\xff\xff\xff\x7f"), COMPRESSION),
    ("an index that does not end", frame(HEADERS, 5, 1, b"\xff" * 100), COMPRESSION),
    ("a table that is too large", frame(HEADERS, 5, 1, b"\x3f\xff\xff\xff\x7f"), COMPRESSION),
    ("it depends on itself", frame(HEADERS, 0x25, 1, b"\0\0\0\1\x10" + fields("GET", "/version")), PROTOCOL_ERROR),
    ("padding longer than the frame", frame(DATA, 8, 1, b"\xff"), PROTOCOL_ERROR),
    ("Huffman that does not end well", frame(HEADERS, 5, 1, b"\0\x81\x00\x81\x00"), COMPRESSION),
    # Floods. The first is CVE-2023-44487.
    ("rapid reset", b"".join(stream(i, path=CONFIG_MAPS + "?watch=1") + frame(RESET, 0, i, b"\0\0\0\x08")
                             for i in range(1, 20000, 2)), CALM),
    ("resets that the client provokes", b"".join(
        stream(i, path=CONFIG_MAPS + "?watch=1", flags=END_HEADERS) + frame(WINDOW, 0, i, b"\x7f\xff\xff\xff") for i in range(1, 20000, 2)),
     CALM),
    ("a flood of PING", frame(PING, 0, 0, b"12345678") * 20000, CALM),
    ("a flood of SETTINGS", frame(SETTINGS, 0, 0) * 20000, CALM),
    ("a flood of PRIORITY", frame(PRIORITY, 0, 1, b"\0\0\0\3\x10") * 20000, CALM),
    ("a flood of empty DATA", post(1, CONFIG_MAPS) + frame(DATA, 0, 1) * 20000, CALM),
    ("a flood of padding alone", post(1, CONFIG_MAPS) + frame(DATA, 8, 1, b"\0") * 20000, CALM),
    ("a flood of CONTINUATION", frame(HEADERS, 0, 1, fields("GET", "/")) + frame(CONTINUATION, 0, 1, field("a", "b")) * 20000, ANY),
    ("a flood of empty CONTINUATION", frame(HEADERS, 0, 1, fields("GET", "/")) + frame(CONTINUATION, 0, 1) * 20000, ANY),
    ("settings of another table, over and over", b"".join(
        settings(HEADER_TABLE_SIZE=4096 * (i % 2)) for i in range(20000)), CALM),
    ("settings of another window, over and over", b"".join(
        settings(INITIAL_WINDOW=i) for i in range(20000)), CALM),
    ("HTTP/1 instead", b"GET / HTTP/1.1\r\nHost: h\r\n\r\n" * 10, ANY),
]

# name, bytes of stream 1, the RST_STREAM's code
RESETS = [
    ("upper case", stream(1, ("X-Upper", "y")), PROTOCOL_ERROR),
    ("a field of the connection", stream(1, ("connection", "close")), PROTOCOL_ERROR),
    ("a transfer encoding", stream(1, ("transfer-encoding", "chunked")), PROTOCOL_ERROR),
    ("a line end in a value", stream(1, ("x", "a\r\nb: c")), PROTOCOL_ERROR),
    ("NUL in a value", stream(1, ("x", "a\0b")), PROTOCOL_ERROR),
    ("an unknown pseudo field", stream(1, (":x", "y")), PROTOCOL_ERROR),
    ("a pseudo field twice", stream(1, (":path", "/other")), PROTOCOL_ERROR),
    ("a target that is none", stream(1, path="etc"), PROTOCOL_ERROR),
    ("no path", frame(HEADERS, 5, 1, field(":method", "GET") + field(":scheme", "https")), PROTOCOL_ERROR),
    ("no fields", frame(HEADERS, 5, 1), PROTOCOL_ERROR),
    ("a body shorter than said", post(1, CONFIG_MAPS, ("content-length", "5")) + frame(DATA, END_STREAM, 1, b"{}"), PROTOCOL_ERROR),
    ("a body longer than said", post(1, CONFIG_MAPS, ("content-length", "1")) + frame(DATA, END_STREAM, 1, b"{}"), PROTOCOL_ERROR),
    ("two lengths", post(1, CONFIG_MAPS, ("content-length", "2"), ("content-length", "3")) + frame(DATA, END_STREAM, 1, b"{}"),
     PROTOCOL_ERROR),
    ("the stream's window overflows", stream(1, path=CONFIG_MAPS + "?watch=1") + frame(WINDOW, 0, 1, b"\x7f\xff\xff\xff"), FLOW_CONTROL),
]

# name, bytes of stream 1, the status
ANSWERS = [
    ("a large field", frame(HEADERS, END_STREAM, 1, fields("GET", "/version") + b"") + b"".join(
        frame(CONTINUATION, 0, 1, field("a%d" % i, "x" * 16000)) for i in range(6)) + frame(CONTINUATION, END_HEADERS, 1), 200),
    ("a bomb in the field table", frame(HEADERS, END_STREAM, 1, fields("GET", "/version") + field("x", "y" * 3900, True))
     + frame(CONTINUATION, END_HEADERS, 1, b"\xbe" * 16000), 431),
    ("a broken escape", stream(1, path="/%zz"), 400),
    ("a bad token next to a good one", stream(1, ("authorization", "Bearer no")), (200, 401)),
]


def run(server, case):
    for name, data, code in ENDS:
        case(name, lambda data=data, code=code: ends(server, data, code))
    for name, data, code in RESETS:
        case(name, lambda data=data, code=code: resets(server, data, code))
    for name, data, status in ANSWERS:
        case(name, lambda data=data, status=status: answers(server, data, status))
    case("no preface", lambda: no_preface(server))
    case("a GOAWAY by the client, then requests", lambda: answers(server, frame(GOAWAY, 0, 0, b"\0" * 8) + VERSION, 200))
    case("more streams than allowed", lambda: too_many_streams(server))
    case("413 reaches a client that is still sending", lambda: too_large(server))
    case("a window of one byte", lambda: small_window(server))
    case("lists that nobody takes", lambda: unread_lists(server))
    case("fields that wait for a body", lambda: waiting_fields(server))
    case("bodies that stop", lambda: unfinished_bodies(server))


def ends(server, data, code):
    connection = Http2(server)
    try:
        connection.send(data)
        if code == ANY:
            connection.wait(lambda c: c.goaway is not None or c.streams, 1)
            return
        connection.wait(lambda c: c.goaway is not None)
        codes = code if isinstance(code, tuple) else (code,)
        assert connection.goaway in codes, "GOAWAY %s instead of %s" % (connection.goaway, code)
        connection.wait(lambda c: False, 5)
        assert connection.closed, "still open"
    finally:
        connection.close()


def resets(server, data, code):
    connection = Http2(server)
    try:
        connection.send(data + get(3, "/version"))
        assert connection.answer(3).status == 200, "the other streams suffer: %s" % connection.stream(3)
        connection.wait(lambda c: c.stream(1).reset is not None)
        assert connection.stream(1).reset == code, connection.stream(1)
    finally:
        connection.close()


def answers(server, data, status):
    connection = Http2(server)
    try:
        connection.send(data)
        got = connection.answer(1)
        assert got.status in (status if isinstance(status, tuple) else (status,)), got
    finally:
        connection.close()


def no_preface(server):
    connection = Http2(server, opening=b"")
    connection.socket.close()
    with server.tls(("h2",)) as s:
        s.sendall(b"X" * 1000)
        data = b""
        try:
            while part := s.recv(65536):
                data += part
        except OSError:
            pass


def too_many_streams(server):
    connection = Http2(server)
    try:
        connection.wait(lambda c: False, 0.2)  # the server's SETTINGS, which say how many
        for i in range(1, 2 * 260, 2):
            connection.send(get(i, CONFIG_MAPS + "?watch=1"))
        connection.wait(lambda c: c.goaway is not None)
        assert connection.goaway == PROTOCOL_ERROR, connection.goaway
    finally:
        connection.close()


def too_large(server):
    connection = Http2(server)
    try:
        connection.send(post(1, CONFIG_MAPS, ("content-type", "application/json")))
        sent = 0
        while sent < 5 * MIB and not connection.stream(1).ended:
            connection.send(frame(DATA, 0, 1, b" " * 16384))
            sent += 16384
            connection.wait(lambda c: True, 0)
            connection.socket.settimeout(0.001)
            try:
                connection.take(connection.socket.recv(65536))
            except OSError:
                pass
        got = connection.answer(1)
        assert got.status == 413 and b"limit is 3145728" in got.body, got
        connection.send(frame(DATA, 0, 1, b" " * 16384) + frame(DATA, END_STREAM, 1, b" ") + get(3, "/version"))
        assert connection.answer(3).status == 200
        assert got.reset is None, "cut off while it sends: many a client shows no answer then"
    finally:
        connection.close()


def small_window(server):
    """Byte by byte, and all of it."""
    connection = Http2(server, reads=False, opening=settings(HEADER_TABLE_SIZE=0, INITIAL_WINDOW=1))
    try:
        connection.send(VERSION)
        for size in range(1, 40):
            assert connection.wait(lambda c, size=size: len(c.stream(1).body) >= size), connection.stream(1)
            connection.send(frame(WINDOW, 0, 1, b"\0\0\0\1"))
        connection.send(frame(WINDOW, 0, 1, b"\0\1\0\0"))
        assert connection.answer(1).ended
    finally:
        connection.close()


def unread_lists(server):
    """1,000 answers that get no window: what waits must be little."""
    before = server.memory()
    connections = [Http2(server, reads=False, opening=settings(HEADER_TABLE_SIZE=0, INITIAL_WINDOW=0)) for _ in range(4)]
    try:
        for connection in connections:
            connection.send(b"".join(get(i, "/openapi/v3/api/v1" if i % 4 == 1 else "/apis") for i in range(1, 500, 2)))
            assert connection.wait(lambda c: len([s for s in c.streams.values() if s.status]) == 250), len(connection.streams)
        grown = server.memory() - before
        assert grown < 64 * MIB, "%d MiB wait for nobody" % (grown // MIB)
    finally:
        for connection in connections:
            connection.close()


def waiting_fields(server):
    """A megabyte of fields out of a few bytes, on as many streams as there may be, and the bodies never come."""
    before, connections = server.memory(), []
    try:
        for _ in range(5):
            connection = Http2(server)
            connections.append(connection)
            connection.send(frame(HEADERS, END_HEADERS, 1, fields("POST", CONFIG_MAPS) + field("x", "y" * 3900, True)))
            for number in range(3, 500, 2):
                connection.send(frame(HEADERS, END_HEADERS, number, fields("POST", CONFIG_MAPS) + b"\xbe" * 250))
            assert connection.wait(lambda c: c.stream(499).reset == CALM or c.stream(499).status == 429), connection.stream(499)
        grown = server.memory() - before
        assert grown < 200 * MIB, "%d MiB of fields" % (grown // MIB)
    finally:
        for connection in connections:
            connection.close()


def unfinished_bodies(server):
    """Ten connections with as much as each may have in bodies that stop short of their end."""
    before, refused = server.memory(), 0
    connections = [Http2(server) for _ in range(10)]
    try:
        for connection in connections:
            for number in range(1, 21, 2):
                connection.send(post(number, CONFIG_MAPS))
            for _ in range(90):
                connection.send(b"".join(frame(DATA, 0, number, b" " * 16384) for number in range(1, 21, 2)))
                connection.wait(lambda c: True, 0)
                connection.socket.settimeout(0.0005)
                try:
                    connection.take(connection.socket.recv(65536))
                except OSError:
                    pass
            refused += sum(s.reset == CALM or s.status == 429 for s in connection.streams.values())
        grown = server.memory() - before
        assert grown < 300 * MIB, "%d MiB of bodies that never end" % (grown // MIB)
    finally:
        for connection in connections:
            connection.close()
