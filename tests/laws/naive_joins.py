"""Joins once more, in plain Python: for every row and moment, what was known then of the version in force."""

from laws import naive
from laws.joined_project import HOUR

EVERY = 3 * HOUR
FIRST = float("-inf")


def seen(known, source):
    """When what came to be known at a moment is served: after the next refresh."""
    return known if known is None or source.refresh is None else (known // EVERY + 1) * EVERY


KNOWN = {
    ("items", "kind"): "told", ("items", "price"): "checked", ("items", "dear"): "checked", ("shops", "region"): "seen",
}  # fmt: skip
VALUES = {("items", "dear"): lambda row: None if row["price"] is None else row["price"] > 5}


def in_force(held, of, name, column, key, happened, moment):
    """The value and the known time of the version in force at `happened`, of what was seen before `moment`."""
    if key is None or happened is None:
        return None, FIRST
    best = None
    clock, source = KNOWN[name, column], of[name]
    for place, row in enumerate(held[name]):
        theirs = row["number"] if name == "items" else row["shop"]
        since = row["since"] if name == "items" else row["seen"]
        if theirs != key or since is None or since > happened or row[clock] is None:
            continue
        if seen(row[clock], source) < moment and (best is None or (since, row[clock], place) > best[0]):
            best = (since, row[clock], place), row
    if best is None:
        return None, FIRST
    value = VALUES.get((name, column), lambda row: row[column])(best[1])
    return value, seen(best[1][clock], source)


def joined(held, of, row, moment, columns):
    """What is joined to one of our rows as of a moment, and when the last of it was seen."""
    found, known = {}, FIRST
    for full in columns:
        name, column = full.split(".")
        key = row["item"] if name == "items" else row["shop"]
        found[full], since = in_force(held, of, name, column, key, row["at"], moment)
        known = max(known, since)
    return found, known


def product(left, right):
    return None if left is None or right is None else left * right


AGGREGATES = {
    # name: aggregate, told by us, value, condition
    "sales": ("count", False, None, None),
    "toys": ("count", False, None, lambda row: equal(row["items.kind"], "toy")),
    "kinds": ("count_distinct", False, lambda row: row["items.kind"], None),
    "value": ("sum", True, lambda row: product(row["amount"], row["items.price"]), None),
    "dear": ("share", False, lambda row: row["items.dear"], None),
    "price": (
        "mean", False, lambda row: row["items.price"],
        lambda row: equal(row["shops.region"], "far"),
    ),
    "odd": ("count", False, None, lambda row: row["items.kind"] is None),
    "first": ("first", False, lambda row: row["items.kind"], None),
    "last": ("last", False, lambda row: row["items.price"], None),
    "far": (
        "last", True, lambda row: row["shops.region"],
        lambda row: None if row["amount"] is None else row["amount"] > 2,
    ),
    "since": ("time_since_last", False, None, lambda row: equal(row["shops.region"], "far")),
    "most": ("max", False, lambda row: row["items.price"], None),
    "middle": ("quantile", False, lambda row: row["items.price"], None),
}  # fmt: skip


def merged(rows, source, moment, clocks):
    """Of each sale: its number, when it was learned, and for each column the value known last before a moment."""
    versions = {}
    for place, row in enumerate(rows):
        key = (row["id"] is not None, place if row["id"] is None else row["id"])
        versions.setdefault(key, []).append((place, row))
    for key, mine in versions.items():
        last = {}
        for clock in ("at", "told"):
            known = [
                ((row[clock], place), row)
                for place, row in mine
                if row[clock] is not None and seen(row[clock], source) < moment
            ]
            last[clock] = max(known, key=lambda pair: pair[0])[1] if known else None
        if all(last[clock] is not None for clock in clocks):
            taken = {
                name: last["told" if name in {"told", "amount", "note"} else "at"] for name in mine[0][1]
            }
            whole = {name: None if row is None else row[name] for name, row in taken.items()}
            yield key, max(last[clock][clock] for clock in clocks), whole


def equal(left, right):
    return None if left is None else left == right


def sales_at(held, of, moment, *, told):
    """All sales with what is joined to them, as of a moment; those of which what is told later is known, or all."""
    return [
        (key, learned, {**row, **joined(held, of, row, moment, JOINED)[0]})
        for key, learned, row in merged(
            held["sales"], of["sales"], moment, ["at", "told"] if told else ["at"]
        )
    ]


JOINED = ("items.kind", "items.price", "items.dear", "shops.region")


def aggregate(sales, name, entity, window, visit):
    """One aggregate for one visit: `entity` is `shop`, `all` or `place`, `sales` all as of it, by whether what is told is known."""
    kind, told, value, condition = AGGREGATES[name]
    moment, events = visit["at"], []
    for key, learned, whole in sales[told]:
        theirs = {"shop": whole["shop"], "all": (), "place": whole["shops.region"]}[entity]
        ours = {"shop": visit["shop"], "all": (), "place": visit["place"]}[entity]
        events.append(
            naive.Event(
                theirs if theirs == ours else None, key, whole["at"], learned,
                None if value is None else value(whole), True if condition is None else condition(whole),
            )
        )  # fmt: skip
    counted = naive.visible(sorted(events, key=lambda event: event.key), ours, moment, window)
    found = naive.aggregate(kind, counted, moment, "0.5" if kind == "quantile" else None)
    found = float(found) if kind == "sum" else found
    return found / 86_400_000_000 if kind == "time_since_last" and found is not None else found


def of_the_row(held, of, visit):
    """The columns of a visit that join others, as of its moment."""
    found, _ = joined(held, of, visit, visit["at"], ("items.kind", "items.price", "shops.region"))
    price, region = found["items.price"], found["shops.region"]
    here = None if region is None or visit["place"] is None else region == visit["place"]
    return {**found, "cheap": None if price is None else price < 4, "here": here}
