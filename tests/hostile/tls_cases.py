"""Hostile TLS: what is no TLS, handshakes that stop, and certificates that nobody vouches for.

SPDX-License-Identifier: Apache-2.0
"""
import os
import ssl
import subprocess
import warnings

from http1_cases import check
from server import read_answer, request, wait_until_closed

# docs/limits.md: a handshake may take 10 s, and limits are looked at once a second.
HANDSHAKE = 12
HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # the beginning of a ClientHello


def run(server, case):
    for name, data in [("noise", bytes(range(256)) * 10), ("nought", b"\0" * 1000), ("an alert", b"\x15\x03\x03\x00\x02\x02\x28"),
                       ("application data", b"\x17\x03\x03\x00\x05hello"), ("a record that is too long", b"\x16\x03\x01\xff\xff" + b"x" * 70000),
                       ("a hello of noise", b"\x16\x03\x01\x00\x10" + b"\x01\x00\x00\x0c" + b"\xff" * 12),
                       ("empty records", b"\x16\x03\x01\x00\x00" * 1000), ("SSLv2", b"\x80\x2e\x01\x00\x02" + b"\0" * 41),
                       ("SSH", b"SSH-2.0-OpenSSH_9.2\r\n")]:
        case("no TLS: " + name, lambda data=data: closes(server, data))
    for method in ("GET", "POST", "PUT", "HEAD"):
        case("plain HTTP: " + method, lambda method=method: plain_http(server, method))
    case("old versions", lambda: old_version(server))
    case("renegotiation", lambda: renegotiation(server))
    case("the end without a goodbye", lambda: abrupt_end(server))
    case("a certificate of an unknown authority", lambda: certificate(server, stranger(server), 401, 200))
    case("a certificate that has expired", lambda: certificate(server, signed(server, "-1"), 401, 200))
    case("a certificate of the authority", lambda: certificate(server, signed(server, "1"), 403, 403))


def closes(server, data):
    with server.connect() as s:
        try:
            s.sendall(data)
            s.shutdown(1)
        except OSError:
            return  # closed before all of it was there
        wait_until_closed(s, HANDSHAKE)


def plain_http(server, method):
    with server.connect() as s:
        s.sendall(request(method, "/version"))
        answer = read_until_end(s)
        assert answer.startswith(b"HTTP/1.0 400 Bad Request\r\n"), answer
        assert answer.endswith(b"\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"), answer


def read_until_end(s):
    data = b""
    while part := s.recv(65536):
        data += part
    return data


def old_version(server):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            server.tls(version=ssl.TLSVersion.TLSv1_1).close()
        except (ssl.SSLError, OSError, ValueError):
            return
    raise AssertionError("TLS 1.1 was taken")


def renegotiation(server):
    done = subprocess.run(["openssl", "s_client", "-connect", "127.0.0.1:%d" % server.port, "-tls1_2"], input=b"R\n" * 100,
                          capture_output=True, timeout=60)
    assert b"no renegotiation" in done.stderr or b"closed" in done.stderr + done.stdout or done.returncode != 0, done.stderr


def abrupt_end(server):
    for _ in range(50):
        s = server.tls()
        s.sendall(request("GET", "/version"))
        os.close(s.detach())


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, timeout=60)


def stranger(server):
    base = os.path.join(server.home, "stranger")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/O=system:masters/CN=mallory",
            "-days", "1", "-keyout", base + ".key", "-out", base + ".crt")
    return base + ".crt", base + ".key"


def signed(server, days):
    """A certificate by the server's own authority, good for so many days from now."""
    base, (authority, key) = os.path.join(server.home, "signed"), server.authority()
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=alice", "-keyout",
            base + ".key", "-out", base + ".csr")
    openssl("x509", "-req", "-in", base + ".csr", "-CA", authority, "-CAkey", key, "-days", days, "-set_serial", "77", "-out",
            base + ".crt")
    return base + ".crt", base + ".key"


def certificate(server, files, alone, with_token):
    """What it gets by itself, and next to a good token: a bad certificate does no harm there."""
    for token, wanted in ((False, alone), (True, with_token)):
        data = request("GET", "/api/v1/namespaces/default/configmaps")
        if not token:
            data = b"\r\n".join(line for line in data.split(b"\r\n") if not line.startswith(b"Authorization"))
        with server.tls(certificate=files) as s:
            s.sendall(data)
            check(read_answer(s), wanted)
