"""Random edits of the files of stored models, from a flipped bit to a swapped line."""

import json
import random
import re
from dataclasses import dataclass

from wager.foundation.fingerprint import canonical

TREES = "trees.txt"
NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
SPECIAL = (
    b"-1 0 1 2 7 8 99 -99 100000 2147483647 -2147483648 4294967296 9223372036854775808 1e308 -1e308 1e-320 "
    b"nan inf -inf 0.5 1e 1_0 --1 +1 0x7f 1.5.2 null true [] {} \"\" ''"
).split()
SIZES = re.compile(rb"^tree_sizes=.*$", re.MULTILINE)
TREE = re.compile(rb"^Tree=\d+$", re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    """One edit of one file of one model."""

    kind: str
    model: str
    file: str
    data: bytes


def flip(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def put(rng, data):
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 4)) + data[at + rng.randrange(3) :]


def number(rng, data):
    found = list(NUMBER.finditer(data))
    if not found:
        return flip(rng, data)
    for one in sorted(rng.sample(found, min(rng.randint(1, 2), len(found))), key=lambda one: -one.start()):
        data = data[: one.start()] + another(rng, one.group()) + data[one.end() :]
    return data


def another(rng, spelled):
    whole = re.fullmatch(rb"-?\d+", spelled)
    if whole and rng.random() < 0.6:
        value = int(spelled)
        return b"%d" % rng.choice((value + 1, value - 1, -value, ~value, rng.randint(-12, 12), value * 1000))
    return rng.choice(SPECIAL)


def take_number_of_another(rng, data):
    found = list(NUMBER.finditer(data))
    if len(found) < 2:
        return flip(rng, data)
    one, two = rng.sample(found, 2)
    return data[: one.start()] + two.group() + data[one.end() :]


def lines(rng, data):
    parts = data.split(b"\n")
    one, two = rng.randrange(len(parts)), rng.randrange(len(parts))
    how = rng.choice(("cut", "swap", "double", "shorten", "move"))
    if how == "cut":
        del parts[one]
    elif how == "swap":
        parts[one], parts[two] = parts[two], parts[one]
    elif how == "double":
        parts.insert(two, parts[one])
    elif how == "move":
        key, value = parts[one].partition(b"=")[0], parts[two].partition(b"=")[2]
        parts[one] = key + b"=" + value
    else:
        parts[one] = b" ".join(parts[one].split(b" ")[: -rng.randint(1, 3)])
    return b"\n".join(parts)


def truncate(rng, data):
    return data[: rng.randrange(len(data))]


KINDS = (flip, put, number, number, number, take_number_of_another, lines, lines, truncate)


def with_right_sizes(data):
    """Let the header say the sizes that the trees now have, so that an edit is not found by them alone."""
    begins = [one.start() for one in TREE.finditer(data)]
    end = data.find(b"end of trees")
    if not begins or end < begins[-1]:
        return data
    sizes = [after - at for at, after in zip(begins, [*begins[1:], end], strict=True)]
    return SIZES.sub(lambda _: b"tree_sizes=" + b" ".join(b"%d" % size for size in sizes), data, count=1)


def as_written(data):
    """Write JSON that can still be read in the one spelling that is accepted, so that its values are looked at."""
    try:
        return canonical(json.loads(data))
    except (ValueError, RecursionError):
        return data


def edits(models, count, seed):
    """Yield so many edits that change something, half of them in trees.

    Most are brought into the form that the first checks ask for, or none of the later ones would be reached.
    """
    rng = random.Random(seed)
    names = sorted(models)
    grown = [name for name in names if TREES in models[name]]
    done = 0
    while done < count:
        model = rng.choice(grown if done % 2 else names)
        file = TREES if done % 2 else rng.choice(sorted(models[model]))
        kind = rng.choice(KINDS)
        before = models[model][file]
        if file == TREES:
            if rng.random() < 0.8:  # what follows the trees is read by nobody
                before = before[: before.find(b"end of trees\n") + len(b"end of trees\n")]
            data = kind(rng, before)
            data = with_right_sizes(data) if rng.random() < 0.8 else data
        else:
            data = kind(rng, before)
            data = as_written(data) if rng.random() < 0.8 else data
        if data not in {before, models[model][file]}:
            done += 1
            yield Edit(kind.__name__, model, file, data)
