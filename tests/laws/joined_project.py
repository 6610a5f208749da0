"""Sales that join items and shops: versions on both sides, late and corrected, with ties, nulls and keys that match nothing."""

import random
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wager.data.rules import link_sources
from wager.data.source_file import read_source
from wager.features.cache import FeatureCache
from wager.features.definition import read_features
from wager.features.link import link_features
from wager.features.matrix import build
from wager.features.stored import Stored
from wager.foundation.fingerprint import digest

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 1_700_000_000_000_000 // DAY * DAY
LAST = 120
"""Hours in which things happen."""

SALES = """source: sales
from: {path: sales.parquet}
owner: ops
key: id
columns: {id: int?, at: time, told: time?, item: int?, shop: category?, amount: float?, note: category?}
join:
  items: {by: item = number, take: [kind, price, dear]}
  shops: {by: shop, take: region}
derive:
  value: amount * items.price
  far: shops.region = 'far'
event_time: at
known: {at: [id, at, item, shop], told: rest}
"""

ITEMS = """source: items
from: {path: items.parquet}
owner: ops
key: number
columns: {number: int, since: time?, told: time?, checked: time?, kind: category?, price: float?}
derive: {dear: price > 5}
event_time: since
known: {told: [number, since, kind], checked: rest}
"""

SHOPS = """source: shops
from: {path: shops.parquet}
owner: ops
key: shop
columns: {shop: category, seen: time, region: category?}
known: seen
"""

HISTORY = """features: history
owner: ops
from: sales
by: [shop, all, place = shops.region]
over: [12 h, 30 h .. 6 h, ever]
define:
  sales: count()
  toys: count(where items.kind = 'toy')
  kinds: count_distinct(items.kind)
  value: sum(value)
  dear: share(items.dear)
  price: mean(items.price where shops.region = 'far')
  odd: count(where items.kind is null)
  first: first(items.kind)
  last: last(items.price)
  far: last(shops.region where amount > 2)
  since: time_since_last(where far)
  most: max(items.price)
  middle: quantile(items.price, 0.5)
"""

FILES = {"history": HISTORY}
TYPES = {"int": pa.int64(), "time": pa.timestamp("us", "UTC"), "float": pa.float64(), "text": pa.string()}


def sources(refresh=""):
    """The sources; `refresh` names those whose copies are renewed every 3 h."""
    found = {}
    for name, text in {"sales": SALES, "items": ITEMS, "shops": SHOPS, "visits": VISITS}.items():
        more = "refresh: every 3 h\n" if name in refresh.split() else ""
        found[name], findings = read_source(text + more, f"sources/{name}.yaml", currency="USD", zone="UTC")
        assert not [one for one in findings if one.is_error], findings
    linked, findings = link_sources(found)
    assert not findings, findings
    return linked


VISITS = """source: visits
from: {path: visits.parquet}
owner: ops
key: id
columns: {id: int, at: time, item: int?, shop: category?, place: category?}
join: {items: {by: item = number, take: [kind, price]}, shops: {by: shop, take: region}}
derive: {cheap: items.price < 4, here: shops.region = place}
event_time: at
known: at - 1 d
"""

OF_THE_ROW = ["items.kind", "items.price", "shops.region", "cheap", "here"]


def features(of, files=FILES):
    read = []
    for name, text in files.items():
        file, findings = read_features(text, f"features/{name}.yaml", currency="USD", zone="UTC", sources=of)
        assert not findings, findings
        read.append(file)
    linked, findings = link_features(read, of)
    assert not findings, findings
    return linked


def maybe(chance, value, share=0.15):
    return None if chance.random() < share else value


def moment(chance, low=0):
    return START + chance.randrange(low, LAST) * HOUR


