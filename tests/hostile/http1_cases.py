"""Hostile HTTP/1.1: what is sent, and the status that must come back; CLOSED: the end of the connection without one.

SPDX-License-Identifier: Apache-2.0
"""
from server import CONFIG_MAPS, TOKEN, read_answer, request, wait_until_closed

CLOSED = 0
HEAD = "Authorization: Bearer " + TOKEN + "\r\nHost: h\r\n"
MIB = 1 << 20
LIMIT = 3 * MIB
SELECTOR = "/api/v1/namespaces/default/services?labelSelector="


def raw(line, *fields, body=b""):
    return (line + "\r\n" + HEAD + "".join(f + "\r\n" for f in fields) + "\r\n").encode("latin-1") + body


def post(*fields, body=b""):
    return raw("POST " + CONFIG_MAPS + " HTTP/1.1", "Content-Type: application/json", *fields, body=body)


def chunks(*parts):
    return post("Transfer-Encoding: chunked", body=b"".join(parts))


CASES = [
    # The request line.
    ("no such version", raw("GET / HTTP/9.9"), 505),
    ("HTTP/2's preface without HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
    ("NUL in the method", raw("G\0T / HTTP/1.1"), 400),
    ("no method", raw(" / HTTP/1.1"), 400),
    ("no target", raw("GET  HTTP/1.1"), 400),
    ("a control character in the target", raw("GET /\x01 HTTP/1.1"), 400),
    ("a broken escape", raw("GET /%zz HTTP/1.1"), 400),
    ("half an escape", raw("GET /% HTTP/1.1"), 400),
    ("an escaped NUL", raw("GET /api/v1/namespaces/default/services/%00 HTTP/1.1"), 404),
    ("an escaped path", raw("GET /api/v1/namespaces/..%2f..%2fetc/services HTTP/1.1"), (200, 404)),
    ("dots", raw("GET /../../../etc/passwd HTTP/1.1"), (403, 404)),
    ("a relative target", raw("GET etc HTTP/1.1"), 400),
    ("another host's target", raw("GET http://other.example/version HTTP/1.1"), 200),
    ("a long target", raw("GET /" + "a" * (2 * MIB) + " HTTP/1.1"), 431),
    ("a long target that fits", raw("GET /" + "a" * 500000 + " HTTP/1.1"), 404),
    ("very many parameters", raw("GET /version?" + "a=b&" * 200000 + " HTTP/1.1"), 200),
    ("very many segments", raw("GET " + "/a" * 200000 + " HTTP/1.1"), 404),
    ("an unknown method", raw("BREW /api/v1/namespaces/default HTTP/1.1"), 405),
    ("a long method", raw("A" * 100000 + " /api/v1/namespaces/default HTTP/1.1"), 405),
    ("CONNECT", raw("CONNECT h:443 HTTP/1.1"), 400),
    ("TRACE", raw("TRACE /api/v1/namespaces/default HTTP/1.1"), 405),
    ("only noise", bytes(range(128, 256)) * 40 + b"\r\n\r\n", 400),
    ("line ends alone, then a request", b"\r\n" * 50000 + raw("GET /version HTTP/1.1"), 200),
    # The fields.
    ("no Host", b"GET /version HTTP/1.1\r\n\r\n", 400),
    ("two Hosts", raw("GET /version HTTP/1.1", "Host: other"), 400),
    ("a space before the colon", raw("GET /version HTTP/1.1", "X : y"), 400),
    ("no name", raw("GET /version HTTP/1.1", ": y"), 400),
    ("NUL in a value", raw("GET /version HTTP/1.1", "X: a\0b"), 400),
    ("a lone line feed", b"GET /version HTTP/1.1\nHost: h\n\n", (400, 505)),
    ("a lone carriage return", raw("GET /version HTTP/1.1", "X: a\rb"), 400),
    ("one large field", raw("GET /version HTTP/1.1", "X: " + "x" * (2 * MIB)), 431),
    ("fields that never end", raw("GET /version HTTP/1.1", *["X-%d: y" % i for i in range(100000)]), 431),
    ("very many empty fields", raw("GET /version HTTP/1.1", *["a:"] * 100000), 431),
    ("an unknown expectation", raw("GET /version HTTP/1.1", "Expect: miracles"), 417),
    ("an upgrade", raw("GET /version HTTP/1.1", "Connection: upgrade", "Upgrade: websocket"), 200),
    ("a long bad token", b"GET /version HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + b"x" * 500000 + b"\r\n\r\n", 401),
    ("a long Accept", raw("GET " + CONFIG_MAPS + " HTTP/1.1", "Accept: " + "a/b;q=0.1," * 50000), 406),
    ("a bad Accept", raw("GET " + CONFIG_MAPS + " HTTP/1.1", "Accept: text/html"), 406),
    ("very many groups to act for", raw("GET " + CONFIG_MAPS + " HTTP/1.1", "Impersonate-User: u",
                                        *["Impersonate-Group: g%d" % i for i in range(10000)]), 403),
    # How long the body is: what two readers could read in two ways is refused (request smuggling).
    ("the same length twice", post("Content-Length: 2", "Content-Length: 2", body=b"{}"), 422),
    ("two lengths", post("Content-Length: 2", "Content-Length: 3", body=b"{}"), 400),
    ("two lengths in one", post("Content-Length: 2, 3", body=b"{}"), 400),
    ("a length and chunks", post("Content-Length: 2", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400),
    ("chunks and a length", post("Transfer-Encoding: chunked", "Content-Length: 2", body=b"0\r\n\r\n"), 400),
    ("chunks twice", post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), 400),
    ("chunks, but not last", post("Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"), 501),
    ("an unknown encoding", post("Transfer-Encoding: gzip", body=b"0\r\n\r\n"), 501),
    ("an encoding in disguise", post("Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"), (400, 501)),
    ("chunks in HTTP/1.0", post("Transfer-Encoding: chunked", body=b"0\r\n\r\n").replace(b"/1.1", b"/1.0", 1), (400, 501)),
    ("a negative length", post("Content-Length: -1", body=b"{}"), 400),
    ("a length with a sign", post("Content-Length: +2", body=b"{}"), 400),
    ("a length in hexadecimal", post("Content-Length: 0x2", body=b"{}"), 400),
    ("a length that overflows", post("Content-Length: 99999999999999999999", body=b"{}"), 400),
    ("an enormous length", post("Content-Length: 9223372036854775807"), 413),
    ("a chunk's size that is no number", chunks(b"z\r\n"), 400),
    ("a chunk's size that overflows", chunks(b"fffffffffffffffff\r\n"), 400),
    ("an enormous chunk", chunks(b"7fffffffffffffff\r\n" + b"x" * (LIMIT + 1)), 413),
    ("a negative chunk", chunks(b"-1\r\nx\r\n0\r\n\r\n"), 400),
    ("a chunk without its end", chunks(b"2\r\n{}XX0\r\n\r\n"), 400),
    ("chunk extensions", chunks(b"2;a=b;c=\"d\"\r\n{}\r\n0;e\r\n\r\n"), 422),
    ("a chunk extension that never ends", chunks(b"2;" + b"a" * 100000), 400),
    ("a trailer that never ends", chunks(b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 20000), 400),
    ("a body of one-byte chunks", chunks(b"1\r\n{\r\n1\r\n}\r\n" + b"1\r\n \r\n" * 50000 + b"0\r\n\r\n"), 422),
    ("a body above the limit", post("Content-Length: %d" % (LIMIT + 1), body=b"x" * (LIMIT + 1)), 413),
    ("a body above the limit in chunks", chunks(*[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 50), 413),
    ("a body above the limit that waits", post("Content-Length: %d" % (LIMIT + 1), "Expect: 100-continue"), 413),
    # Queries.
    ("a selector of 100 KiB", raw("GET " + SELECTOR + "a+in+(" + ",".join("v%d" % i for i in range(15000)) + ") HTTP/1.1"),
     200),
    ("very many requirements", raw("GET " + SELECTOR + ",".join("k%d=v" % i for i in range(10000)) + " HTTP/1.1"), 200),
    ("a selector of brackets", raw("GET " + SELECTOR + "(" * 100000 + " HTTP/1.1"), 400),
    ("a selector of operators", raw("GET " + SELECTOR + "!" * 100000 + " HTTP/1.1"), 400),
    ("a long label", raw("GET " + SELECTOR + "a=" + "b" * 100000 + " HTTP/1.1"), 400),
    ("a field selector of 100 KiB", raw("GET " + CONFIG_MAPS + "?fieldSelector=" + "a=b," * 25000 + " HTTP/1.1"), 400),
    ("an endless limit", raw("GET " + CONFIG_MAPS + "?limit=99999999999999999999 HTTP/1.1"), 400),
    ("a negative limit", raw("GET " + CONFIG_MAPS + "?limit=-5 HTTP/1.1"), (200, 400, 422)),
    ("a forged continue token", raw("GET " + CONFIG_MAPS + "?limit=1&continue=" + "A" * 100000 + " HTTP/1.1"), 400),
    ("a watch of less than no time", raw("GET " + CONFIG_MAPS + "?watch=1&timeoutSeconds=-1 HTTP/1.1"), 200),
]

# What is sent and then left: the server drops it without a word, and without harm.
CUT = [
    ("nothing", b""),
    ("a part of the request line", b"GET /ver"),
    ("a part of a field", raw("GET /version HTTP/1.1")[:-10]),
    ("a part of the body", post("Content-Length: 100", body=b"{")),
    ("a part of a chunk", chunks(b"64\r\n{")),
    ("a request and a part of the next", raw("GET /version HTTP/1.1") + b"GET /ver"),
]


def exchange(server, data):
    with server.tls() as s:
        try:
            s.sendall(data)
        except OSError:
            pass  # refused before all of it was sent; the answer may still be there to be read
        return read_answer(s)


def run(server, case):
    case("413 says what Kubernetes says", lambda: says_the_limit(exchange(server, CASES_BY_NAME["a body above the limit"])))
    for name, data, wanted in CASES:
        case(name, lambda data=data, wanted=wanted: check(exchange(server, data), wanted))
    for name, data in CUT:
        case("cut off: " + name, lambda data=data: cut(server, data))
    case("pipelined requests are answered in order", lambda: pipelined(server))


CASES_BY_NAME = {name: data for name, data, _ in CASES}


def check(answer, wanted):
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    assert answer.status in wanted, "%s instead of %s" % (answer, wanted)


def says_the_limit(answer):
    check(answer, 413)
    assert b"Request entity too large: limit is 3145728" in answer.body, answer


def cut(server, data):
    with server.tls() as s:
        s.sendall(data)


def pipelined(server):
    with server.tls() as s:
        s.sendall(request("GET", "/version") * 50 + request("GET", "/nothing", b"", "Connection: close"))
        statuses, data = [], b""
        try:
            while part := s.recv(65536):
                data += part
        except OSError:
            pass
        statuses = [int(part[:3]) for part in data.split(b"HTTP/1.1 ")[1:]]
        assert statuses == [200] * 50 + [404], statuses
