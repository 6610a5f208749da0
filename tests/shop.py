"""The example of subscriptions with purchases made by chance: customers buy at a pace of their own, until some day they stop."""

import random
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from project_folder import write_table

EXAMPLE = Path(__file__).parent / "design" / "projects" / "subscriptions"

BEGIN, END = datetime(2024, 9, 1, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)
DEPARTMENTS = ("COFFEE", "TEA", "COCOA", "GIFTS", "FILTERS", "CUPS")
ITEMS = 60


def write_shop(folder, customers=1500, seed=3):
    """Write the project into a folder that is not there yet, with stores of its own and without a search."""
    shutil.copytree(EXAMPLE, folder)
    local(folder)
    chance = random.Random(seed)
    (folder / "data" / "purchases").mkdir(parents=True)
    write_table(folder / "data" / "items.csv", items(chance))
    stopped = {number: _leaves(chance) for number in range(1, customers + 1)}
    write_table(folder / "data" / "profiles.csv", profiles(chance, stopped))
    by_order = {(row["order_id"], row["item_id"]): row for row in purchases(chance, stopped)}
    write_months(folder / "data" / "purchases", list(by_order.values()), "bought_at")
    return folder


def local(folder):
    """Let a project keep what it makes in its own folder, and leave out what is not acted on yet."""
    config = folder / "wager.toml"
    config.write_text(re.sub(r"\[stores\]\n(.+\n)+", "", config.read_text("utf-8")), "utf-8")
    for model in (folder / "models").glob("*.yaml"):
        text = model.read_text("utf-8")
        model.write_text(re.sub(r"(search|encode):\n(  .*\n)+", "", text), "utf-8")


def write_months(folder, rows, moment):
    """Write rows as Parquet files, one a month."""
    months = {}
    for row in rows:
        months.setdefault(row[moment][:7], []).append(row)
    for month, some in sorted(months.items()):
        pq.write_table(pa.Table.from_pylist(some), folder / f"{month}.parquet")


def items(chance):
    """Sixty items of six departments."""
    for number in range(ITEMS):
        department = DEPARTMENTS[number % len(DEPARTMENTS)]
        yield {
            "item_id": number,
            "department": department,
            "brand": "own" if chance.random() < 0.4 else "other",
        }


def profiles(chance, stopped):
    """Four in ten answered the survey; it says nothing of who leaves."""
    ages = ("19-24", "25-34", "35-44", "45-54", "55-64", "65+")
    for number in stopped:
        if chance.random() < 0.4:
            yield {
                "customer_id": number,
                "age": chance.choice(ages),
                "income": chance.choice(("low", "middle", "high")),
                "people_at_home": chance.choice(("1", "2", "3", "4", "5+")),
                "housing": chance.choice(("Homeowner", "rents", "Unknown", "")),
            }


def _leaves(chance):
    """Half of all stop some day."""
    return BEGIN + (END - BEGIN) * chance.random() if chance.random() < 0.5 else None


def purchases(chance, stopped):
    """Each customer buys every few days; in the weeks before the end there is more time between purchases, and less variety."""
    order = 0
    for customer, end in stopped.items():
        pace, usual = chance.uniform(3, 16), chance.lognormvariate(3.2, 0.6)
        at = BEGIN + timedelta(days=chance.uniform(0, 200))
        while at < (end or END) and at < END:
            fading = end is not None and end - at < timedelta(days=75)
            order += 1
            for item in range(1 if fading else chance.randint(1, 3)):
                yield {
                    "customer_id": customer,
                    "order_id": order,
                    "item_id": (7 * customer + (0 if fading else 11 * item + chance.randint(0, 2))) % ITEMS,
                    "channel": chance.choice((1, 1, 2)),
                    "quantity": chance.randint(1, 3),
                    "amount": f"{usual * chance.uniform(0.5, 1.5):.2f}",
                    "discount": f"{chance.choice((0, 0, 0, 1.5)):.2f}",
                    "bought_at": f"{at:%Y-%m-%d %H:%M:%S}",
                }
            at += timedelta(days=pace * (2.2 if fading else 1) * chance.uniform(0.4, 1.6))
