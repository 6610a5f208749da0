"""Parcels that arrive whole, damaged, or not at all: a text of three classes, and three things to do about it."""

import random
from datetime import datetime, timedelta

from project_folder import ALONE, config, requirements, write_project

COUNT = 2600

CONFIG = config("parcels", "CHF")

SOURCE = """\
source: parcels
from: {path: data/parcels.csv}
owner: depot
key: parcel
columns:
  parcel: int
  sent: time
  lane: {type: category, means: by which road it goes}
  fragile: bool
  value: {type: float, means: of what is in it}
  end: {type: category, means: how it arrived}
derive: {told: sent + 3 d}
event_time: sent
known: {sent - 1 d: [parcel, sent, lane, fragile, value], told: rest}
"""

MODELS = {
    "glass": "model: glass\ndesign: parcel-care\nalgorithm: {table: {by: [lane, fragile], prior: 5}}\n",
    "lanes": "model: lanes\ndesign: parcel-care\nalgorithm: {table: {by: [lane], prior: 5}}\n",
}

PAYS = """\
actions: [send, pad, courier]
assume: {pad: 2 CHF}
pays:
  send: {whole: 0 CHF, damaged: -0.4 CHF * value, lost: -1 CHF * value}
  pad: {damaged: -pad, whole: -pad, lost: -pad - 1 CHF * value}
  courier: {otherwise: -9 CHF}
"""

DESIGN = (
    """\
---
design: parcel-care
owner: depot
appetite: 20 d
---

# Take care of the parcels that need it

```yaml wager.problem
what: what breaks or is lost is paid for
why_now: more glass
tied_to: customer
scope: all lanes
no_gos: [names of receivers]
```

```yaml wager.rows
each: parcel
from: parcels
decide_at: sent
cluster: day(sent)
```

```yaml wager.objective
name: arrival
is: end
classes: [whole, damaged, lost]
matures: 4 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-02-20, holdout: 2024-03-25, end: 2024-04-30}
```

```yaml wager.money
MONEY
forecast: {low: 1k CHF per year, likely: 2k CHF per year, high: 4k CHF per year, by: the depot}
```

"""
    + requirements("belt")
    + """
```yaml wager.slices
lane: [hill, plain]
```

```yaml wager.metrics
recall: recall of each class
```

```yaml wager.baselines
do_nothing: {always: send}
lanes: {model: lanes}
champion: lanes
```

```yaml wager.goals
G1:
  goal: Increase money per 1000 parcels by any amount over champion without decreasing recall for whole by more than 20 pp
  why: pays for the padding
  tradeoff: none
```

```yaml wager.hypothesis H1
claim: glass breaks on hills
model: glass
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: STOP}
```

"""
    + ALONE
)


def write_parcels(folder, money=PAYS):
    """Write the project into a folder that is not there yet."""
    files = {
        "wager.toml": CONFIG,
        "sources/parcels.yaml": SOURCE,
        "designs/parcel-care.md": DESIGN.replace("MONEY", money.strip()),
        **{f"models/{name}.yaml": text for name, text in MODELS.items()},
    }
    return write_project(folder, files, "parcels.csv", parcels())


def parcels(seed=6):
    """One parcel every 66 minutes; what is fragile breaks on hills, what is dear is lost on the plain."""
    chance = random.Random(seed)
    for number in range(COUNT):
        sent = datetime(2024, 1, 1) + number * timedelta(minutes=66)  # noqa: DTZ001 - the depot's clocks
        lane, fragile = chance.choice(["hill", "plain"]), chance.random() < 0.4
        value = round(chance.lognormvariate(3, 0.8), 2)
        broken = 0.04 + 0.6 * (fragile and lane == "hill")
        gone = 0.02 + 0.1 * (lane == "plain" and value > 40)
        drawn = chance.random()
        end = "damaged" if drawn < broken else "lost" if drawn < broken + gone else "whole"
        yield {
            "parcel": number,
            "sent": f"{sent:%Y-%m-%d %H:%M}",
            "lane": lane,
            "fragile": str(fragile).lower(),
            "value": value,
            "end": end,
        }
