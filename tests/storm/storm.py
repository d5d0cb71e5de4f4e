#!/usr/bin/env python3
"""A storm of writers, watchers and listers on one real server, with kill -9 in the middle: is every answer of one story?

  storm.py SEAMARK [--seconds 8] [--kills 1] [--writers 6] [--seed N] [--keep]

Each writer counts up shared ConfigMaps under optimistic locking (PUT, merge patch, JSON patch) and makes, relabels and
deletes ConfigMaps of its own. Everybody keeps what was said to him; at the end it is held against one another:
  writers    every acknowledged write has a resourceVersion of its own, and they grow
  counters   each is at least what was acknowledged, and at most that and what was cut off unanswered
  watchers   from a version, from 0, with sendInitialEvents, with a label selector, cut every second and resumed: each saw
             every event of its range once, in order, the same as all others; a bookmark is never behind
  deletions  an acknowledged one was seen
  listers    the pages of one list carry one version and hold exactly the state at that version; so does a list at an
             exact version, and one "not older than"
  restart    what was acknowledged before the kill is there after it
The last line is 'ok: …' or the first contradictions. Exit status 0 when there are none.
"""
import argparse, collections, os, random, shutil, sys, threading, time

from server import MAPS, Client, Cut, Server, half_of, value_of, version_of
from story import judge
from watcher import WATCHERS, Watcher

PAGE = 7


