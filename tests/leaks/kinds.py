"""Leaks that sit in one column or in the rows, each with a twin that looks alike and is honest."""

import numpy as np

from leaks.world import blanked

NAMES = ("grade", "flag_b", "remark", "level", "factor", "code", "index_c", "hint")


def a_name(world):
    """Draw a name that says nothing."""
    return str(world.chance.choice(NAMES))


def listed(world):
    """Let a model file name the columns of a one-file project, so that it may name too many."""
    features = ", ".join(world.features)
    world.files["models/m.yaml"] = f"model: m\ndesign: d\nfeatures: [{features}]\nalgorithm: lightgbm\n"


def outcome(world, *, leaks):
    """Let the model take the outcome, or the moment from which the outcome follows; or what came of an earlier case."""
    chance = world.chance
    if leaks:
        late = ["bad"] + (["closed_on"] if world.timed and world.kind != "number" else [])
        name = str(chance.choice(late))
        if name == "closed_on":
            world.add(
                name, "int?", blanked(world.settled // 60, ~world.is_over()), early=False, feature=False
            )
        world.features.append(name)
    else:
        name = "bad_before"
        before = (world.signal + chance.normal(size=world.count) > 0.8).astype(int)
        world.add(name, "int", before)
    if world.shape in {"file", "dated file"}:
        listed(world)
    return name


def copy(world, *, leaks):
    """Give the outcome another name and form; or add what is honestly strong, in the same form."""
    chance, name = world.chance, a_name(world)
    score = world.signal + chance.normal(scale=chance.uniform(0.05, 0.4), size=world.count)
    forms = ("number", "text") if world.kind != "number" else ("number",)
    form = str(chance.choice(forms))
    place(world, name, form, copied(world, form) if leaks else honest(world, score, form))
    return name


def copied(world, form):
    """Write the outcome in another form, a few of its values wrong."""
    chance, told = world.chance, np.array(world.outcome, dtype=float)
    if world.kind == "number":
        spread = told.std()
        noisy = told + chance.normal(scale=0.02 * spread, size=world.count)
        return np.round([3.7 - 2 * noisy, np.exp(noisy / spread / 2), noisy**3][int(chance.integers(3))], 3)
    wrong = chance.random(world.count) < chance.uniform(0, 0.005)
    told[wrong] = chance.permutation(told)[wrong]
    if form == "text":
        words = chance.permutation(["quartz", "onyx", "jade"])
        return [words[int(one)] for one in told]
    # Classes are shuffled, so that only one after the other is told.
    codes = chance.permutation(3) * 10.0
    return np.round(codes[told.astype(int)] + chance.normal(scale=1.0, size=world.count), 2)


def honest(world, score, form):
    """Write an honest score in the same form."""
    if form == "text":
        words = world.chance.permutation(["quartz", "onyx", "jade"])
        return [words[one] for one in np.searchsorted(np.quantile(score, [0.4, 0.75]), score)]
    return np.round(7.0 + 3 * score, 2)


def place(world, name, form, values):
    """Put a column where the shape of the sources has it: in the row, in an event, in a look-up."""
    from leaks.tables import in_event, in_lookup

    kind = "category" if form == "text" else "float"
    {"events": in_event, "lookup": in_lookup}.get(world.shape, put)(world, name, kind, values)


def put(world, name, kind, values):
    world.add(name, kind if not any(one is None for one in values) else f"{kind}?", values)


def afterwards(world, *, leaks):
    """Fill a column only where the outcome was of one kind, or only once it is there; or where it often was before."""
    chance, name, target = world.chance, a_name(world), world.target()
    forms = ["mark", "default"] + (
        ["late"] if world.timed and world.shape not in {"events", "lookup"} else []
    )
    form = str(chance.choice(forms))
    value = np.round(20 + 5 * chance.normal(size=world.count), 1)
    if form == "late":
        there = (
            world.is_over()
            if leaks
            else chance.random(world.count) < 0.9 - 0.3 * world.minutes / world.minutes.max()
        )
        put(world, name, "float", blanked(value, ~there))
        return name
    if leaks:
        there = (target == 1) & (chance.random(world.count) < chance.uniform(0.4, 1))
    else:
        # A twin follows what is known, never the outcome itself.
        there = chance.random(world.count) < np.where(world.signal > 0.5, 0.35, chance.uniform(0.08, 0.2))
    if form == "default" and world.shape not in {"events", "lookup"}:
        put(world, name, "float", np.where(there, value, 0.0))
    else:
        place(world, name, "number", blanked(value, ~there))
    return name


def order(world, *, leaks):
    """Number the cases in an order that has to do with their outcome; or in the order in which they came."""
    chance, name = world.chance, str(chance_name(world))
    if world.timed:
        lag = world.settled - world.minutes
        when = world.minutes + (lag * (0.3 + world.target()) if leaks else 0)
        place_in = np.argsort(np.argsort(when + chance.random(world.count) * 0.01))
    elif leaks:
        first = chance.random(world.count) < np.where(world.target() == 1, 0.75, 0.35)
        place_in = np.argsort(np.argsort(chance.random(world.count) + np.where(first, 0, 1)))
    else:
        place_in = chance.permutation(world.count)
    numbers = place_in + int(chance.integers(1, 5000))
    world.add(name, "int", numbers)
    return name


def chance_name(world):
    return world.chance.choice(["record", "entry_no", "sheet_row", "serial"])


def fitted(world, *, leaks):
    """Give every branch the mean of its outcomes, those of this very file; or that of other cases, before."""
    chance, name = world.chance, f"{a_name(world)}_of_branch"
    branch = np.array(world.cases.values["branch"])
    _, codes = np.unique(branch, return_inverse=True)
    told = world.target() if world.kind != "number" else np.array(world.outcome)
    rows = np.bincount(codes)
    if leaks:
        means = np.bincount(codes, weights=told) / rows
    else:
        base = float(np.mean(told))
        spread = float(np.std(told)) / np.sqrt(rows)
        means = base + chance.normal(size=len(rows)) * spread
    values = np.round(means * float(chance.choice([1.0, 100.0])) + float(chance.choice([0.0, 5.0])), 4)
    world.add(name, "float", values[codes])
    return name


def group(world, *, leaks):
    """Let several cases be of one customer, and hang together; or let them hang together and stay together."""
    customer = world.customers
    world.add("customer", "int", customer, feature=bool(world.chance.random() < 0.5))
    if not leaks and world.related and world.shape == "file":
        world.key = "customer"
    elif not leaks and world.related:
        world.group = "customer"
    return "customer"


def duplicates(world, *, leaks):
    """Write some cases twice under another number; or make cases so coarse that many are alike by chance."""
    chance = world.chance
    if leaks:
        again = chance.choice(world.count, int(world.count * chance.uniform(0.03, 0.2)), replace=False)
        world.again = again
    else:
        for name in list(world.features):
            world.cases.values.pop(name)
            world.cases.types.pop(name)
            world.early.remove(name)
        world.features.clear()
        for number in range(int(chance.integers(3, 5))):
            levels = int(chance.integers(5, 12))
            score = world.signal * chance.uniform(0, 1) + chance.normal(size=world.count)
            cuts = np.quantile(score, np.linspace(0, 1, levels + 1)[1:-1])
            world.add(f"answer_{number}", "int", np.searchsorted(cuts, score))
    return ""
