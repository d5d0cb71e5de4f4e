"""Where other people's programs come from: Go's module proxy, PyPI, npm and Maven Central, each through its own client,
in the versions that the files beside the checks name. What is downloaded and built stays in the cache and is never committed.

Each function returns what to run, or None after a skip line that says why."""
import hashlib
import os
import shutil
import subprocess
import sys

from report import note

HERE = os.path.dirname(os.path.abspath(__file__))


def digest(folder, endings, *more):
    """Changes with the sources, so that the cache never serves another version's build."""
    total = hashlib.sha256(repr(more).encode())
    for name in sorted(os.listdir(folder)):
        if name.endswith(endings):
            with open(os.path.join(folder, name), "rb") as f:
                total.update(name.encode() + b"\0" + f.read())
    return total.hexdigest()[:16]


def tool(report, area, name):
    path = shutil.which(name)
    if not path:
        report.skip(area, "%s is not on this machine" % name)
    return path


def make(report, area, args, path, what, command, cwd, env=None, limit=5400):
    """Runs the command, which must leave `path`, unless that is in the cache."""
    if os.path.exists(path):
        return path
    if args.offline:
        report.skip(area, "%s is not in the cache" % what)
        return None
    note("getting and building %s; this is done once" % what)
    try:
        done = subprocess.run(command, cwd=cwd, env=dict(os.environ, **(env or {})), capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        report.skip(area, "%s: not built within %d minutes" % (what, limit // 60))
        return None
    if done.returncode or not os.path.exists(path):
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["exit code %d" % done.returncode]
        report.skip(area, "%s cannot be had: %s" % (what, last[0]))
        return None
    return path


def go_program(report, area, args, folder, what, package=".", modfile="go.mod"):
    """A Go program built from `folder` (its own sources, or a tool that its go.mod names)."""
    go, folder = tool(report, area, "go"), os.path.join(HERE, folder)
    if not go:
        return None
    key = digest(folder, (".go", ".mod", ".sum"), package, modfile)
    path = os.path.join(args.cache, "%s-%s" % (what.replace(" ", "-").replace("/", "-"), key))
    command = ["nice", go, "build", "-p", "1", "-buildvcs=false", "-modfile", modfile, "-o", path, package]
    return make(report, area, args, path, what, command, folder)


def python_with(report, area, args, requirements):
    """A Python that has the packages of a requirements file, in an environment of its own."""
    folder = os.path.join(HERE, os.path.dirname(requirements))
    home = os.path.join(args.cache, "python-" + digest(folder, (".txt",), sys.version))
    made = "%s -m venv '%s.new' && '%s.new/bin/pip' install -q -r %s && mv '%s.new' '%s'" % (
        sys.executable, home, home, os.path.basename(requirements), home, home)
    if not make(report, area, args, home, "PyPI's kubernetes", ["sh", "-c", "rm -rf '%s.new'; %s" % (home, made)], folder):
        return None
    return os.path.join(home, "bin", "python3")


def node_modules(report, area, args, folder):
    """Node, and a folder with the packages that a package-lock.json names; no package's install script runs."""
    node, npm = tool(report, area, "node"), tool(report, area, "npm")
    if not node or not npm:
        return None
    folder = os.path.join(HERE, folder)
    home = os.path.join(args.cache, "node-" + digest(folder, (".json",)))
    got = "rm -rf '%s.new' && mkdir '%s.new' && cp package.json package-lock.json '%s.new'" % (home, home, home)
    got += " && cd '%s.new' && nice npm ci --silent --no-audit --no-fund --ignore-scripts && mv '%s.new' '%s'" % (home, home, home)
    return (node, home) if make(report, area, args, home, "npm's client-node", ["sh", "-c", got], folder) else None


def java_program(report, area, args, folder, what, main):
    """The command of a Java program: its own sources, and the libraries of its pom.xml. Maven must find their checksums right."""
    java, javac, mvn = (tool(report, area, name) for name in ("java", "javac", "mvn"))
    if not java or not javac or not mvn:
        return None
    folder = os.path.join(HERE, folder)
    home = os.path.join(args.cache, "java-" + digest(folder, (".java", ".xml")))
    got = "rm -rf '%s.new' && nice mvn -q -B -C -ntp '-Dmaven.repo.local=%s' dependency:copy-dependencies -DoutputDirectory='%s.new/lib'" % (
        home, os.path.join(args.cache, "maven"), home)
    got += " && nice javac -cp '%s.new/lib/*' -d '%s.new/classes' *.java && mv '%s.new' '%s'" % (home, home, home, home)
    if not make(report, area, args, home, what, ["sh", "-c", got], folder):
        return None
    return [java, "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", "%s/classes:%s/lib/*" % (home, home), main]
