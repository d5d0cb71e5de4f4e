"""A server of one's own to send requests to, and what of an answer the storm looks at."""
import http.client, json, os, signal, socket, ssl, subprocess, sys, tempfile, time


class Cut(Exception):
    """The server went away before it answered."""


class Server:
    def __init__(self, seamark):
        self.seamark, self.home = seamark, tempfile.mkdtemp(prefix="seamark-storm-")
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        with open(os.path.join(self.home, "tokens.csv"), "w") as f:
            f.write('storm,storm,storm,"system:masters"\n')
        self.tls = ssl._create_unverified_context()
        self.start()

    def start(self):
        self.log = open(os.path.join(self.home, "log"), "ab")
        self.process = subprocess.Popen(
            [self.seamark, "apiserver", "--data-dir", os.path.join(self.home, "data"), "--bind-address", "127.0.0.1",
             "--secure-port", str(self.port), "--token-auth-file", os.path.join(self.home, "tokens.csv")],
            stdout=self.log, stderr=self.log)
        end = time.monotonic() + 20
        while True:
            try:
                if Client(self).ask("GET", "/readyz")[0] == 200:
                    return
            except Cut:
                pass
            if time.monotonic() > end or self.process.poll() is not None:
                sys.exit("storm: the server did not start; see " + self.log.name)
            time.sleep(0.02)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(20)


class Client:
    """One kept connection; a broken one is made anew by the next request."""
    def __init__(self, server):
        self.server, self.connection = server, None

    def open(self, method, path, body=None, kind="application/json"):
        try:
            if self.connection is None:
                self.connection = http.client.HTTPSConnection("127.0.0.1", self.server.port, context=self.server.tls, timeout=20)
            self.connection.request(method, path, None if body is None else json.dumps(body),
                                    {"Authorization": "Bearer storm", "Content-Type": kind})
            return self.connection.getresponse()
        except (OSError, http.client.HTTPException) as e:
            self.close()
            raise Cut(str(e))

    def ask(self, method, path, body=None, kind="application/json"):
        answer = self.open(method, path, body, kind)
        try:
            data = answer.read()
        except (OSError, http.client.HTTPException) as e:
            self.close()
            raise Cut(str(e))
        return answer.status, json.loads(data) if data[:1] == b"{" else data

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


MAPS = "/api/v1/namespaces/default/configmaps"


def version_of(thing):
    return int(thing["metadata"]["resourceVersion"])


def value_of(thing):
    return (thing.get("data") or {}).get("n", "")


def half_of(thing):
    return thing["metadata"].get("labels", {}).get("half")
