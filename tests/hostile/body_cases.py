"""Hostile bodies: JSON, YAML, protobuf and patches that are made to cost far more than they weigh.

SPDX-License-Identifier: Apache-2.0
"""
import gzip
import json
import re

from http1_cases import check, exchange
from server import CONFIG_MAPS, request

MIB = 1 << 20
PATCHED = CONFIG_MAPS + "/patched"
SLICES = CONFIG_MAPS.replace("/api/v1/", "/apis/discovery.k8s.io/v1/").replace("configmaps", "endpointslices")
PROTOBUF = "application/vnd.kubernetes.protobuf"


def config_map(rest=b""):
    return b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"h"}' + rest + b"}"


def field(number, content):
    out, length = bytes([number << 3 | 2]), len(content)
    while length >= 128:
        out, length = out + bytes([length % 128 + 128]), length // 128
    return out + bytes([length]) + content


def nested(depth):
    inner = b""
    for _ in range(depth):
        inner = field(1, inner)
    return inner


def envelope(raw):
    return b"k8s\0" + field(1, field(1, b"v1") + field(2, b"ConfigMap")) + field(2, raw)


# Every one looks like a list that is owned although it is empty.
EMPTY_LISTS = (b'{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"generateName":"h"},"addressType":"IPv4","endpoints":[],"x":['
               + b",".join([b'{"ports":[]}'] * 200000) + b"]}")

APP_ARMOR = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "h", "annotations": {
    "container.apparmor.security.beta.kubernetes.io/x%d" % n: "unconfined" for n in range(20000)}},
    "spec": {"containers": [{"name": "c%d" % n} for n in range(40000)]}}).encode()

# A sidecar with very many resources, and very many that start beside it.
SIDECARS = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"generateName": "h"}, "spec": {
    "resources": {"requests": {"cpu": "1"}}, "containers": [{"name": "c", "image": "i"}],
    "initContainers": [{"name": "s", "image": "i", "restartPolicy": "Always",
                        "resources": {"requests": {"example.com/%d" % n: "1" for n in range(20000)}}}]
    + [{"name": "i%d" % n, "image": "i"} for n in range(10000)]}}).encode()

# Each container lacks all that a container must have.
MISTAKES = b'{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"h"},"spec":{"containers":[' + b",".join([b"{}"] * 60000) + b"]}}"

# Ten references to ten references to ... : 10^9 strings if anybody wrote them out.
LAUGHS = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: h}\na: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol,lol]\n" + b"".join(
    b"%c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 10)) for c in range(ord("a"), ord("i")))
