"""An honest world of cases: what was known of each when it was decided, and what came of it later.

Seeds below 1000 are for writing the looks, and were looked at while they were written; figures are reported on seeds from 1000 on.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

SHAPES = ("file", "dated file", "clocks", "events", "lookup", "classes", "number")
BEGIN, DAYS = datetime(2024, 1, 1, tzinfo=UTC), 120
MINUTE = timedelta(minutes=1)


@dataclass
class Table:
    """Columns by name, each with its declared type; None is an empty cell."""

    types: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)

    def add(self, name, kind, values):
        self.types[name] = kind
        self.values[name] = list(values)

    def rows(self):
        names = list(self.values)
        for row in zip(*self.values.values(), strict=True):
            yield {name: written(value) for name, value in zip(names, row, strict=True)}

    def take(self, places):
        return Table(
            dict(self.types), {name: [some[place] for place in places] for name, some in self.values.items()}
        )


@dataclass
class World:
    """The cases of one project.

    Attributes
    ----------
    shape, kind : str
        Of the sources; `binary`, `classes` or `number`.
    chance : Generator
    minutes, settled : ndarray
        When each case was decided, and when its outcome came, in minutes from the beginning.
    signal : ndarray
        What can honestly be known of the outcome.
    outcome : ndarray
        0 and 1; 0, 1 and 2; or numbers.
    cases : Table
    early : list of str
        Columns known an hour before the decision.
    features : list of str
        What the model takes.
    others : dict of str to (str, Table)
        Further sources: their contract, and their rows.
    files : dict of str to str
        Further files of the project.
    """

    shape: str
    kind: str
    timed: bool
    chance: object
    minutes: np.ndarray
    settled: np.ndarray
    signal: np.ndarray
    outcome: np.ndarray
    cases: Table
    early: list
    features: list
    others: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)
    key: str = "case_no"
    group: str = ""
    before: object = None

    @property
    def count(self):
        return len(self.minutes)

    def add(self, name, kind, values, *, early=True, feature=True):
        """Give every case one more column."""
        self.cases.add(name, kind, values)
        if early:
            self.early.append(name)
        if feature:
            self.features.append(name)

    def target(self):
        """Return the outcome as 0 and 1: whether it is the rarer, or the high one."""
        if self.kind == "binary":
            return self.outcome
        return (
            self.outcome == 2 if self.kind == "classes" else self.outcome > np.median(self.outcome)
        ).astype(int)

    def is_over(self):
        """Which outcomes were there when the data were written."""
        return self.settled < DAYS * 1440 if self.timed else np.ones(self.count, dtype=bool)


def honest_world(shape, seed, *, timed=None, customers=None):
    """Make a world in which nothing is wrong; no two seeds look alike."""
    chance = np.random.default_rng([seed, SHAPES.index(shape)])
    kind = shape if shape in {"classes", "number"} else "binary"
    timed = (shape != "file") if timed is None else timed
    count = int(chance.integers(2200, 3200))
    minutes = np.sort(chance.integers(0, DAYS * 1440, count))
    settled = minutes + chance.integers(1, 1 + int(chance.integers(3, 7)) * 1440, count)
    signal = chance.normal(size=count)
    if customers is not None:
        signal = customers(chance, count, signal)
    latent = signal + chance.normal(scale=chance.uniform(0.5, 1.2), size=count)
    if kind == "binary":
        outcome = (latent > np.quantile(latent, chance.uniform(0.55, 0.85))).astype(int)
    elif kind == "classes":
        outcome = np.searchsorted(np.quantile(latent, [0.4, 0.75]), latent)
    else:
        outcome = np.round(50 + 12 * latent, 2)
    world = World(shape, kind, timed, chance, minutes, settled, signal, outcome, Table(), [], [])
    _describe(world)
    return world


def _describe(world):
    chance, count, signal = world.chance, world.count, world.signal
    number = np.arange(count) + int(chance.integers(1000, 9000))
    text = chance.random() < 0.4
    world.add(
        "case_no",
        "text" if text else "int",
        [f"C-{one:06}" for one in number] if text else number,
        feature=False,
    )
    if world.timed:
        world.add("asked", "time", moments(world.minutes), feature=False)
        world.add("due", "time", moments(world.minutes + 1440 * chance.integers(5, 30, count)), feature=False)
    score = signal + chance.normal(scale=chance.uniform(0.1, 0.8), size=count)
    world.add("score", "float", np.round(600 + 80 * score, 1))
    world.add(
        "age", "int", np.clip(np.round(45 + 12 * chance.normal(size=count) + 3 * signal), 18, 90).astype(int)
    )
    towns = [f"town {chr(97 + one)}" for one in range(int(chance.integers(4, 20)))]
    lift = chance.normal(scale=0.5, size=len(towns))
    world.add("town", "category", pick(chance, towns, signal, lift))
    world.add("branch", "int", chance.integers(100, 100 + int(chance.integers(60, 90)), count))
    gone = chance.random(count) < np.where(signal > 0.3, 0.25, 0.12)
    world.add("income", "float?", blanked(np.round(np.exp(chance.normal(7.5, 0.4, count)), 0), gone))
    world.add("complaints", "int", chance.poisson(np.where(signal > 0.5, 0.5, 0.15)))
    world.add("amount", "int", np.round(np.exp(chance.normal(9, 0.8, count))).astype(int))
    world.add("loyal", "bool", ["yes" if one else "no" for one in chance.random(count) < 0.4])


def pick(chance, towns, signal, lift):
    """Draw a town for each case, some more often where the signal is high."""
    weights = np.exp(signal[:, None] * lift[None, :])
    weights /= weights.sum(axis=1, keepdims=True)
    place = (chance.random(len(signal))[:, None] > weights.cumsum(axis=1)).sum(axis=1)
    return [towns[min(one, len(towns) - 1)] for one in place]


def blanked(values, gone):
    """Leave some cells empty."""
    return [None if out else value for value, out in zip(values, gone, strict=True)]


def moments(minutes):
    """Write minutes from the beginning as moments; NaN is an empty cell."""
    return [
        None if np.isnan(one) else f"{BEGIN + int(one) * MINUTE:%Y-%m-%d %H:%M}"
        for one in np.asarray(minutes, float)
    ]


def written(value):
    """Write one cell as CSV."""
    return "" if value is None else str(value)
