"""HTTP/2 made by hand, so that rules can be broken: frames, the simplest HPACK, and what came back.

SPDX-License-Identifier: Apache-2.0
"""
import socket
import ssl
import struct
import time

from server import PATIENCE, TOKEN

DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM = ACK = 1
END_HEADERS = 4
NO_ERROR, PROTOCOL_ERROR, _, FLOW_CONTROL, _, STREAM_CLOSED, FRAME_SIZE, REFUSED, CANCEL, COMPRESSION, _, CALM = range(12)
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_STREAMS, INITIAL_WINDOW, MAX_FRAME, MAX_HEADER_LIST = range(1, 7)


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def settings(**values):
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", globals()[name], value) for name, value in values.items()))


def integer(value, bits, first=0):
    top = (1 << bits) - 1
    if value < top:
        return bytes([first | value])
    out, value = bytes([first | top]), value - top
    while value >= 128:
        out, value = out + bytes([value % 128 + 128]), value // 128
    return out + bytes([value])


def field(name, value, indexed=False):
    """A literal field, without Huffman; `indexed`: that the dynamic table keeps."""
    name, value = name.encode("latin-1"), value.encode("latin-1")
    return (b"\x40" if indexed else b"\0") + integer(len(name), 7) + name + integer(len(value), 7) + value


def fields(method, path, *extra):
    return b"".join([field(":method", method), field(":scheme", "https"), field(":authority", "h"), field(":path", path),
                     field("authorization", "Bearer " + TOKEN)] + [field(*pair) for pair in extra])


def get(stream, path):
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, fields("GET", path))


def post(stream, path, *extra):
    return frame(HEADERS, END_HEADERS, stream, fields("POST", path, *extra))


class Stream:
    def __init__(self):
        self.status, self.body, self.ended, self.reset = 0, bytearray(), False, None

    def __repr__(self):
        return "status %s, %d bytes, ended %s, reset %s" % (self.status, len(self.body), self.ended, self.reset)


class Http2:
    """A connection. Says little by itself: acknowledges, and gives window when `reads`."""

    def __init__(self, server, reads=True, opening=None):
        self.socket = server.tls(("h2",))
        assert self.socket.selected_alpn_protocol() == "h2"
        self.reads, self.data, self.streams = reads, b"", {}
        self.goaway, self.closed = None, False
        self.send(PREFACE + (settings(HEADER_TABLE_SIZE=0) if opening is None else opening))

    def send(self, data):
        """The server may have closed: that is for the case to judge, which waits for it."""
        try:
            self.socket.settimeout(PATIENCE)
            self.socket.sendall(data)
            return True
        except (OSError, ssl.SSLError):
            return False

    def stream(self, number):
        return self.streams.setdefault(number, Stream())

    def wait(self, done, within=PATIENCE):
        """Reads until done(self), the end of the connection, or `within`."""
        end = time.monotonic() + within
        while not done(self) and not self.closed:
            left = end - time.monotonic()
            if left <= 0:
                return False
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(1 << 18)
                self.closed = not data
                self.take(data)
            except socket.timeout:
                return False
            except (OSError, ssl.SSLError):
                self.closed = True
        return done(self)

    def take(self, data):
        self.data += data
        at, credit = 0, 0
        while len(self.data) - at >= 9:
            length = int.from_bytes(self.data[at:at + 3], "big")
            if len(self.data) - at < 9 + length:
                break
            kind, flags, stream = struct.unpack(">BBI", self.data[at + 3:at + 9])
            self.on_frame(kind, flags, stream, self.data[at + 9:at + 9 + length])
            at += 9 + length
            credit += length if kind == DATA else 0
        self.data = self.data[at:]
        if credit and self.reads:
            self.send(frame(WINDOW, 0, 0, struct.pack(">I", credit)))

    def on_frame(self, kind, flags, stream, payload):
        if kind == SETTINGS and not flags & ACK:
            self.send(frame(SETTINGS, ACK, 0))
        elif kind == HEADERS:
            self.stream(stream).status = status_of(payload)
        elif kind == DATA:
            self.stream(stream).body += payload
            if payload and self.reads and not flags & END_STREAM:
                self.send(frame(WINDOW, 0, stream, struct.pack(">I", len(payload))))
        elif kind == RESET:
            self.stream(stream).reset = struct.unpack(">I", payload)[0]
        elif kind == GOAWAY:
            self.goaway = struct.unpack(">I", payload[4:8])[0]
        if kind in (HEADERS, DATA) and flags & END_STREAM:
            self.stream(stream).ended = True

    def answer(self, number):
        self.wait(lambda c: c.stream(number).ended or c.stream(number).reset is not None)
        return self.stream(number)

    def close(self):
        self.socket.close()


def status_of(block):
    """The status out of a header block that uses no dynamic table; it comes first."""
    while block and block[0] & 0xE0 == 0x20:  # a change of the table's size
        block = block[1:]
    if block[0] & 0x80:
        return {8: 200, 9: 204, 10: 206, 11: 304, 12: 400, 13: 404, 14: 500}[block[0] & 0x7F]
    length, text = block[1] & 0x7F, block[2:]
    if not block[1] & 0x80:
        return int(text[:length])
    bits, out = "".join("{:08b}".format(b) for b in text[:length]), ""
    for _ in range(3):  # digits in the code of RFC 7541, appendix B: 0 to 2 have five bits, the others six
        size = 5 if int(bits[:5], 2) <= 2 else 6
        out += str(int(bits[:5], 2)) if size == 5 else str(int(bits[:6], 2) - 0b011001 + 3)
        bits = bits[size:]
    return int(out)
