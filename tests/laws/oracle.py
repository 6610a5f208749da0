"""Every feature of a world once more, by loops over plain values: fractions, and nothing of the code that is tried."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from laws import naive
from laws.world_definitions import DAY, ENTITIES, VALUES, WINDOWS, feature_name

CLOCK = dict.fromkeys(("device", "number", "site", "at"), "told") | dict.fromkeys(("note", "fine"), "sent")
"""When a column of an event is known; all others when it is seen."""


class Oracle:
    """Answers for the rows of a world, one event after the other.

    Parameters
    ----------
    of : World
    """

    def __init__(self, of):
        self.of = of
        self.events = sorted(of.events, key=_standing)
        self.prices = sorted(of.prices, key=_price_standing)
        self.local = cache(lambda instant: local(instant, of.zone))
        self.entered = cache(self._entered)

    def served(self, known):
        """When it can be read: after the next refresh."""
        every = self.of.refresh
        return known if every is None else (known // every + 1) * every

    def _entered(self, moment, reads, entity, ours):
        """The events of an entity as they are known before a moment, with the order of each; and rows that came for others."""
        versions = {}
        for place, row in enumerate(self.events):
            key = (row["device"], row["number"])
            versions.setdefault((place, *key) if None in key else key, []).append((place, row))
        clocks = {CLOCK.get(name, "seen") for name in reads}
        found = []
        for rows in versions.values():
            whole, learned = self._merged(moment, rows, clocks)
            if whole is None or whole["at"] is None or _theirs(whole, entity) != ours:
                continue
            key = (whole["device"], whole["number"])
            found.append((whole, (whole["at"], learned, tuple((one is not None, one) for one in key))))
        return found

    def _merged(self, moment, rows, clocks):
        """For each column that of the version of which it was known last before a moment; the time of an event that has none yet
        is that of the version of which anything is known."""
        last = {}
        for name, when in {
            **{clock: (lambda row, at=clock: row[at]) for clock in ("told", "seen", "sent")},
            "any": _first,
        }.items():
            known = [
                ((when(row), place), row)
                for place, row in rows
                if when(row) is not None and self.served(when(row)) < moment
            ]
            last[name] = max(known, key=lambda pair: pair[0])[1] if known else None
        if any(last[clock] is None for clock in clocks):
            return None, None
        of_column = {name: last[CLOCK.get(name, "seen")] for name in rows[0][1]}
        whole = {name: None if row is None else row[name] for name, row in of_column.items()}
        whole["at"] = (last["told"] or last["any"])["at"]
        whole |= {name: rows[0][1][name] for name in ("device", "number")}
        return whole, max(last[clock][clock] for clock in clocks)

    def events_of(self, one, entity, window, ask):
        """The events that count for an aggregate of a row, and those that did before."""
        far, near = WINDOWS[window]
        ours, theirs = ENTITIES[entity]
        mine = tuple(ask[name] for name in _names(ours))
        # An aggregate that reads no column is seen when the key is.
        reads = (*one.reads, *_names(theirs)) or ("device", "number")
        counted, gone = [], []
        for row, order in () if None in mine else self.entered(ask["when"], reads, theirs, mine):
            inside = order[0] < ask["when"] - near and (far is None or ask["when"] - far <= order[0])
            where = one.where is None or VALUES[one.where][2](row, self.local) is True
            value = None if one.argument is None else VALUES[one.argument][2](row, self.local)
            (counted if inside and where else gone).append((value, order))
        return sorted(counted, key=lambda pair: pair[1]), gone

    def value(self, one, entity, window, ask):
        """The value of a feature."""
        found = self.aggregate(one, entity, window, ask)
        if one.below is None:
            return in_units(one, found)
        below = self.aggregate(one.below, entity, window, ask)
        return None if found is None or not below else found / below

    def aggregate(self, one, entity, window, ask):
        counted, _ = self.events_of(one, entity, window, ask)
        events = [naive.Event(None, None, order[0], order[1], value) for value, order in counted]
        if one.name == "count" and one.argument is not None:
            events = [event for event in events if event.value is not None]
        return finished(one, naive.aggregate(one.name, events, ask["when"], one.level))

    def taken(self, column, ask):
        """The last value of the last seven days."""
        if ask["device"] is None:
            return None
        rows = [
            (order, row[column])
            for row, order in self.entered(ask["when"], (column, "device"), ("device",), (ask["device"],))
            if ask["when"] - 7 * DAY <= order[0] < ask["when"]
        ]  # fmt: skip
        return max(rows, key=lambda pair: pair[0])[1] if rows else None

    def price(self, ask):
        """The price known before."""
        known = [
            (row["since"], place, row["price"])
            for place, row in enumerate(self.prices)
            if row["site"] == ask["site"] is not None and row["since"] < ask["when"]
        ]
        return max(known)[2] if known else None

    def row(self, name, ask):
        """What is made of the row itself and of other features."""
        hour = self.local(ask["when"]).hour
        return hour if name == "hour" else (self.taken("load", ask) or 0.0) + hour

    def cells(self):
        """Yield the name of each feature, its kind, and a function of a row that says its value."""
        for name, one in self.of.chosen.items():
            kind = one.name if one.below is None else "ratio"
            for entity in self.of.entities:
                for window in WINDOWS:
                    said = feature_name(name, entity, window)
                    yield said, kind, lambda ask, at=(one, entity, window): self.value(*at, ask)
        for column in ("load", "note"):
            yield f"taken.{column}", "take", lambda ask, column=column: self.taken(column, ask)
        yield "price.price", "take", self.price
        for name in ("hour", "more"):
            yield f"row.{name}", "of the row", lambda ask, name=name: self.row(name, ask)


def finished(one, found):
    """An answer in the physical form of its type, before it is a feature."""
    if found is None or one.name in {"count", "count_distinct", "share", "variance", "time_since_last"}:
        return found
    if one.type == "duration":
        return round(found)  # half to even
    if one.name in {"sum", "min", "max", "quantile"} and one.type in {"float", "money"}:
        return float(found) + 0.0
    return float(found) if one.type == "money" else found


def in_units(one, found):
    """An answer as a feature: a duration is a number of days."""
    long = one.name == "time_since_last" or (
        one.type == "duration" and one.name not in {"count", "count_distinct"}
    )
    return found / DAY if long and found is not None else found


def _names(columns):
    return (columns,) if isinstance(columns, str) else columns


def _theirs(row, columns):
    return tuple(row[name] for name in _names(columns))


def _first(row):
    """When anything of a version is known."""
    return min((row[clock] for clock in ("told", "seen", "sent") if row[clock] is not None), default=None)


def _standing(row):
    first = (row["at"], row["device"], row["number"], *row.values())
    return [(value is not None, 0 if value is None else value) for value in first]


def _price_standing(row):
    return [(value is not None, 0 if value is None else value) for value in (row["site"], *row.values())]


def local(instant, zone):
    """An instant on the clock of a zone."""
    return datetime.fromtimestamp(instant // 1_000_000, ZoneInfo(zone))
