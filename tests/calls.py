"""A small whole project: customers who may leave, and a team that can call twenty of them a week."""

import random
from datetime import UTC, datetime, timedelta

from project_folder import ALONE, config, requirements, write_project

CONFIG = config("calls", "EUR", "Europe/Berlin")

SOURCE = """\
source: renewals
from: {path: data/renewals.csv}
owner: sales
key: renewal
columns:
  renewal: int
  asked: time
  listed: {type: time, means: the Monday on which its week was listed}
  tariff: category
  complaints: int
  worth: {type: money, means: what a year with the customer earns}
  left: bool
derive: {told: asked + 3 d}
event_time: asked
known: {listed - 1 h: [renewal, asked, listed, tariff, complaints, worth], told: rest}
"""

MODELS = {
    "by-tariff": "model: by-tariff\ndesign: keep\nalgorithm: {table: {by: [tariff, complaints], prior: 5}}\n",
    "line": "model: line\ndesign: keep\nfeatures: [tariff, complaints, worth]\nalgorithm: logistic\n",
    "careful": "model: careful\nextends: line\npolicy: {threshold: {call: 0.3}}\n",
    "angry": "model: angry\ndesign: keep\nalgorithm: {rule: {call: complaints >= 1}}\n",
    "dear": "model: dear\nextends: angry\npolicy: {rank: worth}\n",
}

DESIGN = (
    """\
---
design: keep
owner: sales
appetite: 20 d
---

# Call customers who may leave

```yaml wager.problem
what: customers leave without a word
why_now: a new tariff of a competitor
tied_to: customer
scope: all tariffs
no_gos: [personal data]
```

```yaml wager.rows
each: renewal
from: renewals
decide_at: asked
cluster: day(asked)
```

```yaml wager.objective
is: left
matures: 4 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-04-01, holdout: 2024-06-03, end: 2024-09-02}
```

```yaml wager.money
actions: [none, call]
assume: {effort: 4 EUR, kept: 40 %}
pays:
  none: {left: 0 EUR, otherwise: 0 EUR}
  call: {left: kept * worth - effort, otherwise: -effort}
capacity: {call: 20 per 7 d}
forecast: {low: 1k EUR per year, likely: 2k EUR per year, high: 4k EUR per year, by: the sales office}
```

"""
    + requirements("callers")
    + """
```yaml wager.metrics
net: money per 1000 renewals
```

```yaml wager.baselines
do_nothing: {always: none}
angry: {model: angry}
dear: {model: dear}
everybody: {always: call}
champion: angry
```

```yaml wager.goals
G1:
  goal: Increase net by 100 EUR over champion without increasing rate of call by more than 20 pp
  why: pays for the callers
  tradeoff: other customers are called
```

```yaml wager.hypothesis H1
claim: tariff and complaints say who leaves
model: by-tariff
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: STOP}
```

"""
    + ALONE
)


def write_calls(folder, *changes):
    """Write the project into a folder that is not there yet; the design changed."""
    design = DESIGN
    for old, new in changes:
        assert old in design, old
        design = design.replace(old, new)
    files = {
        "wager.toml": CONFIG,
        "sources/renewals.yaml": SOURCE,
        "designs/keep.md": design,
        **{f"models/{name}.yaml": text for name, text in MODELS.items()},
    }
    return write_project(folder, files, "renewals.csv", renewals())


def renewals(count=2900, seed=7):
    """Renewals every two hours; who complained, or has the old tariff, leaves more often."""
    chance = random.Random(seed)
    begin = datetime(2024, 1, 1, 6, tzinfo=UTC)
    for number in range(count):
        asked = begin + number * timedelta(hours=2)
        tariff, complaints = chance.choice(["old", "new"]), min(3, int(chance.expovariate(1.2)))
        often = 0.05 + 0.25 * (tariff == "old") + 0.12 * complaints
        listed = (asked - timedelta(days=asked.weekday())).replace(hour=0)
        yield {
            "renewal": number,
            "asked": asked.strftime("%Y-%m-%d %H:%M UTC"),
            "listed": listed.strftime("%Y-%m-%d 00:00 UTC"),
            "tariff": tariff,
            "complaints": complaints,
            "worth": f"{chance.lognormvariate(4, 0.6):.2f}",
            "left": "true" if chance.random() < often else "false",
        }
