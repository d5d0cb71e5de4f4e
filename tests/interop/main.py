#!/usr/bin/env python3
"""Real clients and peers of Kubernetes against a real Seamark, started here on free loopback ports, with TLS and RBAC on.

  interop [AREA ...]     areas: kubectl client-go python node java coredns kube-proxy kube-controller-manager prometheus
  --seamark PATH         the binary (default build/release/seamark)
  --kubectl PATH         may be repeated; default: every kubectl on the machine
  --cache DIR            where downloads and what is built of them stay (default ~/.cache/seamark-interop)
  --keep DIR             where the servers' data and logs stay
  --offline              nothing is downloaded or built: what is not in the cache is skipped
Each check prints one line, 'ok|FAIL|skip AREA: WHAT'. The last line is 'N passed, N failed, N skipped'. Exit status 0 when
nothing failed. See README.md for what each area is and where it comes from.
"""
import argparse
import os
import shutil
import sys
import tempfile
import traceback

import clients
import kubectl
import peers
from report import Report
from server import Server

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
AREAS = {"kubectl": kubectl.check, "client-go": clients.client_go, "python": clients.python, "node": clients.node, "java": clients.java,
         "coredns": peers.coredns, "kube-proxy": peers.kube_proxy, "kube-controller-manager": peers.kube_controller_manager,
         "prometheus": peers.prometheus}
WITHOUT_CONTROLLERS = {"kube-controller-manager"}


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("areas", nargs="*", metavar="AREA")
    p.add_argument("--seamark", default=os.path.join(ROOT, "build/release/seamark"))
    p.add_argument("--kubectl", action="append")
    p.add_argument("--cache", default=os.path.join(os.path.expanduser("~"), ".cache", "seamark-interop"))
    p.add_argument("--keep")
    p.add_argument("--offline", action="store_true")
    args = p.parse_args()
    args.seamark = os.path.abspath(args.seamark)
    os.makedirs(args.cache, exist_ok=True)
    return args


def check_area(name, report, args, home):
    """One area on a server of its own, which must also stop cleanly."""
    command = "apiserver" if name in WITHOUT_CONTROLLERS else "server"
    server = Server(args.seamark, os.path.join(home, name), command).start()
    try:
        AREAS[name](report, server, args)
    except Exception:  # an area that breaks must not hide the others
        report.check(name, "comes to its end", False, traceback.format_exc())
    finally:
        code = server.stop()
    report.check(name, "seamark %s stops cleanly afterwards" % command, code == 0, "exit code %s\n%s" % (code, server.log()[-2000:]))


def main():
    args, report = arguments(), Report()
    home = args.keep or tempfile.mkdtemp(prefix="seamark-interop-")
    try:
        for name in args.areas or AREAS:
            check_area(name, report, args, home)
    finally:
        if not args.keep:
            shutil.rmtree(home, ignore_errors=True)
    print(report.last_line())
    return 0 if report.good() else 1


sys.exit(main())
