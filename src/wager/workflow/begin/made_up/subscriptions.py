"""Customers buy at a pace of their own, with a pause now and then, until some day they stop."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wager.workflow.begin.made_up.writing import Row, moment, write_csv, write_months

BEGIN, END = datetime(2024, 9, 1, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)
DEPARTMENTS = ("COFFEE", "TEA", "COCOA", "GIFTS", "FILTERS", "CUPS")
AGES = ("19-24", "25-34", "35-44", "45-54", "55-64", "65+")
ITEMS = 60
FADING = timedelta(days=75)
"""So long before a customer stops there is more time between purchases, and less variety."""


PAUSES = 0.025
"""How often a purchase is followed by a pause of three to ten weeks."""


def write_subscriptions(folder: Path, customers: int = 1500, seed: int = 3) -> None:
    """Write the data of the example into its folder.

    Parameters
    ----------
    folder : Path
        Of the project.
    customers : int
    seed : int
    """
    chance = random.Random(seed)  # noqa: S311 - made up, and the same with every version of Python
    data = folder / "data"
    write_csv(data / "items.csv", _items(chance))
    stopped = {number: _leaves(chance) for number in range(1, customers + 1)}
    write_csv(data / "profiles.csv", _profiles(chance, stopped))
    by_order = {(row["order_id"], row["item_id"]): row for row in _purchases(chance, stopped)}
    write_months(data / "purchases", list(by_order.values()), "bought_at")


def _items(chance: random.Random) -> Iterator[Row]:
    for number in range(ITEMS):
        department = DEPARTMENTS[number % len(DEPARTMENTS)]
        brand = "own" if chance.random() < 0.4 else "other"
        yield {"item_id": number, "department": department, "brand": brand}


def _profiles(chance: random.Random, stopped: Mapping[int, datetime | None]) -> Iterator[Row]:
    """Four in ten answered the survey; it says nothing of who leaves."""
    for number in stopped:
        if chance.random() < 0.4:
            yield {
                "customer_id": number,
                "age": chance.choice(AGES),
                "income": chance.choice(("low", "middle", "high")),
                "people_at_home": chance.choice(("1", "2", "3", "4", "5+")),
                "housing": chance.choice(("Homeowner", "rents", "Unknown", "")),
            }


def _leaves(chance: random.Random) -> datetime | None:
    """Half of all stop some day."""
    return BEGIN + (END - BEGIN) * chance.random() if chance.random() < 0.5 else None


def _purchases(chance: random.Random, stopped: Mapping[int, datetime | None]) -> Iterator[Row]:
    """Each customer buys every few days, until the end."""
    order = 0
    for customer, end in stopped.items():
        pace, usual = chance.uniform(3, 16), chance.lognormvariate(3.2, 0.6)
        at = BEGIN + timedelta(days=chance.uniform(0, 200))
        while at < (end or END) and at < END:
            fading = end is not None and end - at < FADING
            order += 1
            yield from _order(
                chance, {"customer_id": customer, "order_id": order}, (at, usual), fading=fading
            )
            at += timedelta(days=pace * (2.2 if fading else 1) * chance.uniform(0.4, 1.6))
            if chance.random() < PAUSES:
                at += timedelta(days=chance.uniform(21, 70))


def _order(
    chance: random.Random, whose: Row, about: tuple[datetime, float], *, fading: bool
) -> Iterator[Row]:
    """One order has up to three items."""
    at, usual = about
    for item in range(1 if fading else chance.randint(1, 3)):
        yield {
            **whose,
            "item_id": (7 * whose["customer_id"] + (0 if fading else 11 * item + chance.randint(0, 2)))
            % ITEMS,
            "channel": chance.choice((1, 1, 2)),
            "quantity": chance.randint(1, 3),
            "amount": f"{usual * chance.uniform(0.5, 1.5):.2f}",
            "discount": f"{chance.choice((0, 0, 0, 1.5)):.2f}",
            "bought_at": moment(at),
        }
