"""One that watches: it keeps what it was told in stretches without a break, through cut connections and restarts."""
import collections, http.client, json, time

from server import MAPS, Client, Cut, half_of, value_of, version_of

Event = collections.namedtuple("Event", "version type key value half")

# name: whether it begins with initial events, more of the query, seconds a connection, the half that it selects
INITIAL = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
WATCHERS = {"whole": ("", 60, None), "cut": ("", 1, None), "left": ("", 2, "left"), "right, initial": (INITIAL, 1, "right"),
            "initial": (INITIAL, 60, None), "from 0": ("&resourceVersion=0", 1, None)}


class Segment:
    """A stretch without a break: after `begin` up to `to`; `snapshot`: what the initial events told, None when there were none."""
    def __init__(self, begin, snapshot=None):
        self.begin = self.to = begin
        self.snapshot, self.events = snapshot, []


class Watcher:
    def __init__(self, storm, name, initial, seconds, half):
        self.storm, self.name, self.initial, self.seconds, self.half = storm, name, initial, seconds, half
        self.segments = [] if initial else [Segment(storm.begin)]
        self.afresh = bool(initial)  # the next connection begins with all objects
        self.client, self.expired = Client(storm.server), 0

    def reached_end(self):
        return bool(self.segments) and not self.afresh and self.segments[-1].to >= self.storm.end

    def run(self):
        while not self.reached_end():
            try:
                self.connect()
            except (Cut, OSError, http.client.HTTPException, ValueError):
                self.storm.cuts += 1
                time.sleep(0.05)
            finally:
                self.client.close()

    def connect(self):
        start = self.initial or INITIAL if self.afresh else "&resourceVersion=%d" % self.segments[-1].to
        select = "&labelSelector=half%3D" + self.half if self.half else ""
        answer = self.client.open("GET", MAPS + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=%d%s%s" % (self.seconds, start, select))
        if answer.status != 200:
            self.storm.wrong("watch %s: %d %s" % (self.name, answer.status, answer.read()))
            raise Cut()
        snapshot = {} if self.afresh else None
        while not self.reached_end():
            line = answer.readline()
            if not line:
                return
            event = json.loads(line)
            if event["type"] == "ERROR":
                return self.forgotten(event["object"])
            if snapshot is None:
                self.take(event)
            elif event["type"] == "BOOKMARK":
                self.segments.append(Segment(version_of(event["object"]), snapshot))
                snapshot, self.afresh = None, False
            else:
                thing = event["object"]
                if event["type"] != "ADDED" or thing["metadata"]["name"] in snapshot:
                    self.storm.wrong("watch %s: %s of %s among the initial events" % (self.name, event["type"], thing["metadata"]["name"]))
                snapshot[thing["metadata"]["name"]] = value_of(thing)

    def take(self, event):
        segment, thing = self.segments[-1], event["object"]
        version = version_of(thing)
        if version < segment.to or (version == segment.to and event["type"] != "BOOKMARK"):
            self.storm.wrong("watch %s: %s at %d after %d" % (self.name, event["type"], version, segment.to))
        if event["type"] != "BOOKMARK":
            segment.events.append(Event(version, event["type"], thing["metadata"]["name"], value_of(thing), half_of(thing)))
        segment.to = max(segment.to, version)

    def forgotten(self, status):
        """410: what was missed is not told any more; a new stretch begins with all objects."""
        if status.get("code") != 410:
            self.storm.wrong("watch %s: %s" % (self.name, status))
        self.expired += 1
        self.afresh = True
