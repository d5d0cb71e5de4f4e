"""Areas client-go, python, node and java: one program each, which says itself what it sees."""
import os

import program
import sources

HERE = os.path.dirname(os.path.abspath(__file__))


def client_go(report, server, args):
    newest, older = ("client-go v0.37.2", "go.mod"), ("client-go v0.22.17", "older.mod")
    for (what, modfile), content, watch_list in [(newest, "json", True), (newest, "protobuf", True), (newest, "json", False),
                                                 (newest, "protobuf", False), (older, "json", False), (older, "protobuf", False)]:
        path = sources.go_program(report, "client-go", args, "client_go", what, modfile=modfile)
        if path:
            program.run(report, "%s, %s%s" % (what, content, ", WatchList" if watch_list else ""),
                        [path, "-kubeconfig", server.kubeconfig, "-content", content, "-watch-list=%s" % str(watch_list).lower(),
                         "-series=%s" % str(modfile == "go.mod").lower()],
                        server, {"KUBE_FEATURE_WatchListClient": str(watch_list).lower()})


def python(report, server, args):
    """Debian's package where it is installed, and PyPI's."""
    checks = os.path.join(HERE, "python", "checks.py")
    if os.path.isdir("/usr/lib/python3/dist-packages/kubernetes"):
        program.run(report, "python3-kubernetes of Debian", ["/usr/bin/python3", checks, server.kubeconfig], server)
    else:
        report.skip("python", "Debian's python3-kubernetes is not installed")
    own = sources.python_with(report, "python", args, "python/requirements.txt")
    if own:
        program.run(report, "python kubernetes of PyPI", [own, checks, server.kubeconfig], server)


def node(report, server, args):
    found = sources.node_modules(report, "node", args, "node")
    if found:
        program.run(report, "node", ["nice", found[0], os.path.join(HERE, "node", "checks.js"), found[1], server.kubeconfig,
                                     server.token_kubeconfig("alice", "alicetoken")], server)


def java(report, server, args):
    command = sources.java_program(report, "java", args, "java", "Maven Central's client-java", "Checks")
    if command:
        program.run(report, "java", ["nice"] + command + [server.kubeconfig, server.token_kubeconfig("alice", "alicetoken")], server)
