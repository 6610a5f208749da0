"""The checks of one world: every value of every feature, computed in all ways there are, and how many bits differ."""

from __future__ import annotations

import random
import struct
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from unittest.mock import patch

from laws import worlds
from laws.oracle import Oracle, finished, in_units
from laws.world_definitions import WINDOWS, feature_name
from laws.world_store import Growing
from wager.adapters.duckdb.engine import DuckDBEngine
from wager.features.online import history
from wager.features.state import empty_state

MISSING = 64
"""Bits by which a value and no value, or two texts, differ."""
PARTS = 3
GONE = 3
"""So many events that do not count come and are taken back in every state."""


@dataclass
class Tally:
    """What was compared, by check and aggregate.

    Attributes
    ----------
    values, bits : Counter of (str, str)
        How many values, and how many of their bits differ.
    cpu, wall : Counter of str
        Seconds of each check.
    first : dict of str to tuple
        Of each check the first difference: world, feature, row, found and expected.
    """

    values: Counter = field(default_factory=Counter)
    bits: Counter = field(default_factory=Counter)
    cpu: Counter = field(default_factory=Counter)
    wall: Counter = field(default_factory=Counter)
    first: dict = field(default_factory=dict)

    def merge(self, other):
        for name in ("values", "bits", "cpu", "wall"):
            getattr(self, name).update(getattr(other, name))
        self.first = {**other.first, **self.first}

    @contextmanager
    def timed(self, check):
        cpu, wall = time.process_time(), time.perf_counter()
        try:
            yield
        finally:
            self.cpu[check] += time.process_time() - cpu
            self.wall[check] += time.perf_counter() - wall

    def compare(self, check, where, kind, found, expected):
        self.values[check, kind] += 1
        apart = bits_apart(found, expected)
        if apart:
            self.bits[check, kind] += apart
            self.first.setdefault(check, (*where, found, expected))


def bits_apart(left, right):
    """How many bits of two values differ: all 64 where only one is there, or they are no numbers.

    Examples
    --------
    >>> bits_apart(0.1 + 0.2, 0.3), bits_apart(0.0, -0.0), bits_apart(None, 0), bits_apart("a", "a")
    (3, 1, 64, 0)
    """
    if type(left) is not type(right):
        return MISSING
    if isinstance(left, float):
        return (struct.unpack("<Q", struct.pack("<d", left))[0] ^ struct.unpack("<Q", struct.pack("<d", right))[0]).bit_count()  # fmt: skip
    return 0 if left == right else MISSING


