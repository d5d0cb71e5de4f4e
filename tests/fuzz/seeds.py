#!/usr/bin/env python3
"""Makes the fuzzers' first inputs out of the recorded conversations in tests/conformance.

  seeds.py FOLDER     writes FOLDER/TARGET/NUMBER; `scripts/fuzz --keep` merges what is new into tests/fuzz/corpus

SPDX-License-Identifier: Apache-2.0
"""
import base64
import glob
import json
import os
import struct
import sys
from urllib.parse import unquote_plus

import yaml

CONFORMANCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "conformance")
MOST = 4096  # bytes of one seed: fuzzers are quick with small inputs
# The first byte of a patch input chooses the kind of patch, see patch_fuzz.cc.
PATCHES = {"application/json-patch+json": b"\0", "application/merge-patch+json": b"\1",
           "application/strategic-merge-patch+json": b"\2", "application/apply-patch+yaml": b"\3"}
TYPES = {"A": 1, "AAAA": 28, "SRV": 33, "PTR": 12, "TXT": 16, "CNAME": 5, "SOA": 6, "NS": 2, "ANY": 255}


def recorded():
    for path in sorted(glob.glob(os.path.join(CONFORMANCE, "**", "*.json"), recursive=True)):
        with open(path) as f:
            yield json.load(f)


def every(value, kind):
    """All values of that type within a document."""
    if isinstance(value, kind):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from every(part, kind)


def dns_query(name, kind, edns):
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.rstrip(".").split(".") if 0 < len(part) < 64)
    head = struct.pack(">HHHHHH", 0x1234, 0x0100, 1, 0, 0, int(edns))
    return head + labels + b"\0" + struct.pack(">HH", kind, 1) + (b"\0\0\x29\x04\xd0\0\0\0\0\0\0" if edns else b"")


def of_step(step):
    body, media, path = step.get("body"), step.get("type", ""), step.get("path", "")
    if body is not None:
        text = json.dumps(body, separators=(",", ":")).encode() if not isinstance(body, str) else body.encode()
        if media in PATCHES:
            yield "patch", PATCHES[media] + text
        elif step.get("do") in ("POST", "PUT"):
            yield "json", text
            yield "yaml", yaml.safe_dump(body).encode() if not isinstance(body, str) else text
            yield "http1", b"\x40" + ("POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % (path, len(text))).encode() + text
    if "body64" in step and step["body64"]:
        yield "protobuf", base64.b64decode(step["body64"])
    if step.get("do") == "GET":
        yield "http1", b"\xff" + ("GET %s HTTP/1.1\r\nHost: h\r\n\r\n" % path).encode()
        for part in path.split("?")[-1].split("&"):
            if "Selector=" in part:
                yield "selector", unquote_plus(part.split("=", 1)[1]).encode()


def seeds():
    for document in recorded():
        for part in every(document, dict):
            if "do" in part:
                yield from of_step(part)
            if isinstance(part.get("protobuf64"), str):
                yield "protobuf", base64.b64decode(part["protobuf64"])
            for entry in part.get("managedFields") or [] if isinstance(part.get("managedFields"), list) else []:
                if isinstance(entry, dict) and "fieldsV1" in entry:
                    yield "patch", b"\4" + json.dumps(entry["fieldsV1"], separators=(",", ":")).encode()
            if isinstance(part.get("name"), str) and part.get("type") in list(TYPES):
                name = part["name"].replace("web.${ns}", "db.default")
                yield "dns", dns_query(name, TYPES[part["type"]], len(name) % 2)
    yield from http()


def http():
    """What no recording holds: the protocol's corners, each as a small conversation."""
    yield "http1", b"\x03POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: u\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"
    yield "http1", b"\x10POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"
    yield "http1", b"\xffHEAD /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hostile"))
    import http2
    yield "http2", b"\xff" + http2.get(1, "/a") + http2.get(3, "/ab") + http2.frame(http2.RESET, 0, 3, b"\0\0\0\x08")
    yield "http2", b"\x20" + http2.post(1, "/a") + http2.frame(http2.DATA, 0, 1, b"{") + http2.frame(http2.DATA, 1, 1, b"}")
    yield "http2", b"\xff" + http2.frame(http2.HEADERS, 1, 1, http2.fields("GET", "/a")) + http2.frame(
        http2.CONTINUATION, 4, 1, http2.field("x", "y", True))
    yield "http2", b"\xff" + http2.settings(INITIAL_WINDOW=1, HEADER_TABLE_SIZE=0) + http2.get(1, "/a") + http2.frame(
        http2.WINDOW, 0, 1, b"\0\0\0\1") + http2.frame(http2.PING, 0, 0, b"12345678") + http2.frame(http2.GOAWAY, 0, 0, b"\0" * 8)
    yield "http2", b"\xff" + http2.post(1, "/a") + http2.frame(http2.DATA, 8, 1, b"\2ab\0\0") + http2.frame(
        http2.HEADERS, 5, 1, http2.field("trailer", "t")) + http2.frame(http2.PRIORITY, 0, 3, b"\0\0\0\1\x10")


def main():
    folder, known = sys.argv[1], set()
    for target, seed in seeds():
        if not seed or len(seed) > MOST or (target, seed) in known:
            continue
        known.add((target, seed))
        os.makedirs(os.path.join(folder, target), exist_ok=True)
        with open(os.path.join(folder, target, "%04d" % len(known)), "wb") as f:
            f.write(seed)
    print("seeds: %d" % len(known))


main()
