"""Leaks that sit in other tables: in events and their clocks, in look-ups by version, in values that were corrected in place."""

import numpy as np

from leaks.project import END, other_source
from leaks.world import Table, blanked, moments


def in_event(world, name, kind, values):
    """Write one event for each case shortly before it; what is empty has none."""
    there = np.flatnonzero([one is not None for one in values])
    when = world.minutes[there] - world.chance.integers(30, 600, len(there))
    table = Table()
    table.add("event", "int", range(len(there)))
    table.add("case_no", world.cases.types["case_no"], [world.cases.values["case_no"][one] for one in there])
    table.add("happened", "time", moments(when))
    table.add("said", kind, [values[one] for one in there])
    world.others["notes"] = (other_source("notes", "event", table.types, "happened", "happened"), table)
    world.files["features/notes.yaml"] = (
        f"features: notes\nowner: desk\nfrom: notes\nby: case_no\nover: 30 d\ndefine:\n  {name}: {{is: last(said over ever)}}\n"
    )
    world.features.append(f"notes.{name}")


def in_lookup(world, name, kind, values):
    """Write one version for each case shortly before it; what is empty has none."""
    there = np.flatnonzero([one is not None for one in values])
    table = Table()
    table.add("case_no", world.cases.types["case_no"], [world.cases.values["case_no"][one] for one in there])
    table.add("since", "time", moments(world.minutes[there] - world.chance.integers(30, 600, len(there))))
    table.add(name, kind, [values[one] for one in there])
    world.others["cards"] = (other_source("cards", "case_no", table.types, "since"), table)
    world.files["features/cards.yaml"] = (
        f"features: cards\nowner: desk\nfrom: cards\nby: case_no\ntake: [{name}]\n"
    )
    world.features.append(f"cards.{name}")


def aggregate(world, *, leaks):
    """Count events by when they happened, though they were written down later; or by when they were written down, or planned."""
    chance, lookup = world.chance, world.shape == "lookup"
    each = chance.integers(1, 2, world.count) if lookup else chance.poisson(1.5, world.count)
    case = np.repeat(np.arange(world.count), each)
    when = np.maximum(world.minutes[case] - chance.integers(60, 10 * 1440, len(case)), 0)
    # Things also happen to those who are not decided on yet.
    strangers = world.count + np.arange(int(len(case) * chance.uniform(0.2, 0.6)))
    case, when = np.append(case, strangers), np.append(when, chance.integers(0, END, len(strangers)))
    lag = chance.exponential(chance.uniform(1, 5) * 1440, len(case)).astype(int) + 1
    name = str(chance.choice(["recorded", "typed_in", "loaded", "stamped"]))
    plan = not leaks and chance.random() < 0.5
    after = when + lag
    # A plan may lie beyond the end of the data. What was written down later is not in them, or has no moment yet.
    gone = np.zeros(len(case), dtype=bool) if plan else after > END
    if not plan and chance.random() < 0.5:
        keep = ~gone
        case, when, after, gone = case[keep], when[keep], after[keep], gone[keep]
    ours, own = case < world.count, np.minimum(case, world.count - 1)
    late = 0.7 * world.target()[own] * (after > world.minutes[own])
    value = np.round(np.where(ours, world.signal[own] * 0.5 + late, 0) + chance.normal(size=len(case)), 2)
    keys = [*world.cases.values["case_no"], *strange(world, len(strangers))]
    table = Table()
    table.add("event", "int", range(len(case)))
    table.add("case_no", world.cases.types["case_no"], [keys[one] for one in case])
    table.add("happened", "time", moments(when))
    table.add(name, "time?", blanked(moments(after), gone))
    table.add("said", "float", value)
    known = "happened" if leaks or plan else name
    if lookup:
        contract = other_source("notes", "[case_no, event]", table.types, known)
        define = "take: [said]"
    else:
        contract = other_source("notes", "event", table.types, known, "happened")
        define = "over: 30 d\ndefine:\n  many: count()\n  said: mean(said)"
    world.others["notes"] = (contract, table)
    world.files["features/notes.yaml"] = f"features: notes\nowner: desk\nfrom: notes\nby: case_no\n{define}\n"
    world.features += ["notes.said"] if lookup else ["notes.many_30d", "notes.said_30d"]
    return name


def strange(world, count):
    """Make keys of cases that are not decided yet."""
    fresh = range(500_000, 500_000 + count)
    return [f"C-{one:06}" for one in fresh] if world.cases.types["case_no"] == "text" else list(fresh)


def corrected(world, *, leaks):
    """Take a snapshot, then write corrections over what was known; or append them, with the time of the correction."""
    chance = world.chance
    name = "weight"
    first = np.round(50 + 10 * world.signal + 5 * chance.normal(size=world.count), 1)
    fixed = chance.random(world.count) < chance.uniform(0.02, 0.3)
    last = np.where(fixed, np.round(first + 8 * (world.target() - 0.3), 1), first)
    until = np.sort(world.minutes)[int(world.count * chance.uniform(0.6, 0.95))]
    old = world.minutes <= until if world.timed else np.arange(world.count) < world.count * 0.9
    maker = {"events": _events, "lookup": _lookup}.get(world.shape, _row)
    maker(world, name, (first, last, fixed, old), leaks=leaks)
    return name


def _row(world, name, values, *, leaks):
    first, last, _, old = values
    world.add(name, "float", first)
    world.before = ("rows", np.flatnonzero(old))
    world.after = {name: last if leaks else first}


def _events(world, name, values, *, leaks):
    _versions(world, name, values, leaks=leaks, event=True)


def _lookup(world, name, values, *, leaks):
    _versions(world, name, values, leaks=leaks, event=False)


def _versions(world, name, values, *, leaks, event):
    first, last, fixed, old = values
    key = world.cases.values["case_no"]
    when = world.minutes - world.chance.integers(30, 600, world.count)
    later = world.settled + 60

    def table(places, column, more=()):
        found = Table()
        found.add("case_no", world.cases.types["case_no"], [key[one] for one in [*places, *more]])
        found.add("happened", "time", moments([when[one] for one in [*places, *more]]))
        found.add("entered", "time", moments([*(when[one] for one in places), *(later[one] for one in more)]))
        found.add(name, "float", [*(column[one] for one in places), *(last[one] for one in more)])
        return found

    everyone = np.arange(world.count)
    corrections = np.flatnonzero(fixed & (later < END)) if not leaks else ()
    now = table(everyone, last if leaks else first, corrections)
    before = table(np.flatnonzero(old), first)
    contract = other_source("cards", "case_no", now.types, "entered", "happened" if event else "")
    world.others["cards"] = (contract, now)
    world.before = ("cards", before)
    over = "over: 30 d\n" if event else ""
    world.files["features/cards.yaml"] = (
        f"features: cards\nowner: desk\nfrom: cards\nby: case_no\n{over}take: [{name}]\n"
    )
    world.features.append(f"cards.{name}")
