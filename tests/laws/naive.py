"""A second, slow and obvious implementation of windows and aggregates: loops over Python values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction


@dataclass(frozen=True)
class Event:
    entity: object
    key: object
    at: int | None
    known: int | None  # None: never
    value: object = None
    counts: bool | None = True  # what the condition says


def visible(events, entity, moment, window):
    """The events that count for one row, in the order of time: the newest known version of each key."""
    newest = {}
    for place, event in enumerate(events):
        if event.known is None or event.known >= moment:
            continue
        rank = (event.known, event.at if event.at is not None else math.inf, place)
        if event.key not in newest or rank > newest[event.key][0]:
            newest[event.key] = (rank, place, event)
    found = []
    for _, place, event in newest.values():
        if event.entity is None or entity is None or event.entity != entity or event.at is None:
            continue
        if event.counts is not True:
            continue
        begins = -math.inf if window.far is None else moment - window.far
        if begins <= event.at < moment - window.near:
            found.append(((event.at, event.known, place), event))
    return [event for _, event in sorted(found, key=lambda pair: pair[0])]


def aggregate(name, events, moment, level=None):
    """One aggregate over the events that count."""
    values = [event.value for event in events if event.value is not None]
    if name == "count":
        return len(events)
    if name == "time_since_last":
        return moment - events[-1].at if events else None
    if name in {"first", "last"}:
        return events[0 if name == "first" else -1].value if events else None
    if name == "sum":
        return total(values)
    if name == "count_distinct":
        return len(set(values))
    if not values:
        return None
    if name == "share":
        return sum(values) / len(values)
    if name == "quantile":
        return quantile(values, Fraction(level))
    if name in {"min", "max"}:
        return {"min": min, "max": max}[name](values)
    return spread(name, [Fraction(value) for value in values])


def spread(name, exact):
    """The mean of fractions, or how far they lie from it: by the definition, with nothing rounded but the end."""
    mean = sum(exact) / len(exact)
    if name == "mean":
        return float(mean)
    if len(exact) == 1:
        return None
    variance = sum((value - mean) ** 2 for value in exact) / (len(exact) - 1)
    return float(variance) if name == "variance" else root(variance)


def root(number):
    """The double nearest to a square root, by way of 500 decimal digits."""
    with localcontext() as context:
        context.prec = 500
        return float((Decimal(number.numerator) / Decimal(number.denominator)).sqrt())


def quantile(values, level):
    """On the straight line between the two sorted values around `(n - 1) * level`."""
    ordered = sorted(Fraction(value) for value in values)
    place = (len(ordered) - 1) * level
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return float(low + (high - low) * (place - math.floor(place)))


def total(values):
    """The exact sum: of fractions, rounded once."""
    exact = sum(map(Fraction, values))
    return float(exact) if any(isinstance(value, float) for value in values) else int(exact)
