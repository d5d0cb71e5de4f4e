"""What was seen: one line a check, and the counts at the end."""
import sys
import threading

WORDS = ("ok", "FAIL", "skip")


class Report:
    def __init__(self):
        self.counts = dict.fromkeys(WORDS, 0)
        self.lock = threading.Lock()

    def line(self, word, area, what):
        with self.lock:
            self.counts[word] += 1
            print("%-4s %s: %s" % (word, area, what), flush=True)

    def check(self, area, what, holds, detail=""):
        """One ok or FAIL line; the detail of a failure follows it, indented."""
        text = what if holds or not detail else what + "\n     " + str(detail).rstrip().replace("\n", "\n     ")
        self.line("ok" if holds else "FAIL", area, text)
        return holds

    def skip(self, area, what):
        self.line("skip", area, what)

    def last_line(self):
        return "%d passed, %d failed, %d skipped" % tuple(self.counts[word] for word in WORDS)

    def good(self):
        return self.counts["FAIL"] == 0 and self.counts["ok"] > 0


def note(text):
    """What takes long says so; it is not part of the result."""
    print("     " + text, file=sys.stderr, flush=True)
