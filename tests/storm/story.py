"""Whether all that was seen and acknowledged is one story. Pure: it looks at what a storm has gathered."""
from watcher import Event


def state_at(first, events, version):
    state = dict(first)
    for event in events:
        if event.version > version:
            break
        if event.type == "DELETED":
            state.pop(event.key, None)
        else:
            state[event.key] = event.value, event.half
    return state


def selected(state, events, half):
    """What a watcher of one half sees of these events: objects come and go with their label."""
    inside, seen = {key: value for key, value in state.items() if value[1] == half}, []
    for event in events:
        was = inside.get(event.key)
        now = event.half == half and event.type != "DELETED"
        if now:
            seen.append(event._replace(type="MODIFIED" if was else "ADDED"))
            inside[event.key] = event.value, event.half
        elif was:
            # The last state that was selected, at the version that ended it.
            value, label = (event.value, event.half) if event.type == "DELETED" else was
            seen.append(Event(event.version, "DELETED", event.key, value, label))
            del inside[event.key]
    return seen


def judge(storm):
    """The story, event by event; what contradicts it is told to storm.wrong()."""
    story = {}  # what all watchers without a selector saw, by version
    for watcher in storm.watchers:
        for event in [] if watcher.half else [e for segment in watcher.segments for e in segment.events]:
            if story.setdefault(event.version, event) != event:
                storm.wrong("at %d one saw %s, %s saw %s" % (event.version, story[event.version], watcher.name, event))
    order = [story[version] for version in sorted(story)]
    judge_writes(storm, story, order)
    for watcher in storm.watchers:
        for segment in watcher.segments:
            judge_segment(storm, watcher, segment, order)
    for version, items in storm.lists + [(storm.end, storm.final)]:
        want = {key: value for key, (value, _) in state_at(storm.first, order, version).items()}
        if storm.begin <= version <= storm.end and items != want:
            storm.wrong("a list at %d differs in %s" % (version, sorted(set(items.items()) ^ set(want.items()))[:4]))
    return order


def judge_writes(storm, story, order):
    for version, (key, value) in storm.acknowledged.items():
        event = story.get(version)
        if version > storm.begin and (not event or (event.key, event.value) != (key, value)):
            storm.wrong("%s = %s was acknowledged at %d; seen there: %s" % (key, value, version, event))
    gone = {event.key for event in order if event.type == "DELETED"}
    for key in storm.deleted - gone:
        storm.wrong("the deletion of %s was acknowledged and not seen" % key)
    for name in storm.counters:
        n, least = int(storm.final.get(name, -1)), storm.counted[name]
        if not least <= n <= least + storm.unanswered[name]:
            storm.wrong("%s is %d; acknowledged %d, unanswered %d" % (name, n, least, storm.unanswered[name]))


def judge_segment(storm, watcher, segment, order):
    if segment.snapshot is not None:
        state = state_at(storm.first, order, segment.begin)
        want = {key: value for key, (value, half) in state.items() if watcher.half in (None, half)}
        if segment.snapshot != want:
            storm.wrong("watch %s: the initial events at %d differ in %s" % (
                watcher.name, segment.begin, sorted(set(segment.snapshot.items()) ^ set(want.items()))[:4]))
    want = [event for event in order if segment.begin < event.version <= segment.to]
    if watcher.half:
        want = selected(state_at(storm.first, order, segment.begin), want, watcher.half)
    seen = list(segment.events)
    if seen != want:
        at = next((i for i, pair in enumerate(zip(seen, want)) if pair[0] != pair[1]), min(len(want), len(seen)))
        storm.wrong("watch %s from %d: %s where %s was due" % (watcher.name, segment.begin, seen[at:at + 2], want[at:at + 2]))
