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
    # name: aggregate, columns joined, told by us, value, condition
    "sales": ("count", (), False, None, None),
    "toys": ("count", ("items.kind",), False, None, lambda row: equal(row["items.kind"], "toy")),
    "kinds": ("count_distinct", ("items.kind",), False, lambda row: row["items.kind"], None),
    "value": ("sum", ("items.price",), True, lambda row: product(row["amount"], row["items.price"]), None),
    "dear": ("share", ("items.dear",), False, lambda row: row["items.dear"], None),
    "price": (
        "mean", ("items.price", "shops.region"), False, lambda row: row["items.price"],
        lambda row: equal(row["shops.region"], "far"),
    ),
    "odd": ("count", ("items.kind",), False, None, lambda row: row["items.kind"] is None),
    "first": ("first", ("items.kind",), False, lambda row: row["items.kind"], None),
    "last": ("last", ("items.price",), False, lambda row: row["items.price"], None),
    "far": (
        "last", ("shops.region",), True, lambda row: row["shops.region"],
        lambda row: None if row["amount"] is None else row["amount"] > 2,
    ),
    "since": ("time_since_last", ("shops.region",), False, None, lambda row: equal(row["shops.region"], "far")),
    "most": ("max", ("items.price",), False, lambda row: row["items.price"], None),
    "middle": ("quantile", ("items.price",), False, lambda row: row["items.price"], None),
}  # fmt: skip


def equal(left, right):
    return None if left is None else left == right


def aggregate(held, of, name, entity, window, visit):
    """One aggregate for one visit: `entity` is `shop`, `all` or `place`."""
    kind, columns, told, value, condition = AGGREGATES[name]
    columns = dict.fromkeys((*columns, *(("shops.region",) if entity == "place" else ())))
    moment, newest = visit["at"], {}
    for place, row in enumerate(held["sales"]):  # which version of each sale is known
        clocks = [row["at"], *([row["told"]] if told else [])]
        if None in clocks or seen(max(clocks), of["sales"]) >= moment:
            continue
        rank = (max(clocks), row["at"], place)
        if row["id"] not in newest or rank > newest[row["id"]][0]:
            newest[row["id"]] = rank, place, row
    events = []
    for rank, place, row in newest.values():
        more, _ = joined(held, of, row, moment, columns)
        whole = {**row, **more}
        theirs = {"shop": whole["shop"], "all": (), "place": whole.get("shops.region")}[entity]
        ours = {"shop": visit["shop"], "all": (), "place": visit["place"]}[entity]
        events.append(
            naive.Event(
                theirs if theirs == ours else None, (row["id"], place), row["at"], rank[0],
                None if value is None else value(whole), True if condition is None else condition(whole),
            )
        )  # fmt: skip
    order = sorted(range(len(events)), key=lambda place: events[place].key[1])
    counted = naive.visible([events[place] for place in order], ours, moment, window)
    found = naive.aggregate(kind, counted, moment, "0.5" if kind == "quantile" else None)
    found = float(found) if kind == "sum" else found
    return found / 86_400_000_000 if kind == "time_since_last" and found is not None else found


def of_the_row(held, of, visit):
    """The columns of a visit that join others, as of its moment."""
    found, _ = joined(held, of, visit, visit["at"], ("items.kind", "items.price", "shops.region"))
    price, region = found["items.price"], found["shops.region"]
    here = None if region is None or visit["place"] is None else region == visit["place"]
    return {**found, "cheap": None if price is None else price < 4, "here": here}