class Storm:
    def __init__(self, server, seed):
        self.server, self.seed, self.over = server, seed, threading.Event()
        self.lock, self.problems = threading.Lock(), []
        self.acknowledged = {}                    # version: (key, value)
        self.deleted = set()                      # keys whose deletion was acknowledged
        self.counters = ["counter-%d" % i for i in range(4)]
        self.counted, self.unanswered = collections.Counter(), collections.Counter()
        self.lists, self.cuts, self.watchers, self.end = [], 0, [], sys.maxsize

    def wrong(self, text):
        with self.lock:
            self.problems.append(text)

    def acknowledge(self, thing):
        version, key = version_of(thing), thing["metadata"]["name"]
        with self.lock:
            if version in self.acknowledged:
                self.problems.append("version %d was given to %s and to %s" % (version, self.acknowledged[version][0], key))
            self.acknowledged[version] = key, value_of(thing)
        return version

    def guarded(self, run, *args):
        """A thread that waits out the server's absence and tells what else goes wrong."""
        def loop():
            while not self.over.is_set():
                try:
                    run(*args)
                    return
                except Cut:
                    self.cuts += 1
                    time.sleep(0.05)
                except Exception as e:  # a bug of the test must not look like a quiet success
                    return self.wrong("%s: %r" % (run.__name__, e))
        return threading.Thread(target=loop, daemon=True)

    # Writers

    def write(self, number, dice, state):
        client = Client(self.server)
        while not self.over.is_set():
            if dice.random() < 0.5:
                self.count_up(client, dice)
            else:
                self.own_object(client, number, dice, state)

    def count_up(self, client, dice):
        name = dice.choice(self.counters)
        status, thing = client.ask("GET", MAPS + "/" + name)
        if status != 200:
            return self.wrong("GET %s: %s" % (name, thing))
        n, version = int(value_of(thing)), thing["metadata"]["resourceVersion"]
        way = dice.randrange(3)
        try:
            if way == 0:
                thing["data"]["n"] = str(n + 1)
                status, after = client.ask("PUT", MAPS + "/" + name, thing)
            elif way == 1:
                status, after = client.ask("PATCH", MAPS + "/" + name,
                                           {"metadata": {"resourceVersion": version}, "data": {"n": str(n + 1)}},
                                           "application/merge-patch+json")
            else:
                status, after = client.ask("PATCH", MAPS + "/" + name,
                                           [{"op": "test", "path": "/data/n", "value": str(n)},
                                            {"op": "replace", "path": "/data/n", "value": str(n + 1)}],
                                           "application/json-patch+json")
        except Cut:
            with self.lock:
                self.unanswered[name] += 1
            raise
        if status == 200:
            if value_of(after) != str(n + 1):
                self.wrong("%s: asked for %d, was answered %s" % (name, n + 1, value_of(after)))
            with self.lock:
                self.counted[name] += 1
            if self.acknowledge(after) <= int(version):
                self.wrong("%s: version %s after %s" % (name, after["metadata"]["resourceVersion"], version))
        elif status not in ((409,) if way < 2 else (409, 422)):
            self.wrong("count up %s: %d %s" % (name, status, after))

    def own_object(self, client, number, dice, state):
        """state: keys that this writer knows to be there, and the number of the next."""
        here = state["here"]
        if here and dice.random() < 0.35:
            key = here.pop(dice.randrange(len(here)))
            status, answer = client.ask("DELETE", MAPS + "/" + key)
            if status != 200:
                return self.wrong("DELETE %s: %d %s" % (key, status, answer))
            with self.lock:
                self.deleted.add(key)
        elif here and dice.random() < 0.5:
            key = dice.choice(here)
            status, answer = client.ask("PATCH", MAPS + "/" + key,
                                        {"metadata": {"labels": {"half": dice.choice(["left", "right"])}},
                                         "data": {"n": str(dice.randrange(1000))}}, "application/merge-patch+json")
            if status != 200:
                return self.wrong("PATCH %s: %d %s" % (key, status, answer))
            if version_of(answer) not in self.acknowledged:  # a patch that changes nothing keeps its version
                self.acknowledge(answer)
        else:
            key = "own-%d-%05d" % (number, state["next"])
            state["next"] += 1
            status, answer = client.ask("POST", MAPS, {"metadata": {"name": key, "labels": {"half": dice.choice(["left", "right"])}},
                                                       "data": {"n": "0"}})
            if status != 201:
                return self.wrong("POST %s: %d %s" % (key, status, answer))
            here.append(key)
            self.acknowledge(answer)

    # Listers

    def list(self, dice):
        client = Client(self.server)
        while not self.over.is_set():
            items, more, version = {}, "", None
            while True:
                status, page = client.ask("GET", MAPS + "?limit=%d%s" % (PAGE, more))
                if status == 410:
                    items = None
                    break
                if status != 200:
                    return self.wrong("list: %d %s" % (status, page))
                if version is not None and version_of(page) != version:
                    self.wrong("a page at %d follows one at %d" % (version_of(page), version))
                version = version_of(page)
                for thing in page["items"]:
                    if thing["metadata"]["name"] in items:
                        self.wrong("%s stands twice in one list" % thing["metadata"]["name"])
                    items[thing["metadata"]["name"]] = value_of(thing)
                if not page["metadata"].get("continue"):
                    break
                more = "&continue=" + page["metadata"]["continue"]
                time.sleep(dice.random() * 0.02)
            if items is not None:
                self.lists.append((version, items))
            if version:
                self.list_at(client, version)

    def list_at(self, client, version):
        for match in ("Exact", "NotOlderThan"):
            status, page = client.ask("GET", MAPS + "?resourceVersion=%d&resourceVersionMatch=%s" % (version, match))
            if status == 410 and match == "Exact":
                continue
            if status != 200:
                self.wrong("list %s %d: %d %s" % (match, version, status, page))
                continue
            at = version_of(page)
            if (at != version) if match == "Exact" else (at < version):
                self.wrong("a list %s %d is at %d" % (match, version, at))
            self.lists.append((at, {thing["metadata"]["name"]: value_of(thing) for thing in page["items"]}))

    # The whole

    def run(self, seconds, kills, writers):
        client = Client(self.server)
        for name in self.counters:
            client.ask("POST", MAPS, {"metadata": {"name": name}, "data": {"n": "0"}})
        before = client.ask("GET", MAPS)[1]
        self.begin, self.first = version_of(before), {t["metadata"]["name"]: (value_of(t), half_of(t)) for t in before["items"]}
        self.watchers = [Watcher(self, name, *how) for name, how in WATCHERS.items()]
        watching = [threading.Thread(target=watcher.run, daemon=True) for watcher in self.watchers]
        dice = lambda n: random.Random(self.seed * 1000 + n)
        working = [self.guarded(self.write, i, dice(i), {"here": [], "next": 0}) for i in range(writers)]
        working += [self.guarded(self.list, dice(100 + i)) for i in range(2)]
        for thread in watching + working:
            thread.start()
        for _ in range(kills):
            time.sleep(seconds / (kills + 1))
            self.server.kill()
            time.sleep(0.1)
            self.server.start()
        time.sleep(seconds / (kills + 1))
        self.over.set()
        for thread in working:
            thread.join(30)
        # One more write, which everybody who watches must come to see: it leaves one half for the other.
        client = Client(self.server)
        self.acknowledge(client.ask("POST", MAPS, {"metadata": {"name": "the-end", "labels": {"half": "left"}}, "data": {"n": "0"}})[1])
        self.end = self.acknowledge(client.ask("PATCH", MAPS + "/the-end", {"metadata": {"labels": {"half": "right"}}},
                                               "application/merge-patch+json")[1])
        patience = time.monotonic() + 15
        while time.monotonic() < patience and not all(watcher.reached_end() for watcher in self.watchers):
            time.sleep(0.02)
        for watcher in self.watchers:
            if not watcher.reached_end():
                self.wrong("watch %s never came to %d" % (watcher.name, self.end))
        after = client.ask("GET", MAPS)[1]
        self.final = {t["metadata"]["name"]: value_of(t) for t in after["items"]}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("seamark")
    p.add_argument("--seconds", type=float, default=8)
    p.add_argument("--kills", type=int, default=1)
    p.add_argument("--writers", type=int, default=6)
    p.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    p.add_argument("--keep", action="store_true", help="leave the server's data and log")
    args = p.parse_args()
    print("seed", args.seed, flush=True)
    server = Server(os.path.abspath(args.seamark))
    storm = Storm(server, args.seed)
    try:
        storm.run(args.seconds, args.kills, args.writers)
        order = judge(storm)
        if server.stop() != 0:
            storm.wrong("the server did not stop cleanly")
    finally:
        if server.process.poll() is None:
            server.kill()
        if args.keep:
            print("kept", server.home)
        else:
            shutil.rmtree(server.home, ignore_errors=True)
    print("%d writes acknowledged, %d events, %d lists, %d answers cut off, %d times 410" % (
        len(storm.acknowledged), len(order), len(storm.lists), storm.cuts, sum(w.expired for w in storm.watchers)))
    for problem in storm.problems[:10]:
        print("WRONG", problem)
    if not storm.acknowledged or len(storm.lists) < 4:
        print("WRONG too little happened")
        return 1
    print("%d contradictions" % len(storm.problems) if storm.problems else "ok: one story")
    return 1 if storm.problems else 0


if __name__ == "__main__":
    sys.exit(main())
