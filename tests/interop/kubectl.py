"""Area kubectl: every kubectl on the machine goes through kubectl.txt, in a namespace of its own.

kubectl.txt is text. '== WHAT' starts a check; then, by column 0:
  versions: 1.24-1.30   which kubectls it is for; either end may be missing
  @@ FILE               the lines up to the next marker are this file in the working directory
  $ COMMAND             run by sh; kubectl is the one under test, $NS its namespace, the context's default
  ~ COMMAND             the same, asked again for up to 15 s until it agrees
  exit N                below a command: its exit code, 0 when not said
  > LINE                below a command: what it printed, standard error and output together, in order
In LINE, <word> is any text without blanks, <*> any text up to the end of the line, a run of blanks any run of blanks;
a line '> ...' is any number of lines. The namespace stands as $NS.
"""
import glob
import os
import re
import shutil
import subprocess

from server import until

HERE = os.path.dirname(os.path.abspath(__file__))
PLACES = ["/usr/lib/google-cloud-sdk/bin/kubectl.1.*", "/opt/kubectl/*", "/usr/local/bin/kubectl*"]


class Step:
    def __init__(self, command, patient):
        self.command, self.patient, self.code, self.lines = command, patient, 0, []


class Check:
    def __init__(self, what):
        self.what, self.versions, self.files, self.steps = what, "-", {}, []

    def is_for(self, version):
        low, high = self.versions.split("-")
        return (not low or number(low) <= version) and (not high or version <= number(high))


def number(text):
    return tuple(int(n) for n in text.split("."))


def load(path):
    checks, into = [], None
    for line in open(path, encoding="utf-8").read().split("\n"):
        if line.startswith("== "):
            checks.append(Check(line[3:]))
            into = None
        elif line.startswith("versions: "):
            checks[-1].versions = line[10:]
        elif line.startswith("@@ "):
            into = checks[-1].files.setdefault(line[3:], [])
        elif line[:2] in ("$ ", "~ "):
            checks[-1].steps.append(Step(line[2:], line[0] == "~"))
            into = None
        elif line.startswith("exit "):
            checks[-1].steps[-1].code = int(line[5:])
        elif line[:2] == "> " or line == ">":
            checks[-1].steps[-1].lines.append(line[2:])
        elif into is not None:
            into.append(line)
        elif line.strip() and checks:
            raise ValueError("%s: what is this line? %r" % (path, line))
    return checks


def pattern(lines):
    """The expected lines as a regular expression over the whole output."""
    out = ""
    for line in lines:
        if line == "...":
            out += r"(?:.*\n)*?"
            continue
        parts = re.split(r"(<\*>|<\w+>| {2,})", line)
        out += "".join(".*" if p == "<*>" else r"\S+" if re.fullmatch(r"<\w+>", p) else " +" if p.isspace() and len(p) > 1
                       else re.escape(p) for p in parts) + r" *\n"
    return re.compile(out)


class Kubectl:
    def __init__(self, path, server, home):
        told = subprocess.run([path, "version", "--client", "-o", "json"], capture_output=True, text=True).stdout
        self.version = tuple(int(n) for n in re.search(r'"gitVersion": "v(\d+)\.(\d+)', told).groups())
        self.name = "kubectl %d.%d" % self.version + (" (%s)" % path if "dispatcher" in told else "")
        self.namespace = re.sub(r"[^a-z0-9]+", "-", self.name).strip("-")
        self.home = os.path.join(home, self.namespace)
        os.makedirs(os.path.join(self.home, "bin"))
        os.makedirs(os.path.join(self.home, "work"))
        os.symlink(os.path.realpath(path) if "dispatcher" not in told else path, os.path.join(self.home, "bin", "kubectl"))
        self.env = {"PATH": self.home + "/bin:/usr/local/bin:/usr/bin:/bin", "HOME": self.home, "LANG": "C.UTF-8", "TERM": "dumb",
                    "NS": self.namespace, "SERVER": server.url, "KUBECONFIG": self.own_kubeconfig(server),
                    "ALICE": server.token_kubeconfig("alice", "alicetoken", self.namespace),
                    "NOBODY": server.token_kubeconfig("nobody", "no-such-token", self.namespace)}

    def own_kubeconfig(self, server):
        """The administrator's, as the server wrote it, with the namespace of this kubectl."""
        path = os.path.join(self.home, "admin.yaml")
        shutil.copy(server.kubeconfig, path)
        done = subprocess.run([self.home + "/bin/kubectl", "--kubeconfig", path, "config", "set-context", "--current", "--namespace",
                               self.namespace], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError("the kubeconfig cannot be used: " + done.stderr)
        return path

    def run(self, command):
        done = subprocess.run(["timeout", "90", "sh", "-c", command], env=self.env, cwd=os.path.join(self.home, "work"),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        return done.returncode, done.stdout.replace(self.namespace, "$NS")

    def differs(self, step):
        """Why the step's answer is not the expected one; empty when it is."""
        wanted, seen = pattern(step.lines), []

        def agrees():
            code, out = self.run(step.command)
            seen[:] = [code, out]
            return code == step.code and wanted.fullmatch(out if out.endswith("\n") or not out else out + "\n")

        if until(15, agrees) if step.patient else agrees():
            return ""
        return "$ %s\nexit %d, wanted %d\n%s\nwanted\n%s" % (step.command, seen[0], step.code, seen[1].rstrip(), "\n".join(step.lines))

    def check(self, check):
        for name, lines in check.files.items():
            path = os.path.join(self.home, "work", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as f:
                f.write("\n".join(lines).replace("$NS", self.namespace))
        return next((d for d in map(self.differs, check.steps) if d), "")


def found(args):
    """Every kubectl on the machine, each program once."""
    paths = args.kubectl or [shutil.which("kubectl") or ""] + sorted(p for place in PLACES for p in glob.glob(place))
    seen, out = set(), []
    for path in paths:
        if path and os.access(path, os.X_OK) and os.path.realpath(path) not in seen:
            seen.add(os.path.realpath(path))
            out.append(path)
    return out


def check(report, server, args):
    paths, checks = found(args), load(os.path.join(HERE, "kubectl.txt"))
    if not paths:
        report.skip("kubectl", "no kubectl on this machine")
    for path in paths:
        one = Kubectl(path, server, os.path.join(server.home, "kubectls"))
        for item in checks:
            if item.is_for(one.version):
                why = one.check(item)
                report.check(one.name, item.what, not why, why)