class Checks:
    """All checks of one world.

    Parameters
    ----------
    folder : Path
        For what is stored on the way.
    of : World
    """

    def __init__(self, folder, of):
        self.folder, self.of, self.tally = folder, of, Tally()
        self.chance = random.Random(of.seed)
        self.oracle = Oracle(of)
        self.kinds = {name: kind for name, kind, _ in self.oracle.cells()}
        with self.tally.timed("batch"):
            self.batch = self.matrix(1, "batch")

    def run(self, checks):
        for name in checks:
            with self.tally.timed(name):
                CHECKS[name](self)
        return self.tally

    def matrix(self, threads, name, **changed):
        return worlds.matrix(DuckDBEngine(threads=threads), self.folder / name, self.of, **changed)

    def compare(self, check, found, rows=None, expected=None):
        """Compare what was found of rows with the batch, or with what else is expected."""
        expected = self.batch if expected is None else expected
        for name, kind in self.kinds.items():
            for number in range(len(self.of.asks)) if rows is None else rows:
                where = (self.of.seed, name, number)
                self.tally.compare(check, where, kind, found[name][number], expected[name][number])

    def naive(self):
        """Plain loops over the events say the same."""
        for name, kind, value in self.oracle.cells():
            for ask in self.of.asks:
                where = (self.of.seed, name, ask["id"])
                self.tally.compare("naive", where, kind, self.batch[name][ask["id"]], value(ask))

    def shuffled(self):
        """Rows in another order, of events and of what is asked."""
        mixed = [
            self.chance.sample(rows, len(rows)) for rows in (self.of.events, self.of.prices, self.of.asks)
        ]
        events, prices, asks = mixed
        self.compare("shuffled", self.matrix(1, "shuffled", events=events, prices=prices, asks=asks))

    def threads(self):
        """Two and four threads of the engine, where one was before."""
        for threads in (2, 4):
            self.compare("threads", self.matrix(threads, f"threads {threads}"))

    def partitions(self):
        """States over random parts of the events, merged in any order; what does not count came, and was taken back."""
        for name, one in self.of.chosen.items():
            for entity in self.of.entities:
                for window in WINDOWS:
                    self._merged(feature_name(name, entity, window), one, entity, window)

    def _merged(self, feature, one, entity, window):
        for ask in self.of.asks:
            found = self._state(one, entity, window, ask)
            if one.below is not None:
                below = self._state(one.below, entity, window, ask)
                found = None if found is None or not below else found / below
            else:
                found = in_units(one, found)
            where = (self.of.seed, feature, ask["id"])
            expected = self.batch[feature][ask["id"]]
            self.tally.compare("partitions", where, self.kinds[feature], found, expected)

    def _state(self, one, entity, window, ask):
        counted, gone = self.oracle.events_of(one, entity, window, ask)
        level = None if one.level is None else Decimal(one.level)
        parts = [empty_state(one.name, one.type, level) for _ in range(PARTS)]
        self.chance.shuffle(counted)
        for value, order in counted:
            self.chance.choice(parts).add(value, order)
        for value, order in self.chance.sample(gone, min(GONE, len(gone))):
            part = self.chance.choice(parts)
            part.add(value, order)
            part.retract(value, order)
        self.chance.shuffle(parts)
        for other in parts[1:]:
            parts[0].merge(other)
        return finished(one, parts[0].finish(ask["when"]))

    def one_by_one(self):
        """One row at a time, in any order."""
        self._asked("one by one", worlds.online(DuckDBEngine(threads=1), self.folder / "one", self.of))

    def live(self):
        """One row at a time, where half of the events came one by one after the snapshot, in any order."""
        some = {
            name: self.chance.sample(getattr(self.of, name), len(getattr(self.of, name)) // 2)
            for name in ("events", "prices")
        }
        with patch.object(history, "FRESH", 5 if self.of.seed % 2 else history.FRESH):
            one = worlds.online(DuckDBEngine(threads=1), self.folder / "live", self.of, **some)
            later = [(name, row) for name in some for row in getattr(self.of, name) if row not in some[name]]
            self.chance.shuffle(later)
            for name, row in later:
                one.add(name, row)
            self._asked("live", one)

    def _asked(self, check, one):
        asks = self.chance.sample(self.of.asks, len(self.of.asks))
        found = {name: {} for name in self.kinds}
        for ask in asks:
            values = one.values({name: ask[name] for name in one.reads}, ask["when"])
            for name in self.kinds:
                found[name][ask["id"]] = values[name]
        self.compare(check, found)

    def deleted(self):
        """Without all that is known at a cut or later, the rows before it are what they were."""
        for cut in self._cuts():
            events, prices = worlds.until(self.of, cut, self.chance)
            found = self.matrix(1, f"until {cut}", events=events, prices=prices, until=cut)
            self.compare("deleted", found, self._before(cut))

    def appended(self):
        """Later events come into the store and only what may see them is computed; the rows before are what they were."""
        cut = self._cuts()[0]
        growing = Growing(DuckDBEngine(threads=1), self.folder / "growing", self.of)
        asks = [ask for ask in self.of.asks if ask["when"] <= cut]
        events = worlds.known(self.of.events, cut)
        prices = [row for row in self.of.prices if row["since"] < cut]
        first, _, _ = growing.matrix(events, prices, asks)
        found, _, _ = growing.matrix(self.of.events, self.of.prices, self.of.asks)
        self.compare("appended", found, self._before(cut), first)
        self.compare("appended", found)

    def _cuts(self):
        moments = sorted(ask["when"] for ask in self.of.asks)
        return moments[len(moments) // 2], moments[len(moments) * 4 // 5]

    def _before(self, cut):
        return [ask["id"] for ask in self.of.asks if ask["when"] <= cut]


CHECKS = {
    "naive": Checks.naive,
    "shuffled": Checks.shuffled,
    "threads": Checks.threads,
    "partitions": Checks.partitions,
    "one by one": Checks.one_by_one,
    "live": Checks.live,
    "deleted": Checks.deleted,
    "appended": Checks.appended,
}
"""By name, in the order in which they are told."""