MERGES = b"apiVersion: v1\nkind: ConfigMap\na: &a {x: y}\n" + b"".join(
    b"%c: &%c {<<: [%s], n%c: z}\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 10), c) for c in range(ord("a"), ord("m")))

# media type, name, body, status
CREATES = [
    ("application/json", "arrays in arrays", b"[" * MIB, 400),
    ("application/json", "objects in objects", b'{"a":' * 500000, 400),
    ("application/json", "deep where nothing is known", config_map(b',"data":' + b"[" * 9000 + b"]" * 9000), 400),
    ("application/json", "deep in an unknown field", config_map(b',"x":' + b"[" * 9000 + b"]" * 9000), 201),
    ("application/json", "too deep in an unknown field", config_map(b',"x":' + b"[" * 20000 + b"]" * 20000), 400),
    ("application/json", "a number that is infinite", config_map(b',"x":1e999999'), (201, 400)),
    ("application/json", "a number of a million digits", config_map(b',"x":' + b"1" * MIB), (201, 400)),
    ("application/json", "a number for an integer", b'{"metadata":{"generation":1e400}}', 400),
    ("application/json", "a generation that overflows", b'{"metadata":{"generation":99999999999999999999}}', 400),
    ("application/json", "bytes that are not UTF-8", config_map(b',"data":{"a":"\xff\xfe\xc0\x80"}'), 201),
    ("application/json", "a lone surrogate", config_map(b',"data":{"a":"\\ud800"}'), 201),
    ("application/json", "NUL in a string", config_map(b',"data":{"a":"\0"}'), 400),
    ("application/json", "NUL after the object", config_map() + b"\0", 400),
    ("application/json", "an escaped NUL in a key", config_map(b',"data":{"a\\u0000":"b"}'), 422),
    ("application/json", "a second object", config_map() + config_map(), 400),
    ("application/json", "an open string", b'{"a":"' + b"x" * MIB, 400),
    ("application/json", "backslashes", b'{"a":"' + b"\\" * MIB, 400),
    ("application/json", "one key very often", config_map(b',"data":{' + b",".join([b'"a":"b"'] * 100000) + b"}"), 201),
    ("application/json", "very many keys", config_map(b',"data":{' + b",".join(b'"k%d":""' % i for i in range(100000)) + b"}"),
     (201, 422)),
    ("application/json", "very many unknown fields", config_map(b"," + b",".join(b'"k%d":1' % i for i in range(100000))), 201),
    ("application/json", "very many labels", b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"h","labels":{'
     + b",".join(b'"k%d":"v!"' % i for i in range(50000)) + b"}}}", 422),
    ("application/json", "only white space", b" " * (3 * MIB), 400),
    ("application/json", "a wrong kind", b'{"apiVersion":"v1","kind":"' + b"K" * MIB + b'"}', 400),
    ("application/json", "only noise", bytes(range(256)) * 1000, 400),
    ("application/json", "gzip that is not undone", gzip.compress(b" " * (100 * MIB)), 400),
    ("text/plain", "another media type", config_map(), 415),
    ("application/cbor", "CBOR", b"\xd9\xd9\xf7\xa0", 415),
    ("x" * 100000, "a long media type", config_map(), 415),
    ("application/yaml", "references to references", LAUGHS, 400),
    ("application/yaml", "merges of merges", MERGES, (400, 422)),
    ("application/yaml", "a reference to itself", b"a: &a [*a]\n", 400),
    ("application/yaml", "a reference to itself under a key that comes again", b"{x: &a [*a], x: 1}", 400),
    ("application/yaml", "references to references under a key that comes again",
     re.sub(rb"(?m)^[a-i]: &", b"x: &", LAUGHS) + b"x: 1\n", 400),
    ("application/yaml", "sequences in sequences", b"[" * MIB, 400),
    ("application/yaml", "mappings in mappings", b"{a: " * 300000, 400),
    ("application/yaml", "sequences by dashes", b"- " * MIB, 400),
    ("application/yaml", "keys by question marks", b"? " * MIB, 400),
    ("application/yaml", "steps to the right", b"".join(b" " * i + b"a:\n" for i in range(2000)), 400),
    ("application/yaml", "tags", b"!" * MIB, 400),
    ("application/yaml", "anchors", b"&a " * 300000, 400),
    ("application/yaml", "documents", b"---\n" * 500000, 422),
    ("application/yaml", "an open string", b'a: "' + b"x\n" * 500000 + b"x", 400),
    ("application/yaml", "comments", b"#\n" * MIB, 422),
    ("application/yaml", "tabs", b"\t" * MIB, (400, 422)),
    ("application/yaml", "NUL", b"a: \0", 400),
    (PROTOBUF, "no envelope", b"\x0a" * 1000, 400),
    (PROTOBUF, "an envelope alone", b"k8s\0", 400),
    (PROTOBUF, "messages in messages", envelope(nested(100000)), 422),
    (PROTOBUF, "a length beyond the end", envelope(b"\x0a\xff\xff\xff\xff\x07"), 400),
    (PROTOBUF, "a length that overflows", envelope(b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), 400),
    (PROTOBUF, "a number that does not end", envelope(b"\x08" + b"\xff" * 1000), 400),
    (PROTOBUF, "field number nought", envelope(b"\x02\x00"), 400),
    (PROTOBUF, "messages in a message", envelope(field(1, nested(100000))), (400, 422)),
    (PROTOBUF, "groups in groups", envelope(b"\x0b" * 100000), 400),
    (PROTOBUF, "a group's end alone", envelope(b"\x0c"), 400),
    (PROTOBUF, "an unknown wire type", envelope(b"\x0f"), 400),
    (PROTOBUF, "very many empty entries", envelope(field(2, b"") * 500000), (201, 400, 422)),
]

COPIES = [{"op": "add", "path": "/data/a0", "value": "x" * 1000}] + [
    {"op": "copy", "from": "/data", "path": "/data/b%d" % i} for i in range(40)]

PATCHES = [
    ("application/json-patch+json", "more operations than allowed", b"[" + b",".join([b'{"op":"test","path":"/kind","value":"ConfigMap"}'] * 10001) + b"]", 413),
    ("application/json-patch+json", "copies of copies", json.dumps(COPIES).encode(), (413, 422)),
    ("application/json-patch+json", "a deep path", b'[{"op":"add","path":"' + b"/a" * 200000 + b'","value":1}]', 422),
    ("application/json-patch+json", "a deep value", b'[{"op":"add","path":"/data/a","value":' + b"[" * 5000 + b"]" * 5000 + b"}]",
     (400, 422)),
    ("application/json-patch+json", "tildes", b'[{"op":"add","path":"/data/' + b"~" * 500000 + b'","value":"1"}]', (400, 422)),
    ("application/json-patch+json", "an enormous index", b'[{"op":"add","path":"/metadata/finalizers/99999999999999999999","value":"1"}]',
     (400, 422)),
    ("application/merge-patch+json", "objects in objects", b'{"a":' * 5000 + b"1" + b"}" * 5000, (200, 400, 422)),
    ("application/merge-patch+json", "open objects", b'{"a":' * 500000, 400),
    ("application/merge-patch+json", "no object", b"[]", (400, 422)),
    ("application/strategic-merge-patch+json", "objects in objects", b'{"a":' * 5000 + b"1" + b"}" * 5000, (200, 400, 422)),
    ("application/strategic-merge-patch+json", "directives", b'{"metadata":{"$patch":"x","$retainKeys":1,"$deleteFromPrimitiveList/a":{}}}',
     (200, 400, 422, 500)),
    ("application/strategic-merge-patch+json", "very many finalizers to delete",
     b'{"metadata":{"$deleteFromPrimitiveList/finalizers":[' + b",".join([b'"a"'] * 100000) + b"]}}", (200, 422)),
    ("application/apply-patch+yaml", "references to references", LAUGHS, 400),
    ("application/apply-patch+yaml", "objects in objects", b'{"a":' * 5000 + b"1" + b"}" * 5000, (400, 422, 500)),
    ("application/apply-patch+yaml", "managed fields that are no fields",
     b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"patched","managedFields":[{"fieldsV1":{"f:a":'
     + b'{"f:b":' * 3000 + b"{}" + b"}" * 3000 + b"}}]}}", (400, 422)),
    ("text/plain", "another media type", b"{}", 415),
]


def run(server, case):
    made = b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"patched"},"data":{"a":"b"}}'
    case("an object to patch", lambda: check(send(server, "POST", CONFIG_MAPS, "application/json", made), 201))
    for media, name, body, wanted in CREATES:
        case("%s: %s" % (short(media), name),
             lambda media=media, body=body, wanted=wanted: check(send(server, "POST", CONFIG_MAPS, media, body), wanted))
    case("application/json: very many empty lists", lambda: check(send(server, "POST", SLICES, "application/json", EMPTY_LISTS), 201))
    account = b'{"metadata":{"name":"default"}}'
    case("an account for Pods", lambda: check(send(server, "POST", CONFIG_MAPS.replace("configmaps", "serviceaccounts"), "application/json", account), 201))
    for name, body in (("very many profiles for very many containers", APP_ARMOR), ("very many beside a sidecar", SIDECARS), ("very many mistakes", MISTAKES)):
        case("application/json: " + name, lambda body=body: check(send(server, "POST", CONFIG_MAPS.replace("configmaps", "pods"), "application/json", body), 422))
    for media, name, body, wanted in PATCHES:
        query = "?fieldManager=m" if "apply" in media else ""
        case("%s: %s" % (short(media), name), lambda media=media, body=body, wanted=wanted, query=query: check(
            send(server, "PATCH", PATCHED + query, media, body), wanted))
    for made in (CONFIG_MAPS, SLICES):
        case("what was made goes", lambda made=made: check(exchange(server, request("DELETE", made)), 200))


def short(media):
    return media[:45].replace("application/", "")


def send(server, method, path, media, body):
    return exchange(server, request(method, path, body, "Content-Type: " + media))