def items(chance, count=40):
    """Versions of few items: several with one event time, some corrected long after, some never known."""
    rows = []
    for _ in range(count):
        since = moment(chance, -20) if not rows or chance.random() < 0.7 else chance.choice(rows)["since"]
        told = maybe(chance, (since or START) + chance.choice([-9, 0, 1, 5, 40]) * HOUR, 0.05)
        rows.append({
            "number": chance.randrange(5), "since": since, "told": told,
            "checked": maybe(chance, (since or START) + chance.choice([-2, 3, 17]) * HOUR, 0.1),
            "kind": maybe(chance, chance.choice(["toy", "tool", "food"])),
            "price": maybe(chance, chance.choice([0.1, 2.5, 6.75, 1e6 / 3])),
        })  # fmt: skip
    return in_order(rows, "since", "number")


def shops(chance, count=12):
    rows = [
        {"shop": chance.choice("abcd"), "seen": moment(chance, -40), "region": maybe(chance, chance.choice(["near", "far"]))}
        for _ in range(count)
    ]  # fmt: skip
    return in_order(rows, "shop")


def sales(chance, count=150):
    """Sales, some of them corrected; those without a number are versions of nothing."""
    rows = []
    for number in range(count):
        corrects = chance.choice(rows) if rows and chance.random() < 0.2 else None
        at = moment(chance) if corrects is None or chance.random() < 0.3 else corrects["at"]
        rows.append({
            "id": (None if number % 17 == 3 else number) if corrects is None else corrects["id"], "at": at,
            "told": maybe(chance, at + chance.choice([-1, 0, 2, 30]) * HOUR, 0.05),
            "item": maybe(chance, chance.randrange(6)), "shop": maybe(chance, chance.choice("abcz")),
            "amount": maybe(chance, chance.choice([0.1, -2.75, 12.5, 1e-9])), "note": maybe(chance, "x"),
        })  # fmt: skip
    return in_order(rows, "at", "id")


def visits(chance, count=60):
    rows = [
        {"id": number, "at": moment(chance, 10) + 30 * MINUTE * chance.randrange(2), "item": maybe(chance, chance.randrange(6)),
         "shop": maybe(chance, chance.choice("abcz")), "place": maybe(chance, chance.choice(["near", "far"]))}
        for number in range(count)
    ]  # fmt: skip
    return in_order(rows, "at", "id")


def in_order(rows, *first):
    """The canonical order of a snapshot: by these, then by all columns; nulls first."""

    def rank(row):
        values = [*(row[name] for name in first), *row.values()]
        return [(value is not None, 0 if value is None else value) for value in values]

    return sorted(rows, key=rank)


def tables(seed, **more):
    chance = random.Random(seed)
    return {
        "items": items(chance),
        "shops": shops(chance),
        "sales": sales(chance, **more),
        "visits": visits(chance),
    }


def stored(folder, of, held):
    """Write tables as snapshots would hold them."""
    found = {}
    for name in ("items", "shops", "sales", "visits"):
        rows, source = held[name], of[name]
        columns = {
            column: pa.array([row[column] for row in rows], pa.int64() if kind == "time" else TYPES[kind]).cast(TYPES[kind])
            for column, kind in source.stored_types().items()
        }  # fmt: skip
        identity = digest([list(map(str, row.values())) for row in rows])
        path = folder / f"{name}-{identity[:12]}.parquet"
        pq.write_table(pa.table(columns), path)
        others = {other: found[other] for other in source.join}
        found[name] = Stored(source, identity, (path,), others=others)
    return found


def unit_rows(rows, until=None):
    """The unit rows are visits, each decided when it happens."""
    t = np.array([row["at"] for row in rows], np.int64)
    index = np.flatnonzero(t <= (np.iinfo(np.int64).max if until is None else until))
    return SimpleNamespace(fingerprint=digest([t[index].tolist(), index.tolist()]), t=t[index], index=index)


def names(found):
    return [*found, *OF_THE_ROW]


def matrix(engine, folder, held, *, of=None, until=None, files=FILES):
    of = sources() if of is None else of
    found, files_of = features(of, files), stored(folder, of, held)
    rows = unit_rows(held["visits"], until)
    return build(
        engine, FeatureCache(folder / "cache"), rows, files_of["visits"], names(found), features=found, stored=files_of
    )  # fmt: skip


def bits(value):
    return value.hex() if isinstance(value, float) else value
