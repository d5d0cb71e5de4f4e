"""A real `seamark apiserver` to be hostile to, and what can be seen of it from outside: does it still answer, how much
memory does it take, how many descriptors has it open.

SPDX-License-Identifier: Apache-2.0
"""
import atexit
import glob
import os
import resource
import shutil
import signal
import ssl
import socket
import subprocess
import tempfile
import time

TOKEN = "hostiletoken"
PATIENCE = 30  # seconds for what must come at all; on a busy machine "quickly" is not a number
CONFIG_MAPS = "/api/v1/namespaces/default/configmaps"


class Server:
    def __init__(self, binary, *flags, files=None):
        self.home = tempfile.mkdtemp(prefix="seamark-hostile-")
        tokens = os.path.join(self.home, "tokens.csv")
        with open(tokens, "w") as f:
            f.write('%s,hostile,1,"system:masters"\n' % TOKEN)
        self.kubeconfig = os.path.join(self.home, "admin.yaml")
        limit = (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))) if files else None
        self.log = open(os.path.join(self.home, "log"), "w+")
        self.process = subprocess.Popen(
            [binary, "apiserver", "--data-dir", os.path.join(self.home, "data"), "--secure-port", "0", "--bind-address",
             "127.0.0.1", "--token-auth-file", tokens, "--write-kubeconfig", self.kubeconfig, *flags],
            stdout=self.log, stderr=subprocess.STDOUT, preexec_fn=limit)
        atexit.register(self.process.kill)  # whatever happens here, it does not stay behind
        self.wait_until_ready()
        with open(self.kubeconfig) as f:
            url = next(line for line in f if "server:" in line)
        self.port = int(url.rsplit(":", 1)[1].strip().strip('"/'))

    def wait_until_ready(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if "is ready" in self.said():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError("the server did not start: " + self.said())

    def said(self):
        with open(self.log.name, errors="replace") as f:
            return f.read()

    def stop(self):
        """Ends it as an operator would; what a sanitizer or an assertion has to say fails the run."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        said = self.said()
        self.log.close()
        shutil.rmtree(self.home, True)
        return code, said

    def connect(self):
        s = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def tls(self, alpn=("http/1.1",), certificate=None, version=None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        if version:
            context.maximum_version = version
        if alpn:
            context.set_alpn_protocols(list(alpn))
        if certificate:
            context.load_cert_chain(*certificate)
        raw = self.connect()
        try:
            return context.wrap_socket(raw, suppress_ragged_eofs=True)
        except OSError:
            raw.close()
            raise

    def authority(self):
        """The files of the authority that client certificates are verified with: certificate, key."""
        folder = os.path.join(self.home, "data", "pki")
        return [next(f for f in glob.glob(os.path.join(folder, "*" + end)) if os.path.basename(f).startswith("ca"))
                for end in (".crt", ".key")]

    def memory(self):
        with open("/proc/%d/smaps_rollup" % self.process.pid) as f:
            return next(int(line.split()[1]) for line in f if line.startswith("Pss:")) * 1024

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    def check_answers(self):
        """It still serves whoever asks politely."""
        assert self.process.poll() is None, "the server has ended: " + self.said()[-2000:]
        with self.tls() as s:
            s.sendall(request("GET", "/api/v1/namespaces/default"))
            answer = read_answer(s)
        assert answer.status == 200, "a polite request got %s" % (answer,)


def request(method, target, body=b"", *fields, host=True, length=True):
    """An HTTP/1.1 request by the administrator. `fields` are whole lines."""
    lines = ["%s %s HTTP/1.1" % (method, target), "Authorization: Bearer " + TOKEN]
    lines += ["Host: h"] if host else []
    lines += ["Content-Length: %d" % len(body)] if body and length else []
    return ("\r\n".join(lines + list(fields)) + "\r\n\r\n").encode("latin-1") + body


class Answer:
    def __init__(self, status=0, fields="", body=b""):
        self.status, self.fields, self.body = status, fields, body

    def __repr__(self):
        return "%s %s" % (self.status or "closed without an answer", self.body[:200])


def read_answer(s):
    """One HTTP/1 answer; status 0 when the connection ended without one."""
    data = b""
    try:
        while b"\r\n\r\n" not in data:
            data += more(s)
        head, body = data.split(b"\r\n\r\n", 1)
        status, lower = int(head.split()[1]), head.decode("latin-1").lower()
        if status == 100:
            return read_answer(s)
        if "content-length:" in lower:
            length = int(lower.split("content-length:")[1].split("\r\n")[0])
            parts = [body]
            while length > len(parts[0]):
                parts.append(more(s))
                length -= len(parts[-1])
            body = b"".join(parts)
        elif "transfer-encoding: chunked" in lower:
            while not body.endswith(b"0\r\n\r\n"):
                body += more(s)
        return Answer(status, lower, body)
    except (ConnectionError, ssl.SSLError, EOFError):
        return Answer()


def more(s):
    data = s.recv(65536)
    if not data:
        raise EOFError
    return data


def wait_until_closed(s, within):
    """Reads until the other side ends the connection."""
    s.settimeout(within)
    try:
        while s.recv(65536):
            pass
    except socket.timeout:
        raise AssertionError("still open after %s s" % within)
    except (OSError, ssl.SSLError):
        pass
