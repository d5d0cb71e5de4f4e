"""The application's side of the demo; runs on the application's host.

  application.py connect NAME PORT COUNT     COUNT connections one after the other; JSON {address: count}
  application.py follow NAME PORT            connects for ever; prints "TIME ADDRESS" whenever the answer changes
  application.py resolve NAME                getaddrinfo's addresses
A connection that is refused or silent counts as the address "none".
"""
import collections
import json
import socket
import sys
import time


def connect(address, port):
    try:
        with socket.create_connection((address, port), timeout=2) as connection:
            return connection.recv(100).decode().strip() or "none"
    except OSError:
        return "none"


def resolve(name):
    return sorted({info[4][0] for info in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)})


def main():
    what, name = sys.argv[1:3]
    if what == "resolve":
        print(" ".join(resolve(name)))
    elif what == "connect":
        counts = collections.Counter(connect(resolve(name)[0], int(sys.argv[3])) for _ in range(int(sys.argv[4])))
        print(json.dumps(counts, sort_keys=True))
    elif what == "follow":
        seen = set()
        while True:
            start = time.time()
            address = connect(name, int(sys.argv[3]))
            if address not in seen:
                seen.add(address)
                print("%.6f %s" % (start, address), flush=True)


main()
