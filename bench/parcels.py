"""The project that `serving.py` serves: made-up parcels, twenty numbers each, and trees that say which will be lost."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

NUMBERS = [f"x{number}" for number in range(20)]
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
ROWS = 20_000

FILES = {
    "wager.toml": 'wager = 1\nname = "parcels"\ncurrency = "EUR"\ntime_zone = "UTC"\n',
    "sources/parcels.yaml": f"""\
source: parcels
from: {{path: data/parcels.csv}}
owner: bench
key: parcel
columns:
  parcel: int
  sent: time
{"".join(f"  {name}: float{chr(10)}" for name in NUMBERS)}  lost: bool
derive: {{found: sent + 1 d}}
event_time: sent
known: {{sent: [parcel, sent, {", ".join(NUMBERS)}], found: rest}}
""",
    "designs/parcels.md": """\
---
design: parcels
owner: bench
appetite: 20 d
---

# Insure parcels that will be lost

```yaml wager.problem
what: lost parcels are paid for
why_now: it is measured how fast that can be said
tied_to: operations
scope: made-up parcels
no_gos: [nothing real]
```

```yaml wager.rows
each: parcel
from: parcels
decide_at: sent + 1 h
cluster: day(sent)
```

```yaml wager.objective
is: lost
matures: 1 d
```

```yaml wager.split
begin: {train: 2024-01-01, tune: 2024-03-01, holdout: 2024-03-20, end: 2024-04-01}
```

```yaml wager.money
actions: [none, insure]
pays:
  none: {lost: -90 EUR, otherwise: 0 EUR}
  insure: {lost: -10 EUR, otherwise: -10 EUR}
```

```yaml wager.requirements
latency_p99: 50 ms
where: one machine
explain: none
retrain: every 90 d
consumers: [bench]
feedback: none
security: none
privacy: none
```

```yaml wager.metrics
net: money per 1000 parcels
```

```yaml wager.baselines
do_nothing: {always: none}
trees: {model: trees}
champion: trees
```

```yaml wager.goals
G1: {goal: Increase net by any amount over do_nothing, why: is it any use, tradeoff: none}
```

```yaml wager.hypothesis H1
claim: twenty numbers say which parcels are lost
model: trees
goals: [G1]
timebox: 5 d
next: {ship: PROMOTE, otherwise: STOP}
```

```yaml wager.alpha
total: 0.05
share: {H1: 100 %}
```
""",
}

MODEL = """\
model: trees
design: parcels
features: [{features}]
algorithm:
  lightgbm: {{n_estimators: {trees}, num_leaves: 31, learning_rate: 0.05}}
seed: 1
"""


def parcels():
    """Make up rows: whether one is lost follows from half of its numbers, and from chance."""
    chance = random.Random(3)
    for number in range(ROWS):
        values = [round(chance.gauss(0, 1), 4) for _ in NUMBERS]
        odds = sum(values[:10]) + values[0] * values[1] - 2
        sent = (BEGIN + number * timedelta(minutes=6)).isoformat(" ", "minutes")[:16]
        row = {"parcel": number, "sent": sent, **dict(zip(NUMBERS, values, strict=True))}
        yield {**row, "lost": "true" if odds + chance.gauss(0, 2) > 0 else "false"}


def write_project(folder: Path, trees: int) -> list[dict]:
    """Write the project into a folder that is not there yet; return its rows."""
    rows = list(parcels())
    model = MODEL.format(features=", ".join(NUMBERS), trees=trees)
    for name, text in {**FILES, "models/trees.yaml": model}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "data").mkdir()
    with (folder / "data" / "parcels.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows
