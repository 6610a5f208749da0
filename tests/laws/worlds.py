"""Worlds drawn by chance with everything that makes windows hard: two clocks, corrections, ties, nulls, days on which clocks are changed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from laws.world_definitions import ENTITIES, WINDOWS, definitions
from wager.data.order import canonical_order
from wager.data.source_file import read_source
from wager.expressions.tree import Column
from wager.features.definition import read_features
from wager.features.link import link_features
from wager.features.matrix import build
from wager.features.online.online import Online
from wager.features.stored import Stored
from wager.workflow.compute_features import NoCache

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SPAN = 110
"""Days in which things happen; clocks are changed on the fortieth."""

CHANGES = {
    "America/New_York": ["2013-03-10", "2013-11-03"],
    "Europe/Berlin": ["2026-03-29", "2026-10-25"],
    "Australia/Lord_Howe": ["2013-04-07", "2013-10-06"],  # by half an hour
    "Asia/Beirut": ["2023-03-30", "2022-10-30"],  # at midnight
    "UTC": ["2020-02-29"],
}

EVENTS = """source: events
from: {path: events.parquet}
owner: ops
key: [device, number]
columns: {device: category, number: int, site: int?, at: time, told: time?, seen: time?, sent: time?, level: int?, load: float?,
  cost: money?, fine: bool?, note: text?, due: date?}
derive: {took: seen - at, high: load > 2}
event_time: at
known: {told: [device, number, site, at], seen: rest, sent: [note, fine]}
"""
PRICES = """source: prices
from: {path: prices.parquet}
owner: ops
key: site
columns: {site: int, price: float?, since: time}
known: since
"""
ASKS = """source: asks
from: {path: asks.parquet}
owner: ops
key: id
columns: {id: int, when: time, device: category?, site: int?, other: category?}
event_time: when
known: when
"""
TAKEN = "features: taken\nowner: ops\nfrom: events\nby: device\nover: 7 d\ntake: [load, note]\n"
PRICE = "features: price\nowner: ops\nfrom: prices\nby: site\ntake: price\n"
ROW = "features: row\nowner: ops\ndefine:\n  hour: hour(when)\n  more: coalesce(taken.load, 0) + hour(when)\n"

ARROW = {
    "int": pa.int64(), "time": pa.timestamp("us", "UTC"), "float": pa.float64(), "text": pa.string(),
    "bool": pa.bool_(), "money": pa.int64(), "date": pa.date32(),
}  # fmt: skip
AS_READ = {"time": pa.int64(), "date": pa.int32()}
PLAIN = [-0.0, 0.0, 0.1, 22.4, -2.75, 1e6 / 3, 12.5, 99.99]
WIDE = [*PLAIN, 1e-13, 5e-324, 2.0**-41, 2.0**54, -3e17, 1e150]


@dataclass
class World:
    """Sources, features and rows; `ask` holds those that features are asked for."""

    seed: int
    zone: str
    refresh: int | None
    chosen: dict
    entities: tuple
    sources: dict
    features: dict
    events: list
    prices: list
    asks: list

    @property
    def names(self):
        return list(self.features)


def world(seed, part=(0, 1), entities=tuple(ENTITIES), events=70, asks=24):
    """Draw a world; of the definitions it has a part, such as the first of three: (0, 3)."""
    chance = random.Random(seed)
    zone = list(CHANGES)[seed % len(CHANGES)]
    middle = datetime.fromisoformat(chance.choice(CHANGES[zone])).replace(tzinfo=ZoneInfo(zone))
    start = int(middle.timestamp()) * 1_000_000 - 40 * DAY
    refresh = 6 * HOUR if seed % 3 == 2 else None
    first, step = part
    chosen = dict(list(definitions().items())[first % step :: step])
    sources = {name: _source(name, zone, refresh) for name in ("events", "prices", "asks")}
    drawn = _events(chance, start, events, early=seed % 4 == 3)
    return World(
        seed,
        zone,
        refresh,
        chosen,
        entities,
        sources,
        _features(chosen, entities, zone, sources),
        drawn,
        _prices(chance, start),
        _asks(chance, start, drawn, asks),
    )


def _source(name, zone, refresh):
    text = {"events": EVENTS, "prices": PRICES, "asks": ASKS}[name]
    text += "refresh: every 6 h\n" if refresh and name == "events" else ""
    found, findings = read_source(text, f"sources/{name}.yaml", currency="USD", zone=zone)
    assert not [one for one in findings if one.is_error], findings
    return found


def _features(chosen, entities, zone, sources):
    past = f"features: past\nowner: ops\nfrom: events\nby: [{', '.join(entities)}]\nover: [{', '.join(WINDOWS)}]\ndefine:\n"
    past += "".join(f"  {name}: {one.text}\n" for name, one in chosen.items())
    files = []
    for name, text in {"past": past, "taken": TAKEN, "price": PRICE, "row": ROW}.items():
        file, findings = read_features(
            text, f"features/{name}.yaml", currency="USD", zone=zone, sources=sources
        )
        assert not [one for one in findings if one.is_error], findings
        files.append(file)
    linked, findings = link_features(files, sources)
    assert not findings, findings
    return linked


def _maybe(chance, value, share=0.1):
    return None if chance.random() < share else value


def _moment(chance, start):
    """Half of all things happen within a day of the change of clocks, on a grid that makes ties; the rest at any time."""
    if chance.random() < 0.5:
        return start + 40 * DAY + chance.randrange(-36, 36) * 30 * MINUTE
    return start + chance.randrange(SPAN * 4) * 6 * HOUR


def _events(chance, start, count, *, early):
    """Events of a few devices: late ones, corrected ones, some moved to another place or time, some never known.

    What is `early` may be known of an event before its place and time are.
    """
    rows, versions, loads = [], set[tuple](), chance.choice((PLAIN, WIDE))
    while len(rows) < count:
        older = chance.choice(rows) if rows and chance.random() < 0.35 else None
        at = _moment(chance, start) if older is None or chance.random() < 0.2 else older["at"]
        told = at + chance.choice([-30 * DAY, 0, 0, HOUR, 9 * DAY])
        seen = told + chance.choice([0, 0, HOUR, DAY, 20 * DAY])
        row = {
            "device": chance.choice("aab"), "number": len(rows), "site": _maybe(chance, chance.randrange(3)), "at": at, "told": _maybe(chance, told, 0.03),
            "seen": _maybe(chance, seen), "sent": _maybe(chance, told + chance.choice([0, 2 * HOUR, 5 * DAY])),
            "level": _maybe(chance, chance.randrange(-9, 9)),
            "load": _maybe(chance, chance.choice([*loads, chance.uniform(-9, 9)])),
            "cost": _maybe(chance, chance.randrange(-500, 500)), "fine": _maybe(chance, chance.random() < 0.5),
            "note": _maybe(chance, chance.choice(["", "a", "B", "é"])), "due": _maybe(chance, chance.randrange(15_700, 15_704)),
        }  # fmt: skip
        if older is not None:
            row |= {"device": older["device"], "number": older["number"]}
            row["told"] = older["told"] if chance.random() < 0.3 else row["told"]
        for name in () if early else ("seen", "sent"):
            row[name] = None if None in (row[name], row["told"]) else max(row[name], row["told"])
        for other in rows:
            _agree(row, other)
        version = tuple(row[name] for name in ("device", "number", "told", "seen", "sent"))
        if version not in versions:
            versions.add(version)
            rows.append(row)
    return rows


CLOCKS = {
    "told": ("site", "at"),
    "seen": ("level", "load", "cost", "due"),
    "sent": ("fine", "note"),
}
"""What of an event is known when."""


def _agree(row, other):
    """Two versions of one event that are known at one moment say the same."""
    if (row["device"], row["number"]) == (other["device"], other["number"]):
        for clock, names in CLOCKS.items():
            if row[clock] is not None and row[clock] == other[clock]:
                row |= {name: other[name] for name in names}


def _prices(chance, start, count=14):
    since = iter(chance.sample(range(SPAN * 2), count))
    return [
        {"site": chance.randrange(3), "price": _maybe(chance, chance.choice([0.1, 7.0])),
         "since": start + next(since) * DAY // 2}
        for _ in range(count)
    ]  # fmt: skip


def _asks(chance, start, events, count):
    """Rows at the very edges of windows, just beside them, and at any time; some of devices that have no events."""
    rows = []
    for number in range(count):
        near = chance.choice(events)
        edge = chance.choice([near["at"], near["told"], near["seen"], near["sent"]]) or near["at"]
        edge += chance.choice([0, 7 * DAY, 30 * DAY, 60 * DAY]) + chance.choice([0, 1, 1, HOUR])
        rows.append({
            "id": number, "when": edge if chance.random() < 0.7 else _moment(chance, start) + 20 * DAY,
            "device": _maybe(chance, chance.choice("aabz")), "site": _maybe(chance, chance.randrange(4)),
            "other": _maybe(chance, chance.choice("az")),
        })  # fmt: skip
    return rows


def table(of, name, rows):
    """Rows in the order that a snapshot gives them, and that order."""
    source = of.sources[name]
    columns = {
        column: pa.array([row[column] for row in rows], AS_READ.get(kind, ARROW[kind])).cast(ARROW[kind])
        for column, kind in source.stored_types().items()
    }
    first = [columns[source.event_time]] if source.event_time else []
    order = canonical_order([*first, *(columns[key] for key in source.key), *columns.values()], len(rows))
    return pa.table(columns).take(pa.array(order)), order


def stored(folder, of, name, rows):
    """Write rows as a snapshot would hold them, in pieces that several threads read."""
    ordered, _ = table(of, name, rows)
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.parquet"
    pq.write_table(ordered, path, row_group_size=16)
    return Stored(of.sources[name], f"{name} in {folder}", (path,))


def held(folder, of, events=None, prices=None):
    return {
        "events": stored(folder, of, "events", of.events if events is None else events),
        "prices": stored(folder, of, "prices", of.prices if prices is None else prices),
    }


def unit_rows(of, asks, until):
    """The rows in the order of their snapshot, those decided until a moment."""
    _, order = table(of, "asks", asks)
    at = np.array([row["when"] for row in asks], np.int64)[order]
    index = np.flatnonzero(at <= (np.iinfo(np.int64).max if until is None else until))
    return SimpleNamespace(fingerprint=f"{until} {at.tolist()}", t=at[index], index=index), order[index]


def matrix(engine, folder, of, *, events=None, prices=None, asks=None, until=None):
    """All features by the number of the row: of the rows decided until a moment."""
    asks = of.asks if asks is None else asks
    rows, order = unit_rows(of, asks, until)
    unit, events_and_prices = stored(folder, of, "asks", asks), held(folder, of, events, prices)
    found = build(
        engine, NoCache(), rows, unit, of.names, features=of.features, stored=events_and_prices
    ).columns
    numbers = [asks[place]["id"] for place in order.tolist()]
    return {name: dict(zip(numbers, found[name].to_pylist(), strict=True)) for name in of.names}


def online(engine, folder, of, *, events=None, prices=None):
    unit = stored(folder, of, "asks", [])
    wanted = {name: Column(name) for name in of.names}
    return Online(engine, unit, held(folder, of, events, prices), of.features, wanted)


def until(of, cut, chance):
    """What is left of events and prices without all that is known at a moment or later: of what is not known yet, anything."""
    events = [_forgotten(row, cut, chance) for row in known(of.events, cut)]
    return events, [row for row in of.prices if row["since"] < cut]


def known(events, cut):
    """The events of which anything is known before a moment."""
    return [row for row in events if any(row[clock] is not None and row[clock] < cut for clock in CLOCKS)]


def _forgotten(row, cut, chance):
    row = dict(row)
    for clock, names in CLOCKS.items():
        if row[clock] is None or row[clock] >= cut:
            row[clock] = _maybe(chance, cut + chance.randrange(9) * DAY, 0.3)
            row |= {name: chance.choice(of_type) for name, of_type in OTHER.items() if name in names}
    return row


OTHER = {"site": [77, None], "level": [77], "load": [-999.5, None], "cost": [10**6], "due": [0, 20_000], "fine": [True, False, None], "note": ["later", None]}  # fmt: skip
