"""A bakery that wants to know how many loaves will be asked for: the objective is a number."""

import random
from datetime import datetime, timedelta

from project_folder import ALONE, config, requirements, write_project

SHOPS, DAYS = 6, 190

CONFIG = config("bakery", "EUR")

SOURCE = """\
source: mornings
from: {path: data/mornings.csv}
owner: bakers
key: [shop, day]
columns:
  shop: category
  day: time
  warm: {type: float, means: what was forecast the day before}
  market: {type: bool, means: a market day}
  price: {type: float?, means: of a loaf}
  sold: {type: int, means: loaves that were asked for}
derive: {evening: day + 20 h}
event_time: day
known: {day - 1 d: [shop, day, warm, market, price], evening: rest}
"""

MODELS = {
    "line": "model: line\ndesign: loaves\nfeatures: [shop, warm, market]\nalgorithm: linear\n",
    "usual": "model: usual\ndesign: loaves\nalgorithm: {table: {by: [shop], prior: 5}}\n",
}

ONE_ACTION = """\
actions: [order]
assume: {flour: 1 EUR, margin: 3 EUR}
pays:
  order: -flour * greatest(prediction - demand, 0) - margin * greatest(demand - prediction, 0)
"""
"""Each loaf too many costs its flour, each too few what it would have earned."""

SEVERAL_ACTIONS = """\
actions: [none, helper, shift]
assume: {help: 1 EUR}
pays:
  none: 0 EUR
  helper: help * (demand - 55)
  shift: 2 * help * (demand - 75)
"""
"""Someone more behind the counter pays where much is asked for."""

DESIGN = (
    """\
---
design: loaves
owner: bakers
appetite: 20 d
---

# Bake what will be asked for

```yaml wager.problem
what: bread is left over, or runs out
why_now: flour is dear
tied_to: product
scope: all shops
no_gos: [personal data]
```

```yaml wager.rows
each: morning
from: mornings
decide_at: day - 6 h
cluster: day(day)
```

```yaml wager.objective
name: demand
is: sold
matures: 2 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-04-10, holdout: 2024-05-25, end: 2024-07-07}
```

```yaml wager.money
MONEY
forecast: {low: 1k EUR per year, likely: 2k EUR per year, high: 4k EUR per year, by: the bakers}
```

"""
    + requirements("ovens")
    + """
```yaml wager.slices
days: {market_day: market, other_day: not market}
```

```yaml wager.baselines
do_nothing: {always: FIRST}
usual: {model: usual}
champion: usual
```

```yaml wager.goals
G1:
  goal: Increase money per 1000 mornings by 100 EUR over champion without increasing mae for any days by more than 3
  why: less is thrown away
  tradeoff: none
```

```yaml wager.hypothesis H1
claim: warmth and markets say what is asked for
model: line
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: STOP}
```

"""
    + ALONE
)


def write_bakery(folder, money=ONE_ACTION, first="order"):
    """Write the project into a folder that is not there yet."""
    files = {
        "wager.toml": CONFIG,
        "sources/mornings.yaml": SOURCE,
        "designs/loaves.md": DESIGN.replace("MONEY", money.strip()).replace("FIRST", first),
        **{f"models/{name}.yaml": text for name, text in MODELS.items()},
    }
    return write_project(folder, files, "mornings.csv", mornings())


def mornings(seed=4):
    """Six shops on 190 days; on Saturdays there is a market."""
    chance = random.Random(seed)
    for number in range(DAYS):
        day = datetime(2024, 1, 1) + timedelta(days=number)  # noqa: DTZ001 - a day of the bakery's clocks
        market = day.weekday() == 5
        for shop in range(SHOPS):
            warm = 10 + 10 * number / DAYS + chance.gauss(0, 4)
            sold = 40 + 5 * shop + 25 * market + 0.8 * warm + chance.gauss(0, 8)
            yield {
                "shop": f"s{shop}",
                "day": f"{day:%Y-%m-%d}",
                "warm": f"{warm:.1f}",
                "market": str(market).lower(),
                "price": "" if chance.random() < 0.1 else f"{1.5 + 0.2 * shop:.2f}",
                "sold": max(0, int(sold)),
            }
