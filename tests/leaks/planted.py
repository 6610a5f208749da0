"""Plant a leak, or its honest twin, in a project; ask `wager check`; say whether it was found, or somebody accused."""

import contextlib
from dataclasses import dataclass

import numpy as np

from leaks import kinds, tables
from leaks.project import write_world
from leaks.world import honest_world
from wager.project.opening import open_folder
from wager.workflow.check_project import check_project
from wager.workflow.take_snapshot import take_snapshot

ROWS = ("file", "dated file", "clocks", "classes", "number")
ANY = (*ROWS, "events", "lookup")
CHANCE = ("file", "clocks", "classes", "number")

KINDS = {
    "outcome": (kinds.outcome, ROWS, ("E011", "W401", "W403")),
    "copy": (kinds.copy, ANY, ("W401", "W402")),
    "afterwards": (kinds.afterwards, ANY, ("W401", "W402", "W403")),
    "aggregate": (tables.aggregate, ("events", "lookup", "clocks", "classes", "number"), ("W404",)),
    "corrected": (tables.corrected, ANY, ("W405",)),
    "group": (kinds.group, CHANCE, ("W406",)),
    "duplicates": (kinds.duplicates, CHANCE, ("W407",)),
    "order": (kinds.order, ROWS, ("W408",)),
    "fitted": (kinds.fitted, ROWS, ("W409",)),
}
"""Of each kind: who plants it, in which shapes of sources, and the codes that name it."""
BY_CHANCE = ("group", "duplicates")
LEAKS = (
    "E011",
    "E014",
    "E016",
    "E020",
    "E021",
    "W401",
    "W402",
    "W403",
    "W404",
    "W405",
    "W406",
    "W407",
    "W408",
    "W409",
)


@dataclass(frozen=True)
class Answer:
    """What `check` said of one project.

    Attributes
    ----------
    named : bool
        Whether a finding of a leak names what was planted.
    accused : tuple of str
        All findings of leaks.
    errors : tuple of str
        Other errors: the project is not what it was to be.
    """

    named: bool
    accused: tuple
    errors: tuple


def plant(folder, kind, shape, seed, *, leaks):
    """Write a project with a leak, or with its twin, and take its snapshots; return the name of what was planted."""
    make, _, _ = KINDS[kind]
    world = _world(kind, shape, seed, leaks=leaks)
    name = make(world, leaks=leaks)
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "corrected":
        _twice(folder, world)
    elif kind == "duplicates" and leaks:
        _doubled(folder, world)
    else:
        write_world(folder, world)
    if shape not in {"file", "dated file"}:
        take_snapshot(open_folder(folder))
    return name


def ask(folder, kind, name):
    """Check a project; found is what has the right code and names what was planted."""
    found = check_project(open_folder(folder), data=True).findings
    leaks = tuple(str(one) for one in found if one.code in LEAKS)
    errors = tuple(str(one) for one in found if one.is_error and one.code not in LEAKS)
    named = any(name in str(one) and one.code in KINDS[kind][2] for one in found)
    return Answer(named, leaks, errors)


def _world(kind, shape, seed, *, leaks):
    timed = False if kind in BY_CHANCE else None
    if kind != "group":
        return honest_world(shape, seed, timed=timed)
    held = {}

    def customers(chance, count, signal):
        each = int(chance.integers(2, 6))
        # Everybody comes as often, or some come once and some many times.
        visits = np.full(count, each) if chance.random() < 0.5 else chance.geometric(1 / each, count)
        who = chance.permutation(np.repeat(np.arange(count), visits)[:count])
        held["who"] = who + 20_000
        held["related"] = leaks or chance.random() < 0.5
        if not held["related"]:
            return signal
        own = chance.normal(size=int(who.max()) + 1)
        share = chance.uniform(0.7, 0.95)
        return share * 1.6 * own[who] + (1 - share) * signal

    world = honest_world(shape, seed, timed=timed, customers=customers)
    world.customers, world.related = held["who"], held["related"]
    return world


def _twice(folder, world):
    """Write a project as it was, take its snapshots, and write it as it became."""
    what, then = world.before
    from leaks.project import outcomes

    outcomes(world)
    whole, others = world.cases, dict(world.others)
    if what == "rows":
        world.cases = whole.take(then)
    else:
        contract, _ = others[what]
        world.others[what] = (contract, then)
    write_world(folder, world)
    wiring = open_folder(folder)
    if world.shape in {"file", "dated file"}:
        check_project(wiring, data=True)
    else:
        take_snapshot(wiring)
    world.cases, world.others = whole, others
    for name, values in getattr(world, "after", {}).items():
        world.cases.values[name] = list(values)
    write_world(folder, world)


def _doubled(folder, world):
    from leaks.project import outcomes

    outcomes(world)
    more = world.cases.take(world.again)
    texts = world.cases.types["case_no"] == "text"
    fresh = np.arange(len(world.again)) + 900_000
    more.values["case_no"] = [f"C-{one:06}" for one in fresh] if texts else list(fresh)
    order = world.chance.permutation(world.count + len(world.again))
    for name, values in world.cases.values.items():
        both = [*values, *more.values[name]]
        world.cases.values[name] = [both[one] for one in order]
    write_world(folder, world)


def cases(seeds):
    """Name every kind in every shape, with each seed."""
    for kind, (_, shapes, _) in KINDS.items():
        for shape in shapes:
            for seed in seeds:
                yield kind, shape, seed


def answer(folder, kind, shape, seed, *, leaks):
    """Plant and ask."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir(parents=True)
    return ask(folder, kind, plant(folder, kind, shape, seed, leaks=leaks))
