"""Breeds cases from recorded ones: the same steps, with a few random changes to what the requests send.

A change takes a field away, gives it what the same field had elsewhere or a value that is likely to be wrong, or turns a list
around. Answers are left out: a real server has to give them."""
import copy
import json
import random

TEXTS = ["", "UPPER", "a" * 64, "a" * 254, "with space", "-x", "x-", "a.b", "a/b", "é", "a_b", "a--b", "x" * 16, "80", "0", "None",
         "1.2.3.4", "01.2.3.4", "::1", "fd00::1", "2001:DB8::1", "192.168.1.0/24", "127.0.0.1", "10.96.0.1", "ClusterIP", "tcp",
         None, 5, True, [], {}]
NUMBERS = [0, -1, 1, 80, 65535, 65536, 30000, 29999, 86400, 86401, 2147483648, 9223372036854775808, 1.5, "80", None, True, []]
LEFT_ALONE = ("body64", "start", "repeat", "until")


class Breeder:
    def __init__(self, suites, seed):
        self.random, self.parents, self.values = random.Random(seed), [], {}
        for path in suites:
            with open(path) as f:
                suite = json.load(f)
            for case in suite["cases"]:
                if not case.get("upstream_bug") and not any(key in step for step in case["steps"] for key in LEFT_ALONE):
                    self.parents.append((suite, case))
                    for step in case["steps"]:
                        self.gather(step.get("body"))

    def gather(self, value):
        """What each field was given somewhere, by its name."""
        if isinstance(value, dict):
            for key, held in value.items():
                self.values.setdefault(key, []).append(held)
                self.gather(held)
        elif isinstance(value, list):
            for held in value:
                self.gather(held)

    def places(self, value):
        """(container, key) of everything inside."""
        for key, held in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            if isinstance(held, (dict, list)):
                yield from self.places(held)

    def wrong(self, old):
        if isinstance(old, bool):
            return self.random.choice([not old, None, "true", 1])
        if isinstance(old, (int, float)):
            return self.random.choice(NUMBERS)
        if isinstance(old, list):
            return self.random.choice([[], None, old + copy.deepcopy(old[:1]), old[::-1], old + [None], {}])
        if isinstance(old, dict):
            return self.random.choice([dict(old, unknownField=1), {}, None, "text", []])
        return self.random.choice(TEXTS)

    def change(self, body):
        places = list(self.places(body))
        if not places:
            return
        container, key = self.random.choice(places)
        if key in ("metadata", "kind", "apiVersion") and self.random.random() < 0.9:
            return
        dice = self.random.random()
        if dice < 0.12 and isinstance(container, dict):
            del container[key]
        elif dice < 0.5 and key in self.values:
            container[key] = copy.deepcopy(self.random.choice(self.values[key]))
        else:
            container[key] = self.wrong(container[key])

    def child(self, number):
        """A new case, or None when its parent sends nothing that can be changed."""
        suite, parent = self.random.choice(self.parents)
        case = copy.deepcopy(parent)
        bodies = [step["body"] for step in case["steps"] if isinstance(step.get("body"), (dict, list))]
        if not bodies:
            return None
        for step in case["steps"]:
            step.pop("answer", None)
            step.pop("check", None)
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            self.change(self.random.choice(bodies))
        case["name"] += " #%d" % number
        case.setdefault("without", suite.get("without", []))
        return case

    def suite(self, size):
        cases = []
        while len(cases) < size:
            case = self.child(len(cases))
            if case:
                cases.append(case)
        return {"name": "bred", "about": "", "cases": cases}
